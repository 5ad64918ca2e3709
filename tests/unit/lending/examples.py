"""Valid lending nouns for tests; a test names only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from nongxin.kernel.identity import Principal, Role
from nongxin.lending.applications.application import Application, Parties, Verdict, Wish
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.referral import Level, Opinion, Proposal
from nongxin.lending.contracts.contract import ContractFacts, Side
from nongxin.lending.loans.loan import Loan, LoanIdentity
from nongxin.lending.reckoning.disclosure import disclosure_of
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.lending.reckoning.terms import LoanTerms, Method

NOW = datetime(2026, 3, 15, 2, tzinfo=UTC)
TODAY = date(2026, 3, 15)
COUNTY = "610722"
SHA = "a" * 64


def a_terms(**changes: Any) -> LoanTerms:
    """5,000.00 yuan at 6 %, twelve equal instalments."""
    terms = LoanTerms(500_000, Decimal("0.06"), Method.EQUAL_INSTALMENT, term_months=12)
    return replace(terms, **changes)


def a_loan(
    lent_on: date = TODAY, works: Callable[[date], bool] | None = None, **terms: Any
) -> Loan:
    identity = LoanIdentity("ln_1", "ap_1", COUNTY, "2716", "pn_1", "ac_1", SHA)
    if works is None:
        return Loan.disbursed(identity, a_terms(**terms), lent_on)
    return Loan.disbursed(identity, a_terms(**terms), lent_on, works)


def an_application(**changes: Any) -> Application:
    parties = Parties(COUNTY, "2716", "pn_1", "hh_1", "pn_1", "st_archive")
    wish = Wish("YND", 12_000_000, 12, Method.INTEREST_QUARTERLY.value, "种植")
    return replace(Application("ap_1", parties, wish, NOW), **changes)


def a_proposal(**changes: Any) -> Proposal:
    proposal = Proposal(12_000_000, Decimal("0.056"), 12, Method.INTEREST_QUARTERLY.value)
    return replace(proposal, **changes)


def an_offer(**changes: Any) -> Offer:
    offer = Offer(
        amount_fen=12_000_000,
        rate_annual=Decimal("0.056"),
        term_months=12,
        method=Method.INTEREST_QUARTERLY.value,
        annualised=Decimal("0.058006"),
        contract_sha256=SHA,
        template="loan_contract.v1",
        account_id="ac_1",
        made_at=NOW,
        valid_until=NOW + timedelta(days=7),
    )
    return replace(offer, **changes)


def an_officer(person: str = "st_1", role: Role = Role.OFFICER) -> Principal:
    return Principal(person, role, COUNTY, "2716", frozenset({COUNTY}), "ss_1")


def an_opinion(by: Principal, approves: bool = True) -> Opinion:
    return Opinion(by.id, by.role, approves, "", NOW)


def a_deciding() -> Application:
    return an_application().attempted()


def a_referred(level: Level = Level.OFFICER, approvals: int = 2) -> Application:
    return a_deciding().referred(a_proposal(), (level, approvals), NOW + timedelta(days=2))


def approved_by(application: Application, *officers: Principal) -> Application:
    for officer in officers:
        application = application.with_opinion(officer, an_opinion(officer), 1)
    return application


def contract_facts(**changes: Any) -> ContractFacts:
    terms = a_terms(method=Method.INTEREST_QUARTERLY, due_day=21)
    schedule = schedule_of(terms, TODAY)
    facts = ContractFacts(
        contract_no="6107222026000001",
        lender=Side("陕西某某农村商业银行股份有限公司", "陕西省汉中市某县", "0916-1234567"),
        borrower=Side("张三", "陕西省汉中市某县某镇某村", "13900000000", "610722198001010013"),
        product="双基联动优农贷",
        purpose="种植",
        forbidden_uses=("购房", "民间借贷"),
        guarantee="信用",
        account_no="6230000000000000001",
        terms=terms,
        schedule=schedule,
        disclosure=disclosure_of(schedule),
        drawn_on=TODAY,
        valid_until=NOW + timedelta(days=7),
    )
    return replace(facts, **changes)


def a_verdict() -> Verdict:
    return Verdict("offer", ("R001",), SHA)
