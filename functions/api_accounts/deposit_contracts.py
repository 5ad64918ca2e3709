"""Bodies of time deposits, waking and insurance. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api_accounts.contracts import AccountView, Fen
from nongxin.kernel.http import Body, View


class TimeDepositBody(Body):
    """`renews`: at maturity for as long again, the interest joining the principal."""

    product: Annotated[str, Field(max_length=12)]
    amount_fen: Fen
    renews: bool = False


class TimeDepositView(AccountView):
    certificate: str
    rate_annual: str
    matures_on: str | None


class TermsView(View):
    """`interest_today_fen`: what all of it would earn if it were taken today."""

    account_id: str
    product: str
    certificate: str
    principal_fen: int
    rate_annual: str
    starts_on: str
    matures_on: str | None
    renews: bool
    pays_to: str
    notice_fen: int
    notice_on: str | None
    interest_today_fen: int


class PayoutBody(Body):
    """`amount_fen` left out: all of it. `pay_to`: another demand deposit of the same person."""

    amount_fen: Fen | None = None
    pay_to: Annotated[str, Field(max_length=40)] | None = None


class PayoutView(View):
    account_id: str
    principal_fen: int
    interest_fen: int
    pay_to: str


class NoticeBody(Body):
    amount_fen: Fen


class NoticeView(View):
    account_id: str
    amount_fen: int
    on: str


class WakingBody(Body):
    id_no: Annotated[str, Field(min_length=18, max_length=18)]


class StateView(View):
    account_id: str
    state: str


class InsuranceView(View):
    """`deposits_fen` is the base of the premium, `covered_fen` what the fund would pay;
    `premium_fen` of half a year, at an assumed rate.
    """

    entity: str
    on: str
    accounts: int
    depositors: int
    wholly_covered: int
    deposits_fen: int
    covered_fen: int
    premium_fen: int
