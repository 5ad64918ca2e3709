"""Folders for synth to find where the real ones do not matter: functions, doors, built layers."""

from __future__ import annotations

from pathlib import Path

from infra.functions import FUNCTIONS, Trigger
from infra.places import Places

_DOOR = """
from chalice import Chalice, Response

app = Chalice("{folder}", configure_logs=False)


class Contract:
    def __init__(self, roles):
        self.roles = roles


def open_to(*roles):
    def mark(view):
        view.__contract__ = Contract(roles)
        return view
    return mark


@app.route("/", methods=["POST"])
@open_to("officer")
def begin(): ...


@app.route("/public", methods=["GET"])
@open_to()
def public(): ...


@app.route("/{{thing_id}}", methods=["GET"])
@open_to("customer", "officer")
def show(thing_id): ...


def handler(event, context):
    return app(event, context)
"""
_OTHER = "def handler(event, context):\n    return event\n"


def places(root: Path, stage: str) -> Places:
    """Placeholders for every function of the list and both layers of the stage."""
    for function in FUNCTIONS:
        folder = root / "functions" / function.folder
        folder.mkdir(parents=True)
        is_door = function.trigger is Trigger.HTTP
        source = _DOOR.format(folder=function.folder) if is_door else _OTHER
        (folder / "handler.py").write_text(source)
    for layer in ("vendor", "core"):
        (root / "layers" / stage / layer / "python").mkdir(parents=True)
        (root / "layers" / stage / layer / "python" / "empty.py").write_text("")
    schemas = root / "schemas"
    schemas.mkdir()
    (schemas / "OfferMade.v1.json").write_text('{"type": "object"}')
    return Places(root / "functions", root / "layers", schemas)
