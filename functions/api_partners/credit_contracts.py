"""Bodies and answers of credit at a check-out. Amounts are whole fen, rates annual fractions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View
from nongxin.lending.applications.checkout import LEAST_DAYS, MOST_DAYS
from nongxin.partners.inbound.messages import Code, County, Fen

Days = Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)]


class QuoteBody(Body):
    """`type` says what the signature is for: it covers the body alone."""

    type: Literal["credit.quote"]
    county: County
    amount_fen: Fen
    term_days: Days


class QuoteView(View):
    amount_fen: int
    term_days: int
    rate_floor: str
    rate_cap: str
    interest_least_fen: int
    interest_most_fen: int
    due_on: str


class CreditBody(Body):
    """`merchant` buys the order from `seller`; both are the platform's own codes."""

    type: Literal["credit.application"]
    merchant: Code
    seller: Code
    order: Code
    amount_fen: Fen
    term_days: Days


class SubmittedView(View):
    application_id: str
    status: str
    submitted_at: str


class OwnApplicationBody(Body):
    """A question with a body, so that its signature is good for this application alone."""

    type: Literal["credit.status"]
    application_id: Annotated[str, Field(pattern=r"^ap_[0-9]{6}_[0-9A-Z]{26}$")]


class ApplicationView(View):
    application_id: str
    order: str
    status: str
    amount_fen: int
    term_days: int
    loan_id: str | None
