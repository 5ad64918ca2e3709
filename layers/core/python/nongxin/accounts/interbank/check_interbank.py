"""Look at a payment to another bank before it is made."""

from __future__ import annotations

from nongxin.accounts.interbank.bank_code import bank_of
from nongxin.accounts.interbank.interbank import SendMoney
from nongxin.accounts.interbank.request_interbank import payer_of
from nongxin.accounts.ports import PayingParts
from nongxin.catalog.clearing import system_for
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class InterbankPreview:
    bank_name: str
    system: str
    opens_later: bool
    step_up_needed: bool
    digest: str


def check_interbank(command: SendMoney, by: Principal, parts: PayingParts) -> InterbankPreview:
    """Moves nothing. Raises what `request_interbank` refuses, but for the balance."""
    _, _, step_up_needed = payer_of(command, by, parts)
    system = system_for(command.amount_fen)
    return InterbankPreview(
        bank_name=bank_of(command.to.bank_code).name_zh,
        system=system.code,
        opens_later=not system.is_open(parts.calendar.clock.now()),
        step_up_needed=step_up_needed,
        digest=command.digest,
    )
