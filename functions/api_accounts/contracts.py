"""Bodies of the accounts door. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]


class OpenAccountBody(Body):
    """`id_no` is read off the ID card of a customer whose home another county is."""

    customer_id: Annotated[str, Field(max_length=40)]
    tier: Literal["I", "II", "III"] = "I"
    bound_to: Annotated[str, Field(max_length=40)] | None = None
    id_no: Annotated[str, Field(max_length=18)] | None = None


class DepositBody(Body):
    amount_fen: Fen


class WithdrawalBody(Body):
    amount_fen: Fen


class AccountView(View):
    account_id: str
    number: str
    owner: str
    kind: str
    entity: str
    opened_on: str
    bound_to: str = ""


class AccountList(View):
    accounts: list[AccountView]
    cursor: str | None


class BalanceView(View):
    account_id: str
    kind: str
    state: str
    balance_fen: int
    available_fen: int
    entries: int = Field(description="number of the latest entry")


class EntryView(View):
    number: int
    side: str
    amount_fen: int
    balance_fen: int
    text: str
    value_date: str
    booking_date: str


class CashView(View):
    account_id: str
    amount_fen: int


class PayeeView(View):
    """`name` is masked: enough to see a slip, not to learn who it is."""

    number: str
    name: str
    entity: str


class HoldView(View):
    """`amount_fen` of a whole freeze is null; `until` null: until it is released."""

    amount_fen: int | None
    until: str | None
    by_authority: bool


class AccountNowView(AccountView):
    """`held_fen`: as much of the balance as is promised or frozen."""

    state: str
    balance_fen: int
    available_fen: int
    held_fen: int
    holds: list[HoldView]


class OverviewView(View):
    """`silent_counties` did not answer in time: their accounts are missing here."""

    accounts: list[AccountNowView]
    silent_counties: list[str]


class ClosingBody(Body):
    """`pay_to`: another account of the same person; left out, cash is paid."""

    pay_to: Annotated[str, Field(max_length=40)] | None = None


class ClosingView(View):
    account_id: str
    paid_fen: int
    balance_fen: int
    interest_fen: int
