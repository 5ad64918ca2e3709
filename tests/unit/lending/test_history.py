"""A loan as the replay of its entries: backdated, reversed, as known then; figures by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.kernel.errors import Problem
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.lending.loans.entries import Refund
from nongxin.lending.loans.history import (
    MOST_ENTRIES,
    EntryInFuture,
    EntryReversed,
    EntryTooEarly,
    HistoryFull,
    NothingToReverse,
    RefundInTheWay,
)
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.loans.loan_books import joined, legs_between, principal_account
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.histories import (
    ACCOUNT,
    DUE,
    LENT,
    PRINCIPAL,
    a_history,
    after,
    back,
    day,
    loan_after,
    paid,
)


def legs(before: Loan, then: Loan) -> list[Leg]:
    return joined(legs_between(before, then, ACCOUNT))


def gl(kind: str) -> str:
    return general("610722", "2716", kind)


def test_a_payment_that_was_in_time_carries_no_penalty() -> None:
    """frappe/lending#478: entered on 02-11 with the due date as its value date."""
    late = a_history()
    assert late.loan().due_on(day(2, 11)) == Parts(compound_fen=31, interest_fen=18_600)
    told = after(late, paid(18_600, DUE, day(2, 11)))
    assert told.loan().due_on(day(2, 11)) == Parts()
    assert [told.loan().overdue_days(day(2, n)) for n in range(1, 12)] == [0] * 11


def test_as_it_was_known_then_it_was_late() -> None:
    told = after(a_history(), paid(18_600, DUE, day(2, 11)))
    assert told.loan(known_on=day(2, 10)).due_on(day(2, 10)).compound_fen == 28
    assert told.loan(known_on=day(2, 11)).due_on(day(2, 11)) == Parts()


def test_a_penalty_that_was_paid_is_taken_back_by_what_is_booked_on_the_day_of_entry() -> None:
    """The same money then pays ahead: ten days' interest, and principal with what is left."""
    before = after(a_history(), paid(18_631, day(2, 11)))
    assert before.loan().received == Parts(compound_fen=31, interest_fen=18_600)
    then = after(before, paid(18_600, DUE, day(2, 12)))
    assert then.loan().received == Parts(interest_fen=24_600, principal_fen=12_631)
    assert legs(before.loan(), then.loan()) == [
        debit(ACCOUNT, 18_600),
        credit(principal_account(then.loan().identity.id), 12_631),
        credit(gl("interest_receivable"), 6_000),
        debit(gl("penalty_receivable"), 31),
    ]


def test_a_reversal_leaves_the_loan_as_if_it_had_never_been() -> None:
    before = a_history()
    then = after(before, paid(500_000, day(1, 20)), back(1, day(1, 25)))
    assert replace(then.loan(), version=1, last_on=LENT) == before.loan()
    assert len(then.entries) == 2


def test_what_cannot_be_reversed() -> None:
    told = after(a_history(), paid(100, day(1, 20)), back(1, day(1, 25)))
    for number, refusal in ((1, EntryReversed), (2, NothingToReverse), (3, NothingToReverse),
                            (0, NothingToReverse)):  # fmt: skip
        with pytest.raises(refusal):
            told.with_entry(back(number, day(1, 26)))


def test_days_that_are_no_days_of_an_entry() -> None:
    with pytest.raises(EntryInFuture):
        a_history().with_entry(paid(1, day(2, 2), day(2, 1)))
    with pytest.raises(EntryTooEarly):
        a_history().with_entry(paid(1, date(2023, 12, 31), day(2, 1)))


def test_a_history_has_an_end() -> None:
    full = replace(a_history(), entries=(paid(1, day(1, 2)),) * MOST_ENTRIES)
    with pytest.raises(HistoryFull):
        full.with_entry(paid(1, day(1, 3)))


def test_what_is_paid_too_much_is_the_borrower_s_and_can_be_refunded_once() -> None:
    """Paid off on 01-31, thirty days; then the rate of an earlier payment makes 100 too much."""
    whole = PRINCIPAL + 18_000
    told = after(a_history(), paid(whole, day(1, 31)), paid(100, day(1, 10), day(2, 1)))
    loan = told.loan()
    # A hundred fen ten days in settle interest only: the pay-off takes so much less.
    assert (loan.status, loan.credit_fen) == (LoanStatus.CLOSED, 100)
    refunded = after(told, Refund(day(2, 1), day(2, 1), "pn_1", 100, ACCOUNT))
    assert refunded.loan().credit_fen == 0
    assert legs(told.loan(), refunded.loan()) == [
        credit(ACCOUNT, 100),
        debit(gl("other_payable"), 100),
    ]
    with pytest.raises(RefundInTheWay):
        refunded.with_entry(back(2, day(2, 2)))


LEVEL = {"method": Method.EQUAL_INSTALMENT}


def rows_to_come(ahead: Ahead, **terms: object) -> list[tuple[int, int]]:
    """(principal, interest) of the lines after 1,000,000 fen of principal paid on 02-01."""
    loan = after(a_history(**terms)).loan()
    due_fen = loan.due_on(DUE).total_fen
    loan = loan.repay(due_fen + 1_000_000, DUE, ahead).loan
    assert sum(d.row.principal_fen for d in loan.dues) == PRINCIPAL
    return [(d.row.principal_fen, d.row.interest_fen) for d in loan.dues if d.row.due_on > DUE]


def test_reduce_instalment_keeps_the_dates() -> None:
    rows = rows_to_come(Ahead.REDUCE_INSTALMENT, **LEVEL)
    assert len(rows) == 11
    assert len({sum(row) for row in rows[:-1]}) == 1


def test_reduce_term_keeps_the_instalment() -> None:
    level_fen = a_history(**LEVEL).loan().dues[0].row.due_fen
    rows = rows_to_come(Ahead.REDUCE_TERM, **LEVEL)
    assert [sum(row) for row in rows[:-1]] == [level_fen] * (len(rows) - 1)
    assert (len(rows), sum(rows[-1]) < level_fen) == (8, True)


def test_to_the_last_takes_the_last_lines_away() -> None:
    """300,000 fen a month: three lines whole and a third of the fourth."""
    rows = rows_to_come(Ahead.LAST, method=Method.EQUAL_PRINCIPAL)
    assert [principal for principal, _ in rows] == [300_000] * 7 + [200_000]
    # 2,300,000 fen from 02-01 to 03-01: 29 days at 6 %.
    assert rows[0][1] == 11_117


def test_to_the_next_pays_the_next_lines() -> None:
    rows = rows_to_come(Ahead.NEXT, method=Method.EQUAL_PRINCIPAL)
    assert [principal for principal, _ in rows] == [0, 0, 0, 200_000] + [300_000] * 7
    assert rows[0][1] == 11_117


def test_principal_at_the_end_only_gets_smaller() -> None:
    for ahead in Ahead:
        rows = rows_to_come(ahead)
        assert [principal for principal, _ in rows] == [0] * 10 + [2_600_000]


Payments = list[tuple[int, int]]
PAYMENTS = st.lists(
    st.tuples(st.integers(1, 400_000), st.integers(1, 420)), min_size=1, max_size=5,
    unique_by=lambda pair: pair[1],
)  # fmt: skip


METHODS = [Method.INTEREST_MONTHLY, Method.EQUAL_INSTALMENT, Method.BULLET]


@settings(max_examples=60, deadline=None)
@given(PAYMENTS, st.randoms(use_true_random=False), st.sampled_from(METHODS))
def test_in_and_out_of_order_end_equal(payments: Payments, random: Random, method: Method) -> None:
    """Twins, and money: what was paid is what it paid and what is left over."""
    today = date(2025, 6, 1)
    entries = [paid(fen, date.fromordinal(LENT.toordinal() + n), today) for fen, n in payments]
    ordered = sorted(entries, key=lambda e: e.on)
    mixed = list(entries)
    random.shuffle(mixed)
    term = {"term_months": 6} if method is Method.BULLET else {}
    try:
        one, two = (after(a_history(method=method, **term), *es).loan() for es in (ordered, mixed))
    except Problem:
        return
    assert one == two
    assert one.received.total_fen + one.credit_fen == sum(e.amount_fen for e in entries)
    assert PRINCIPAL - one.received.principal_fen == one.principal_fen


@settings(max_examples=40, deadline=None)
@given(PAYMENTS, st.integers(0, 500))
def test_a_quote_closes_the_loan_on_every_day(payments: Payments, ahead: int) -> None:
    entries = sorted((paid(fen, date.fromordinal(LENT.toordinal() + n)) for fen, n in payments),
                     key=lambda e: e.on)  # fmt: skip
    told = after(a_history(**LEVEL), *entries)
    on = date.fromordinal(max(entries[-1].on.toordinal(), LENT.toordinal() + ahead))
    loan = told.loan()
    if loan.status is LoanStatus.CLOSED:
        return
    closed = after(told, paid(loan.payoff_on(on).total_fen, on)).loan()
    assert (closed.status, closed.principal_fen, closed.credit_fen) == (
        LoanStatus.CLOSED, 0, loan.credit_fen,
    )  # fmt: skip
    Posting("X", on, on, legs(loan, closed))


def test_replay_of_an_unchanged_history_changes_nothing() -> None:
    told = after(a_history(), paid(30_000, day(2, 20)), paid(400_000, day(3, 15)))
    assert told.loan() == told.loan() == loan_after(*told.entries)
