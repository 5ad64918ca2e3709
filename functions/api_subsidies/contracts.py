"""Bodies of the subsidies door. Amounts are whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View

County = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
AccountId = Annotated[str, Field(max_length=40)]
Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,40}$")]
Fen = Annotated[int, Field(gt=0, le=9_000_000_000_000, description="whole fen (分)")]


class FiscalAccountBody(Body):
    county: County
    name: Annotated[str, Field(min_length=2, max_length=60, description="the finance bureau's")]


class FiscalAccountView(View):
    account_id: str
    name: str
    balance_fen: int


class FiscalAccountList(View):
    accounts: list[FiscalAccountView]


class FundingBody(Body):
    """What the treasury sent. A voucher pays in once, whoever types it again."""

    voucher_no: Number
    amount_fen: Fen


class FundedView(View):
    account_id: str
    amount_fen: int


class PayoutBody(Body):
    """The file by its letter: number, day, how many lines, what they come to, SHA-256 and bytes."""

    account_id: AccountId
    file_no: Number
    pays_on: Annotated[date, Field(strict=False)]
    lines: Annotated[int, Field(gt=0)]
    amount_fen: Fen
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(gt=0, description="bytes")]


class AnnouncedView(View):
    """Send the content to `url` with PUT and these headers, within a quarter of an hour."""

    file_id: str
    status: str
    url: str
    headers: dict[str, str]


class PayoutStateView(View):
    file_id: str
    status: str = Field(description="expected, checking, checked, paying, paid or refused")


class PayoutDecisionBody(Body):
    approves: bool


class PayoutView(PayoutStateView):
    """`good` lines passed the checks, `paid` ones reached their payees. `report_url`: a CSV of the
    lines that did not (line, amount, reason), for five minutes, or "".
    """

    file_no: str
    account_id: str
    pays_on: str
    reason: str
    reason_zh: str
    lines: int
    amount_fen: int
    good_lines: int
    good_fen: int
    paid_lines: int
    paid_fen: int
    report_url: str


class PayoutList(View):
    files: list[PayoutView]
    cursor: str | None
