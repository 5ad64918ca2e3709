from __future__ import annotations

from datetime import date

import pytest

from nongxin.catalog.rules import every_rule
from nongxin.lending.aftercare.care import ACCRUES_UP_TO_DAYS
from nongxin.lending.aftercare.classes import (
    FindingUnknown,
    LoanClass,
    check_finding,
    classified,
    cures_on,
)

BEFORE, AFTER = date(2023, 6, 30), date(2023, 7, 1)


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [
        (0, "normal", "normal"),
        (1, "special_mention", "special_mention"),
        (90, "special_mention", "special_mention"),
        (91, "substandard", "substandard"),
        (180, "substandard", "substandard"),
        (181, "doubtful", "substandard"),
        (270, "doubtful", "substandard"),
        (271, "doubtful", "doubtful"),
        (360, "doubtful", "doubtful"),
        (361, "doubtful", "loss"),
    ],
)
def test_bands_follow_the_rules_of_the_day(days: int, before: str, after: str) -> None:
    assert classified(days, (), BEFORE).value == before
    assert classified(days, (), AFTER).value == after


def test_the_worst_of_days_and_findings_counts() -> None:
    assert classified(0, ("diverted",), AFTER) is LoanClass.SPECIAL_MENTION
    assert classified(100, ("diverted",), AFTER) is LoanClass.SUBSTANDARD
    assert classified(5, ("bankrupt", "diverted"), AFTER) is LoanClass.LOSS
    assert classified(0, ("evades_debt",), BEFORE) is LoanClass.SPECIAL_MENTION
    assert classified(0, ("evades_debt",), AFTER) is LoanClass.DOUBTFUL


def test_technical_arrears_of_seven_days_do_not_count() -> None:
    assert classified(7, ("technical",), AFTER) is LoanClass.NORMAL
    assert classified(8, ("technical",), AFTER) is LoanClass.SPECIAL_MENTION


def test_a_finding_that_came_with_later_rules_is_refused_before_them() -> None:
    check_finding("impaired", AFTER)
    with pytest.raises(FindingUnknown):
        check_finding("impaired", BEFORE)


def test_what_was_bad_stays_so_until_it_is_cured() -> None:
    bad = LoanClass.DOUBTFUL
    assert classified(0, (), AFTER, bad, cured=False) is LoanClass.SUBSTANDARD
    assert classified(0, (), AFTER, bad, cured=True) is LoanClass.NORMAL
    assert classified(300, (), AFTER, bad, cured=False) is LoanClass.DOUBTFUL
    mention = LoanClass.SPECIAL_MENTION
    assert classified(0, (), AFTER, mention, cured=False) is LoanClass.NORMAL


def test_six_months_or_two_periods_the_longer() -> None:
    clean = date(2026, 1, 10)
    monthly = [date(2026, month, 21) for month in range(1, 9)]
    assert cures_on(clean, monthly) == date(2026, 7, 10)
    yearly = [date(2026, 12, 21), date(2027, 12, 21)]
    assert cures_on(clean, yearly) == date(2027, 12, 21)
    assert cures_on(clean, [date(2026, 2, 21)]) == date(2026, 7, 10)


def test_the_risk_officers_rules_say_the_same_days() -> None:
    cells = {rule.code: set(rule.cells.values()) for rule in every_rule()}
    assert cells["POS014"] == {str(ACCRUES_UP_TO_DAYS)}
    for code, name in (("POS011", "substandard"), ("POS012", "doubtful"), ("POS013", "loss")):
        (days,) = cells[code]
        assert classified(int(days), (), AFTER).value != name
        assert classified(int(days) + 1, (), AFTER).value == name
