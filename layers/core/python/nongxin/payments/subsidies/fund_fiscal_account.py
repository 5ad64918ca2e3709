"""Pay in what the treasury sent for subsidies (财政拨款入账): a voucher pays in once."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, check_amount, credit, debit, general
from nongxin.payments.subsidies.ports import SubsidyParts

_FUNDED = "SUBSIDY_FUNDED"


@value
class FundFiscalAccount:
    """`voucher_no` is the treasury's (国库拨款凭证)."""

    account_id: str
    voucher_no: str
    amount_fen: int

    @property
    def key(self) -> CommandKey:
        """The voucher's, whoever types it. Raises Missing."""
        county = county_of(self.account_id, "ac")
        return CommandKey(
            "subsidies.fund", self.account_id, county, self.voucher_no, str(self.amount_fen)
        )


def fund_fiscal_account(command: FundFiscalAccount, by: Principal, parts: SubsidyParts) -> Outcome:
    """From the central bank's account, where the treasury's money arrives.

    Raises Missing (no such account within reach), BadAmount.
    """
    county = county_of(command.account_id, "ac")
    if not by.serves(county):
        raise Missing()
    check_amount(command.amount_fen)
    account = parts.files.account(command.account_id)
    source = general(county, account.entity, "central_bank")
    legs = [debit(source, command.amount_fen), credit(account.account_id, command.amount_fen)]
    booked = book(Posting(_FUNDED, None, None, legs), command.key, parts.books)
    return booked.outcome({"account_id": account.account_id, "amount_fen": command.amount_fen})
