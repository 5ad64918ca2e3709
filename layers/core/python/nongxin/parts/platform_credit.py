"""An order loan from a platform's check-out: partners say what is bought, lending takes the
application. Both are written at once; `parts` joins them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nongxin.customers.store import Persons
from nongxin.kernel.commands import Outcome
from nongxin.kernel.value import value
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.applications.consent import PLATFORM_TEXT, Giver, platform_consent
from nongxin.lending.applications.submit_application import (
    Applicant,
    CheckedOut,
    SubmitApplication,
    SubmittingParts,
    submit_application,
)
from nongxin.lending.contracts.quote_order import order_wish
from nongxin.partners.credit.find_purchase import (
    OrderCredit,
    Purchase,
    PurchaseParts,
    find_purchase,
)
from nongxin.partners.outbound.link_store import Link, Links


@value
class PlatformCredit:
    """`household` finds the live archive of who has an ID number; by `news` the platform hears of
    what becomes of the application.
    """

    purchases: PurchaseParts
    submitting: SubmittingParts
    news: Links
    persons: Persons
    household: Callable[[str], str | None]

    def apply(self, wanted: OrderCredit) -> Outcome:
        """Raises what find_purchase and submit_application refuse."""
        purchase = find_purchase(wanted, self.purchases)
        applied = submit_application(self._command(wanted, purchase), self.submitting)
        financed = replace(purchase.order, financed=str(applied.answer["application_id"]))
        order = self.purchases.shops.save_order(purchase.seller, financed)
        link = Link(wanted.partner.id, wanted.order)
        told = self.news.add(financed.financed, link)
        return Outcome(applied.answer, [*applied.writes, order, told])

    def _command(self, wanted: OrderCredit, purchase: Purchase) -> SubmitApplication:
        person = self.persons.get(purchase.person_id)
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
            consent_text=PLATFORM_TEXT,
            applied_by=person.id,
            order=CheckedOut(checkout, platform_consent(purchase.consented_at, giver)),
        )
