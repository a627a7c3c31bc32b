"""Every vendor's package against its own sandbox, and against the vendor's facts."""

from __future__ import annotations

import sys
from pathlib import Path

GENERATED = Path(__file__).resolve().parents[2] / "generated"

for _manifest in sorted(GENERATED.glob("*/manifest.json")):
    if str(_manifest.parent) not in sys.path:
        sys.path.insert(0, str(_manifest.parent))
