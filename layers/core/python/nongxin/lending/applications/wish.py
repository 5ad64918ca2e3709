"""What an applicant asks for, held against the product as the legal entity offers it that day."""

from __future__ import annotations

from datetime import date

from nongxin.catalog.tranches import tranches
from nongxin.kernel.errors import Malformed, Rule
from nongxin.lending.applications.application import Wish
from nongxin.lending.reckoning.terms import Method
from nongxin.products.factory import terms_of
from nongxin.products.request import LoanRequest, check_request
from nongxin.products.terms import ProductTerms

# The product factory tells method and rhythm apart; a contract names both in one word.
_RHYTHM: dict[Method, tuple[str, int | None]] = {
    Method.EQUAL_INSTALMENT: ("equal_instalment", 1),
    Method.EQUAL_PRINCIPAL: ("equal_principal", 1),
    Method.INTEREST_MONTHLY: ("interest_first", 1),
    Method.INTEREST_QUARTERLY: ("interest_first", 3),
    Method.BULLET: ("bullet", None),
    Method.REVOLVING: ("revolving", None),
}


class MethodUnknown(Malformed):
    code = "repayment-method-unknown"
    zh = "没有还款方式“{method}”"
    en = "There is no repayment method {method}"


class TranchesNotOffered(Rule):
    code = "tranches-not-offered"
    zh = "该产品或还款方式不能分次放款"
    en = "This product, or this way of repaying, is not paid out in tranches"


class FirstTrancheTooLarge(Rule):
    code = "first-tranche-too-large"
    zh = "首次放款金额须小于申请金额"
    en = "The first tranche is less than the amount applied for"


def request_of(wish: Wish) -> LoanRequest:
    """The wish in the product factory's words; raises MethodUnknown."""
    found = {m.value: words for m, words in _RHYTHM.items()}.get(wish.method)
    if found is None:
        raise MethodUnknown(method=wish.method[:24])
    method, every_months = found
    return LoanRequest(
        product=wish.product,
        amount_fen=wish.amount_fen,
        term_months=wish.term_months,
        method=method,
        purpose=wish.purpose,
        every_months=every_months,
    )


def check_wish(wish: Wish, entity: str, on: date) -> ProductTerms:
    """The terms that the wish fits.

    Raises the product's refusals: unknown, closed, amount, term, method or purpose out of range;
    TranchesNotOffered, FirstTrancheTooLarge.
    """
    terms = terms_of(wish.product, entity, on)
    check_request(terms, request_of(wish))
    if wish.first_fen:
        _check_first(wish, on)
    return terms


def _check_first(wish: Wish, on: date) -> None:
    if tranches(wish.product, on) is None or wish.method == Method.REVOLVING.value:
        raise TranchesNotOffered()
    if wish.first_fen >= wish.amount_fen:
        raise FirstTrancheTooLarge()


def methods_of(terms: ProductTerms) -> list[str]:
    """The method codes that a product offers, for some term or other."""
    words = {(o.method, o.every_months) for o in terms.repayment}
    return [m.value for m, told in _RHYTHM.items() if told in words]
