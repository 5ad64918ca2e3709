"""Whether nothing of a station's money is under way any more: before its deposit goes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any

from nongxin.kernel.errors import Conflict
from nongxin.kernel.ids import county_of
from nongxin.kernel.storage import Page
from nongxin.payments.day_end.end_days import LOOKS_BACK
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.store import payment_id_of

_PAGE = 100


class StationUnsettled(Conflict):
    code = "station-unsettled"
    zh = "该站点尚有未完成的业务、未核对的终端日终或未处理的差错"
    en = "This station has payments open, days not matched yet or differences not settled"


def check_settled(station_id: str, parts: DayEndParts) -> None:
    """Raises StationUnsettled: a payment is open; a terminal worked or reported in the last days
    that nights look at, and has not been matched; a difference waits.
    """
    county = county_of(station_id, "es")
    shops = parts.shops(county).items()
    terminals = {each for each, shop in shops if shop.station_id == station_id}
    if (
        _is_paying(county, terminals, parts)
        or any(not _is_matched(each, parts) for each in terminals)
        or _differs(county, station_id, parts)
    ):
        raise StationUnsettled()


def _is_paying(county: str, terminals: Collection[str], parts: DayEndParts) -> bool:
    pages = _rows(lambda after: parts.payments.open_in(county, _PAGE, after))
    found = (parts.payments.get(payment_id_of(each)) for each in pages)
    return any(each.terminal_id in terminals for each in found)


def _is_matched(terminal: str, parts: DayEndParts) -> bool:
    today = parts.clock.today()
    for back in range(LOOKS_BACK + 1):
        on = today - timedelta(days=back)
        report = parts.days.report(terminal[3:9], terminal, on)
        if report is None and parts.days.done_by(terminal, on):
            return False
        if report is not None and not report.matched:
            return False
    return True


def _differs(county: str, station_id: str, parts: DayEndParts) -> bool:
    rows = _rows(lambda after: parts.days.unsettled(county, _PAGE, after))
    return any(parts.days.of_key(each).station_id == station_id for each in rows)


def _rows(page_after: Callable[[dict[str, Any] | None], Page]) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        page = page_after(after)
        yield from page.items
        after = page.last_key
        if after is None:
            return
