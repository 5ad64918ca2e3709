"""What changes a loan besides payments: rate, pause, dates, further draws, waiver, write-off.

Every function is given a loan as it stood on the day and answers the next one. None refuses:
`history` calls them again and again, and whether something may be entered is the verbs' question.
Amounts are whole fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from nongxin.lending.loans.loan import Loan, numbered
from nongxin.lending.reckoning.allocation import ORDER, Parts, allocated, total
from nongxin.lending.reckoning.due import Due
from nongxin.lending.reckoning.pricing import RateHistory
from nongxin.lending.reckoning.replan import relaid
from nongxin.lending.reckoning.schedule import DueDate, Instalment, blank_rows


def reprice(loan: Loan, on: date, rate_annual: Decimal) -> Loan:
    """Another annual rate from the day on (LPR reset, concession); instalments anew."""
    return _repriced(loan, on, replace(loan.rates, rates=(*loan.rates.rates, (on, rate_annual))))


def divert(loan: Loan, on: date, amount_fen: int = 0) -> Loan:
    """Money is used for something else from the day on: the diverted rate on the amount, 0 is all.

    What is repaid later lessens both parts alike (assumed; 银发〔2003〕251号 says nothing of it).
    """
    owed_fen = loan.claim_fen
    share = Fraction(min(amount_fen or owed_fen, owed_fen), owed_fen) if owed_fen else Fraction(1)
    rates = replace(loan.rates, diverted_on=on, diverted_share=share)
    return _repriced(loan, on, rates)


def pause(loan: Loan, on: date, until: date) -> Loan:
    """No interest and no penalty from the day on; `until` is the first day that bears it again."""
    return _repriced(loan, on, replace(loan.rates, pauses=(*loan.rates.pauses, (on, until))))


def charge_off(loan: Loan, on: date) -> Loan:
    """The loan is taken for lost: interest stops, the claim stays."""
    return replace(_stopped(loan, on), charged_off_on=loan.charged_off_on or on)


def write_off(loan: Loan, on: date) -> Loan:
    """核销: the principal leaves the books; what the borrower owes stays as it was that day."""
    stopped = _stopped(loan, on)
    lost_fen = 0 if loan.written_off_on else stopped.claim_fen
    written_off_on = loan.written_off_on or on
    return replace(
        stopped,
        written_off_on=written_off_on,
        written_off_fen=loan.written_off_fen + lost_fen,
    )


def waive(loan: Loan, on: date, parts: Parts) -> Loan:
    """Lets off what is due by the day, part by part, the oldest line first, as far as it goes."""
    dues, split = loan.charged(on), loan.split(on)
    for name in ORDER:
        owed = [due.unpaid for due in dues[:split]]
        gone = allocated(getattr(parts, name), owed, (name,))
        dues = (
            *(due.less(mine) for due, mine in zip(dues, gone, strict=False)),
            *dues[split:],
        )
    return replace(loan, dues=dues)


def replan(loan: Loan, on: date, dates: Sequence[DueDate], *, capitalise: bool) -> Loan:
    """Other due dates for the principal that is not due yet (展期, 续贷).

    `capitalise`: principal that is due and unpaid joins it (重组); its interest stays due.
    """
    dues, split = loan.charged(on), loan.split(on)
    late_fen = sum(due.unpaid.principal_fen for due in dues[:split]) if capitalise else 0
    to_come = sum(due.unpaid.principal_fen for due in dues[split:])
    if not late_fen + to_come:
        return loan
    if late_fen:
        ripe = (due.less(Parts(principal_fen=due.unpaid.principal_fen)) for due in dues[:split])
        loan = _moved(replace(loan, dues=(*ripe, *dues[split:])), on, late_fen)
    split = loan.split(on)
    tail = loan.dues[split:]
    start = tail[0].row.from_on if tail else on
    return _laid(loan, split, blank_rows(start, dates), late_fen + to_come)


def draw(loan: Loan, on: date, amount_fen: int) -> Loan:
    """More principal within a line of credit (随借随还); the lines to come are reckoned anew."""
    loan = _moved(loan, on, amount_fen)
    split = loan.split(on)
    rows: Sequence[Instalment] = [due.row for due in loan.dues[split:]]
    balance_fen = loan.dues[split - 1].row.balance_fen
    if not rows:
        rows = blank_rows(on, [DueDate(on, on)])
    return _laid(loan, split, rows, balance_fen)


def refund(loan: Loan, amount_fen: int) -> Loan:
    """A credit balance goes back to the borrower. Below 0: what a correction took away again."""
    return replace(loan, credit_fen=loan.credit_fen - amount_fen)


def _stopped(loan: Loan, on: date) -> Loan:
    loan = replace(loan, dues=loan.charged(on))
    earlier = loan.rates.stopped_on
    return loan if earlier else _repriced(loan, on, replace(loan.rates, stopped_on=on))


def _repriced(loan: Loan, on: date, rates: RateHistory) -> Loan:
    """Lateness until the day has been charged at the old rates: `rates` knows its days itself."""
    loan = replace(loan, rates=rates)
    split = loan.split(on)
    rows = [due.row for due in loan.dues[split:]]
    if not rows:
        return loan
    return _laid(loan, split, rows, rows[0].balance_fen + rows[0].principal_fen)


def _moved(loan: Loan, on: date, amount_fen: int) -> Loan:
    """With a line that raises the balance on the day; interest until then is due with the next."""
    split = loan.split(on)
    tail = loan.dues[split:]
    before_fen = loan.dues[split - 1].row.balance_fen if split else loan.terms.principal_fen
    line = Instalment(split + 1, on, on, on, -amount_fen, 0, before_fen + amount_fen, 0)
    if not tail:
        return replace(loan, dues=(*loan.dues, Due.settled(line)))
    running = tail[0].row
    before_fen = running.balance_fen + running.principal_fen
    line = replace(
        line,
        from_on=running.from_on,
        earned_fen=loan.earned_in(running, on),
        balance_fen=before_fen + amount_fen,
    )
    later = replace(tail[0], row=replace(running, from_on=on))
    return replace(loan, dues=(*loan.dues[:split], Due.settled(line), later, *tail[1:]))


def _laid(loan: Loan, split: int, rows: Sequence[Instalment], balance_fen: int) -> Loan:
    """The lines from `split` on, reckoned anew; interest paid ahead counts for the new ones."""
    head, tail = loan.dues[:split], loan.dues[split:]
    carried = sum(due.row.earned_fen - due.row.interest_fen for due in head)
    prepaid = sum(due.row.interest_fen - due.unpaid.interest_fen for due in tail)
    new = tuple(map(Due.of, relaid(loan.pricing, rows, balance_fen, max(carried, 0))))
    mine = allocated(prepaid, [due.unpaid for due in new], ("interest_fen",))
    left = tuple(due.less(part) for due, part in zip(new, mine, strict=True))
    over = prepaid - total(mine).total_fen
    return replace(
        loan,
        dues=numbered((*head, *left)),
        received=loan.received - Parts(interest_fen=over),
        credit_fen=loan.credit_fen + over,
    )
