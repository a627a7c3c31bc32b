"""Run the sandbox of a generated package."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def serve(folder: Path, port: int) -> int:
    """Serve the sandbox on loopback until interrupted.

    Args:
        folder: A generated distribution.
        port: TCP port; 0 for any free one.

    Returns:
        Exit status: 0, or 2 when the extra that a server needs is missing.
    """
    package = next(path.parent.name for path in folder.glob("*/py.typed"))
    sys.path.insert(0, str(folder.resolve()))
    try:
        app = import_module(f"{package}.server").create_app()
        server = import_module(f"{package}._runtime.server.serve")
    except ModuleNotFoundError as error:
        print(
            f"specwright: serving needs {error.name}; install the extra: "
            f"pip install 'specwright[server]'",
            file=sys.stderr,
        )
        return 2
    server.serve(app, port=port)
    return 0
