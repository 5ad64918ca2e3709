"""Settle from a payout (订单回款自动归还): what a partner pays a merchant repays the merchant's order
loans in the order in which they fall due; the rest is theirs. One transaction, once for the
partner's number of the payout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nongxin.catalog.aftercare import repaid_by_payout
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.kernel.events import outbox
from nongxin.kernel.value import value
from nongxin.ledger.posting import Leg, check_amount, credit, debit
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.events import PayoutSettled
from nongxin.lending.loans.book_entry import Made, book_made, make
from nongxin.lending.loans.entries import Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.read_loan import loans_of
from nongxin.lending.loans.repay_loan import repaid_event
from nongxin.lending.payouts.payout import PayoutName, Repaid, SettledPayout, in_due_order
from nongxin.lending.payouts.payout_store import DynamoPayouts

Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


@value
class SettleFromPayout:
    """Amounts in fen. `source` is the account (or what `general` names) that the partner's money
    lies on, `payee` the merchant's account, `merchant_id` the merchant as a person of the bank.
    `first` is the loan that goes before the others, where the partner says which one paid the
    order; a refund to the borrower of a financed order comes in the same way.
    """

    name: PayoutName
    merchant_id: str
    amount_fen: int
    source: str
    payee: str
    first: str = ""


@value
class PayoutParts:
    """`post` commits a posting under its key."""

    payouts: DynamoPayouts
    applications: DynamoApplications
    servicing: ServicingParts
    post: Post


def settle_from_payout(command: SettleFromPayout, parts: PayoutParts) -> Done:
    """Answers {"repaid_fen", "paid_fen", "loans"}, the same however often it is asked.

    Raises KeyReused (the number with other content), BadAmount, InsufficientFunds (the source),
    AccountNotOpen, Busy.
    """
    check_amount(command.amount_fen)
    name = command.name
    number = f"{name.partner}:{name.number}"
    key = CommandKey(
        "lending.payout", name.partner, name.county, number, fingerprint(_told(command))
    )
    return parts.post(key, lambda: _settled(command, key, parts))


def _told(command: SettleFromPayout) -> str:
    """Not by which accounts: a repeat may know others by now, and the first way stands."""
    return f"{command.merchant_id} {command.amount_fen} {command.first}"


def _settled(command: SettleFromPayout, key: CommandKey, parts: PayoutParts) -> Outcome:
    left_fen, made = command.amount_fen, list[tuple[History, Made]]()
    repaid = list[Repaid]()
    events = []
    for history in _order_loans(command, parts):
        loan = history.loan()
        today = parts.servicing.calendar.business_date(loan.identity.entity)
        taken_fen = min(left_fen, loan.payoff_on(today).total_fen)
        if not taken_fen:
            break
        paid = loan.repay(taken_fen, today).paid
        entry = Repayment(today, today, command.name.partner, taken_fen, command.source)
        made.append((history, make(history, entry)))
        repaid.append(Repaid(loan.identity.id, made[-1][1].nr, taken_fen))
        events.append(repaid_event(made[-1][1], taken_fen, paid))
        left_fen -= taken_fen
    done = SettledPayout(
        command.name, command.amount_fen, command.source, command.payee, left_fen, tuple(repaid)
    )
    told = outbox([_event(command, done)], parts.servicing.calendar.clock)
    return book_made(
        made,
        key,
        parts.servicing,
        text="LOAN_SETTLED" if made else "PLATFORM_PAYOUT",
        answer=_answer(done),
        events=events,
        more=_rest(command, left_fen),
        writes=[parts.payouts.save(done, told)],
    )


def _order_loans(command: SettleFromPayout, parts: PayoutParts) -> list[History]:
    """Strongly consistent, in their order."""
    loans = parts.servicing.loans
    products = repaid_by_payout(parts.servicing.calendar.clock.today())
    found = [
        loan
        for loan in loans_of(parts.applications.ids_of(command.merchant_id), loans)
        if loan.identity.id == command.first
        or (loan.identity.product in products and _is_theirs(loan, command, parts))
    ]
    ordered = in_due_order(found, command.first)
    return [loans.history(loan.identity.id) for loan in ordered]


def _is_theirs(loan: Loan, command: SettleFromPayout, parts: PayoutParts) -> bool:
    """Not one that another platform arranged at its check-out: its own payouts repay that."""
    if loan.status is LoanStatus.CLOSED:
        return False
    checkout = parts.applications.get(loan.identity.application_id).checkout
    return checkout is None or checkout.partner == command.name.partner


def _rest(command: SettleFromPayout, fen: int) -> Sequence[Leg]:
    return [debit(command.source, fen), credit(command.payee, fen)] if fen else []


def _answer(done: SettledPayout) -> dict[str, object]:
    return {
        "repaid_fen": done.amount_fen - done.paid_fen,
        "paid_fen": done.paid_fen,
        "loans": [each.loan_id for each in done.repaid],
    }


def _event(command: SettleFromPayout, done: SettledPayout) -> PayoutSettled:
    return PayoutSettled(
        county=command.name.county,
        partner_id=command.name.partner,
        payout=command.name.number,
        merchant_id=command.merchant_id,
        repaid_fen=done.amount_fen - done.paid_fen,
        paid_fen=done.paid_fen,
        loans=tuple(each.loan_id for each in done.repaid),
    )
