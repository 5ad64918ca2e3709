"""The CDK app: everything that 农信云 runs on, for one stage in one region."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The names that infra shares with the code (settings, tables) live in the core layer.
_CORE = str(ROOT / "layers" / "core" / "python")
if _CORE not in sys.path:
    sys.path.insert(0, _CORE)
