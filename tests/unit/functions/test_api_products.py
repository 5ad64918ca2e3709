"""The products door over HTTP events: the catalogue, changes by four eyes, what-ifs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import api_products.handler
from nongxin.catalog import releases
from nongxin.kernel.counties import LEASE_SECONDS
from nongxin.kernel.identity import Role
from tests.builders.bank import Bank, first_run
from tests.builders.facts import TODAY
from tests.builders.lending import ENTITY, a_person, an_officer
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TOMORROW = (TODAY + timedelta(days=1)).isoformat()
MAKER, CHECKER = (an_officer(n, Role.PRODUCT_MANAGER) for n in (21, 22))
CHANGES = "/v1/products/entities/{entity}/changes"
ONE = f"{CHANGES}/{{change_id}}"
BODY = {"product": "YND", "valid_from": TOMORROW, "fields": {"amount_max_cny": "200000"}}


@pytest.fixture(autouse=True)
def _shipped_rows_after_it() -> Iterator[None]:
    yield
    releases.use(None)


def call(method: str, resource: str, **told: Any) -> Answer:
    return ask(api_products.handler.handler, method, resource, **told)


def draft(**told: Any) -> Answer:
    usual: dict[str, Any] = {"path": {"entity": ENTITY}, "body": BODY, "by": MAKER,
                             "key": "draft-0001"}  # fmt: skip
    return call("POST", CHANGES, **(usual | told))


def catalogue(**told: Any) -> dict[str, Any]:
    answer = call("GET", "/v1/products", by=a_person(), **told)
    assert answer.status == 200, answer.text
    return {each["product"]: each for each in answer.body["products"]}


def test_anyone_signed_in_reads_the_catalogue(p: FakeParts) -> None:
    loan = catalogue()["YND"]
    assert (loan["amount_min_fen"], loan["amount_max_fen"]) == (500_000, 30_000_000)
    assert loan["rate_from"] < loan["rate_to"]
    assert {r["method"] for r in loan["repayment"]} >= {"interest_first", "revolving"}
    assert all(each["name_zh"] and each["name_en"] for each in loan["purposes"])
    assert call("GET", "/v1/products", by=a_person(), query={"on": "2026-13-01"}).status == 400


def test_a_change_goes_from_draft_to_the_catalogue_without_a_deploy(
    p: FakeParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = draft()
    assert drafted.status == 201, drafted.text
    path = {"entity": ENTITY, "change_id": drafted.body["change_id"]}
    shown = call("GET", ONE, path=path, by=CHECKER).body
    assert [(n["name"], n["before"], n["after"]) for n in shown["lines"]] == [
        ("amount_max_cny", "300000", "200000")
    ]
    own = call("POST", f"{ONE}/release", path=path, by=MAKER, key="release-01")
    assert (own.status, own.body["code"]) == (422, "product-change-four-eyes")
    told = call("POST", f"{ONE}/release", path=path, by=CHECKER, key="release-01")
    assert (told.status, told.body["version"]) == (200, 1)
    again = call("POST", f"{ONE}/release", path=path, by=CHECKER, key="release-01")
    assert again.headers["Idempotent-Replayed"] == "true"
    ten_seconds_later = SimpleNamespace(monotonic=lambda: time.monotonic() + LEASE_SECONDS)
    monkeypatch.setattr("nongxin.products.store.time", ten_seconds_later)
    assert catalogue()["YND"]["amount_max_fen"] == 30_000_000
    assert catalogue(query={"on": TOMORROW})["YND"]["amount_max_fen"] == 20_000_000
    (listed,) = call("GET", CHANGES, path={"entity": ENTITY}, by=CHECKER).body["changes"]
    assert (listed["state"], listed["decided_by"]) == ("released", CHECKER.id)


def test_settings_show_template_own_value_and_bounds(p: FakeParts) -> None:
    resource = "/v1/products/entities/{entity}/settings/{product}"
    path = {"entity": ENTITY, "product": "YND"}
    lines = call("GET", resource, path=path, by=MAKER).body["lines"]
    shown = next(line for line in lines if line["name"] == "term_max")
    assert (shown["template"], shown["low"], shown["high"]) == ("36", "3", "36")
    assert call("GET", resource, path=path | {"product": "ZZZ"}, by=MAKER).status == 404


def test_who_may_not(p: FakeParts) -> None:
    assert draft(by=an_officer()).status == 403
    assert draft(by=an_officer(23, Role.COUNTY_APPROVER)).status == 403
    assert draft(by=an_officer(24, Role.OPS)).status == 403
    assert draft(by=a_person()).status == 403
    assert draft(path={"entity": "2701"}).status == 404
    assert draft(body=BODY | {"fields": {"grace_days": "4"}}).status == 422
    assert draft(body=BODY | {"valid_from": "2026-02-30"}).status == 400
    drafted = draft(key="draft-0002")
    path = {"entity": ENTITY, "change_id": drafted.body["change_id"]}
    withdrawn = call("POST", f"{ONE}/withdrawal", path=path, by=MAKER, key="withdraw-1")
    assert withdrawn.body["state"] == "withdrawn"


def suppose(by: Any, application_id: str, **told: Any) -> Answer:
    body = {"application_id": application_id} | told
    return call("POST", "/v1/products/what-ifs", by=by, body=body)


def test_what_if_has_no_effect_and_shows_both(bank: Bank) -> None:
    application_id = bank.submit()
    assert suppose(an_officer(), application_id).body["code"] == "application-not-decided"
    run = first_run(bank, application_id)
    assert run.decide() == "offer"
    run.step("Offer")
    before = bank.p.memory.items("lending")
    answer = suppose(an_officer(), application_id, facts={"cur_overdue": 180_000})
    assert answer.status == 200, answer.text
    assert answer.body["kept"]["outcome"] == "offer"
    assert answer.body["supposed"]["outcome"] == "decline"
    assert "CRB002" in [r["code"] for r in answer.body["supposed"]["reasons"]]
    gap = suppose(an_officer(), application_id, facts={"village_grade": None})
    assert gap.body["supposed"]["outcome"] == "refer"
    less = suppose(an_officer(), application_id, amount_fen=1_000_000)
    assert less.body["supposed"]["amount_fen"] == 1_000_000
    assert bank.p.memory.items("lending") == before


def test_what_if_is_for_officers_of_the_county_and_known_facts(bank: Bank) -> None:
    application_id = bank.submit()
    run = first_run(bank, application_id)
    run.decide()
    run.step("Offer")
    assert suppose(bank.customer, application_id).status == 403
    assert suppose(an_officer(county="610113"), application_id).status == 404
    assert suppose(an_officer(), application_id, facts={"luck": 1}).body["code"] == "fact-unknown"
    assert suppose(an_officer(), application_id, facts={"age": 70}).body["code"] == "fact-derived"
    assert suppose(an_officer(), application_id, amount_fen=1).status == 422
    long = suppose(an_officer(), application_id, term_months=600)
    assert (long.status, long.body["code"]) == (422, "term-out-of-range")
    vast = suppose(an_officer(), application_id, facts={"net_income": 10**14})
    assert vast.body["supposed"]["outcome"] == "refer"


def test_an_auditor_has_a_decision_made_again(bank: Bank) -> None:
    application_id = bank.submit()
    run = first_run(bank, application_id)
    run.decide()
    run.step("Offer")
    body = {"application_id": application_id}
    auditor = an_officer(31, Role.AUDITOR)
    answer = call("POST", "/v1/products/replays", by=auditor, body=body)
    assert answer.status == 200, answer.text
    assert answer.body["decision"]["outcome"] == "offer"
    assert answer.body["versions"]["terms"] == "YND.1"
    assert len(answer.body["sha256"]) == 64
    again = call("POST", "/v1/products/replays", by=auditor, body=body)
    assert again.body["sha256"] == answer.body["sha256"]
    other = an_officer(county="610113")
    assert call("POST", "/v1/products/replays", by=other, body=body).status == 404
    assert call("POST", "/v1/products/replays", by=bank.customer, body=body).status == 403
