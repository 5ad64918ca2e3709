"""Bodies and answers of the routes of claims. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View

Account = Annotated[str, Field(pattern=r"^ac_[0-9]{6}_[0-9A-Z]{26}$")]


class CompensationBody(Body):
    """The whole of the fund's share of what is overdue today."""


class PaymentBody(Body):
    account_id: Account = Field(description="the fund's account with the bank")


class CompensationView(View):
    loan_id: str
    amount_fen: int
    fund_percent: int
    state: str = Field(description="claimed or paid")
    returned_fen: int = Field(description="what went back to the fund as the borrower paid")


class SubsidyClaimView(View):
    loan_id: str
    amount_fen: int
    settled: bool


class SubsidyList(View):
    county: str
    quarter: str
    claims: list[SubsidyClaimView]
    cursor: str | None


class SettlementBody(Body):
    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    quarter: Annotated[str, Field(pattern=r"^20[0-9]{2}-Q[1-4]$")]
    account_id: Account = Field(description="the finance bureau's account")
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class SettlementView(View):
    paid: int
    paid_fen: int
    refused: dict[str, str] = Field(description="loans whose account took nothing, and why")
    cursor: str | None = Field(description="where the next call goes on; null at the end")
