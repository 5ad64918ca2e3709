"""Bodies of wishes for a loan that were left at a station."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View


class IntakeEndBody(Body):
    """`applied`: there is an application now; `dropped`: the note says why not."""

    status: Literal["applied", "dropped"]
    note: Annotated[str, Field(min_length=2, max_length=200)]


class IntakeEndedView(View):
    customer_id: str
    product: str
    status: str


class IntakeView(View):
    """`consent_sha256`: of the picture of the paper by which they ask to be called."""

    customer_id: str
    product: str
    amount_fen: int
    purpose: str
    phone: str
    village: str
    consent_sha256: str
    station_id: str
    taken_by: str
    at: str
    status: str


class IntakeList(View):
    intakes: list[IntakeView]
    cursor: str | None
