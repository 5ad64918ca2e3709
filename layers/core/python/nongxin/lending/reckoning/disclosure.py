"""What a loan costs a year, as it must be shown: 中国人民银行公告〔2021〕3号.

All costs count, fees too. The compound method is the internal rate of return of what the
borrower gets and pays; the simple method is all cost over the principal really used. Which one is
shown must be said; we show both and call the compound one 年化利率.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.lending.reckoning.schedule import Schedule

_DIGITS = 34
_PLACES = Decimal("0.000001")
_CLOSE = Decimal("1e-20")
_TURNS = 200
_ABSURD = Decimal("1e9")  # a fen lent for a day at a fen: no rate that anybody could read
_DAYS_IN_YEAR = (
    365  # a calendar year, so that ACT/360 interest shows as what a year costs (assumed)
)


class NoRate(Rule):
    code = "no-annualised-rate"
    zh = "现金流无法折算年化利率"
    en = "These payments have no annualised rate"


@value
class Flow:
    """What the borrower pays on a day, in fen; what the borrower gets is negative."""

    on: date
    amount_fen: int


@value
class Disclosure:
    """Annual fractions with six places; `cost_fen` is all interest and fees of the plan.

    `effective` is the internal rate of return with compounding (the one to show), `nominal` the
    same as twelve times its monthly rate, `simple` all cost over the principal used, per 365 days.
    """

    effective: Decimal
    nominal: Decimal
    simple: Decimal
    cost_fen: int


def disclosure_of(schedule: Schedule, fees: Sequence[Flow] = ()) -> Disclosure:
    """The annualised rates of a plan with its fees. Raises NoRate."""
    paid = [Flow(row.due_on, row.due_fen) for row in schedule.rows]
    flows = [Flow(schedule.lent_on, -schedule.principal_fen), *paid, *fees]
    cost = sum(flow.amount_fen for flow in flows)
    with localcontext(prec=_DIGITS):
        force = _force(flows, schedule.lent_on)
        effective = force.exp() - 1
        nominal = 12 * ((force / 12).exp() - 1)
        simple = Decimal(cost) * _DAYS_IN_YEAR / _fen_days(schedule)
    return Disclosure(_six(effective), _six(nominal), _six(simple), cost)


def net_present_value(flows: Sequence[Flow], since: date, effective: Decimal) -> Decimal:
    """The worth, on `since`, of flows at an effective annual rate, in fen."""
    with localcontext(prec=_DIGITS):
        force = (1 + effective).ln()
        return sum(
            (f.amount_fen * (-force * _years(since, f.on)).exp() for f in flows),
            Decimal(0),
        )


def _force(flows: Sequence[Flow], since: date) -> Decimal:
    """ln(1 + rate) at which the flows are worth nothing, by Newton's method.

    The worth falls and is convex in it, so from 0 (cost is never negative) the steps rise to the
    root without passing it.
    """
    timed = [(Decimal(f.amount_fen), _years(since, f.on)) for f in flows]
    force = Decimal(0)
    for _ in range(_TURNS):
        terms = [(amount * (-force * years).exp(), years) for amount, years in timed]
        slope = sum((worth * years for worth, years in terms), Decimal(0))
        if slope <= 0:
            raise NoRate()
        step = sum((worth for worth, _ in terms), Decimal(0)) / slope
        force += step
        if abs(step) < _CLOSE:
            return force
    raise NoRate()


def _years(since: date, until: date) -> Decimal:
    """Whole months as twelfths, the days that are left over on 365."""
    months = (until.year - since.year) * 12 + until.month - since.month
    if add_months(since, months) > until:
        months -= 1
    days = (until - add_months(since, months)).days
    years = Fraction(months, 12) + Fraction(days, _DAYS_IN_YEAR)
    return Decimal(years.numerator) / years.denominator


def _fen_days(schedule: Schedule) -> int:
    """Principal times the days it was in the borrower's hands."""
    balance, total = schedule.principal_fen, 0
    for row in schedule.rows:
        total += balance * row.days
        balance = row.balance_fen
    if not total:
        raise NoRate()
    return total


def _six(rate: Decimal) -> Decimal:
    if rate > _ABSURD:
        raise NoRate()
    return rate.quantize(_PLACES, rounding=ROUND_HALF_UP)
