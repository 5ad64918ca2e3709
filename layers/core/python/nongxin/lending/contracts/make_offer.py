"""Make an offer (发出要约): the contract is drawn up whole, kept under its hash, and open to be
signed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nongxin.catalog.products import purposes
from nongxin.kernel.clock import SHANGHAI, stamp
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.value import value
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application, Verdict
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.offer import CONTRACTS, Offer
from nongxin.lending.applications.referral import Proposal
from nongxin.lending.contracts.contract import ContractFacts, ContractText, Side, render
from nongxin.lending.contracts.frozen_terms import frozen_terms
from nongxin.lending.events import OfferMade
from nongxin.lending.reckoning.disclosure import Disclosure, disclosure_of
from nongxin.lending.reckoning.due_dates import IsWorkingDay
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.lending.reckoning.terms import LoanTerms
from nongxin.products.terms import ProductTerms

# products.json, forbidden_use; 个人贷款管理办法 and CBIRC 2020 No.9 for securities and housing.
FORBIDDEN_USES = ("购房", "股票、理财、期货等投资", "民间借贷", "偿还他行贷款")


@value
class OfferParts:
    """All that the contract names beside the terms."""

    product: ProductTerms
    lender: Side
    borrower: Side
    account_id: str
    account_no: str
    contract_no: str
    works: IsWorkingDay


def make_offer(
    application: Application,
    approved: tuple[Proposal, Verdict | None],
    parts: OfferParts,
    places: tuple[Desk, Evidence],
) -> None:
    """`approved` is what to offer, and the verdict if it is still to be put on the record.

    Raises NotApproved, StepNotAllowed, StaleRecord.
    """
    desk, evidence = places
    proposal, verdict = approved
    made_at = desk.clock.now()
    valid_until = made_at + timedelta(days=parts.product.offer_days)
    text, disclosure = _contract(_Draft(application, proposal, made_at, valid_until), parts)
    evidence.keep(CONTRACTS, application.parties.county, text.text)
    offer = Offer(
        amount_fen=proposal.amount_fen,
        rate_annual=proposal.rate_annual,
        term_months=proposal.term_months,
        method=proposal.method,
        annualised=disclosure.effective,
        contract_sha256=text.sha256,
        template=text.template_version,
        account_id=parts.account_id,
        made_at=made_at,
        valid_until=valid_until,
    )
    after = (application.judged(verdict) if verdict else application).offered(offer)
    told = announced(
        OfferMade,
        after,
        amount_fen=offer.amount_fen,
        valid_until=stamp(valid_until),
        limit_fen=after.verdict.limit_fen if after.verdict else 0,
    )
    desk.save(application, after, told)


@value
class _Draft:
    application: Application
    proposal: Proposal
    made_at: datetime
    valid_until: datetime


def _contract(draft: _Draft, parts: OfferParts) -> tuple[ContractText, Disclosure]:
    product = parts.product
    drawn_on = draft.made_at.astimezone(SHANGHAI).date()
    terms = _terms(draft, product)
    schedule = schedule_of(terms, drawn_on, parts.works)
    disclosure = disclosure_of(schedule)
    facts = ContractFacts(
        contract_no=parts.contract_no,
        lender=parts.lender,
        borrower=parts.borrower,
        product=product.name_zh,
        purpose=_purpose(draft.application),
        forbidden_uses=FORBIDDEN_USES,
        guarantee="信用",
        account_no=parts.account_no,
        terms=terms,
        schedule=schedule,
        disclosure=disclosure,
        drawn_on=drawn_on,
        valid_until=draft.valid_until,
    )
    return render(facts), disclosure


def _terms(draft: _Draft, product: ProductTerms) -> LoanTerms:
    application = draft.application
    return frozen_terms(draft.proposal, product, application.term_days, application.wish.first_fen)


def _purpose(application: Application) -> str:
    wish, checkout = application.wish, application.checkout
    name = next((p.name_zh for p in purposes(wish.product) if p.code == wish.purpose), wish.purpose)
    if checkout is None:
        return name
    return f"{name}（平台订单{checkout.order}，由贷款人受托支付给该订单的销售方）"
