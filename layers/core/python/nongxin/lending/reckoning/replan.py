"""The lines still to come, reckoned anew: after an early repayment, another rate, other dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import takewhile

from nongxin.lending.reckoning.instalments import run_down, with_interest
from nongxin.lending.reckoning.pricing import Pricing
from nongxin.lending.reckoning.schedule import Instalment, filled, with_parts
from nongxin.lending.reckoning.terms import Method


class Ahead(StrEnum):
    """What principal paid ahead of time does to the lines to come.

    Smaller instalments on the same dates; the same instalments, but fewer; or it fills principal
    from the next line on, or from the last line back.
    """

    REDUCE_INSTALMENT = "reduce_instalment"
    REDUCE_TERM = "reduce_term"
    NEXT = "next"
    LAST = "last"


def relaid(
    pricing: Pricing,
    rows: Sequence[Instalment],
    balance_fen: int,
    carried_fen: int = 0,
    ahead: Ahead = Ahead.REDUCE_INSTALMENT,
) -> tuple[Instalment, ...]:
    """The lines that repay the balance from the first row's `from_on` on.

    `carried_fen` is interest of days before, which no line has made due yet. Grace goes on as the
    lines had it; blank lines have none. Lines that have nothing to repay any more fall away, but
    a line of credit (随借随还) keeps its end.
    Raises InterestAboveInstalment.
    """
    if not balance_fen and not carried_fen and pricing.terms.method is not Method.REVOLVING:
        return ()
    fresh = not any(row.due_fen or row.balance_fen for row in rows)
    free = 0 if fresh else _without_interest(rows)
    unpaying = 0 if fresh else _leading(_bears_grace(row, pricing.terms.method) for row in rows)
    paying = replace(
        pricing,
        terms=replace(
            pricing.terms,
            grace_principal=unpaying,
            grace_interest=free,
        ),
    )
    if not balance_fen:
        laid = tuple(_emptied(row) for row in rows)
    elif ahead is Ahead.REDUCE_INSTALMENT or pricing.terms.method is Method.FLAT:
        laid = filled(paying.terms, paying.years, balance_fen, rows)
    else:
        laid = _kept(paying, rows, balance_fen, ahead)
    due_at = min(free, len(laid) - 1)
    return tuple(
        replace(row, interest_fen=row.interest_fen + carried_fen) if nr == due_at else row
        for nr, row in enumerate(laid)
    )


def _kept(
    pricing: Pricing, rows: Sequence[Instalment], balance_fen: int, ahead: Ahead
) -> tuple[Instalment, ...]:
    """As much as possible of the lines as they were."""
    terms = pricing.terms
    lengths = [pricing.years(row.from_on, row.due_on) for row in rows]
    if ahead is Ahead.REDUCE_TERM and terms.method is Method.EQUAL_INSTALMENT:
        level_fen = max(row.due_fen for row in rows[:-1] or rows)
        return with_parts(rows, balance_fen, run_down(terms, balance_fen, lengths, level_fen))
    paid_fen = sum(row.principal_fen for row in rows) - balance_fen
    parts = _less([row.principal_fen for row in rows], paid_fen, from_last=ahead is not Ahead.NEXT)
    laid = with_parts(rows, balance_fen, with_interest(terms, balance_fen, lengths, parts[:-1]))
    last = max(nr for nr, row in enumerate(laid) if row.principal_fen)
    return laid[: last + 1]


def _less(parts: list[int], paid_fen: int, *, from_last: bool) -> list[int]:
    order = range(len(parts))
    for nr in reversed(order) if from_last else order:
        taken = min(max(paid_fen, 0), parts[nr])
        parts[nr] -= taken
        paid_fen -= taken
    return parts


def _emptied(row: Instalment) -> Instalment:
    return replace(row, principal_fen=0, interest_fen=0, balance_fen=0, earned_fen=0)


def _bears_grace(row: Instalment, method: Method) -> bool:
    return not row.principal_fen and not method.principal_at_end


def _without_interest(rows: Sequence[Instalment]) -> int:
    return _leading(row.earned_fen > row.interest_fen for row in rows)


def _leading(flags: Iterable[bool]) -> int:
    """How many are true before the first that is not."""
    return sum(1 for _ in takewhile(bool, flags))
