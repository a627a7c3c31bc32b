"""The command `specwright`, also as `python -m generator`."""

import gc

from generator.command.cli import main


def run() -> int:
    """The command in a process of its own.

    What it leaves is freed with the process: Python's collector, which looks at all of it once
    more at the end, would take a fifth of a run with nothing to do.
    """
    status = main()
    gc.freeze()
    return status


if __name__ == "__main__":
    raise SystemExit(run())
