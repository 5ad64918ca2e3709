"""A county's pre-approved limits: passes over its archives, and the list that officers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import api_loans.handler
import job_preapprove.handler as job
import job_preapprove.passes as passes
from devkit.planting import Household, Planter
from nongxin.catalog import releases
from nongxin.catalog.places import entity_of
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.identity import Principal, Role
from nongxin.lending.preapprovals.preapproval import EVERY
from tests.builders.archives import TODAY
from tests.builders.customers import LIQUAN, NOON
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

HOUSEHOLDS = 30


@pytest.fixture
def town(p: FakeParts, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeParts]:
    """A county with real archives."""
    del p.__dict__["households"]
    p.__dict__["clock"] = FixedClock(NOON)
    monkeypatch.setattr(passes, "PAGE", 7)
    yield p
    releases.use(None)


@pytest.fixture
def people(town: FakeParts) -> list[Household]:
    planter = Planter(town, LIQUAN)
    return list(planter.households(HOUSEHOLDS, TODAY, planter.county_staff()))


def run(**event: Any) -> dict[str, Any]:
    return job.handler(event, None)


def officer(county: str = LIQUAN, role: Role = Role.OFFICER) -> Principal:
    bank = entity_of(county, TODAY)
    assert bank
    return Principal("st_610425_9", role, county, bank, frozenset({county}), "ss_1")


def read(by: Principal, **query: str) -> Answer:
    return ask(
        api_loans.handler.handler,
        "GET",
        "/v1/loans/preapprovals",
        by=by,
        query={"limit": "5"} | query,
    )


def every(by: Principal, **query: str) -> list[dict[str, Any]]:
    found, more = [], dict(query)
    while True:
        answer = read(by, **more)
        assert answer.status == 200, answer.text
        found += answer.body["preapprovals"]
        if answer.body["cursor"] is None:
            return found
        more = query | {"cursor": answer.body["cursor"]}


def test_a_pass_lists_who_may_be_told_of_a_limit(town: FakeParts, people: list[Household]) -> None:
    told = run(county=LIQUAN)
    assert (told["looked_at"], told["is_through"]) == (HOUSEHOLDS, True)
    listed = every(officer())
    assert 0 < len(listed) < HOUSEHOLDS
    ids = [each["household_id"] for each in listed]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {h.household_id for h in people}
    for each in listed:
        assert 0 < each["limit_fen"] <= 5_000_000  # DEC003: what the machine may approve alone
        assert each["limit_fen"] % 100_000 == 0
        assert each["valid_until"] == (TODAY + timedelta(days=30)).isoformat()
        assert "avg_deposit" not in each["unasked"]  # our own books are known


def test_every_product_has_somebody(town: FakeParts, people: list[Household]) -> None:
    run(county=LIQUAN)
    found = Counter(x["product"] for q in ("YND", "FPD") for x in every(officer(), product=q))
    assert found["YND"] > 0
    assert found["FPD"] > 0


def test_a_pass_goes_on_where_time_ran_out(
    town: FakeParts, people: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([True, True, False])
    monkeypatch.setattr(job, "watch", lambda context: lambda: next(looks, False))
    first = run(county=LIQUAN)
    assert (first["looked_at"], first["is_through"]) == (14, False)
    assert read(officer()).body["list_from"] is None
    monkeypatch.setattr(job, "watch", passes.watch)
    assert run(county=LIQUAN)["looked_at"] == HOUSEHOLDS


def test_the_clock_renews_what_is_two_weeks_old(town: FakeParts, people: list[Household]) -> None:
    assert LIQUAN in [c["county"] for c in run()["counties"]]
    assert run()["counties"] == []
    town.__dict__["clock"] = FixedClock(NOON + EVERY)
    again = next(c for c in run()["counties"] if c["county"] == LIQUAN)
    assert again["begun_on"] == (TODAY + EVERY).isoformat()


def test_who_no_longer_qualifies_leaves_the_list_with_the_next_pass(
    town: FakeParts, people: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(county=LIQUAN)
    before = every(officer())
    town.__dict__["clock"] = FixedClock(NOON + timedelta(days=1))
    gone = before[0]["household_id"]
    whole = passes.facts_of
    monkeypatch.setattr(
        passes, "facts_of",
        lambda d, day, p: whole(d, day, p).but(village_veto=d.head.id == gone),
    )  # fmt: skip
    run(county=LIQUAN)
    assert {x["household_id"] for x in every(officer())} == {x["household_id"] for x in before[1:]}


def test_a_limit_lapses_by_itself(town: FakeParts, people: list[Household]) -> None:
    run(county=LIQUAN)
    town.__dict__["clock"] = FixedClock(NOON + timedelta(days=31))
    assert every(officer()) == []


def test_two_runs_at_once_do_not_undo_each_other(
    town: FakeParts, people: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = town.preapprovals.standing(LIQUAN, TODAY)
    run(county=LIQUAN)
    late = passes.passed(standing, lambda: True)
    assert late.looked_at == 7  # its first page was refused
    assert town.preapprovals.standing(LIQUAN, TODAY).is_through


def test_a_village_alone(town: FakeParts, people: list[Household]) -> None:
    run(county=LIQUAN)
    listed = every(officer())
    village = listed[0]["village"]
    assert every(officer(), village=village) == [x for x in listed if x["village"] == village]


def test_who_may_not_read(town: FakeParts, people: list[Household]) -> None:
    assert read(officer(), county="610113").status == 404
    assert read(officer(), village="610113001001").status == 404
    assert read(officer(role=Role.CUSTOMER)).status == 403
    assert read(officer(), product="ZZZ").status in (400, 404)
    with pytest.raises(job.CountyNotServed):
        run(county="999999")


def test_a_household_without_a_customer_counts_by_its_archive(
    town: FakeParts, people: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    persons = SimpleNamespace(id_by_id_no=lambda id_no: None)
    monkeypatch.setitem(town.__dict__, "persons", persons)
    assert run(county=LIQUAN)["is_through"]
    assert every(officer())
