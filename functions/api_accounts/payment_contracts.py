"""Bodies of transfers, their reversals and statements. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api_accounts.contracts import EntryView, Fen
from nongxin.kernel.http import Body, View

Number = Annotated[str, Field(pattern=r"^[0-9]{8,32}$", description="an account number")]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Remark = Annotated[str, Field(max_length=60)]
Token = Annotated[str, Field(max_length=2000)]
PaymentKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,80}$")]


class PayeeBody(Body):
    payee_number: Number
    payee_name: Name
    amount_fen: Fen
    remark: Remark = ""


class PreviewBody(PayeeBody):
    payment_key: PaymentKey = Field(description="the Idempotency-Key that the payment will have")


class TransferBody(PayeeBody):
    step_up_token: Token = Field("", description="bound to the preview's digest, where needed")


class PreviewView(View):
    payee_name: str = Field(description="masked")
    payee_number: str = Field(description="masked")
    payee_bank: str
    is_own_account: bool
    step_up_needed: bool
    digest: str = Field(description="SHA-256 of the payment: what a step-up token is bound to")


class TransferView(View):
    account_id: str
    number: int = Field(description="of the entry on the paying account")
    amount_fen: int
    payee_number: str = Field(description="masked")


class InterbankPayeeBody(PayeeBody):
    payee_bank: Annotated[str, Field(max_length=20, description="支付系统行号, 12 digits")]


class InterbankPreviewBody(InterbankPayeeBody):
    payment_key: PaymentKey


class InterbankBody(InterbankPayeeBody):
    step_up_token: Token = ""


class InterbankPreviewView(View):
    bank_name: str
    system: str = Field(description="BEPS or HVPS")
    opens_later: bool = Field(
        description="the system is closed now: it waits, and may be cancelled"
    )
    step_up_needed: bool
    digest: str


class OrderView(View):
    order_id: str
    status: str = Field(description="requested, in_transit, unknown, settled, returned, cancelled")
    amount_fen: int


class OrderLine(OrderView):
    bank_name: str
    payee_name: str
    payee_number: str = Field(description="masked")
    remark: str
    requested_at: str
    reason: str


class OrderList(View):
    orders: list[OrderLine]
    cursor: str | None


class ReversalBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=60)]


class DecisionBody(Body):
    approves: bool


class ReversalView(View):
    account_id: str
    number: int
    status: str = Field(description="asked, reversed or refused")


class ReversalLine(ReversalView):
    amount_fen: int
    reason: str
    asked_by: str
    asked_at: str


class ReversalList(View):
    reversals: list[ReversalLine]
    cursor: str | None


class CounterHoldBody(Body):
    amount_fen: Fen
    purpose: Literal["certificate", "earnest"]
    ends_at: Annotated[str, Field(max_length=40, description="an instant with its zone")]


class CounterHoldView(View):
    hold_id: str
    account_id: str
    amount_fen: int


class CounterHoldLine(CounterHoldView):
    purpose: str
    ends_at: str
    left_fen: int = Field(description="0 once it has ended, was used up or lifted")


class CounterHoldList(View):
    holds: list[CounterHoldLine]


class HeldPaymentBody(PayeeBody):
    last: bool = Field(False, description="what is then left is free again")


class HeldPaidView(View):
    account_id: str
    hold_id: str
    number: int
    amount_fen: int


class LiftedView(View):
    hold_id: str
    released_fen: int


class SlipView(View):
    party_name: str
    party_number: str = Field(description="masked")
    remark: str


class LineView(EntryView):
    at: str
    summary: str = Field(description="摘要")
    slip: SlipView | None = Field(description="the other side, where there is one")


class StatementView(View):
    entries: list[LineView]
    cursor: str | None


class BalanceOnceView(View):
    account_id: str
    balance_fen: int
    known: str = Field(description="then: as the books had it at that instant; now: by value date")
