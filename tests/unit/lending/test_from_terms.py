"""A contract's terms as a product of the engine: it lays out the same lines, for all we offer."""

from __future__ import annotations

import pytest

from nongxin.lending.engine.from_terms import history_of
from nongxin.lending.engine.product import USUAL
from nongxin.lending.terms import Method
from tests.unit.lending.histories import LENT, PRINCIPAL, a_history

OFFERED = [
    (Method.EQUAL_INSTALMENT, 36),
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


def test_a_down_payment_is_due_at_once() -> None:
    ours = a_history(method=Method.EQUAL_INSTALMENT, down_payment_fen=360_000).base
    theirs = history_of(ours.terms, LENT, USUAL).lend(PRINCIPAL, LENT, LENT).state(LENT)
    assert [(d.row.due_on, d.row.principal_fen, d.row.interest_fen) for d in ours.dues] == [
        (x.due, x.charged["principal"], x.charged["interest"]) for x in theirs.lines
    ]
    assert theirs.lines[0].charged["principal"] == 360_000
