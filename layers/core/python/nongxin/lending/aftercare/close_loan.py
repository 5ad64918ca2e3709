"""The day of one loan: what is due is taken from the borrower's account, then the loan is looked
at. Safe twice, side by side, and from wherever it was broken off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import sibling
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.lending.aftercare.care import Borrowing, Care
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims, DynamoSubsidyClaims
from nongxin.lending.aftercare.claims.claim_subsidy import claim_subsidy
from nongxin.lending.aftercare.claims.follow_claim import follow_claim
from nongxin.lending.aftercare.claims.interest_subsidy import borne
from nongxin.lending.aftercare.claims.subsidy_claim import quarter_ended
from nongxin.lending.aftercare.day_events import told_of, warnings_of
from nongxin.lending.aftercare.follow_rates import follow_rates
from nongxin.lending.aftercare.own_signals import Inflow, flow_facts, line_use, reads_the_account
from nongxin.lending.aftercare.reporting.credit_report import rows_of
from nongxin.lending.aftercare.reporting.credit_row_store import DynamoCreditRows
from nongxin.lending.aftercare.signals import Signal, due_soon_fen, signals_of
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.loans.entries import Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanIdentity, LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.repay_loan import take_repayment

_NEWEST_LINES = 200  # two months of a farmer's account; of a busier one the newest count
BANK = "bank"  # who makes the entries of the day close
Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


@value
class CareParts:
    """`post` commits a posting under its key."""

    storage: Storage
    cares: DynamoCares
    credit_rows: DynamoCreditRows
    applications: DynamoApplications
    servicing: ServicingParts
    fund_claims: DynamoFundClaims
    subsidy_claims: DynamoSubsidyClaims
    post: Post
    clock: Clock


def close_loan(loan_id: str, day: date, parts: CareParts, *, debits: bool) -> Care | None:
    """The care of the loan at the end of the day; None for one that was lent later.

    `debits`: the day is the open one, so what is due may be taken from the account. A second call
    answers what the first one kept, whatever has come in since: that is the next day's.
    """
    before = parts.cares.get(loan_id)
    if before is not None and before.day >= day:
        return before
    history = parts.servicing.loans.history(loan_id)
    if history.base.lent_on >= day:
        return None
    if debits:
        history = follow_rates(history, BANK, parts.servicing, parts.post)
    loan = history.loan()
    if before is not None and before.is_closed and _was_closed(history, day):
        return before
    if before is None:
        before = Care(_borrowing(loan, parts), loan.lent_on)
    if debits and loan.due_on(day).total_fen:
        _debit(loan.identity, day, parts)
        loan = parts.servicing.loans.get(loan_id, consistent=True)
    standing = standing_of(loan, day, _borne(loan, before, parts))
    after = replace(before.after(standing), subsidy_fen=_claimed(loan, before, day, parts))
    after, new = _warned(loan, after, parts)
    warned = warnings_of(after, new, day)
    told = outbox([*told_of(before, after, standing), *warned], parts.clock)
    rows = [parts.credit_rows.add(row) for row in rows_of(before, after, standing)]
    return _kept(after, [parts.cares.save(after, told), *rows], parts)


def _borne(loan: Loan, before: Care, parts: CareParts) -> int:
    if not before.is_compensated:
        return 0
    return follow_claim(loan, before.day, parts.fund_claims, parts.servicing, parts.post)


def _claimed(loan: Loan, before: Care, day: date, parts: CareParts) -> int:
    """What was claimed of finance until the end of the day, quarter by quarter."""
    ended = quarter_ended(before.day, day)
    if ended is None or not borne(loan):
        return before.subsidy_fen
    books = parts.servicing.books
    return before.subsidy_fen + claim_subsidy(
        loan, ended, before.subsidy_fen, parts.subsidy_claims, books, parts.post
    )


def _warned(loan: Loan, care: Care, parts: CareParts) -> tuple[Care, list[Signal]]:
    """Of the warnings those that the books alone can tell."""
    whose, values, looked_at = care.borrowing, line_use(loan), {"util", "bal_short"}
    account, ledger = loan.identity.account_id, parts.servicing.ledger
    if due_fen := due_soon_fen(loan, care.day):
        held_fen = ledger.get(account).available_fen(parts.clock.now())
        values["bal_short"] = held_fen < due_fen
    if reads_the_account(care.day) and not care.is_closed:
        values |= flow_facts(_inflows(account, parts), care.day)
        looked_at.add("inflow_drop")
    fired = signals_of(whose.product, whose.entity, values, care.day) if values else ()
    return care.warned(fired, looked_at, care.day)


def _inflows(account: str, parts: CareParts) -> list[Inflow]:
    lines = parts.servicing.ledger.newest(account, _NEWEST_LINES)
    return [
        Inflow(str(line.text), date.fromisoformat(str(line.value_date)), int(line.amount_fen))
        for line in lines
        if line.side == "credit"
    ]


def _was_closed(history: History, day: date) -> bool:
    """When the day began: all runs of a day must leave out the same loans, whatever is entered
    while they run. One that a correction has opened again is looked at on the next day.
    """
    return history.loan(known_on=day - timedelta(days=1)).status is LoanStatus.CLOSED


def pass_over(loan_id: str, day: date, parts: CareParts) -> Care | None:
    """For a loan that cannot be looked at: it counts nothing today and keeps nobody waiting."""
    before = parts.cares.get(loan_id)
    if before is None or before.day >= day:
        return before
    after = before.passed_over(day)
    return _kept(after, [parts.cares.save(after, "[]")], parts)


def debit_key(loan_id: str, day: date) -> CommandKey:
    """Once per loan and day, whoever does it and however often."""
    name = f"{loan_id}:{day}"
    return CommandKey("lending.debit", BANK, loan_id[3:9], name, fingerprint(name))


def _kept(after: Care, writes: Sequence[Write], parts: CareParts) -> Care:
    try:
        parts.storage.commit(*writes)
        return after
    except StaleRecord:
        standing = parts.cares.get(after.borrowing.loan_id)
        if standing is None or standing.day < after.day:
            raise  # an officer's finding came between: look again
        return standing


def _debit(identity: LoanIdentity, day: date, parts: CareParts) -> None:
    """As much of what is due as the account holds; nothing if it refuses."""
    key = debit_key(identity.id, day)
    try:
        parts.post(key, lambda: _taken(identity, day, key, parts))
    except (Busy, StaleRecord):
        raise
    except Problem:
        return  # frozen, closed, empty: tomorrow again


def _taken(identity: LoanIdentity, day: date, key: CommandKey, parts: CareParts) -> Outcome:
    servicing = parts.servicing
    history = servicing.loans.history(identity.id)
    account = servicing.ledger.get(identity.account_id)
    held_fen = account.available_fen(parts.clock.now())
    today = servicing.calendar.business_date(identity.entity)
    amount_fen = min(held_fen, history.loan().due_on(day).total_fen)
    entry = Repayment(today, today, BANK, amount_fen, account.id)
    return take_repayment(history, entry, key, servicing)


def _borrowing(loan: Loan, parts: CareParts) -> Borrowing:
    identity = loan.identity
    application = parts.applications.get(sibling(identity.id, "ap"))
    verdict = application.verdict
    return Borrowing(
        loan_id=identity.id,
        county=identity.county,
        entity=identity.entity,
        borrower_id=identity.borrower_id,
        product=identity.product or application.wish.product,
        score=(verdict.score or 0) if verdict else 0,
    )
