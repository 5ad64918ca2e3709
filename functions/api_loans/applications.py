"""Routes of applicants: products, consent, apply, look, withdraw."""

from __future__ import annotations

from typing import Any

from api_loans.applicants import applicant
from api_loans.contracts import (
    ApplicationBody,
    ApplicationList,
    ApplicationView,
    ConsentView,
    ProductList,
    SubmittedView,
    TakenBackView,
    WithdrawnView,
)
from api_loans.door import CUSTOMER, READERS, app
from api_loans.views import application_view, product_view
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING
from nongxin.lending.applications.application import Wish
from nongxin.lending.applications.consent import CURRENT_TEXT, ConsentNeeded, consent_text
from nongxin.lending.applications.read_application import application_in_reach
from nongxin.lending.applications.status import StepNotAllowed
from nongxin.lending.applications.submit_application import (
    ApplicationOpen,
    CoolingOff,
    NoArchive,
    SubmitApplication,
    submit_application,
)
from nongxin.lending.applications.take_back_consent import take_back_consent
from nongxin.lending.applications.withdraw_application import withdraw_application
from nongxin.parts import parts
from nongxin.products.factory import offered
from nongxin.products.problems import (
    AmountOutOfRange,
    MethodNotOffered,
    ProductClosed,
    ProductUnknown,
    PurposeNotAllowed,
    TermOutOfRange,
)


@app.get("/products", returns=ProductList, roles=READERS, summary="Products on offer here today")
def products(call: Call) -> Any:
    terms = offered(call.person.entity, parts().clock.today())
    return ProductList(products=[product_view(t) for t in terms])


@app.get("/consent", returns=ConsentView, roles=READERS, summary="The credit consent's wording")
def consent(call: Call) -> Any:
    return ConsentView(text=CURRENT_TEXT, wording=consent_text(CURRENT_TEXT))


@app.post("/applications", body=ApplicationBody, returns=SubmittedView, status=201, roles=CUSTOMER,
          summary="Apply for a loan",
          errors=(AmountOutOfRange, TermOutOfRange, MethodNotOffered, PurposeNotAllowed,
                  ProductClosed, ProductUnknown, NoArchive, ConsentNeeded,
                  ApplicationOpen, CoolingOff))  # fmt: skip
def apply(call: Call, body: ApplicationBody) -> Any:
    p, person = parts(), call.person
    first_fen = body.first_amount_fen or 0
    asked = (body.product, body.amount_fen, body.term_months, body.method, body.purpose)
    wish = Wish(*asked, first_fen)
    agreed = body.consent
    command = SubmitApplication(
        applicant(person, p), wish, agreed.credit_query, agreed.text, person.id
    )
    done = p.perform_in("lending", call.key, lambda: submit_application(command, p.submitting))
    return SubmittedView(**done.answer), done.replayed


@app.get("/applications", returns=ApplicationList, roles=CUSTOMER, query=PAGING,
         summary="One's own applications, newest first")  # fmt: skip
def list_applications(call: Call) -> Any:
    p = parts()
    page, following = call.page_of(p.applications.ids_of(call.person.id))
    found = [p.applications.get(application_id) for application_id in page]
    views = [application_view(p.applications.opened(a), call.person, p.dossiers) for a in found]
    return ApplicationList(applications=views, cursor=following)


@app.get("/applications/{application_id}", returns=ApplicationView, roles=READERS,
         summary="An application with its decision and reasons")  # fmt: skip
def read_application(call: Call, application_id: str) -> Any:
    p = parts()
    application = application_in_reach(application_id, call.person, p.applications)
    return application_view(p.applications.opened(application), call.person, p.dossiers)


@app.post("/applications/{application_id}/consent-withdrawal", returns=TakenBackView,
          roles=CUSTOMER, summary="Take back the consent to a credit report")  # fmt: skip
def take_back(call: Call, application_id: str) -> Any:
    p, person = parts(), call.person
    done = p.perform_in(
        "lending",
        call.key,
        lambda: take_back_consent(application_id, person, p.desk, p.consents),
    )
    return TakenBackView(**done.answer), done.replayed


@app.post("/applications/{application_id}/withdrawal", returns=WithdrawnView, roles=CUSTOMER,
          errors=(StepNotAllowed,),
          summary="Withdraw an application that is not signed")  # fmt: skip
def withdraw(call: Call, application_id: str) -> Any:
    p, person = parts(), call.person
    done = p.perform_in(
        "lending", call.key, lambda: withdraw_application(application_id, person, p.desk)
    )
    return WithdrawnView(**done.answer), done.replayed
