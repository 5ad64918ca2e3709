"""Answers of the anti-money-laundering door. Amounts are whole fen."""

from __future__ import annotations

from pydantic import Field

from nongxin.kernel.http import View


class FlagView(View):
    person_id: str
    rule: str
    name: str
    kind: str = Field(description="large or suspicious")
    amount_fen: int = Field(description="of the whole day, in the rule's direction")
    movements: int
    raised_at: str
    report_by: str | None = Field(description="five working days (3号令); none for a pattern")


class FlagList(View):
    entity: str
    date: str
    flags: list[FlagView]
    cursor: str | None
