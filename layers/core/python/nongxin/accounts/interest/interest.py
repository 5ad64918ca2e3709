"""Interest on demand deposits by accumulated daily balances (积数计息), exact until it is settled.

Nothing is kept for a day: a line adds its amount for every day from its value date on, so the sum
of all lines is the sum of all daily balances. A line that comes late with an earlier value date
earns (or costs) from that date, in periods settled before too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction

from nongxin.catalog.deposits import InterestRule, rates_summed
from nongxin.kernel.rates import DAYS_IN_YEAR_FOR_RATES
from nongxin.kernel.value import value
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line


@value
class Settled:
    """How far an account's interest is settled: the days up to and with `until`.

    `balance_fen` is the balance by value date at its end, with the entries up to `seq` (inclusive).
    `carried_fen` (0 or less): what corrections took back beyond the interest that there was.
    """

    account_id: str
    until: date
    balance_fen: int = 0
    seq: int = -1
    carried_fen: int = 0
    record_version: int = field(default=0, compare=False)


@value
class Accrual:
    """`fen_days`: 积数, the daily balances summed. `exact_fen` before rounding; `interest_fen` is
    what is paid. `after` is where the account then stands.
    """

    fen_days: int
    exact_fen: Fraction
    interest_fen: int
    after: Settled


def accrue(
    settled: Settled, lines: Iterable[Line], side: Side, until: date, rule: InterestRule
) -> Accrual:
    """Interest of the days after `settled.until`, up to and with `until`, and of corrections.

    `lines` are at least those booked after `settled.until`, whatever their value dates. A day earns
    on the balance at its end (算头不算尾), 1/360 of the annual rate (银发〔2003〕251号); half a fen is
    rounded up, once.
    """
    every = list(lines)
    counted = [line for line in every if _counts(line, settled, until)]
    amounts = [(date.fromisoformat(line.value_date), line.signed_fen(side)) for line in counted]
    amounts.append((settled.until + timedelta(days=1), settled.balance_fen))
    fen_days = sum(fen * ((until - since).days + 1) for since, fen in amounts)
    weighed = _weighed(amounts, until, rule)
    exact = weighed / DAYS_IN_YEAR_FOR_RATES + settled.carried_fen
    whole = half_up(exact)
    after = Settled(
        account_id=settled.account_id,
        until=until,
        balance_fen=sum(fen for _, fen in amounts),
        seq=max([settled.seq, *(line.seq for line in every)]),
        carried_fen=min(whole, 0),
        record_version=settled.record_version,
    )
    return Accrual(fen_days, exact, max(whole, 0), after)


def half_up(exact: Fraction) -> int:
    """Whole fen, half a fen away from zero."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def _counts(line: Line, settled: Settled, until: date) -> bool:
    """Whether a line is within the days reckoned and not in what was settled before."""
    if not line.moves or line.value_date > until.isoformat():
        return False
    return line.seq > settled.seq or line.value_date > settled.until.isoformat()


def _weighed(amounts: list[tuple[date, int]], until: date, rule: InterestRule) -> Fraction:
    """Fen times annual rate times days."""
    earliest = min(since for since, _ in amounts)
    first = min(date(earliest.year, 1, 1), until)
    sums = rates_summed(rule, first, until)
    total = Fraction(0)
    for since, fen in amounts:
        before = (since - first).days - 1
        span = sums[-1] - (sums[before] if before >= 0 else 0) if since <= until else 0
        total += fen * Fraction(span)
    return total
