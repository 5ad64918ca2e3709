"""Where things lie in the clone. Nothing is ever written outside `ROOT`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
LOCAL = ROOT / ".local"
CACHE = LOCAL / "cache"
TMP = LOCAL / "tmp"
VENV = LOCAL / "venv"
CLOUD_VENV = LOCAL / "cloud"
NODE_MODULES = ROOT / "node_modules"
LAYERS = ROOT / "build" / "layers"
CORE = ROOT / "layers" / "core" / "python"
VENDOR_LOCK = ROOT / "layers" / "vendor" / "requirements.lock"
DEV_LOCK = ROOT / "requirements.lock"
CLOUD_LOCK = ROOT / "requirements-cloud.lock"

# What `import` finds from anywhere in the clone (the doors of functions/ are loaded by path).
IMPORT_ROOTS = (ROOT, CORE, ROOT / "functions", SCRIPTS)


def shown(path: Path) -> str:
    """The path as a person in the clone would type it."""
    return os.path.relpath(path, ROOT) if path.is_relative_to(ROOT) else str(path)
