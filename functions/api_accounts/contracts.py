"""Bodies of the accounts door. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]


class OpenAccountBody(Body):
    customer_id: Annotated[str, Field(max_length=40)]


class DepositBody(Body):
    amount_fen: Fen


class AccountView(View):
    account_id: str
    number: str
    owner: str
    kind: str
    entity: str
    opened_on: str


class AccountList(View):
    accounts: list[AccountView]


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


class StatementView(View):
    entries: list[EntryView]
    cursor: str | None


class DepositView(View):
    account_id: str
    amount_fen: int
