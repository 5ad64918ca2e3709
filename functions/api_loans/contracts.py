"""Bodies and answers of the loans door. Amounts are whole fen, rates decimal text (annual
fractions).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from nongxin.kernel.http import Body, View

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ConsentBody(Body):
    credit_query: bool = Field(description="授权查询征信 / consent to the credit report")
    text: Code = Field(description="the version shown, see GET /v1/loans/consent")


class ApplicationBody(Body):
    product: Code
    amount_fen: Fen
    term_months: Annotated[int, Field(ge=1, le=360)]
    method: Code
    purpose: Code
    first_amount_fen: Fen | None = Field(
        None, description="needed at first, the rest in tranches; absent: all at once"
    )
    consent: ConsentBody


class OpinionBody(Body):
    approves: bool
    note: Annotated[str, Field(min_length=1, max_length=200)]
    proposal_number: Annotated[int, Field(ge=1, le=99)]


class SignatureBody(Body):
    contract_sha256: Sha256
    step_up_token: Annotated[str, Field(min_length=20, max_length=2000)]


class RepaymentBody(Body):
    """An amount, or with `quote` exactly what is quoted today; an amount beside it is what the
    borrower has seen, and is refused if it is not that any more. `ahead`: what principal paid
    early does to the instalments to come.
    """

    amount_fen: Fen | None = None
    quote: Literal["due", "payoff"] | None = None
    ahead: Literal["reduce_instalment", "reduce_term", "next", "last"] = "reduce_instalment"

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.amount_fen is None and self.quote is None:
            raise ValueError("amount_fen or quote")
        return self


class ProductView(View):
    product: str
    name_zh: str
    name_en: str
    amount_min_fen: int
    amount_max_fen: int
    term_min_months: int
    term_max_months: int
    methods: list[str]
    purposes: list[str]
    rate_floor: str
    rate_cap: str


class ProductList(View):
    products: list[ProductView]


class ConsentView(View):
    text: str
    wording: str


class SubmittedView(View):
    application_id: str
    status: str
    submitted_at: str


class ReasonView(View):
    code: str
    zh: str
    en: str


class OfferView(View):
    amount_fen: int
    rate_annual: str
    annualised_rate: str = Field(description="年化利率, compound method (央行公告〔2021〕3号)")
    term_months: int
    method: str
    contract_sha256: str
    made_at: str
    valid_until: str


class OpinionView(View):
    officer_id: str
    role: str
    approves: bool
    note: str
    at: str


class ReferralView(View):
    level: str
    approvals_needed: int
    answer_by: str
    answer: str | None
    proposal: dict[str, Any]
    opinions: list[OpinionView]


class ApplicationView(View):
    application_id: str
    status: str
    product: str
    amount_fen: int
    term_months: int
    method: str
    purpose: str
    submitted_at: str
    reasons: list[ReasonView]
    score: int | None
    grade: str
    limit_fen: int
    offer: OfferView | None
    referral: ReferralView | None = Field(description="for officers only")
    loan_id: str | None
    ended_at: str | None


class ApplicationList(View):
    applications: list[ApplicationView]
    cursor: str | None


class ContractView(View):
    contract_sha256: str
    template: str
    annualised_rate: str
    valid_until: str
    text: str


class OpinionGivenView(View):
    application_id: str
    opinions: int
    approvals_needed: int
    answer: str | None


class SignedView(View):
    application_id: str
    contract_sha256: str
    signed_at: str


class TakenBackView(View):
    application_id: str
    taken_back_at: str


class WithdrawnView(View):
    application_id: str
    status: str
    ended_at: str


class PartsView(View):
    fee_fen: int
    compound_fen: int
    penalty_fen: int
    interest_fen: int
    principal_fen: int


class LoanView(View):
    loan_id: str
    status: str
    principal_lent_fen: int = Field(description="at first, fen")
    agreed_fen: int = Field(description="the contract's amount: more of it may follow in tranches")
    principal_left_fen: int
    rate_annual: str = Field(description="of the contract, decimal fraction")
    rate_today: str = Field(description="after resets and changes, decimal fraction")
    method: str
    lent_on: str
    matures_on: str
    overdue_days: int
    account_id: str
    credit_fen: int = Field(description="paid too much, to be had back")
    drawable_fen: int = Field(description="what a line of credit has left; 0 for other loans")


class LoanList(View):
    loans: list[LoanView]
    cursor: str | None


class InstalmentView(View):
    nr: int
    due_on: str
    payable_by: str
    principal_fen: int
    interest_fen: int
    balance_fen: int
    unpaid_fen: int


class ScheduleView(View):
    loan_id: str
    instalments: list[InstalmentView]


class QuoteView(View):
    loan_id: str
    on: str
    due: PartsView
    due_fen: int
    payoff: PartsView
    payoff_fen: int


class RepaymentView(View):
    loan_id: str
    amount_fen: int
    paid: PartsView
    principal_left_fen: int
    credit_fen: int = 0
    entry: int = Field(default=0, description="its number in the loan's history")
    status: str
    replanned: bool


class PreapprovalView(View):
    household_id: str
    village: str
    product: str
    limit_fen: int
    rate_annual: str = Field(description="annual, decimal fraction")
    grade: str
    score: int
    unasked: list[str] = Field(description="facts that an application is still to bring")
    terms: str = Field(description="the version of the product's terms")
    decided_on: str
    valid_until: str = Field(description="the last day on which it may be told of")


class PreapprovalList(View):
    county: str
    product: str
    list_from: str | None = Field(description="when the pass that made the list began; null: none")
    preapprovals: list[PreapprovalView]
    cursor: str | None
