"""Look at a transfer before it is made: is it the right payee, and must it be confirmed?"""

from __future__ import annotations

from nongxin.accounts.ports import PayingParts
from nongxin.accounts.transfers.transfer import TransferMoney
from nongxin.accounts.transfers.transfer_money import sides_of
from nongxin.catalog.places import entity
from nongxin.kernel.identity import Principal
from nongxin.kernel.privacy import masked, masked_name
from nongxin.kernel.value import value


@value
class TransferPreview:
    """The payee is shown masked: enough to know a neighbour, too little to learn a stranger."""

    payee_name: str
    payee_number: str
    payee_bank: str
    is_own_account: bool
    step_up_needed: bool
    digest: str


def check_transfer(command: TransferMoney, by: Principal, parts: PayingParts) -> TransferPreview:
    """Moves nothing. Raises what `sides_of` refuses; the balance is not held against it."""
    sides = sides_of(command, by, parts)
    payee = sides.payee
    bank = entity(payee.account.entity)
    return TransferPreview(
        payee_name=masked_name(payee.name),
        payee_number=masked(payee.number, 4, 4),
        payee_bank=bank.short if bank else payee.account.entity,
        is_own_account=sides.usage is None,
        step_up_needed=sides.needs_step_up(command.amount_fen),
        digest=command.digest,
    )
