"""Bodies and answers of the routes after lending. Amounts are whole fen, days ISO."""

from __future__ import annotations

from pydantic import Field

from api_loans.contracts import Code
from nongxin.kernel.http import Body, View


class OverdueView(View):
    loan_id: str
    borrower_id: str
    product: str
    overdue_days: int
    overdue_fen: int
    principal_fen: int
    loan_class: str
    step: str = Field(description="sms, call, visit, letter or legal (催收)")
    as_of: str


class OverdueList(View):
    county: str
    loans: list[OverdueView]
    cursor: str | None


class CareView(View):
    loan_id: str
    as_of: str = Field(description="the day of the last day close")
    loan_class: str
    loan_class_zh: str
    accrues: bool = Field(description="应计 or 非应计")
    overdue_days: int
    provision_fen: int
    off_balance_fen: int = Field(description="interest earned and unpaid while it does not accrue")
    findings: dict[str, str]
    signals: dict[str, str] = Field(description="warnings by rule code, since when")
    history: list[list[str]] = Field(description="(day, class) since when it has had which")


class FindingBody(Body):
    finding: Code = Field(description="a row of the catalogue, e.g. diverted, bankrupt, technical")
    holds: bool = Field(description="false: it is cleared")


class FactBody(Body):
    fact: Code = Field(description="what a WRN rule asks for, e.g. new_case, station_off")
    value: bool | int | str = Field(description="as the fact's schema says; a decimal as text")


class SignalsView(View):
    loan_id: str
    signals: list[str] = Field(description="codes of the rules whose warning stands")


class FindingDecisionBody(Body):
    finding: Code
    approves: bool


class FindingView(View):
    loan_id: str
    findings: list[str] = Field(description="what holds")
    asked: list[str] = Field(description="what waits for a second person")


class SectionView(View):
    heading: str
    paragraphs: list[str]
    facts: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[str]]


class DocumentView(View):
    """Every text whole and in Chinese: a renderer adds nothing."""

    title: str
    issuer: str
    number: str
    made_on: str
    sections: list[SectionView]
    closing: list[str]
