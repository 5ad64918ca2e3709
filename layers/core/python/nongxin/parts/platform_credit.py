"""An order loan from a platform's check-out: partners say what is bought, lending takes the
application, and the consent to the one is the consent to the other. Both are written at once;
`parts` joins them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nongxin.customers.store import Persons
from nongxin.kernel.commands import Outcome
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.applications.consent import (
    CREDIT_QUERY,
    Giver,
    platform_consent,
)
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.submit_application import (
    Applicant,
    ApplicationOpen,
    CheckedOut,
    CoolingOff,
    NoArchive,
    SubmitApplication,
    SubmittingParts,
    submit_application,
)
from nongxin.lending.contracts.quote_order import PRODUCT, order_wish
from nongxin.partners.credit.find_purchase import (
    MerchantNotOpen,
    OrderCredit,
    Purchase,
    PurchaseParts,
    find_purchase,
)
from nongxin.partners.outbound.link_store import Link, Links
from nongxin.partners.shops.link_shop import LinkParts, unlink_shop


@value
class PlatformCredit:
    """`household` finds the live archive of who has an ID number; by `news` the platform hears of
    what becomes of the application.
    """

    purchases: PurchaseParts
    linking: LinkParts
    submitting: SubmittingParts
    news: Links
    persons: Persons
    household: Callable[[str], str | None]

    def apply(self, wanted: OrderCredit) -> Outcome:
        """Raises what find_purchase refuses, the product's refusals, ApplicationOpen (one that came
        through this platform) and MerchantNotOpen.
        """
        purchase = find_purchase(wanted, self.purchases)
        applied = self._submitted(wanted, purchase)
        financed = replace(purchase.order, financed=str(applied.answer["application_id"]))
        order = self.purchases.shops.save_order(purchase.seller, financed)
        link = Link(wanted.partner.id, wanted.order)
        told = self.news.add(financed.financed, link)
        # Written anew, so that a consent that is taken back meanwhile finds the application.
        consent = self.purchases.links.save(purchase.link)
        return Outcome(applied.answer, [*applied.writes, order, told, consent])

    def unlink(self, person_id: str, partner_id: str, merchant: str) -> Outcome:
        """Ends the consent to the credit report too, of what the platform has applied for and
        nothing was lent on. Raises Missing.
        """
        done = unlink_shop(person_id, partner_id, merchant, self.linking)
        last = self._last_of(person_id)
        if not done.writes or last is None or not _came_through(last, partner_id):
            return done
        return Outcome(done.answer, [*done.writes, *self._consent_back(last)])

    def _consent_back(self, application: Application) -> list[Write]:
        consents, clock = self.submitting.consents, self.submitting.clock
        if application.status is Status.DISBURSED:
            return []
        if consents.is_taken_back(application, CREDIT_QUERY):
            return []
        return [consents.take_back(application, CREDIT_QUERY, clock.now())]

    def _last_of(self, person_id: str) -> Application | None:
        """The newest application for an order loan: the only one that can be open."""
        applications = self.submitting.applications
        claim = applications.last_of(person_id, PRODUCT)
        return applications.get(str(claim.application), consistent=True) if claim else None

    def _submitted(self, wanted: OrderCredit, purchase: Purchase) -> Outcome:
        try:
            return submit_application(self._command(wanted, purchase), self.submitting)
        except (CoolingOff, NoArchive):
            raise MerchantNotOpen() from None
        except ApplicationOpen:
            last = self._last_of(purchase.person_id)
            if last is None or not _came_through(last, wanted.partner.id):
                raise MerchantNotOpen() from None
            raise

    def _command(self, wanted: OrderCredit, purchase: Purchase) -> SubmitApplication:
        person, link = self.persons.get(purchase.person_id), purchase.link
        giver = Giver(person.name, person.id_no, person.phone, person.id_valid_to)
        household = self.household(person.id_no)
        applicant = Applicant(person.id, giver, household, person.county, person.entity)
        checkout = Checkout(
            partner=wanted.partner.id,
            merchant=wanted.seller,
            order=wanted.order,
            payee=purchase.payee,
            term_days=wanted.term_days,
        )
        return SubmitApplication(
            applicant=applicant,
            wish=order_wish(wanted.amount_fen, wanted.term_days),
            consent_agreed=True,
            consent_text=link.text,
            applied_by=person.id,
            order=CheckedOut(checkout, platform_consent(link.text, link.given_at, giver)),
        )


def _came_through(application: Application, partner_id: str) -> bool:
    return application.checkout is not None and application.checkout.partner == partner_id
