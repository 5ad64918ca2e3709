"""Bodies and answers of payouts to merchants. Amounts are whole fen."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nongxin.kernel.http import Body, View
from nongxin.partners.inbound.messages import Code, County
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout


class PayoutView(View):
    """`state`: waiting, accepted, settled, refused."""

    payout: str
    state: str
    reason: str = Field(
        description="the refusal's code; of an open one, why its last try came to nothing"
    )
    amount_fen: int
    repaid_fen: int
    paid_fen: int

    @classmethod
    def of(cls, payout: Payout) -> PayoutView:
        return cls(
            payout=payout.number,
            state=payout.state.value,
            reason=payout.reason,
            amount_fen=payout.amount_fen,
            repaid_fen=payout.repaid_fen,
            paid_fen=payout.paid_fen,
        )


class PayoutList(View):
    payouts: list[PayoutView]


class StuckView(View):
    """`told_at`: when the platform says that it paid. `asked`: retry or end, by `asked_by`."""

    merchant: str
    payout: str
    state: str
    reason: str
    amount_fen: int
    told_at: str
    asked: str
    asked_by: str

    @classmethod
    def of(cls, key: MerchantKey, payout: Payout) -> StuckView:
        return cls(
            merchant=key.merchant,
            payout=payout.number,
            state=payout.state.value,
            reason=payout.reason,
            amount_fen=payout.amount_fen,
            told_at=payout.at,
            asked=payout.asked.value if payout.asked else "",
            asked_by=payout.asked_by,
        )


class StuckList(View):
    payouts: list[StuckView]
    cursor: str | None


class NamedPayoutBody(Body):
    county: County
    merchant: Code
    payout: Code


class RetryBody(NamedPayoutBody):
    """`end` gives up one whose money has not begun to move."""

    act: Literal["retry", "end"]


class RetryDecisionBody(NamedPayoutBody):
    agrees: bool


class PayoutStateView(View):
    payout: str
    state: str
    asked: str
