"""Bodies of money in suspense. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View


class SuspensePayoutBody(Body):
    """`pay_to`: an account of the money's owner; left out, cash is paid."""

    pay_to: Annotated[str, Field(max_length=40)] | None = None


class SuspenseView(View):
    item_id: str
    status: str = Field(description="waiting, asked or paid")
    amount_fen: int


class SuspenseLine(SuspenseView):
    account_id: str = Field(description="the account that could not take it")
    source: str = Field(description="the order or measure that it comes of")
    since: str
    pay_to: str | None
    asked_by: str | None


class SuspenseList(View):
    items: list[SuspenseLine]
    cursor: str | None
