"""Match terminals' reports of a day with our books (终端对账): what a shop holds for done, and what
the ledger says.

The ledger stands. Cash that a terminal took without a posting of ours is its customer's: it goes
off the shop's float into suspense. What the ledger has and the terminal has not moves nothing: else
a shop would gain by forgetting.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date

from nongxin.catalog.services import services
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import InsufficientFunds
from nongxin.payments.day_end.compare_terminal import compare_terminal, is_undecided
from nongxin.payments.day_end.day_store import lines_of
from nongxin.payments.day_end.difference import TERMINAL, Difference, Found, Kind
from nongxin.payments.day_end.keep_difference import keep_difference
from nongxin.payments.day_end.ports import DayEndParts, Shop


def match_terminals(county: str, on: date, parts: DayEndParts) -> list[str]:
    """Answers the terminals that worked and have not reported: they are matched once they have.
    Who holds for done what is still open is matched in a later night.

    Safe to repeat. Raises Busy.
    """
    done, reports = parts.days.done_on(county, on), parts.days.reports(county, on)
    shops: Mapping[str, Shop] | None = None
    for terminal, report in reports.items():
        if report.matched:
            continue
        shops = parts.shops(county) if shops is None else shops
        if terminal not in shops:
            continue
        sides = done.get(terminal, []), lines_of(report)
        found = list(compare_terminal(terminal, *sides, parts))
        if is_undecided(terminal, found, parts):
            continue
        for each in found:
            _keep(terminal, on, each, shops[terminal], parts)
        with suppress(StaleRecord):  # reported anew meanwhile: the next run matches that
            parts.days.storage.commit(parts.days.matched(report))
    return sorted(done.keys() - reports.keys())


def _keep(terminal: str, on: date, found: Found, shop: Shop, parts: DayEndParts) -> None:
    cash_fen = _cash(found, found.theirs_fen, on) - _cash(found, found.ours_fen, on)
    made = Difference(
        county=terminal[3:9],
        entity=shop.entity,
        on=on,
        against=TERMINAL,
        number=f"{terminal}.{found.number}",
        service=found.service,
        kind=found.kind,
        ours_fen=found.ours_fen,
        theirs_fen=found.theirs_fen,
        long_fen=max(cash_fen, 0) if found.kind is not Kind.ONLY_OURS else 0,
        station_id=shop.station_id,
    )
    try:
        keep_difference(made, parts, shop.float_account)
    except InsufficientFunds:  # people look at it all the same
        keep_difference(replace(made, long_fen=0), parts)


def _cash(found: Found, amount_fen: int | None, on: date) -> int:
    """What a payment puts into the shop's till."""
    service = services(on).get(found.service)
    return (amount_fen or 0) if service is not None and service.cash == "IN" else 0
