"""Bodies of the settlements door. Amounts are whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View

Against = Annotated[str, Field(pattern=r"^[a-z]{2,20}$", description="a partner, or terminal")]


class NamedBody(Body):
    """Which difference: as the list tells it."""

    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    on: Annotated[date, Field(strict=False)]
    against: Against
    number: Annotated[str, Field(min_length=1, max_length=80)]


class TargetBody(NamedBody):
    """`target`: claim (other receivables or payables), own (our gain or loss), station (its
    float).
    """

    target: Literal["claim", "own", "station"]


class TargetDecisionBody(NamedBody):
    agrees: bool


class DifferenceStateView(View):
    number: str
    status: str
    target: str


class DifferenceView(View):
    """`kind`: only_ours, only_theirs, amount_differs, next_day. `side`: long (长款), short (短款).
    `long_fen`: what we hold too much, below zero too little. `in_register`: it waits for its
    owner in the register of suspense.
    """

    on: str
    against: str
    number: str
    service: str
    kind: str
    side: str
    ours_fen: int | None
    theirs_fen: int | None
    long_fen: int
    booked: bool
    in_register: bool
    station_id: str
    status: str = Field(description="waiting, open, asked or settled")
    target: str
    asked_by: str


class DifferenceList(View):
    differences: list[DifferenceView]
    cursor: str | None


class PartnerDayView(View):
    """`owed_fen` by cycle: what we owe the partner, below zero what it owes us."""

    partner: str
    lines: int
    differences: int
    owed_t0_fen: int
    owed_t1_fen: int
    due_t1_on: str
    settled: list[str]


class PartnerDayList(View):
    county: str
    on: str
    partners: list[PartnerDayView]


class CommissionView(View):
    station_id: str
    payments: int
    amount_fen: int


class CommissionList(View):
    county: str
    month: str
    stations: list[CommissionView]
