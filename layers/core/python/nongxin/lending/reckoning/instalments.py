"""How principal and interest fall into instalments, one plan per method; amounts in fen.

Interest is rounded where it falls due, on the balance that is truly owed; the last instalment
takes what rounding left over. All arithmetic is exact: whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from nongxin.kernel.money import Rounding, rounded
from nongxin.lending.reckoning.level_instalments import annuity, level_plan, uneven_plan
from nongxin.lending.reckoning.terms import LoanTerms, Method, TermsRefused


class InterestAboveInstalment(TermsRefused):
    code = "interest-above-instalment"
    zh = "第{nr}期利息{interest_yuan}元超过每期还款额{instalment_yuan}元，本金无法收回"
    en = "The interest of instalment {nr} (CNY {interest_yuan}) exceeds it (CNY {instalment_yuan})"


class Share(NamedTuple):
    """One instalment's parts in fen; `earned_fen` is its period's interest, also when due later."""

    principal_fen: int
    interest_fen: int
    earned_fen: int


def interest(balance_fen: int, rate_annual: Decimal, years: Fraction, rounding: Rounding) -> int:
    """Interest in whole fen for a part of a year."""
    above, below = _ratio(rate_annual)
    above, below = balance_fen * years.numerator * above, years.denominator * below
    if rounding is Rounding.HALF_UP and balance_fen >= 0:
        return (2 * above + below) // (2 * below)
    return rounded(Fraction(above, below), rounding)


def shares(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    """The instalments of a balance over periods of these lengths (in years).

    Raises InterestAboveInstalment. A multiple that repays early gives fewer than `years`.
    """
    return _PLANS[terms.method](terms, balance_fen, years)


def _equal_instalment(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    if plain := _plain_level(terms, balance_fen, years):
        return plain
    grace = terms.grace_principal
    rate = Fraction(terms.rate_annual)
    fixed = _multiple(annuity(balance_fen, [rate * year for year in years[grace:]]), terms)
    plan = run_down(terms, balance_fen, years, fixed)
    if not terms.progressive:
        return plan
    return _with_even_last(terms, balance_fen, years, plan)


def _plain_level(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    """The same in whole numbers, where nothing is special; empty where something is."""
    special = terms.progressive or terms.grace_principal or terms.grace_interest
    if special or terms.instalment_multiple_fen > 1 or terms.rounding is not Rounding.HALF_UP:
        return []
    aboves, below = _rates(terms.rate_annual, years)
    if len(set(aboves)) == 1:
        rows = level_plan(balance_fen, aboves[0], below, len(years))
    else:
        rows = uneven_plan(balance_fen, aboves, below)
    if any(principal < 0 or left < 0 for principal, _, left in rows):
        return []
    return [Share(principal, charge, charge) for principal, charge, _ in rows]


def _rates(rate_annual: Decimal, years: Sequence[Fraction]) -> tuple[list[int], int]:
    """What each period bears, as whole numbers over one that is common to all."""
    above, below = _ratio(rate_annual)
    lengths = [year.as_integer_ratio() for year in years]
    common = lcm(*{days for _, days in lengths})
    return [above * part * (common // days) for part, days in lengths], below * common


@lru_cache(maxsize=1024)
def _ratio(rate_annual: Decimal) -> tuple[int, int]:
    return rate_annual.as_integer_ratio()


def run_down(
    terms: LoanTerms, balance_fen: int, years: Sequence[Fraction], fixed_fen: int
) -> list[Share]:
    """A fixed instalment, interest first; grace leaves principal or interest for later.

    Raises InterestAboveInstalment. The plan ends as soon as nothing is left.
    """
    plan: list[Share] = []
    carried = 0
    for index, year in enumerate(years):
        earned = interest(balance_fen, terms.rate_annual, year, terms.rounding)
        paid = 0 if index < terms.grace_interest else carried + earned
        carried += earned - paid
        principal = fixed_fen - paid if index >= terms.grace_principal else 0
        if index == len(years) - 1:
            principal = balance_fen
        elif principal < 0:
            raise InterestAboveInstalment(nr=index + 1, interest_fen=paid, instalment_fen=fixed_fen)
        plan.append(Share(min(principal, balance_fen), paid, earned))
        balance_fen -= plan[-1].principal_fen
        if not balance_fen and not carried:
            break
    return plan


def _with_even_last(
    terms: LoanTerms, balance_fen: int, years: Sequence[Fraction], plan: list[Share]
) -> list[Share]:
    """Moves the instalment by what the last one differs per period, as long as that helps.

    The rule of Apache Fineract's progressive schedules, for loans that come from there: only when
    the last instalment differs by more fen than half the number of instalments.
    """
    grace = terms.grace_principal
    while len(plan) == len(years):
        fixed, last = _due(plan[grace]), _due(plan[-1])
        if abs(last - fixed) <= (len(years) - grace) // 2 or len(years) - grace < 2:
            break
        moved = fixed + Fraction(last - fixed, len(years) - grace)
        better = run_down(terms, balance_fen, years, _multiple(moved, terms))
        if abs(_due(better[-1]) - _due(better[grace])) >= abs(last - fixed):
            break
        plan = better
    return plan


def _due(share: Share) -> int:
    return share.principal_fen + share.interest_fen


def _equal_principal(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    paying = len(years) - terms.grace_principal
    part = rounded(Fraction(balance_fen, paying), terms.rounding)
    principals = [0] * terms.grace_principal + [part] * (paying - 1)
    return with_interest(terms, balance_fen, years, principals)


def _at_end(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    return with_interest(terms, balance_fen, years, [0] * (len(years) - 1))


def with_interest(
    terms: LoanTerms,
    balance_fen: int,
    years: Sequence[Fraction],
    principals: Sequence[int],
) -> list[Share]:
    """Given principal parts for all but the last instalment, which takes the rest."""
    plan: list[Share] = []
    carried = 0
    for index, year in enumerate(years):
        earned = interest(balance_fen, terms.rate_annual, year, terms.rounding)
        paid = 0 if index < terms.grace_interest else carried + earned
        carried += earned - paid
        principal = principals[index] if index < len(principals) else balance_fen
        plan.append(Share(min(principal, balance_fen), paid, earned))
        balance_fen -= plan[-1].principal_fen
    return plan


def _flat(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[Share]:
    """等本等息: interest on the first balance throughout, equal parts of principal.

    The total interest is rounded once, and the last instalment takes what the others left of it.
    In progressive plans each is rounded by itself and principal plus interest is level instead.
    """
    charges, grace = _flat_interest(terms, balance_fen, years), terms.grace_principal
    parts, carried = len(years) - grace, 0
    part_fen = rounded(Fraction(balance_fen, parts), terms.rounding)
    level_fen = _multiple(Fraction(balance_fen + sum(charges[grace:]), parts), terms)
    plan: list[Share] = []
    for index, charge in enumerate(charges):
        if not balance_fen:
            charge = 0  # a multiple has repaid it early: nothing is charged for days after
        paid = 0 if index < terms.grace_interest else carried + charge
        carried += charge - paid
        if not terms.progressive:
            level_fen = _flat_level(part_fen, charge, terms)
        principal = level_fen - charge if index >= grace else 0
        if index == len(years) - 1:
            principal = balance_fen
        elif principal < 0:
            raise InterestAboveInstalment(
                nr=index + 1, interest_fen=charge, instalment_fen=level_fen
            )
        plan.append(Share(min(principal, balance_fen), paid, charge))
        balance_fen -= plan[-1].principal_fen
        if not balance_fen and not carried:
            break
    return plan


def _flat_level(part_fen: int, charge_fen: int, terms: LoanTerms) -> int:
    """Principal at the product's multiple, then the whole instalment; a tie goes down.

    Two rows of tests/reference tell it (1250.00 in three parts, multiples of 1 and of 20).
    """
    step = terms.instalment_multiple_fen
    level_fen = _multiple(Fraction(part_fen), terms) + charge_fen
    return (2 * level_fen + step - 1) // (2 * step) * step or level_fen


def _flat_interest(terms: LoanTerms, balance_fen: int, years: Sequence[Fraction]) -> list[int]:
    rate, rounding = terms.rate_annual, terms.rounding
    charges = [interest(balance_fen, rate, year, rounding) for year in years]
    if not terms.progressive:
        total = interest(balance_fen, rate, sum(years, Fraction(0)), rounding)
        charges[-1] = max(total - sum(charges[:-1]), 0)
    return charges


def _multiple(amount: Fraction, terms: LoanTerms) -> int:
    """A level instalment at the product's multiple, rounded by the product's rule.

    A multiple that would round it away altogether is not applied.
    """
    step = terms.instalment_multiple_fen
    return rounded(amount / step, terms.rounding) * step or rounded(amount, terms.rounding)


_Plan = Callable[[LoanTerms, int, Sequence[Fraction]], list[Share]]
_PLANS: dict[Method, _Plan] = {
    Method.EQUAL_INSTALMENT: _equal_instalment,
    Method.EQUAL_PRINCIPAL: _equal_principal,
    Method.INTEREST_MONTHLY: _at_end,
    Method.INTEREST_QUARTERLY: _at_end,
    Method.BULLET: _at_end,
    Method.REVOLVING: _at_end,
    Method.FLAT: _flat,
}
