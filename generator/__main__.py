"""`python -m generator`: the same as the command `specwright`."""

from generator.command.cli import main

raise SystemExit(main())
