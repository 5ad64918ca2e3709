"""The 360° view: assembled from events in any order, with repeats; merged and parted again."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest

from nongxin.audit.trail import lanes_of
from nongxin.kernel.identity import Role
from tests.builders.lending import COUNTY, ENTITY, an_officer
from tests.builders.payers import NORTH, NORTH_ENTITY, Payer, Town, pay
from tests.builders.views import APPROVER, AUDITOR, OFFICER, TELLER, an_event, asks, sees, tell
from tests.fakes.parts import FakeParts

NOBODY = f"pn_{COUNTY}_01JD0000000000000000000099"
LOAN = f"ln_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0T"
APPLICATION = f"ap_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0T"
ELSEWHERE = replace(an_officer(15, county=NORTH), entity=NORTH_ENTITY)


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


@pytest.fixture
def who(town: Town) -> Payer:
    return town.person(500_000)


def loan_events(person_id: str) -> list[Any]:
    told: dict[str, Any] = {"borrower_id": person_id, "entity": ENTITY, "product": "YND"}
    lent = told | {"application_id": APPLICATION, "loan_id": LOAN}
    after = {"loan_id": LOAN, "borrower_id": person_id, "entity": ENTITY}
    return [
        an_event("ApplicationSubmitted", 0, **told, application_id=APPLICATION),
        an_event("LoanDisbursed", 10, **lent, amount_fen=3_000_000),
        an_event("LoanRepaid", 20, **after, amount_fen=120_000, principal_fen=100_000,
                 interest_fen=20_000, closed=False),
        an_event("LoanClassified", 30, **after, on="2026-11-20", before="normal", after="special",
                 days=40, accrues=True),
        an_event("LoanOverdue", 31, **after, on="2026-11-20", days=40, overdue_fen=5_000, step="2"),
        an_event("LoanRepaid", 40, **after, amount_fen=2_900_000, principal_fen=2_900_000,
                 interest_fen=0, closed=True),
    ]  # fmt: skip


def published(town: Town) -> list[Any]:
    return list(town.p.memory.published())


def test_accounts_and_movements_come_by_events(town: Town, who: Payer) -> None:
    other = town.person()
    assert pay(who, other, 10_000).status == 201
    tell(*published(town))
    view = sees(OFFICER, who.who.id)
    assert view["parts"]["accounts"]["doc"][who.account_id]["entity"] == ENTITY
    assert view["entities"] == [ENTITY]
    (month,) = view["parts"]["behaviour"]["doc"].values()
    assert month == {"cash_in": [1, 500_000], "transfer_out": [1, 10_000]}
    (month,) = sees(OFFICER, other.who.id)["parts"]["behaviour"]["doc"].values()
    assert month == {"transfer_in": [1, 10_000]}
    newest = max(e.at for e in published(town) if e.type == "TransferMade")
    assert view["parts"]["behaviour"]["as_of"] == newest
    assert view["parts"]["behaviour"]["seen_at"] >= newest


def test_whatever_order_and_repeats_the_view_is_the_same(town: Town, who: Payer) -> None:
    events = loan_events(who.who.id)
    tell(*events)
    want = sees(OFFICER, who.who.id)["parts"]["loans"]["doc"]
    assert want["loans"][LOAN]["closed"] and want["loans"][LOAN]["class"] == "special"
    assert want["applications"][APPLICATION]["state"] == "LoanDisbursed"
    for seed in range(12):
        somebody = town.person()
        mixed = loan_events(somebody.who.id) * 2
        random.Random(seed).shuffle(mixed)
        tell(*mixed)
        seen = sees(OFFICER, somebody.who.id)
        assert seen["parts"]["loans"]["doc"] == want
        assert seen["owed_fen"] == 0


def test_a_race_between_two_workers_loses_nothing(town: Town, who: Payer) -> None:
    first, second = (
        an_event("CashDeposited", n, account_id=who.account_id, entity=ENTITY, amount_fen=100)
        for n in (1, 2)
    )
    town.p.memory.dynamo.before_write = lambda: tell(second)
    tell(first)
    (month,) = sees(OFFICER, who.who.id)["parts"]["behaviour"]["doc"].values()
    assert month == {"cash_in": [2, 200]}


def test_a_person_across_legal_entities(town: Town, who: Payer) -> None:
    tell(
        an_event("AccountOpened", 1, account_id="a", owner=who.who.id, entity=ENTITY, kind="x"),
        an_event("AccountOpened", 2, account_id="b", owner=who.who.id, entity=NORTH_ENTITY,
                 kind="x"),
        an_event("AccountClosed", 3, account_id=who.account_id, entity=ENTITY, interest_fen=0),
    )  # fmt: skip
    view = sees(OFFICER, who.who.id)
    assert view["entities"] == sorted([ENTITY, NORTH_ENTITY])
    assert view["parts"]["accounts"]["doc"][who.account_id]["closed"] == "2026-11-20"


def test_a_merge_shows_both_and_is_taken_back_to_the_byte(town: Town, who: Payer) -> None:
    twin = town.person(300)
    tell(*published(town), *loan_events(twin.who.id)[:2])
    before = [sees(OFFICER, each.who.id) for each in (who, twin)]
    body = {"into": who.who.id, "reason": "同一人，旧身份证"}
    assert asks(APPROVER, "POST", "/merge", twin.who.id, body=body).status == 200
    whole = sees(OFFICER, who.who.id)
    assert set(whole["parts"]["accounts"]["doc"]) == {who.account_id, twin.account_id}
    (month,) = whole["parts"]["behaviour"]["doc"].values()
    assert month == {"cash_in": [2, 500_300]}
    assert (whole["merged"], whole["owed_fen"]) == ([twin.who.id], 3_000_000)
    assert sees(OFFICER, twin.who.id)["merged_into"] == who.who.id
    assert "旧身份证" not in str(town.p.memory.items("customers"))
    assert asks(APPROVER, "POST", "/unmerge", twin.who.id, "key-part-1").status == 200
    assert [sees(OFFICER, each.who.id) for each in (who, twin)] == before
    again = asks(APPROVER, "POST", "/merge", twin.who.id, "key-again1", body=body)
    assert again.status == 200
    kinds = [e.type for e in published(town) if e.type.startswith("Customers")]
    assert kinds == ["CustomersMerged", "CustomersParted", "CustomersMerged"]


def test_what_cannot_be_merged(town: Town, who: Payer) -> None:
    twin, third = town.person(), town.person()

    def merge(gone: Payer, into: Payer, by: Any = APPROVER) -> Any:
        body = {"into": into.who.id, "reason": "同一人"}
        number = next(_numbers)
        return asks(by, "POST", "/merge", gone.who.id, f"key-{number:06d}", body=body)

    assert merge(who, who).body["code"] == "customers-cannot-merge"
    assert asks(APPROVER, "POST", "/unmerge", who.who.id).body["code"] == "customers-not-merged"
    assert merge(twin, who).status == 200
    for gone, into in ((twin, third), (third, twin), (who, third)):
        assert merge(gone, into).body["code"] == "customers-cannot-merge"
    assert merge(third, who, OFFICER).status == 403
    assert merge(third, who, replace(ELSEWHERE, role=Role.COUNTY_APPROVER)).status == 404
    for each in (third, who):
        review = {"confirmed": True, "risk": "low"}
        asks(OFFICER, "POST", "/kyc-reviews", each.who.id, f"key-{each.number}", body=review)
    assert merge(third, who).body["code"] == "customers-cannot-merge"  # two confirmed people


_numbers = itertools.count(1)


def test_contacts_relations_tags_and_reviews_stand_in_the_view(town: Town, who: Payer) -> None:
    mother = town.person()
    told = {"kind": "landline", "value": "0916-2212345"}
    contact = asks(TELLER, "POST", "/contacts", who.who.id, body=told)
    assert contact.status == 201
    related = {"other": mother.who.id, "kind": "parent"}
    assert asks(OFFICER, "POST", "/relations", who.who.id, body=related).status == 201
    tags = {"tags": ["family_farm", "coop_member"]}
    assert asks(OFFICER, "PUT", "/tags", who.who.id, body=tags).status == 200
    review = {"confirmed": True, "risk": "high"}
    assert asks(OFFICER, "POST", "/kyc-reviews", who.who.id, body=review).status == 200
    view = sees(OFFICER, who.who.id)
    assert [(c["kind"], c["value"]) for c in view["contacts"]] == [("landline", "091*******45")]
    assert [(r["customer_id"], r["kind"]) for r in view["relations"]] == [(mother.who.id, "parent")]
    assert view["tags"] == ["coop_member", "family_farm"]
    assert (view["profile"]["kyc"], view["kyc_until"]) == ("verified", "2027-05-25")
    back = sees(OFFICER, mother.who.id)["relations"]
    assert [(r["customer_id"], r["kind"]) for r in back] == [(who.who.id, "child")]
    assert "2212345" not in str(town.p.memory.items("customers"))

    ending = {"contact_id": contact.body["contact_id"]}
    route = "/contacts/{contact_id}/end"
    assert asks(TELLER, "POST", route, who.who.id, path=ending).status == 200
    ended = related | {"ended": True}
    assert asks(OFFICER, "POST", "/relations", who.who.id, "key-ended1", body=ended).status == 201
    after = sees(OFFICER, who.who.id)
    assert (
        after["contacts"] == after["relations"] == sees(OFFICER, mother.who.id)["relations"] == []
    )


BAD = [
    ("POST", "/contacts", {"kind": "mobile", "value": "12345"}, 422),
    ("POST", "/contacts", {"kind": "address", "value": "<script>alert(1)</script>"}, 422),
    ("POST", "/contacts", {"kind": "pigeon", "value": "x"}, 400),
    ("POST", "/contacts", {"kind": "mobile"}, 400),
    ("POST", "/relations", {"other": "self", "kind": "spouse"}, 422),
    ("POST", "/relations", {"other": NOBODY, "kind": "spouse"}, 404),
    ("POST", "/relations", {"other": NOBODY, "kind": "foe"}, 400),
    ("PUT", "/tags", {"tags": ["rich"]}, 422),
    ("PUT", "/tags", {"tags": ["family_farm"] * 21}, 400),
    ("POST", "/kyc-reviews", {"confirmed": "yes", "risk": "low"}, 400),
    ("POST", "/kyc-reviews", {"confirmed": True, "risk": "none"}, 400),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status"), BAD)
def test_bad_input_is_named_and_changes_nothing(
    town: Town, who: Payer, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    before = town.p.memory.items("customers")
    told = {k: who.who.id if v == "self" else v for k, v in body.items()}
    answer = asks(OFFICER, method, path, who.who.id, body=told)
    assert (answer.status, bool(answer.body["code"])) == (status, True)
    assert town.p.memory.items("customers") == before


def test_contacts_have_a_most(town: Town, who: Payer) -> None:
    told = {"kind": "mobile", "value": "13800000000"}
    for number in range(10):
        assert asks(TELLER, "POST", "/contacts", who.who.id, f"key-c{number:05d}",
                    body=told).status == 201  # fmt: skip
    full = asks(TELLER, "POST", "/contacts", who.who.id, "key-c00011", body=told)
    assert full.body["code"] == "contacts-full"


def test_a_reading_needs_a_purpose_and_leaves_a_trace(town: Town, who: Payer) -> None:
    person_id = who.who.id
    without = asks(OFFICER, "GET", "/view", person_id)
    assert (without.status, without.body["code"]) == (400, "purpose-needed")
    wrong = asks(TELLER, "GET", "/view", person_id, query={"purpose": "loan"})
    assert (wrong.status, wrong.body["code"]) == (403, "purpose-not-yours")
    for by, status in ((ELSEWHERE, 404), (OFFICER, 200)):
        assert asks(by, "GET", "/view", person_id, query={"purpose": "loan"}).status == status
    assert asks(AUDITOR, "GET", "", person_id).status == 200
    assert asks(who.who, "GET", "/me/view").status == 200
    links = [ln.reading for lane in lanes_of(COUNTY) for ln in town.p.auditing.trail.links(lane)]
    assert sorted((r.by, r.purpose, r.what) for r in links) == sorted(
        [(OFFICER.id, "loan", "view"), (AUDITOR.id, "audit", "profile")]
    )


def test_nobody_sees_what_they_do_not_serve(town: Town, who: Payer) -> None:
    asked = {"purpose": "loan"}
    for person_id in (NOBODY, "pn_x", f"hh_{COUNTY}_01JD0000000000000000000099"):
        assert asks(OFFICER, "GET", "/view", person_id, query=asked).status == 404
    assert asks(ELSEWHERE, "GET", "/subsidies", who.who.id, query=asked).status == 404
    tags: dict[str, Any] = {"tags": []}
    assert asks(ELSEWHERE, "PUT", "/tags", who.who.id, body=tags).status == 404
    assert asks(OFFICER, "GET", "/me/view").status == 403
