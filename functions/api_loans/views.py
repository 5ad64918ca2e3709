"""Answers of the loans door from what the domain gives."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Protocol

from api_loans.contracts import (
    ApplicationView,
    InstalmentView,
    LoanView,
    OfferView,
    OpinionView,
    PartsView,
    ProductView,
    QuoteView,
    ReasonView,
    ReferralView,
    ScheduleView,
)
from nongxin.kernel.clock import stamp
from nongxin.kernel.identity import Principal, Role
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.referral import Referral
from nongxin.lending.applications.wish import methods_of
from nongxin.lending.loans.line_of_credit import drawable_fen
from nongxin.lending.loans.loan import Loan
from nongxin.products.terms import ProductTerms


class Sentences(Protocol):
    def sentences(self, application: Application) -> list[tuple[str, str, str]]:
        """(code, Chinese, English) of every reason that the applicant is owed."""
        ...


def product_view(terms: ProductTerms) -> ProductView:
    return ProductView(
        product=terms.product,
        name_zh=terms.name_zh,
        name_en=terms.name_en,
        amount_min_fen=terms.amount_min_fen,
        amount_max_fen=terms.amount_max_fen,
        term_min_months=terms.term_min_months,
        term_max_months=terms.term_max_months,
        methods=methods_of(terms),
        purposes=list(terms.purposes),
        rate_floor=str(terms.rate_floor),
        rate_cap=str(terms.rate_cap),
    )


def application_view(a: Application, caller: Principal, sentences: Sentences) -> ApplicationView:
    """Officers see the referral; the applicant sees the decision, never who judged it."""
    verdict = a.verdict
    for_staff = caller.role is not Role.CUSTOMER
    return ApplicationView(
        application_id=a.id,
        status=a.status.value,
        product=a.wish.product,
        amount_fen=a.wish.amount_fen,
        term_months=a.wish.term_months,
        method=a.wish.method,
        purpose=a.wish.purpose,
        submitted_at=stamp(a.submitted_at),
        reasons=[ReasonView(code=c, zh=zh, en=en) for c, zh, en in sentences.sentences(a)],
        score=verdict.score if verdict and for_staff else None,
        grade=verdict.grade if verdict else "",
        limit_fen=verdict.limit_fen if verdict else 0,
        offer=_offer(a.offer) if a.offer else None,
        referral=_referral(a.referral) if a.referral and for_staff else None,
        loan_id=a.loan_id,
        ended_at=stamp(a.ended.at) if a.ended else None,
    )


def _offer(offer: Offer) -> OfferView:
    return OfferView(
        amount_fen=offer.amount_fen,
        rate_annual=str(offer.rate_annual),
        annualised_rate=str(offer.annualised),
        term_months=offer.term_months,
        method=offer.method,
        contract_sha256=offer.contract_sha256,
        made_at=stamp(offer.made_at),
        valid_until=stamp(offer.valid_until),
    )


def _referral(referral: Referral) -> ReferralView:
    opinions = [
        OpinionView(
            officer_id=o.officer_id,
            role=o.role.value,
            approves=o.approves,
            note=o.note,
            at=stamp(o.at),
        )
        for o in referral.opinions
    ]
    proposal = asdict(referral.proposal) | {"rate_annual": str(referral.proposal.rate_annual)}
    return ReferralView(
        level=referral.level.value,
        approvals_needed=referral.approvals_needed,
        answer_by=stamp(referral.answer_by),
        answer=referral.answer,
        proposal=proposal,
        opinions=opinions,
    )


def loan_view(loan: Loan, today: date) -> LoanView:
    identity, terms = loan.identity, loan.terms
    return LoanView(
        loan_id=identity.id,
        status=loan.status.value,
        principal_lent_fen=terms.principal_fen,
        agreed_fen=terms.agreed_fen,
        principal_left_fen=loan.claim_fen,
        rate_annual=str(terms.rate_annual),
        rate_today=str(loan.rates.rate_on(today, terms.rate_annual)),
        method=terms.method.value,
        lent_on=loan.lent_on.isoformat(),
        matures_on=loan.matures_on.isoformat(),
        overdue_days=loan.overdue_days(today),
        account_id=identity.account_id,
        credit_fen=loan.credit_fen,
        drawable_fen=drawable_fen(loan),
    )


def schedule_view(loan: Loan) -> ScheduleView:
    rows = [
        InstalmentView(
            nr=due.row.nr,
            due_on=due.row.due_on.isoformat(),
            payable_by=due.row.payable_by.isoformat(),
            principal_fen=due.row.principal_fen,
            interest_fen=due.row.interest_fen,
            balance_fen=due.row.balance_fen,
            unpaid_fen=due.unpaid.total_fen,
        )
        for due in loan.dues
    ]
    return ScheduleView(loan_id=loan.identity.id, instalments=rows)


def quote_view(loan: Loan, today: date) -> QuoteView:
    due, payoff = loan.due_on(today), loan.payoff_on(today)
    return QuoteView(
        loan_id=loan.identity.id,
        on=today.isoformat(),
        due=PartsView(**asdict(due)),
        due_fen=due.total_fen,
        payoff=PartsView(**asdict(payoff)),
        payoff_fen=payoff.total_fen,
    )
