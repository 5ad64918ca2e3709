"""The engine that reckons as other systems do (held to their figures) and the bank's own plans:
the same contract gives the same lines and the same quotes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from nongxin.lending.engine.from_terms import history_of
from nongxin.lending.engine.product import USUAL, Future
from nongxin.lending.terms import Method
from tests.unit.lending.histories import LENT, PRINCIPAL, a_history, after, paid

OFFERED = [
    (Method.EQUAL_INSTALMENT, 12),
    (Method.EQUAL_PRINCIPAL, 12),
    (Method.INTEREST_MONTHLY, 12),
    (Method.INTEREST_QUARTERLY, 12),
    (Method.BULLET, 6),
    (Method.REVOLVING, 6),
]


@pytest.mark.parametrize(("method", "months"), OFFERED)
def test_the_same_lines(method: Method, months: int) -> None:
    ours = a_history(method=method, term_months=months).base
    theirs = history_of(ours.terms, LENT, USUAL).lend(PRINCIPAL, LENT, LENT).state(LENT)
    assert [(d.row.due_on, d.row.principal_fen, d.row.interest_fen) for d in ours.dues] == [
        (x.due, x.charged["principal"], x.charged["interest"]) for x in theirs.normal()
    ]


@pytest.mark.parametrize(("method", "months"), OFFERED)
def test_the_same_quotes_after_money_came_early(method: Method, months: int) -> None:
    dice = Random(method.value)
    ours = a_history(method=method, term_months=months)
    theirs = history_of(ours.base.terms, LENT, replace(USUAL, future=Future.NEXT))
    theirs = theirs.lend(PRINCIPAL, LENT, LENT)
    for _ in range(6):
        on = LENT + timedelta(days=dice.randrange(1, 25))
        amount_fen = dice.randrange(100_000, 1_500_000)
        quoted = on + timedelta(days=dice.randrange(0, 6))
        mine = after(ours, paid(amount_fen, on)).loan().payoff_on(quoted)
        assert mine.total_fen == theirs.pay(amount_fen, on, quoted).payoff(quoted)
