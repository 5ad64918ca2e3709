"""A door that is loaded for its routes is nobody else's door."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from infra.door_apps import load_app

HANDLER = "from chalice import Chalice\nfrom api_other.name import NAME\napp = Chalice(NAME)\n"


def _door(at: Path, name: str) -> Path:
    (at / "api_other").mkdir(parents=True)
    (at / "api_other" / "name.py").write_text(f"NAME = {name!r}\n")
    (at / "api_other" / "handler.py").write_text(HANDLER)
    return at


def test_two_stages_load_each_their_own(tmp_path: Path) -> None:
    one, other = _door(tmp_path / "one", "one"), _door(tmp_path / "other", "other")
    assert [load_app(at, "api_other").app_name for at in (one, other)] == ["one", "other"]
    assert not [name for name in sys.modules if name.startswith("api_other")]


def test_who_had_imported_it_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ModuleType("api_other.name")
    monkeypatch.setitem(sys.modules, "api_other.name", known)
    assert load_app(_door(tmp_path, "one"), "api_other").app_name == "one"
    assert sys.modules["api_other.name"] is known
