"""Bodies of the products door. Settings and thresholds are texts, as the catalogue spells them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from nongxin.kernel.http import Body, View

Product = Literal["YND", "FPD", "ESD", "DSD", "XFD"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Value = Annotated[str, Field(min_length=1, max_length=40)]
Outcome = Literal["offer", "refer", "decline"]


class RepaymentView(View):
    method: str
    every_months: int | None = Field(
        description="1 monthly, 3 quarterly, null at will or at the end"
    )
    term_min_months: int
    term_max_months: int
    name_zh: str
    name_en: str


class PurposeView(View):
    purpose: str
    name_zh: str
    name_en: str


class ProductView(View):
    product: str
    version: str
    name_zh: str
    name_en: str
    amount_min_fen: int
    amount_max_fen: int
    term_min_months: int
    term_max_months: int
    rate_from: str = Field(description="annual, decimal fraction, for the best grade today")
    rate_to: str
    grace_days: int
    repayment: list[RepaymentView]
    purposes: list[PurposeView]
    guarantees: list[str]


class CatalogueView(View):
    entity: str
    on: Day
    products: list[ProductView]


class LineView(View):
    name: str = Field(description="a setting, or a rule's code")
    name_zh: str
    name_en: str
    template: str = Field(description="what the provincial template says")
    before: str
    after: str
    low: str = Field(description="empty where a subset of the template's codes is asked")
    high: str


class SettingsView(View):
    entity: str
    product: str
    version: int = Field(description="the entity's version in force, 0 for the template alone")
    lines: list[LineView]


class ChangeBody(Body):
    product: Product
    valid_from: Day
    fields: Annotated[dict[str, Value], Field(max_length=20)] = Field(
        default={}, description="every setting that is to differ from the template"
    )
    tunings: Annotated[dict[str, Value], Field(max_length=200)] = Field(
        default={}, description="every rule's threshold that is to differ, by code"
    )


class DraftedView(View):
    change_id: str
    state: str


class ReleasedView(View):
    change_id: str
    state: str
    version: int
    valid_from: Day


class ChangeView(View):
    change_id: str
    entity: str
    product: str
    state: str
    over: int = Field(description="the version it was drafted over")
    version: int
    valid_from: Day
    made_by: str
    made_at: str
    decided_by: str | None
    decided_at: str | None


class ChangeDiffView(ChangeView):
    lines: list[LineView] = Field(description="only what changes")


class ChangeList(View):
    changes: list[ChangeView]
    cursor: str | None


class WhatIfBody(Body):
    application_id: Annotated[str, Field(max_length=60)]
    facts: Annotated[dict[str, JsonValue], Field(max_length=60)] = Field(
        default={}, description="values instead of the kept ones; null for unknown"
    )
    amount_fen: Annotated[int, Field(gt=0)] | None = None
    term_months: Annotated[int, Field(gt=0, le=600)] | None = None


class ReasonView(View):
    code: str
    action: str
    fact: str
    value: str
    threshold: str
    zh: str
    en: str


class DecisionView(View):
    outcome: Outcome
    referral: str | None
    amount_fen: int
    limit_fen: int
    term_months: int
    rate_annual: str
    grade: str
    score: int
    fraud_score: int
    reasons: list[ReasonView]
    asks: list[str]


class WhatIfView(View):
    application_id: str
    kept: DecisionView
    supposed: DecisionView


class ReplayBody(Body):
    application_id: Annotated[str, Field(max_length=60)]


class ReplayView(View):
    application_id: str
    sha256: str = Field(description="of the decision's canonical spelling, now as then")
    versions: dict[str, str]
    decision: DecisionView
