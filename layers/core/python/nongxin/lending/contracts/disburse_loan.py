"""Disburse (放款): the loan, the end of its application and the money, in one transaction, once.

The command's key is the application itself: however often the step is tried, and whichever run of
the workflow tries it, the money goes out once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, perform
from nongxin.kernel.errors import Problem
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import sibling
from nongxin.kernel.value import value
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import NewAccount, Posting, credit, debit
from nongxin.ledger.store import JournalRecord, LedgerAccounts
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.referral import Proposal
from nongxin.lending.applications.status import Status
from nongxin.lending.contracts.frozen_terms import frozen_terms
from nongxin.lending.events import LoanDisbursed
from nongxin.lending.loans.loan import Loan, LoanIdentity
from nongxin.lending.loans.loan_books import principal_account
from nongxin.lending.loans.loan_store import DynamoLoans
from nongxin.lending.reckoning.due_dates import IsWorkingDay
from nongxin.products.factory import terms_of


@value
class DisbursingParts:
    desk: Desk
    loans: DynamoLoans
    ledger: LedgerAccounts
    calendar: BusinessCalendar
    works: IsWorkingDay


def disburse_loan(
    application_id: str, parts: DisbursingParts, carried: Application | None = None
) -> Done:
    """Raises StepNotAllowed for an application that is not signed, AccountNotOpen, Busy.

    `carried` is the application as a run carries it: it is hoped to be the newest.
    """
    county = application_id[3:9]
    key = CommandKey(
        "lending.disburse", application_id, county, "once", fingerprint(application_id)
    )
    act = _Disbursing(application_id, key, parts, carried).outcome
    return perform(act, key, JournalRecord, parts.desk.storage)


@dataclass
class _Disbursing:
    """Decides once on what may be a moment old, and if that was in vain on what is there.

    Old views cost half or nothing and are harmless: the conditions of the writes (the
    application's version, the accounts' next numbers) refuse what was decided on them.
    """

    application_id: str
    key: CommandKey
    parts: DisbursingParts
    hoped: Application | None
    is_first: bool = field(default=True, init=False)

    def outcome(self) -> Outcome:
        first, self.is_first = self.is_first, False
        desk, ledger = self.parts.desk, self.parts.ledger
        if first and self.hoped and self.hoped.status is Status.SIGNED:
            with suppress(Problem):  # an old view may agree, and refuses nobody
                return _outcome(self.hoped, self.key, self.parts, ledger.lately)
        return _outcome(desk.read(self.application_id), self.key, self.parts, ledger)


def _outcome(
    before: Application, key: CommandKey, parts: DisbursingParts, ledger: LedgerAccounts
) -> Outcome:
    desk, loan_id = parts.desk, sibling(before.id, "ln")
    after = before.disbursed(loan_id, desk.clock.now())
    booked_on = parts.calendar.business_date(before.parties.entity)
    loan = _loan(after, loan_id, booked_on, parts.works)
    payee = before.checkout.payee if before.checkout else loan.identity.account_id
    posting = _posting(loan, payee, booked_on)
    told = announced(LoanDisbursed, after, loan_id=loan_id, amount_fen=loan.terms.principal_fen)
    books = Books(ledger, parts.calendar)
    booked = book(posting, key, books, outbox([told], desk.clock))
    answer = {"loan_id": loan_id, "amount_fen": loan.terms.principal_fen, "lent_on": str(booked_on)}
    return booked.outcome(answer, desk.written(before, after, []), parts.loans.add(loan))


def _loan(application: Application, loan_id: str, lent_on: date, works: IsWorkingDay) -> Loan:
    offer, parties = application.offer, application.parties
    assert offer is not None
    product = terms_of(application.wish.product, parties.entity, offer.made_on)
    identity = LoanIdentity(
        id=loan_id,
        application_id=application.id,
        county=parties.county,
        entity=parties.entity,
        borrower_id=parties.borrower_id,
        account_id=offer.account_id,
        contract_sha256=offer.contract_sha256,
        product=application.wish.product,
    )
    first_fen = application.wish.first_fen
    terms = frozen_terms(_offered(offer), product, application.term_days, first_fen)
    return Loan.disbursed(identity, terms, lent_on, works)


def _offered(offer: Offer) -> Proposal:
    return Proposal(offer.amount_fen, offer.rate_annual, offer.term_months, offer.method)


def _posting(loan: Loan, payee: str, booked_on: date) -> Posting:
    identity, amount_fen = loan.identity, loan.terms.principal_fen
    opens = NewAccount("loan_principal", identity.entity, identity.borrower_id)
    legs = [
        debit(principal_account(identity.id), amount_fen, opens),
        credit(payee, amount_fen),
    ]
    return Posting("LOAN_DISBURSED", booked_on, booked_on, legs)
