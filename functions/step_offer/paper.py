"""The names and numbers that a contract needs beside its terms."""

from __future__ import annotations

from nongxin.catalog.calendar import is_workday
from nongxin.catalog.places import county, entity
from nongxin.lending.application import Application
from nongxin.lending.contract import Side
from nongxin.lending.make_offer import OfferParts
from nongxin.parts import Parts
from nongxin.products.factory import terms_of

# The province-wide service line of Shaanxi Rural Credit (recalled).
SERVICE_PHONE = "96262"


def offer_parts(application: Application, address: str, p: Parts) -> OfferParts:
    """`address` is the borrower's, from the archive that the decision stood on."""
    parties, wish = application.parties, application.wish
    borrower = p.persons.get(parties.borrower_id)
    account = p.accounts.of_owner(parties.borrower_id)[0]
    bank = entity(parties.entity)
    today = p.clock.today()
    serial = p.contract_numbers.next(parties.county, "contract")
    assert bank is not None
    return OfferParts(
        product=terms_of(wish.product, parties.entity, today),
        lender=Side(bank.name, _address(bank.hq), SERVICE_PHONE),
        borrower=Side(borrower.name, address, borrower.phone, borrower.id_no),
        account_id=account.id,
        account_no=account.number,
        contract_no=f"{parties.entity}农信借字〔{today.year}〕{parties.county}第{serial:06d}号",
        works=is_workday,
    )


def _address(county_code: str) -> str:
    """The seat of a legal entity, as far as the catalogue knows it."""
    place = county(county_code)
    return f"陕西省{place.prefecture_zh}{place.name_zh}" if place else ""
