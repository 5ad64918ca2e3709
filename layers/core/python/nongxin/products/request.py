"""What a customer asks for, and whether it fits the product's terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from nongxin.catalog.products import purposes
from nongxin.products.problems import (
    AmountOutOfRange,
    GuaranteeNotAccepted,
    MethodNotOffered,
    ProductUnknown,
    PurposeNotAllowed,
    TermOutOfRange,
)
from nongxin.products.terms import ProductTerms, RepaymentOption


class LoanRequest(NamedTuple):
    """A wish: amount in fen, term in months, and how it is to be repaid.

    `every_months` is 1 or 3 for equal instalments, equal principal and interest first; None for
    bullet and revolving.
    """

    product: str
    amount_fen: int
    term_months: int
    method: str
    purpose: str
    every_months: int | None = None
    guarantee: str = "credit"

    def to_json(self) -> dict[str, Any]:
        return self._asdict()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LoanRequest:
        return cls(**data)


def check_request(terms: ProductTerms, request: LoanRequest) -> RepaymentOption:
    """The repayment option chosen; raises the first of the product's problems that applies."""
    if request.product != terms.product:
        raise ProductUnknown(product=request.product[:12])
    if not terms.amount_min_fen <= request.amount_fen <= terms.amount_max_fen:
        raise AmountOutOfRange(
            low_fen=terms.amount_min_fen,
            high_fen=terms.amount_max_fen,
        )
    if not terms.term_min_months <= request.term_months <= terms.term_max_months:
        raise TermOutOfRange(low_months=terms.term_min_months, high_months=terms.term_max_months)
    option = option_of(terms, request)
    if request.purpose not in terms.purposes:
        known = [p for p in purposes(terms.product) if p.code in terms.purposes]
        raise PurposeNotAllowed(
            allowed=list(terms.purposes),
            allowed_zh="、".join(p.name_zh for p in known),
            allowed_en=", ".join(p.name_en for p in known),
        )
    if request.guarantee not in terms.guarantees:
        raise GuaranteeNotAccepted(accepted=list(terms.guarantees))
    return option


def option_of(terms: ProductTerms, request: LoanRequest) -> RepaymentOption:
    """The option that matches method, rhythm and term; raises MethodNotOffered."""
    fitting = [
        o for o in terms.repayment if o.term_min_months <= request.term_months <= o.term_max_months
    ]
    for option in fitting:
        if (option.method, option.every_months) == (request.method, request.every_months):
            return option
    raise MethodNotOffered(
        term_months=request.term_months,
        offered=[f"{o.method}/{o.every_months or 0}" for o in fitting],
        offered_zh="、".join(o.name("zh") for o in fitting),
        offered_en="; ".join(o.name("en") for o in fitting),
    )
