"""Bodies of the measures on accounts. Amounts are whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api_accounts.contracts import Fen
from nongxin.kernel.http import Body, View


class DocumentBody(Body):
    """`officers`: name and number of the papers of each who showed them."""

    authority: Annotated[str, Field(max_length=24)]
    number: Annotated[str, Field(max_length=80)]
    issued_on: date
    officers: Annotated[
        list[Annotated[str, Field(min_length=2, max_length=60)]], Field(max_length=9)
    ]


class MeasureBody(Body):
    """A freeze without an amount is of the whole account; `until` is its last day."""

    action: Literal["freeze", "renew", "lift", "deduct"]
    document: DocumentBody
    amount_fen: Fen | None = None
    until: date | None = None
    freeze_id: Annotated[str, Field(max_length=40)] | None = None


class ProposalView(View):
    measure_id: str
    action: str


class MeasureDecisionBody(Body):
    approves: bool


class MeasureDecisionView(View):
    measure_id: str
    state: str


class MeasureView(View):
    measure_id: str
    action: str
    state: str = Field(description="proposed, executed or rejected")
    authority: str
    document_number: str
    issued_on: str
    officers: list[str]
    amount_fen: int | None
    until: str | None
    freeze_id: str | None
    made_by: str
    made_at: str
    decided_by: str | None
    decided_at: str | None


class MeasureList(View):
    measures: list[MeasureView]
