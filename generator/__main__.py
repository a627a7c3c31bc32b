"""`python -m generator`: the same as the command `specwright`."""

from generator.cli import main

raise SystemExit(main())
