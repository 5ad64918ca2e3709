"""Apply for a loan (贷款申请): the wish is checked against the product, the consent is kept, work
begins.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from nongxin.kernel.clock import SHANGHAI, Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value
from nongxin.lending.applications.announce import submission
from nongxin.lending.applications.application import Application, Parties, Wish
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.applications.consent import Consent, Giver, credit_consent
from nongxin.lending.applications.consent_store import DynamoConsents
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.applications.wish import check_wish
from nongxin.products.terms import ProductTerms


class ApplicationOpen(Conflict):
    code = "application-open"
    zh = "您已有一笔该产品的申请正在办理：{application_id}"
    en = "You have an open application for this product: {application_id}"


class CoolingOff(Rule):
    """Rule DEC010: so many days after a refusal the same product is not applied for again."""

    code = "application-cooling-off"
    zh = "该产品申请于{refused_on}被拒绝，{again_on}起可再次申请"
    en = "An application was refused on {refused_on}: apply again from {again_on}"


class NoArchive(Rule):
    code = "no-archive"
    zh = "尚未建立农户经济档案，请联系客户经理或双基联动工作站"
    en = "There is no household archive yet: ask your account officer or work station"


@value
class Applicant:
    """The borrower as the customers context knows them; `household_id` is None without
    an archive.
    """

    person_id: str
    giver: Giver
    household_id: str | None
    county: str
    entity: str


@value
class CheckedOut:
    """A platform applies on its merchant's behalf, by the consent that they gave us themselves."""

    checkout: Checkout
    consent: Consent


@value
class SubmitApplication:
    applicant: Applicant
    wish: Wish
    consent_agreed: bool
    consent_text: str
    applied_by: str
    order: CheckedOut | None = None


@value
class SubmittingParts:
    applications: DynamoApplications
    consents: DynamoConsents
    clock: Clock


def submit_application(command: SubmitApplication, parts: SubmittingParts) -> Outcome:
    """Raises the product's refusals, NoArchive, ConsentNeeded, ApplicationOpen, CoolingOff."""
    applicant, wish = command.applicant, command.wish
    applications, clock, now = parts.applications, parts.clock, parts.clock.now()
    terms = check_wish(wish, applicant.entity, clock.today())
    if applicant.household_id is None:
        raise NoArchive()
    consent = _consent(command, now)
    before = applications.last_of(applicant.person_id, wish.product)
    if before is not None:
        last = applications.get(str(before.application), consistent=True)
        _must_be_over(last, now)
        _must_have_cooled_off(last, terms, clock.today())
    application = Application(
        id=new_id("ap", applicant.county, clock),
        parties=Parties(
            county=applicant.county,
            entity=applicant.entity,
            borrower_id=applicant.person_id,
            household_id=applicant.household_id,
            applied_by=command.applied_by,
            captured_by="",
        ),
        wish=wish,
        submitted_at=now,
        checkout=command.order.checkout if command.order else None,
    )
    writes = [
        applications.add(application, outbox([submission(application)], clock)),
        applications.claim(before, application),
        parts.consents.add(application, consent),
    ]
    answer = {
        "application_id": application.id,
        "status": application.status.value,
        "submitted_at": stamp(now),
    }
    return Outcome(answer, writes)


def _consent(command: SubmitApplication, now: datetime) -> Consent:
    if command.order is not None:
        return command.order.consent
    giver = command.applicant.giver
    return credit_consent(command.consent_agreed, command.consent_text, now, giver)


def _must_be_over(last: Application, now: datetime) -> None:
    if not last.is_over(now):
        raise ApplicationOpen(application_id=last.id)


def _must_have_cooled_off(last: Application, terms: ProductTerms, today: date) -> None:
    if last.status is not Status.DECLINED or last.ended is None:
        return
    refused_on = last.ended.at.astimezone(SHANGHAI).date()
    again_on = refused_on + timedelta(days=terms.cool_off_days)
    if today < again_on:
        raise CoolingOff(refused_on=refused_on.isoformat(), again_on=again_on.isoformat())
