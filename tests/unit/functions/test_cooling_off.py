"""DEC010: after a refusal the same product is not applied for again at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from nongxin.decisions.facts import Facts
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.submit_application import CoolingOff
from nongxin.products.factory import terms_of
from tests.builders.bank import Bank, first_run
from tests.builders.facts import TODAY, declined_facts, good_facts
from tests.builders.lending import ENTITY


def refused(bank: Bank, says: Callable[[Facts], None]) -> None:
    says(declined_facts())
    run = first_run(bank, bank.submit())
    assert run.decide() == "decline"
    run.step("Close")
    says(good_facts())


def test_who_was_refused_waits_as_long_as_the_product_says(
    bank: Bank, says: Callable[[Facts], None]
) -> None:
    days = terms_of("YND", ENTITY, TODAY).cool_off_days
    assert days == 30
    refused(bank, says)
    with pytest.raises(CoolingOff) as told:
        bank.submit("submit-2")
    assert told.value.facts == {
        "refused_on": TODAY.isoformat(),
        "again_on": (TODAY + timedelta(days=days)).isoformat(),
    }
    bank.p.fixed.pass_time(timedelta(days=days - 1))
    with pytest.raises(CoolingOff):
        bank.submit("submit-3")
    bank.p.fixed.pass_time(timedelta(days=1))
    again = bank.p.applications.get(bank.submit("submit-4"))
    assert again.status is Status.SUBMITTED


def test_who_withdrew_need_not_wait(bank: Bank) -> None:
    bank.withdraw(bank.submit())
    assert bank.submit("submit-2")
