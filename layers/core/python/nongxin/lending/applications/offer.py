"""An offer: what the bank will lend, on which text, and until when it may be signed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value

CONTRACTS = "contracts"  # what contracts are kept as among the evidence


class OfferExpired(Rule):
    code = "offer-expired"
    zh = "要约已于{valid_until}失效，请重新申请"
    en = "The offer ended at {valid_until}, Beijing time: apply again"


class OfferStillValid(Conflict):
    code = "offer-still-valid"
    zh = "要约有效期至{valid_until}，尚未到期"
    en = "The offer is valid until {valid_until}, Beijing time"


class ContractDiffers(Conflict):
    code = "contract-differs"
    zh = "签署的合同文本与要约不一致，请重新阅读合同"
    en = "The text signed is not the text offered: read the contract again"


@value
class Offer:
    """Fen, annual fractions, months. `valid_until` is the first instant at which it is too late.

    `account_id` is the borrower's account that the money goes to.
    """

    amount_fen: int
    rate_annual: Decimal
    term_months: int
    method: str
    annualised: Decimal
    contract_sha256: str
    template: str
    account_id: str
    made_at: datetime
    valid_until: datetime

    @property
    def made_on(self) -> date:
        """The calendar day in Shaanxi: its version of the product is the contract's."""
        return self.made_at.astimezone(SHANGHAI).date()

    def must_be_signable(self, contract_sha256: str, at: datetime) -> None:
        """Raises OfferExpired, ContractDiffers."""
        if at >= self.valid_until:
            raise OfferExpired(valid_until=self.valid_until.isoformat())
        if contract_sha256 != self.contract_sha256:
            raise ContractDiffers()

    def must_be_over(self, at: datetime) -> None:
        """Raises OfferStillValid."""
        if at < self.valid_until:
            raise OfferStillValid(valid_until=self.valid_until.isoformat())
