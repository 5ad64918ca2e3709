"""Events: who listens names events that exist, and the registry can read their schemas."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from infra import ROOT
from infra.event_schemas import draft_4
from infra.functions import FUNCTIONS

FILES = sorted((ROOT / "events" / "schemas").glob("*.json"))


def _schema(file: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def test_consumers_listen_to_events_that_are_published() -> None:
    published = {file.name.split(".")[0] for file in FILES}
    for function in FUNCTIONS:
        assert set(function.events) <= published, function.folder


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_registry_can_read_every_schema(file: Any) -> None:
    schema = draft_4(_schema(file))
    jsonschema.Draft4Validator.check_schema(schema)
    for sample in (ROOT / "events" / "samples").glob(f"{file.stem}*.json"):
        jsonschema.Draft4Validator(schema).validate(_schema(sample))


def test_a_bound_and_a_constant_are_said_in_the_older_words() -> None:
    assert draft_4({"properties": {"n": {"exclusiveMinimum": 0}, "v": {"const": 1}}}) == {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "properties": {"n": {"minimum": 0, "exclusiveMinimum": True}, "v": {"enum": [1]}},
    }
