"""Bodies and answers of the account that a platform pays its merchants out of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nongxin.kernel.http import Body, View


class AccountBody(Body):
    account_no: Annotated[str, Field(pattern=r"^[0-9]{16,19}$")]


class AccountDecisionBody(AccountBody):
    """The very account that was asked for."""

    approves: bool


class AccountView(View):
    """`account_id` is in use, `asked` is what `asked_by` wants it to be; empty: none."""

    partner_id: str
    account_id: str
    asked: str
    asked_by: str
