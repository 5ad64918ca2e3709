"""The made documents in the tree say what the code says, and the samples keep to the schemas."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from devkit import contracts, event_files, openapi, partner_files, paths
from nongxin.partners.inbound.kinds import KINDS
from nongxin.partners.inbound.messages import read_message
from nongxin.partners.outbound.bodies import BODIES, body_of
from nongxin.partners.partner import NEWS


def test_documents_are_up_to_date():
    assert contracts.stale() == [], "run scripts/contracts"


@pytest.mark.parametrize("door", openapi.doors(), ids=lambda door: door.prefix)
def test_openapi_documents_are_valid(door):
    validate(openapi.document(door))


@pytest.mark.parametrize("kind", event_files.event_classes(), ids=lambda kind: kind.__name__)
def test_samples_keep_to_their_schema(kind):
    name = f"{kind.__name__}.v{kind.version}.json"
    schema = json.loads((event_files.SCHEMAS / name).read_text("utf-8"))
    sample = json.loads((event_files.SAMPLES / name).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(sample)
    assert set(sample["data"]) == set(schema["properties"]["data"]["properties"])


def test_a_schema_refuses_what_the_event_does_not_hold():
    kind = event_files.event_classes()[0]
    sample = event_files.sample_of(kind)
    sample["data"]["name"] = "王小明"
    assert not Draft202012Validator(event_files.schema_of(kind)).is_valid(sample)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_samples_of_partners_keep_to_their_schema_and_are_understood(kind):
    schema = json.loads((event_files.SCHEMAS / "partners" / f"{kind.name}.json").read_text("utf-8"))
    text = (event_files.SAMPLES / "partners" / f"{kind.name}.json").read_text("utf-8")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(text))
    assert read_message(text.encode()).kind == kind


@pytest.mark.parametrize("kind", NEWS)
def test_samples_of_news_keep_to_their_schema(kind):
    name = f"{partner_files.named(kind)}.json"
    schema = json.loads((event_files.SCHEMAS / "partners" / name).read_text("utf-8"))
    text = (event_files.SAMPLES / "partners" / name).read_text("utf-8")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(text))
    body_of(kind).model_validate_json(text)
    assert tuple(BODIES) == NEWS


def test_the_cdk_by_hand_runs_in_the_environment_that_setup_makes():
    told = json.loads((paths.ROOT / "cdk.json").read_text("utf-8"))["app"]
    assert paths.ROOT / told.split()[0] == paths.VENV / "bin" / "python"
