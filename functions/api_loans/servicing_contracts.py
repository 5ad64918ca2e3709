"""Bodies and answers of a loan's servicing. Amounts are whole fen, rates decimal text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api_loans.contracts import Fen
from nongxin.kernel.http import Body, View

Ahead = Literal["reduce_instalment", "reduce_term", "next", "last"]
Kind = Literal[
    "repayment", "reversal", "waiver", "rate", "tranche", "diversion", "pause", "extension",
    "renewal", "reschedule", "due_date", "charge_off", "write_off",
]  # fmt: skip
PartFen = Annotated[int, Field(ge=0, le=10_000_000_000)]


class DrawBody(Body):
    amount_fen: Fen


class RefundBody(Body):
    """All that was paid too much."""


class WaivedBody(Body):
    interest_fen: PartFen = 0
    penalty_fen: PartFen = 0
    compound_fen: PartFen = 0
    fee_fen: PartFen = 0


class AdjustmentBody(Body):
    """Each kind asks for its own fields: a backdated repayment for `on` and `amount_fen`, a
    reversal for `entry`, a waiver for `waived`, a rate for `on` and `rate_annual`, the next tranche
    for `amount_fen`, a pause for `on` and `until` (the first day that bears interest again), a
    diversion for `on` (with `amount_fen` where it is of a part), an extension, renewal or
    reschedule for `months`, another due date for `until` (the next one).
    """

    kind: Kind
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    on: date | None = None
    amount_fen: Fen | None = None
    ahead: Ahead | None = None
    entry: Annotated[int, Field(ge=1, le=9_999)] | None = None
    waived: WaivedBody | None = None
    rate_annual: Annotated[str, Field(pattern=r"^0(\.[0-9]{1,6})?$")] | None = None
    until: date | None = None
    months: Annotated[int, Field(ge=1, le=360)] | None = None


class AdjustmentDecisionBody(Body):
    approves: bool


class MovedView(View):
    """What an entry left of the loan."""

    loan_id: str
    entry: int
    amount_fen: int
    principal_left_fen: int
    credit_fen: int
    status: str


class ProposedView(View):
    """The loan as it would be."""

    adjustment_id: str
    kind: str
    principal_left_fen: int
    matures_on: str
    credit_fen: int


class AdjustmentDecisionView(View):
    """The last four only if it was executed."""

    adjustment_id: str
    loan_id: str
    state: str = Field(description="proposed, executed, rejected, scheduled or replaced")
    entry: int | None = None
    principal_left_fen: int | None = None
    credit_fen: int | None = None
    status: str | None = None


class AdjustmentView(View):
    adjustment_id: str
    kind: str
    state: str = Field(description="executed, rejected or scheduled (for a day to come)")
    reason: str
    details: dict[str, str] = Field(description="what its kind asks for, as text")
    made_by: str
    made_at: str
    decided_by: str | None
    decided_at: str | None
    entry: int | None


class AdjustmentList(View):
    adjustments: list[AdjustmentView]


class EntryView(View):
    """`on` is the day from which it counts, `booked_on` that of entry; `by` who made it, or the
    adjustment that did.
    """

    nr: int
    kind: str
    on: str
    booked_on: str
    by: str
    amount_fen: int
    reversed: bool


class HistoryView(View):
    loan_id: str
    entries: list[EntryView]
