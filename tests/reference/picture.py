"""The picture of a reference page, taken of a real one: `make pictures`.

A page of its own package is written, and Chromium takes the picture; the variable CHROMIUM
names another browser of its kind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generator.command.cli import main as specwright
from tests.support import ROOT

PICTURE = ROOT / "docs" / "images" / "reference.png"
PACKAGE, PAGE = "bol-retailer", "client.shipments.html"
SIZE = "1360,860"
MOST = 200_000
"""Bytes."""
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=10000", f"--window-size={SIZE}"),
)


def main() -> int:
    """Take the picture.

    Returns:
        The exit status: 2 where there is no browser, 1 where the picture is too large.
    """
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    browser = next((path for name in names if name and (path := shutil.which(name))), None)
    if browser is None:
        print("there is no Chromium here: install it, or name it in CHROMIUM=", file=sys.stderr)
        return 2
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(ROOT)
        if specwright(["docs", PACKAGE, "--out", folder]):
            return 1
        page = Path(folder, PACKAGE, PAGE).as_uri()
        profile = f"--user-data-dir={folder}/profile"
        command = [browser, *FLAGS, profile, f"--screenshot={PICTURE}", page]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    return int(size > MOST)


if __name__ == "__main__":
    sys.exit(main())
