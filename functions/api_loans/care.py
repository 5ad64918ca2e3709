"""Routes of loans after lending (贷后): what is overdue and what to do, classes, statements."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api_loans.adjustments import MAKERS
from api_loans.care_contracts import (
    CareView,
    DocumentView,
    FactBody,
    FindingBody,
    FindingDecisionBody,
    FindingView,
    OverdueList,
    OverdueView,
    SignalsView,
)
from api_loans.door import READERS, STAFF_READERS, app
from api_loans.officers import COUNTY
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import sibling
from nongxin.lending.aftercare.ask_finding import AskFinding, ask_finding
from nongxin.lending.aftercare.care import Care, FindingFourEyes, FindingNotAsked
from nongxin.lending.aftercare.classes import FindingUnknown
from nongxin.lending.aftercare.decide_finding import DecideFinding, decide_finding
from nongxin.lending.aftercare.documents import Document, contract_document, statement
from nongxin.lending.aftercare.report_fact import FactNotReported, ReportFact, report_fact
from nongxin.lending.applications.read_application import contract_in_reach
from nongxin.lending.loans.read_loan import loan_in_reach
from nongxin.parts import parts
from nongxin.products.factory import terms_of

DECIDERS = (Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER)


@app.get("/overdue", returns=OverdueList, roles=STAFF_READERS, query=(*PAGING, COUNTY),
         errors=(Missing,),
         summary="Overdue loans of a county, the longest first, with the next step")  # fmt: skip
def overdue(call: Call) -> Any:
    p, person = parts(), call.person
    county = call.query.get("county", person.county)
    if not person.serves(county):
        raise Missing()
    page = p.cares.overdue(county, call.limit, call.after)
    ids = [item["pk"]["S"].rpartition("#")[2] for item in page.items]
    found = [care for each in ids if (care := p.cares.get(each, consistent=False))]
    loans = [_overdue(care) for care in found if care.overdue_days]
    return OverdueList(county=county, loans=loans, cursor=cursor(page.last_key))


@app.get("/{loan_id}/care", returns=CareView, roles=STAFF_READERS,
         summary="A loan's class and how it came to it, as of the last day close")  # fmt: skip
def care(call: Call, loan_id: str) -> Any:
    p = parts()
    loan_in_reach(loan_id, call.person, p.loans)
    found = p.cares.get(loan_id, consistent=False)
    if found is None:
        raise Missing()
    return _care(found)


@app.post("/{loan_id}/findings", body=FindingBody, returns=FindingView, status=201,
          roles=MAKERS, errors=(FindingUnknown,),
          summary="What was found about a loan; it counts once somebody else says so")  # fmt: skip
def find(call: Call, body: FindingBody, loan_id: str) -> Any:
    p, person = parts(), call.person
    command = AskFinding(loan_id, body.finding, body.holds)
    done = p.perform_in(
        "lending", call.key, lambda: ask_finding(command, person, p.cares, p.calendar)
    )
    return FindingView(**done.answer), done.replayed


@app.post("/{loan_id}/findings/decision", body=FindingDecisionBody, returns=FindingView,
          status=201, roles=DECIDERS, errors=(FindingNotAsked, FindingFourEyes),
          summary="Confirm or reject what somebody else found; it bounds the class")  # fmt: skip
def decide_found(call: Call, body: FindingDecisionBody, loan_id: str) -> Any:
    p, person = parts(), call.person
    command = DecideFinding(loan_id, body.finding, body.approves)
    done = p.perform_in(
        "lending", call.key, lambda: decide_finding(command, person, p.cares, p.calendar)
    )
    return FindingView(**done.answer), done.replayed


@app.post("/{loan_id}/facts", body=FactBody, returns=SignalsView, status=201, roles=MAKERS,
          errors=(FactNotReported,),
          summary="Report a fact of monitoring; it stands until told otherwise")  # fmt: skip
def report(call: Call, body: FactBody, loan_id: str) -> Any:
    p, person = parts(), call.person
    command = ReportFact(loan_id, body.fact, body.value)
    done = p.perform_in(
        "lending", call.key, lambda: report_fact(command, person, p.cares, p.calendar)
    )
    return SignalsView(**done.answer), done.replayed


@app.get("/{loan_id}/statement", returns=DocumentView, roles=READERS,
         summary="The loan's statement (对账单), ready to be set as PDF")  # fmt: skip
def read_statement(call: Call, loan_id: str) -> Any:
    p = parts()
    loan = loan_in_reach(loan_id, call.person, p.loans)
    identity = loan.identity
    today = p.calendar.business_date(identity.entity)
    borrower = p.persons.get(identity.borrower_id).name
    product = identity.product and terms_of(identity.product, identity.entity, today).name_zh
    history = p.loans.history(loan_id, consistent=False)
    return _document(statement(history, borrower, product or "个人贷款", today))


@app.get("/{loan_id}/contract", returns=DocumentView, roles=READERS,
         summary="The contract as signed, ready to be set as PDF")  # fmt: skip
def read_signed_contract(call: Call, loan_id: str) -> Any:
    p = parts()
    loan_in_reach(loan_id, call.person, p.loans)
    application_id = sibling(loan_id, "ap")
    offer, text = contract_in_reach(application_id, call.person, (p.applications, p.evidence))
    return _document(contract_document(text, offer.contract_sha256, offer.made_on))


def _overdue(care: Care) -> OverdueView:
    return OverdueView(
        loan_id=care.borrowing.loan_id,
        borrower_id=care.borrowing.borrower_id,
        product=care.borrowing.product,
        overdue_days=care.overdue_days,
        overdue_fen=care.overdue_fen,
        principal_fen=care.principal_fen,
        loan_class=care.loan_class.value,
        step=care.step,
        as_of=care.day.isoformat(),
    )


def _care(care: Care) -> CareView:
    return CareView(
        loan_id=care.borrowing.loan_id,
        as_of=care.day.isoformat(),
        loan_class=care.loan_class.value,
        loan_class_zh=care.loan_class.zh,
        accrues=care.accrues,
        overdue_days=care.overdue_days,
        provision_fen=care.figures.provision_fen,
        off_balance_fen=care.figures.off_balance_fen,
        findings={name: on.isoformat() for name, on in care.findings.items()},
        signals={code: on.isoformat() for code, (on, _) in care.signals.items()},
        history=[[on.isoformat(), each.value] for on, each in care.history],
    )


def _document(document: Document) -> DocumentView:
    return DocumentView.model_validate(asdict(document))
