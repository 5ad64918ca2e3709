"""Take back from a payout (退款冲回): the buyer of an order that was paid out has their money back.

First from the merchant's account what the payout left there, then from the loans that it repaid,
the last one first: that repayment is reversed and, for what remains of it, made again as of its own
day. So the loan is owed as if the money had never come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.kernel.events import outbox
from nongxin.kernel.value import value
from nongxin.ledger.posting import Leg, check_amount, credit, debit
from nongxin.lending.events import PayoutTakenBack
from nongxin.lending.loans.book_entry import Made, book_made, changed, make
from nongxin.lending.loans.entries import Repayment, Reversal
from nongxin.lending.loans.history import History
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.payouts.payout import PayoutName, Repaid, SettledPayout
from nongxin.lending.payouts.settle_from_payout import PayoutParts


@value
class TakeBackPayout:
    """`refund` is the partner's own number of what it takes back, in fen."""

    name: PayoutName
    refund: str
    amount_fen: int


def take_back_payout(command: TakeBackPayout, parts: PayoutParts) -> Done:
    """Answers {"from_loans_fen", "from_merchant_fen"}; the money goes back where it came from.

    Raises PayoutNotSettled, PayoutBackAboveRest, KeyReused, BadAmount, InsufficientFunds (the
    merchant's account holds less than what must come from it), EntryReversed (staff have reversed
    that repayment already), RefundInTheWay, Busy.
    """
    check_amount(command.amount_fen)
    name = command.name
    number = f"{name.partner}:{command.refund}"
    told = fingerprint(f"{name.number} {command.amount_fen}")
    key = CommandKey("lending.payout_back", name.partner, name.county, number, told)
    return parts.post(key, lambda: _taken_back(command, key, parts))


def _taken_back(command: TakeBackPayout, key: CommandKey, parts: PayoutParts) -> Outcome:
    payout = parts.payouts.get(command.name)
    payout.check_back(command.amount_fen)
    from_payee_fen = _from_payee(payout, command.amount_fen, parts.servicing)
    made = list[tuple[History, Made]]()
    repaid = list[Repaid]()
    left_fen = command.amount_fen - from_payee_fen
    for each in reversed(payout.repaid):
        back_fen = min(each.amount_fen, left_fen)
        left_fen -= back_fen
        if back_fen:
            steps, each = _lessened(each, back_fen, parts.servicing)
            made += steps
        repaid.insert(0, each)
    after = payout.less(from_payee_fen, repaid)
    told = outbox([_event(command, from_payee_fen, made)], parts.servicing.calendar.clock)
    return book_made(
        made,
        key,
        parts.servicing,
        text="PAYOUT_TAKEN_BACK",
        answer={
            "from_loans_fen": command.amount_fen - from_payee_fen,
            "from_merchant_fen": from_payee_fen,
        },
        events=[changed(history, each) for history, each in made],
        more=_legs(payout, from_payee_fen),
        writes=[parts.payouts.save(after, told)],
    )


def _from_payee(payout: SettledPayout, amount_fen: int, parts: ServicingParts) -> int:
    """As much as the account holds, and what no loan can give back in any case."""
    account = parts.ledger.get(payout.payee)
    held_fen = account.available_fen(parts.calendar.clock.now())
    in_loans_fen = sum(each.amount_fen for each in payout.repaid)
    wanted_fen = min(payout.paid_fen, amount_fen)
    return max(min(wanted_fen, held_fen), amount_fen - in_loans_fen)


def _lessened(
    repaid: Repaid, back_fen: int, parts: ServicingParts
) -> tuple[list[tuple[History, Made]], Repaid]:
    """The repayment reversed and, but for what goes back, made again from its own day."""
    history = parts.loans.history(repaid.loan_id)
    entry = history.entry(repaid.entry)
    assert isinstance(entry, Repayment), repaid
    today = parts.calendar.business_date(history.base.identity.entity)
    reversal = make(history, Reversal(today, today, entry.by, repaid.entry))
    steps = [(history, reversal)]
    rest_fen = repaid.amount_fen - back_fen
    if not rest_fen:
        return steps, replace(repaid, amount_fen=0)
    between = history.plus(reversal.entry)
    again = make(between, replace(entry, booked_on=today, amount_fen=rest_fen))
    return [*steps, (between, again)], Repaid(repaid.loan_id, again.nr, rest_fen)


def _legs(payout: SettledPayout, fen: int) -> Sequence[Leg]:
    return [debit(payout.payee, fen), credit(payout.source, fen)] if fen else []


def _event(
    command: TakeBackPayout, from_payee_fen: int, made: Sequence[tuple[History, Made]]
) -> PayoutTakenBack:
    loans = dict.fromkeys(history.base.identity.id for history, _ in made)
    return PayoutTakenBack(
        county=command.name.county,
        partner_id=command.name.partner,
        payout=command.name.number,
        refund=command.refund,
        from_loans_fen=command.amount_fen - from_payee_fen,
        from_merchant_fen=from_payee_fen,
        loans=tuple(loans),
    )
