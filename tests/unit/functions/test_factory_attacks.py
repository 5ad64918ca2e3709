"""The product factory's doors, attacked: nothing is in force that two people did not agree to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from nongxin.catalog import releases
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal, Role
from nongxin.products.change import Outdated
from nongxin.products.release_change import release_change
from tests.builders.lending import ENTITY, an_officer
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts
from tests.unit.functions.test_api_products import BODY, CHANGES, CHECKER, MAKER, ONE, call, draft

THIRD = an_officer(25, Role.PRODUCT_MANAGER)


@pytest.fixture(autouse=True)
def _shipped_rows_after_it() -> Iterator[None]:
    yield
    releases.use(None)


def release(change_id: str, by: Principal, key: str, entity: str = ENTITY) -> Answer:
    path = {"entity": entity, "change_id": change_id}
    return call("POST", f"{ONE}/release", path=path, by=by, key=key)


def drafted(key: str, **fields: str) -> str:
    answer = draft(key=key, body=BODY | {"fields": fields or BODY["fields"]})
    assert answer.status == 201, answer.text
    return str(answer.body["change_id"])


def test_two_releases_at_once_over_one_version_are_one(p: FakeParts) -> None:
    """Both look before either writes; the version's own item is where they meet."""
    one, other = drafted("draft-0001"), drafted("draft-0002", term_max="24")
    made: list[Outcome] = [
        release_change(ENTITY, change_id, by, p.product_factory)
        for change_id, by in ((one, CHECKER), (other, THIRD))
    ]
    p.storage.commit(*made[0].writes)
    with pytest.raises(Outdated):
        p.storage.commit(*made[1].writes)
    assert [r.version for r in p.product_factory.changes.releases(ENTITY)] == [1]


def test_a_stale_draft_is_refused_and_says_so(p: FakeParts) -> None:
    one, other = drafted("draft-0001"), drafted("draft-0002", term_max="24")
    assert release(one, CHECKER, "release-01").status == 200
    late = release(other, CHECKER, "release-02")
    assert (late.status, late.body["code"]) == (409, "product-change-outdated")
    twice = release(one, THIRD, "release-03")
    assert (twice.status, twice.body["code"]) == (409, "product-change-decided")


def test_the_maker_cannot_check_by_another_key_or_session(p: FakeParts) -> None:
    change_id = drafted("draft-0001")
    again = Principal(MAKER.id, Role.COUNTY_APPROVER, MAKER.county, MAKER.entity,
                      MAKER.counties, "ss_other")  # fmt: skip
    for by, key in ((MAKER, "release-01"), (MAKER, "release-02"), (again, "release-03")):
        refused = release(change_id, by, key)
        assert (refused.status, refused.body["code"]) == (422, "product-change-four-eyes")
    assert p.product_factory.changes.releases(ENTITY) == ()


def test_approvers_check_and_do_not_draft(p: FakeParts) -> None:
    approver = an_officer(26, Role.COUNTY_APPROVER)
    assert draft(by=approver).status == 403
    assert release(drafted("draft-0001"), approver, "release-01").status == 200


def test_another_banks_change_is_not_there(p: FakeParts) -> None:
    change_id = drafted("draft-0001")
    stranger = Principal(
        "st_610113_27", Role.PRODUCT_MANAGER, "610113", "2701", frozenset({"610113"}), "ss_1"
    )
    for answer in (
        release(change_id, stranger, "release-01"),
        release(change_id, CHECKER, "release-02", entity="2701"),
        call("GET", ONE, path={"entity": ENTITY, "change_id": change_id}, by=stranger),
        call("GET", CHANGES, path={"entity": ENTITY}, by=stranger),
    ):
        assert answer.status == 404, answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BODY | {"tunings": {f"ADM{n:03}": "1" for n in range(201)}}, 400),
        (BODY | {"tunings": {"DEB001": "9" * 41}}, 400),
        (BODY | {"tunings": {"DEB001": "9" * 70_000}}, 413),
        (BODY | {"fields": {"amount_max_cny": 200_000}}, 400),
        (BODY | {"fields": {"amount_max_cny": None}}, 400),
        (BODY | {"fields": {"amount_max_cny": "３０００００"}}, 422),
        (BODY | {"fields": {"__class__": "1"}}, 422),
        (BODY | {"product": "ynd"}, 400),
        (BODY | {"valid_from": "9999-12-31"}, 201),
        (BODY | {"entity": "2701"}, 400),
    ],
)
def test_bodies_that_are_none(p: FakeParts, body: dict[str, Any], status: int) -> None:
    answer = draft(body=body)
    assert answer.status == status, answer.text
    assert len(p.memory.items("directory")) == (2 if status == 201 else 0)


def test_a_key_used_for_other_content_is_refused(p: FakeParts) -> None:
    assert draft(key="draft-0001").status == 201
    other = draft(key="draft-0001", body=BODY | {"fields": {"term_max": "24"}})
    assert other.body["code"] == "idempotency-key-reused"
    again = draft(key="draft-0001")
    assert again.headers["Idempotent-Replayed"] == "true"
