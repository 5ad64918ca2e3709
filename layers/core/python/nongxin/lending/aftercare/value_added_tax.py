"""增值税 on interest: 财税〔2016〕36号, relief for small loans to farmers 财税〔2017〕44号 and after.

Prices contain the tax. Interest earned later than 90 days overdue is not taxed until it comes in,
what was taxed before stays so: hence the tax follows the highest income that there ever was.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nongxin.catalog import places
from nongxin.catalog.aftercare import untaxed_up_to_fen, vat_rate
from nongxin.kernel.money import rounded

# GB/T 2260: county-level cities and counties have a third pair from 21 on, city districts below.
_FIRST_COUNTY = 21


def is_taxed(product: str, lent_fen: int, on: date) -> bool:
    """Whether interest of such a loan bears tax on the day."""
    return lent_fen > untaxed_up_to_fen(product, on)


def rate_of(entity: str, on: date) -> Decimal:
    """The rate (a fraction) of a legal entity, by its seat: 财税〔2016〕46号."""
    bank = places.entity(entity)
    is_county = bank is not None and int(bank.hq[4:6]) >= _FIRST_COUNTY
    return vat_rate("county" if is_county else "district", on)


def tax_in(income_fen: int, rate: Decimal) -> int:
    """The tax contained in income, in fen."""
    return rounded(income_fen * rate / (1 + rate))
