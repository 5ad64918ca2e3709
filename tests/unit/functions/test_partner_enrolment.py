"""Partners, as ops enrol and change them through the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nongxin.kernel.identity import Role
from nongxin.partners.partner import Direction
from tests.builders.partners import CALLBACK, CODES, NORTH, OPS, SOUTH, Platform, enrolment, ops
from tests.fakes.parts import FakeParts


@pytest.fixture
def shop(p: FakeParts) -> Platform:
    return Platform.of(p)


def card(shop: Platform, **told: Any) -> Any:
    return ops("GET", "/{partner_id}", **({"path": {"partner_id": shop.id}} | told))


def make(shop: Platform, **body: Any) -> Any:
    told = {"direction": "out"} | body
    return ops("POST", "/{partner_id}/secrets", told, path={"partner_id": shop.id})


def test_a_platform_is_enrolled_once(shop: Platform) -> None:
    seen = card(shop).body
    assert (seen["name"], seen["counties"], seen["callback"]) == (
        "七公里",
        [NORTH, SOUTH],
        CALLBACK,
    )
    assert seen["status"] == "active"
    again = ops("POST", "", enrolment(), key=f"enrol-{CODES[0]}")
    assert again.headers["Idempotent-Replayed"] == "true"
    twice = ops("POST", "", enrolment(), key="enrol-other-key")
    assert (twice.status, twice.body["code"]) == (409, "already-registered")
    (told,) = shop.p.memory.published("PartnerEnrolled")
    assert told.data["partner_id"] == shop.id


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"counties": ["999999"]}, 422, "county-not-served"),
        ({"counties": []}, 400, "invalid-body"),
        ({"credit_code": CODES[0][:-1] + "B"}, 422, "credit-code-wrong"),
        ({"kinds_out": ["loan.forgiven"]}, 400, "invalid-body"),
        ({"callbacks": ["http://shop.example.com/"], "callback": ""}, 422,
         "callback-address-refused"),
        ({"callbacks": ["https://10.0.0.7/x"], "callback": ""}, 422, "callback-address-refused"),
        ({"callback": "https://other.example.com/"}, 422, "callback-not-allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_enrolled(
    p: FakeParts, changed: dict[str, Any], status: int, code: str
) -> None:
    answer = ops("POST", "", enrolment(**changed), key="enrol-0001")
    assert (answer.status, answer.body["code"]) == (status, code)
    assert ops("GET").body["partners"] == []


def test_secrets_are_shown_once_and_kept_sealed(shop: Platform) -> None:
    kept = str(shop.p.memory.items("partners"))
    assert shop.secret_in not in kept and shop.secret_out not in kept
    assert shop.secret_in not in str(card(shop).body)
    partner = shop.p.partners.get(shop.id)
    now = shop.p.fixed.now()
    assert partner.good_secrets(Direction.IN, now) == [shop.secret_in]
    assert partner.good_secrets(Direction.OUT, now) == [shop.secret_out]


def test_a_secret_follows_another_with_an_overlap(shop: Platform) -> None:
    made = make(shop, overlap_h=24)
    fresh, clock = made.body["secret"], shop.p.fixed
    assert shop.p.partners.get(shop.id).good_secrets(Direction.OUT, clock.now()) == [
        fresh, shop.secret_out,
    ]  # fmt: skip
    clock.pass_time(timedelta(hours=24))
    good = shop.p.partners.get(shop.id).good_secrets
    assert (good(Direction.OUT, clock.now()), good(Direction.IN, clock.now())) == (
        [fresh], [shop.secret_in],
    )  # fmt: skip


def test_no_more_than_four_at_once(shop: Platform) -> None:
    assert [make(shop).status for _ in range(4)] == [201, 201, 201, 409]
    assert make(shop, direction="in").status == 201


@pytest.mark.parametrize("given", ["whsec_c2hvcnQ=", "hunter2-hunter2-hunter2-hunter2"])
def test_a_weak_secret_of_theirs(shop: Platform, given: str) -> None:
    answer = make(shop, given=given)
    assert (answer.status, answer.body["code"]) == (400, "webhook-secret-invalid")


def test_a_change_holds_at_once(shop: Platform) -> None:
    body = enrolment(counties=[SOUTH], name="七公里商城")
    del body["legal_name"], body["credit_code"]
    done = ops("PUT", "/{partner_id}", body, path={"partner_id": shop.id}, key="change-01")
    assert done.status == 200
    partner = shop.p.partners.get(shop.id)
    assert (partner.name, partner.serves(NORTH), partner.county) == ("七公里商城", False, NORTH)
    assert partner.secrets


def test_suspended_and_back(shop: Platform) -> None:
    def turn(status: str, key: str) -> int:
        told = {"status": status, "reason": "合同到期"}
        path = {"partner_id": shop.id}
        return ops("POST", "/{partner_id}/status", told, path=path, key=key).status

    assert [turn("suspended", "turn-0001"), turn("suspended", "turn-0002")] == [200, 409]
    assert not shop.p.partners.get(shop.id).is_active
    assert [turn("active", "turn-0003"), turn("suspended", "turn-0001")] == [200, 200]


def test_ops_of_another_county_see_nothing(shop: Platform) -> None:
    foreign = replace(OPS, counties=frozenset({"610102"}))
    assert card(shop, by=foreign).status == 404
    assert ops("GET", by=foreign).body["partners"] == []
    assert [each["partner_id"] for each in ops("GET").body["partners"]] == [shop.id]
    assert card(shop, path={"partner_id": f"pt_{NORTH}_01JD0000000000000000000000"}).status == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPS, Role.AUDITOR}, key=str))
def test_nobody_else_has_business_here(shop: Platform, role: Role) -> None:
    assert card(shop, by=replace(OPS, role=role)).status == 403
    assert ops("POST", "", enrolment(), by=replace(OPS, role=role), key="enrol-01").status == 403
