"""What an order loan costs before anybody has decided: the span of its product, no promise."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from nongxin.kernel.value import value
from nongxin.lending.applications.application import Wish
from nongxin.lending.applications.checkout import begun_months
from nongxin.lending.applications.referral import Proposal
from nongxin.lending.applications.wish import check_wish
from nongxin.lending.contracts.frozen_terms import frozen_terms
from nongxin.lending.reckoning.due_dates import IsWorkingDay
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.products.terms import ProductTerms

PRODUCT, METHOD, PURPOSE = "DSD", "bullet", "orders"


@value
class OrderQuote:
    """Annual fractions, fen. Interest of the whole term at the lowest and the highest rate."""

    rate_floor: Decimal
    rate_cap: Decimal
    interest_least_fen: int
    interest_most_fen: int
    due_on: date


def order_wish(amount_fen: int, term_days: int) -> Wish:
    """The product's wish behind an order loan."""
    return Wish(PRODUCT, amount_fen, begun_months(term_days), METHOD, PURPOSE)


def quote_order(
    amount_fen: int, term_days: int, entity: str, on: date, works: IsWorkingDay
) -> OrderQuote:
    """Raises what check_wish refuses: closed here, amount or term out of range."""
    wish = order_wish(amount_fen, term_days)
    product = check_wish(wish, entity, on)

    def interest(rate: Decimal) -> int:
        return _interest(wish, rate, product, (term_days, on, works))

    return OrderQuote(
        rate_floor=product.rate_floor,
        rate_cap=product.rate_cap,
        interest_least_fen=interest(product.rate_floor),
        interest_most_fen=interest(product.rate_cap),
        due_on=on + timedelta(days=term_days),
    )


def _interest(
    wish: Wish, rate: Decimal, product: ProductTerms, when: tuple[int, date, IsWorkingDay]
) -> int:
    term_days, on, works = when
    proposal = Proposal(wish.amount_fen, rate, wish.term_months, wish.method)
    terms = frozen_terms(proposal, product, days=term_days)
    return schedule_of(terms, on, works).interest_fen
