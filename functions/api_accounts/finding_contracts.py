"""Answers about what reconciliation found."""

from __future__ import annotations

from pydantic import Field

from nongxin.kernel.http import View


class FindingView(View):
    entity: str = Field(description="the legal entity, or province for what lies between them")
    what: str = Field(description="e.g. changed, dropped, unbalanced, clearing")
    where: str = Field(description="account and number, posting, or county and kind")
    found_at: str
    seen_at: str


class FindingList(View):
    findings: list[FindingView]
    cursor: str | None
