"""Every function starts with what is deployed and nothing else: both layers and its own folder."""

from __future__ import annotations

import subprocess
import sys

import pytest

from devkit import layers, paths

FOLDERS = sorted(f.parent.name for f in paths.ROOT.glob("functions/*/handler.py"))
# -I and -S: no environment, no site-packages; the paths are put together by hand as Lambda does.
SCRIPT = """
import sys
sys.path[:0] = {places!r}
import importlib
module = importlib.import_module({module!r})
assert callable(module.handler)
roots = tuple({places!r})
foreign = sorted(
    name for name, m in sys.modules.items()
    if (at := getattr(m, "__file__", None)) and "site-packages" in at and not at.startswith(roots)
)
assert not foreign, foreign
"""


@pytest.fixture(scope="module")
def layered() -> list[str]:
    layers.ensure("local")
    return [str(paths.LAYERS / "local" / name / "python") for name in ("vendor", "core")]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_handler_imports_from_its_package_alone(layered: list[str], folder: str) -> None:
    places = [*layered, str(paths.ROOT / "functions")]
    script = SCRIPT.format(places=places, module=f"{folder}.handler")
    words = [sys.executable, "-I", "-S", "-B", "-c", script]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", env={})
    assert done.returncode == 0, done.stderr[-2000:]
