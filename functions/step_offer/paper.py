"""The names and numbers that a contract needs beside its terms."""

from __future__ import annotations

from nongxin.catalog.calendar import is_workday
from nongxin.catalog.places import county, entity
from nongxin.kernel.errors import Missing
from nongxin.lending.applications.application import Application
from nongxin.lending.approval.dossiers import Particulars
from nongxin.lending.contracts.contract import Side
from nongxin.lending.contracts.make_offer import OfferParts
from nongxin.parts import Parts
from nongxin.products.factory import terms_of

# The province-wide service line of Shaanxi Rural Credit (recalled).
SERVICE_PHONE = "96262"


def offer_parts(application: Application, about: Particulars, p: Parts) -> OfferParts:
    """`about` is the borrower as the decision knew them."""
    parties, wish = application.parties, application.wish
    account_id, account_no = _account(parties.borrower_id, about, p)
    bank = entity(parties.entity)
    today = p.clock.today()
    serial = p.contract_numbers.next(parties.county, "contract")
    assert bank is not None
    return OfferParts(
        product=terms_of(wish.product, parties.entity, today),
        lender=Side(bank.name, _address(bank.hq), SERVICE_PHONE),
        borrower=Side(about.name, about.address, about.phone, about.id_no),
        account_id=account_id,
        account_no=account_no,
        contract_no=f"{parties.entity}农信借字〔{today.year}〕{parties.county}第{serial:06d}号",
        works=is_workday,
    )


def _account(borrower_id: str, about: Particulars, p: Parts) -> tuple[str, str]:
    """Where the money will go; opened since the decision, if there was none then."""
    if about.account_id:
        return about.account_id, about.account_no
    card = next((card for card in p.accounts.of_owner(borrower_id) if card.takes_loans), None)
    if card is None:
        raise Missing()
    return card.id, card.number


def _address(county_code: str) -> str:
    """The seat of a legal entity, as far as the catalogue knows it."""
    place = county(county_code)
    return f"陕西省{place.prefecture_zh}{place.name_zh}" if place else ""
