"""Made-up events and calls, signed: never a fault of ours, and always as the document says."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from devkit import openapi, partner_files
from nongxin.partners.inbound.kinds import CODES, KINDS, Kind
from tests.builders.lending import COUNTY
from tests.builders.market import take
from tests.builders.partners import Platform
from tests.fakes.parts import FakeParts

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture,
         HealthCheck.data_too_large]  # fmt: skip
FEW = settings(
    max_examples=10, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=QUIET, derandomize=True,
)  # fmt: skip
DOCUMENT = openapi.document(next(d for d in openapi.doors() if d.prefix == "partners"))


@pytest.fixture
def shop(p: FakeParts) -> Platform:
    return Platform.of(p, counties=[COUNTY], kinds_in=list(CODES))


def made_up(kind: Kind) -> Any:
    """Bodies by the kind's schema, as schemathesis makes them of a document with one route."""
    schema = json.loads(json.dumps(partner_files.schema_of(kind)).replace(
        "#/$defs/", "#/components/schemas/"))  # fmt: skip
    schemas = schema.pop("$defs")
    content = {"application/json": {"schema": schema}}
    route = {"requestBody": {"required": True, "content": content},
             "responses": {"202": {"description": "taken"}}}  # fmt: skip
    document = {
        "openapi": "3.1.0",
        "info": {"title": kind.name, "version": "1"},
        "paths": {"/events": {"post": route}},
        "components": {"schemas": schemas},
    }
    return schemathesis.openapi.from_dict(document)["/events"]["post"].as_strategy()


def documented(rest: str) -> set[int]:
    told = DOCUMENT["paths"][f"/v1/partners/{{partner_id}}{rest}"]["post"]["responses"]
    return {int(status) for status in told}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_events_by_their_schema(shop: Platform, kind: Kind) -> None:
    statuses = set[int]()

    @FEW
    @given(case=made_up(kind), here=st.booleans())
    def tell(case: Any, here: bool) -> None:
        body = case.body
        if here:
            body["data"]["county"] = COUNTY
        before = len(shop.p.memory.published("PartnerEventReceived"))
        answer = shop.asks("/events", body)
        assert answer.status in documented("/events"), answer.text
        statuses.add(answer.status)
        new = shop.p.memory.published("PartnerEventReceived")[before:]
        assert take(new) == {"batchItemFailures": []}

    tell()
    assert statuses & {202, 422}  # understood, at least: schemas allow instants of no calendar


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


OWN = ["/own/applications", "/own/news", "/own/line", "/own/resends"]


@pytest.mark.parametrize("rest", ["/events", "/quotes", "/applications", *OWN])
def test_any_json(shop: Platform, rest: str) -> None:
    @FEW
    @given(body=JSON)
    def ask(body: Any) -> None:
        answer = shop.asks(rest, body)
        assert answer.status in documented(rest), answer.text
        assert 400 <= answer.status < 500
        assert json.loads(answer.text)["code"]

    ask()
