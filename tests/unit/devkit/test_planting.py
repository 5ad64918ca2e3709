"""The seed plants once, through the product's own rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from devkit.planting import Planter
from nongxin.archives.facts.facts import household_facts
from nongxin.archives.household import Status
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.kernel.settings import Settings
from nongxin.parts import Parts
from tests.builders.archives import TODAY
from tests.builders.customers import LIQUAN, NOON
from tests.fakes.storage import MemoryStorage


@pytest.fixture
def parts() -> Parts:
    made = Parts(Settings("local", "two", "", "", "", "", "", ""), FixedClock(NOON))
    made.__dict__["storage"] = MemoryStorage()
    made.__dict__["vault"] = Vault(FixedKeys())
    return made


def test_households_are_live_with_customer_and_account(parts: Parts) -> None:
    planter = Planter(parts, LIQUAN)
    found = list(planter.households(12, TODAY, planter.county_staff()))
    assert all(h.is_new for h in found)
    for household in found:
        dossier = parts.households.dossier(household.household_id)
        assert dossier.head.status is Status.LIVE
        assert dossier.head.live_from is not None
        assert dossier.head.live_from <= TODAY
        assert parts.households.live_of(household.id_no) == household.household_id
        assert parts.persons.get(household.customer_id).phone == household.phone
        facts = household_facts(dossier, TODAY)
        assert facts["archive_status"] == "5"
        assert 6 <= facts["collect_review_gap"] <= 20


def test_a_second_run_adds_nothing(parts: Parts) -> None:
    def plant(count: int, on: date) -> list[bool]:
        planter = Planter(parts, LIQUAN)
        planter.station()
        planter.province_staff()
        return [h.is_new for h in planter.households(count, on, planter.county_staff())]

    plant(5, TODAY)
    contexts = ("access", "accounts", "archives", "customers", "ledger", "stations", "directory")
    before = [parts.storage.items(c) for c in contexts]  # type: ignore[attr-defined]
    assert plant(5, TODAY + timedelta(days=100)) == [False] * 5
    assert [parts.storage.items(c) for c in contexts] == before  # type: ignore[attr-defined]
    assert plant(7, TODAY) == [False] * 5 + [True] * 2


def test_a_run_that_was_cut_off_is_completed(parts: Parts) -> None:
    planter = Planter(parts, LIQUAN)
    staff = planter.county_staff()
    (first,) = planter.households(1, TODAY, staff)
    head = parts.households.head(first.household_id)
    table = parts.storage.dynamo.tables  # type: ignore[attr-defined]
    for name, items in table.items():
        for key in [k for k in items if head.id in k[0] or k[0].startswith("live_archive")]:
            del table[name][key]
    (again,) = Planter(parts, LIQUAN).households(1, TODAY, staff)
    assert again.is_new
    assert (again.customer_id, again.account_no) == (first.customer_id, first.account_no)


def test_staff_are_appointed_by_the_rules(parts: Parts) -> None:
    planter = Planter(parts, LIQUAN)
    staff = [*planter.county_staff(), *planter.province_staff()]
    county = ["officer", "officer", "county_approver"]
    province = ["provincial_approver", "product_manager", "product_manager", "auditor",
                "ops"]  # fmt: skip
    assert [s.role for s in staff] == county + province
    for each in ({s.id for s in staff}, {s.staff_no for s in staff}, {s.phone for s in staff}):
        assert len(each) == len(staff)


def test_staff_are_found_by_their_number_whatever_became_of_the_command(parts: Parts) -> None:
    """A state that another version has seeded is gone on with."""
    planter = Planter(parts, LIQUAN)
    before = [*planter.county_staff(), *planter.province_staff()]
    for items in parts.storage.dynamo.tables.values():  # type: ignore[attr-defined]
        for key in [k for k in items if "#K#" in k[0]]:
            del items[key]
    again = Planter(parts, LIQUAN)
    assert [*again.county_staff(), *again.province_staff()] == before
