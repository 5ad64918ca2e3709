"""What the lending context publishes: ids, codes and amounts in fen."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class ApplicationEvent(Event):
    application_id: str
    borrower_id: str
    entity: str
    product: str


@value(kw_only=True)
class ApplicationSubmitted(ApplicationEvent):
    """All that was applied for, so that the approval starts without a look at the record.

    `first_fen`: what is wanted at first, the rest in tranches; 0: all at once.
    `checkout`: of a platform's order, its partner, seller, number, payee and days; or empty.
    """

    household_id: str
    applied_by: str
    amount_fen: int
    term_months: int
    method: str
    purpose: str
    submitted_at: str
    first_fen: int = 0
    checkout: tuple[str, ...] = ()


@value(kw_only=True)
class IntakeTaken(Event):
    """A wish for a loan was left at a station: an officer of the person's county calls."""

    person_id: str
    entity: str
    product: str
    amount_fen: int
    station_id: str


@value(kw_only=True)
class ApplicationReferred(ApplicationEvent):
    level: str


@value(kw_only=True)
class ApplicationApproved(ApplicationEvent):
    """Officers said yes; a rule's approval goes straight to OfferMade."""


@value(kw_only=True)
class ApplicationRejected(ApplicationEvent):
    """Officers said no; ApplicationDeclined follows and carries the reasons."""


@value(kw_only=True)
class ApplicationDeclined(ApplicationEvent):
    reasons: tuple[str, ...]


@value(kw_only=True)
class ApplicationWithdrawn(ApplicationEvent):
    pass


@value(kw_only=True)
class ApplicationExpired(ApplicationEvent):
    """Officers did not answer in time, or nobody signed in time."""


@value(kw_only=True)
class ApplicationParked(ApplicationEvent):
    """A fault of ours holds it up; ops start it again."""

    fault: str


@value(kw_only=True)
class OfferMade(ApplicationEvent):
    """`limit_fen`: the most that the decision would lend, 0 where it named none."""

    amount_fen: int
    valid_until: str
    limit_fen: int = 0


@value(kw_only=True)
class ContractSigned(ApplicationEvent):
    pass


@value(kw_only=True)
class LoanDisbursed(ApplicationEvent):
    loan_id: str
    amount_fen: int


@value(kw_only=True)
class LoanRepaid(Event):
    loan_id: str
    borrower_id: str
    entity: str
    amount_fen: int
    principal_fen: int
    interest_fen: int
    closed: bool


@value(kw_only=True)
class LoanEvent(Event):
    loan_id: str
    borrower_id: str
    entity: str
    on: str


@value(kw_only=True)
class RepaymentDue(LoanEvent):
    """What is open of the instalment of `due_on`, told some days ahead, once."""

    due_on: str
    amount_fen: int


@value(kw_only=True)
class LoanOverdue(LoanEvent):
    """An instalment became late, or collection goes a step further."""

    days: int
    overdue_fen: int
    step: str


@value(kw_only=True)
class LoanClassified(LoanEvent):
    """The five-class classification changed."""

    before: str
    after: str
    days: int
    accrues: bool


@value(kw_only=True)
class LoanChanged(LoanEvent):
    """An entry in a loan's history that is no repayment of the borrower's and no other rate.

    `kind` names it (Reversal, Waiver, NewPlan, …), `entry` is its number, `reverses` the number of
    the entry that it takes back (0: none). `principal_fen` is the principal that left the books,
    below 0 what came back into them.
    """

    entry: int
    kind: str
    reverses: int
    principal_fen: int
    closed: bool


@value(kw_only=True)
class LoanRepriced(LoanEvent):
    """From `on` on the loan has another annual rate (a decimal fraction); `entry` is its number."""

    entry: int
    rate_annual: str


@value(kw_only=True)
class PayoutEvent(Event):
    """`payout` is the partner's own number of what it pays a merchant; `loans` those concerned."""

    partner_id: str
    payout: str
    loans: tuple[str, ...]


@value(kw_only=True)
class PayoutSettled(PayoutEvent):
    """A partner's payout has repaid the merchant's order loans; the rest is on their account."""

    merchant_id: str
    repaid_fen: int
    paid_fen: int


@value(kw_only=True)
class PayoutTakenBack(PayoutEvent):
    """The partner took some of it back, under its own number `refund`."""

    refund: str
    from_loans_fen: int
    from_merchant_fen: int


@value(kw_only=True)
class LoanWarned(LoanEvent):
    """A rule of monitoring fired; its sentences are the rule's, in the catalogue."""

    rule: str
    consequence: str
