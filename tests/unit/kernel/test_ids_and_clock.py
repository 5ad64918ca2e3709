from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from nongxin.kernel.clock import FixedClock, SystemClock, parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of, new_id, sibling

# The last second of the 25th in Shaanxi is still the afternoon of the 25th in UTC.
LAST_SECOND = datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)
GOOD = "ap_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


def test_the_day_in_shaanxi_ends_at_sixteen_hours_utc() -> None:
    clock = FixedClock(LAST_SECOND)
    assert clock.today() == date(2026, 11, 25)
    clock.pass_time(timedelta(seconds=1))
    assert clock.today() == date(2026, 11, 26)


def test_early_morning_in_shaanxi_is_yesterday_in_utc() -> None:
    assert FixedClock(datetime(2026, 12, 31, 20, tzinfo=UTC)).today() == date(2027, 1, 1)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_stamps_sort_as_time_does_and_read_back() -> None:
    times = [LAST_SECOND + timedelta(milliseconds=n) for n in (0, 1, 999, 1000)]
    stamps = [stamp(t) for t in times]
    assert stamps == sorted(stamps)
    assert [parse_stamp(s) for s in stamps] == times


def test_an_id_tells_its_county_and_sorts_by_time() -> None:
    clock = FixedClock(LAST_SECOND)
    first = new_id("ap", "610722", clock)
    clock.pass_time(timedelta(milliseconds=1))
    assert first < new_id("ap", "610722", clock)
    assert county_of(first) == county_of(first, "ap") == "610722"


def test_a_loan_shares_the_number_of_its_application() -> None:
    assert sibling(GOOD, "ln") == GOOD.replace("ap_", "ln_")


@pytest.mark.parametrize(
    "text",
    ["", "ap", "ap_610722", GOOD + "\n", GOOD + "0", GOOD.lower(), GOOD.replace("ap", "a1"),
     GOOD.replace("610722", "٦١٠٧٢٢"), GOOD.replace("0T", "UI"), "../" + GOOD, "é" * 36],
)  # fmt: skip
def test_a_foreign_text_is_simply_not_found(text: str) -> None:
    with pytest.raises(Missing):
        county_of(text)


def test_an_id_of_another_kind_is_not_found() -> None:
    with pytest.raises(Missing):
        county_of(GOOD, "ln")
