"""Ask that a transfer be taken back: nothing moves until somebody else agrees."""

from __future__ import annotations

from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reversals.reversal import NotATransfer, Reversal
from nongxin.accounts.reversals.reversal_store import DynamoReversals
from nongxin.accounts.statements.slip import SENT, Slip
from nongxin.accounts.transfers.transfer import check_remark
from nongxin.accounts.transfers.transfer_money import TRANSFER
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class AskReversal:
    """`number` is the entry of the transfer on the paying account."""

    account_id: str
    number: int
    reason: str


def ask_reversal(
    command: AskReversal, by: Principal, reversals: DynamoReversals, parts: PayingParts
) -> Outcome:
    """Raises Missing (no such entry), NotATransfer, ReversalAsked, BadRemark."""
    check_remark(command.reason)
    slip = transfer_slip(command.account_id, command.number, parts)
    reversal = Reversal(
        account_id=command.account_id,
        number=command.number,
        amount_fen=slip.amount_fen,
        reason=command.reason,
        asked_by=by.id,
        asked_at=parts.calendar.clock.now(),
    )
    answer = {"account_id": slip.account_id, "number": slip.number, "status": "asked"}
    return Outcome(answer, [reversals.add(reversal)])


def transfer_slip(account_id: str, number: int, parts: PayingParts) -> Slip:
    """The paying side's slip. Raises Missing, or NotATransfer for any other entry."""
    entry = parts.ledger.entry(account_id, number)
    if entry is None:
        raise Missing()
    slip = parts.payments.slip(account_id, number)
    if slip is None or slip.kind != SENT or entry.text != TRANSFER:
        raise NotATransfer()
    return slip
