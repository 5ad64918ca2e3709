"""Answers of the anti-money-laundering door. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View


class FlagView(View):
    flag_id: str
    person_id: str
    rule: str
    name: str
    kind: str = Field(description="large or suspicious")
    amount_fen: int = Field(description="of the whole day, in the rule's direction")
    movements: int
    raised_at: str
    report_by: str | None = Field(description="five working days (3号令); none for a pattern")
    state: str = Field(description="new, concluded, reported or explained")


class FlagList(View):
    entity: str
    date: str
    flags: list[FlagView]
    cursor: str | None


Reason = Annotated[str, Field(min_length=1, max_length=500)]


class ConclusionBody(Body):
    verdict: Literal["report", "explain"]
    reason: Reason


class FlagDecisionBody(Body):
    agrees: bool
    reason: Annotated[str, Field(max_length=500)] = ""


class ReviewView(View):
    flag_id: str
    state: str


class StepView(View):
    at: str
    by: str
    what: str = Field(description="report, explain, agreed or sent_back")
    amount_fen: int = Field(description="the flag's figure that they saw")
    reason: str


class ReviewStory(ReviewView):
    steps: list[StepView]
