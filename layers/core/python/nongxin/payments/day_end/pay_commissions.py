"""Pay stations their commission of a month (代办手续费): by service and rate, into the float."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from nongxin.catalog.commissions import commission_of
from nongxin.catalog.services import services
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.value import value
from nongxin.ledger.account import AccountNotOpen
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.payments.day_end.ports import DayEndParts, Shop

_PAID = "STATION_COMMISSION"
_DAY = timedelta(days=1)
# So many months may wait for a night that pays them (assumed); older ones are ops' to call for.
MONTHS_BACK = 3


@value
class Earned:
    payments: int
    amount_fen: int


def pay_due_commissions(county: str, last: date, parts: DayEndParts) -> None:
    """Of the months whose last order has come by the day after `last`, what is not paid: nights
    that failed are made up for by the next one. Raises Busy (go on with another run).
    """
    for first in _due_months(last):
        month = f"{first:%Y-%m}"
        if not parts.days.is_month_paid(county, month) and _pay_month(county, first, parts):
            parts.days.storage.commit(parts.days.mark_month_paid(county, month))


def _due_months(last: date) -> list[date]:
    """Their first days, oldest first."""
    on = last + _DAY
    late_days = max(each.offline_days for each in services(last).values())
    first = (on - late_days * _DAY).replace(day=1)
    found = list[date]()
    while len(found) < MONTHS_BACK:
        first = (first - _DAY).replace(day=1)
        found.append(first)
    return found[::-1]


def _pay_month(county: str, month: date, parts: DayEndParts) -> bool:
    """Whether all have it; what is paid already stays as it is."""
    shops = parts.shops(county)
    told = {shop.station_id: shop for shop in shops.values()}
    is_whole = True
    for station_id, each in _earned(county, month, shops, parts).items():
        if each.amount_fen and not parts.days.commission(county, f"{month:%Y-%m}", station_id):
            try:
                _pay(told[station_id], month, each, parts)
            except AccountNotOpen:  # people look at what became of its float
                is_whole = False
    return is_whole


def _earned(
    county: str, month: date, shops: Mapping[str, Shop], parts: DayEndParts
) -> dict[str, Earned]:
    payments, fen = Counter[str](), defaultdict[str, int](int)
    for on in _days_of(month):
        for terminal, lines in parts.days.done_on(county, on).items():
            if terminal not in shops:
                continue
            station_id = shops[terminal].station_id
            payments[station_id] += len(lines)
            fen[station_id] += sum(commission_of(e.service, e.amount_fen, on) for e in lines)
    return {each: Earned(payments[each], fen[each]) for each in sorted(payments)}


def _days_of(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += _DAY


def _pay(shop: Shop, month: date, earned: Earned, parts: DayEndParts) -> None:
    county, name = shop.station_id[3:9], f"{shop.station_id}:{month:%Y-%m}"
    key = CommandKey("day_end.commission", "bank", county, name, name)

    def act() -> Outcome:
        expense = general(county, shop.entity, "fee_expense")
        legs = [debit(expense, earned.amount_fen), credit(shop.float_account, earned.amount_fen)]
        booked = book(Posting(_PAID, None, None, legs), key, parts.books)
        kept = parts.days.keep_commission(
            county, f"{month:%Y-%m}", shop.station_id, earned.payments, earned.amount_fen
        )
        return booked.outcome({"amount_fen": earned.amount_fen}, kept)

    parts.post(key, act)
