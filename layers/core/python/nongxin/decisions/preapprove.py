"""Batch pre-approval (批量授信): which households may be told of a limit, and of which.

Decided on what the bank holds anyway, without asking anybody outside: no credit report is fetched
without consent. So a limit is a promise under reserve, counts the worst for whatever is not known,
never passes the machine's own ceiling, and an application is decided anew.

So what rests on facts from outside is never pre-approved without them: DSD on the platform's
orders, XFD on wages and the credit report, ESD on the terminal's figures. Their worst is a score
below DEC002 and a limit of nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import Parameters, parameters
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Case, Decision
from nongxin.decisions.facts import Facts
from nongxin.kernel.clock import SHANGHAI
from nongxin.products.request import LoanRequest
from nongxin.products.terms import ProductTerms

# Who has not been asked yet; what they alone know is left to the application.
ASKED_LATER = frozenset(
    ("bureau", "court", "device", "identity", "lists", "poverty_office", "registry", "request",
     "social_insurance", "telecom", "platform", "subsidies", "core", "customer", "lending",
     "accounts", "station")
)  # fmt: skip
# An application brings it, or is refused; nothing that needs it is asked for here.
_AT_APPLICATION = {"consent_valid": True}
_TERM_MONTHS = 12
_NOON = time(12)


class Household(NamedTuple):
    """A household's id and what is known of it."""

    id: str
    facts: Facts


class Preapproval(NamedTuple):
    """A limit in fen at an annual rate (Decimal fraction); `unasked` facts are still to come.

    `terms` is the version of the product's terms; told of, it holds until `valid_until` (DEC009).
    """

    household_id: str
    product: str
    limit_fen: int
    rate_annual: Decimal
    grade: str
    score: int
    unasked: tuple[str, ...]
    terms: str
    valid_until: date


def preapprove(
    households: Iterable[Household], terms: ProductTerms, on: date
) -> Iterator[Preapproval]:
    """One household after the other; those who get nothing are left out."""
    request = _largest_request(terms, on)
    noon = datetime.combine(on, _NOON, SHANGHAI)
    rows = parameters(terms.product, terms.entity, on)
    smallest = max(rows.fen("LIM003") or 0, 1)
    for household in households:
        case = Case(household.id, request, terms, noon, on)
        decision = decide(case, household.facts.but(**_AT_APPLICATION))
        if _is_open(decision, rows) and decision.amount_fen >= smallest:
            yield Preapproval(
                household_id=household.id,
                product=terms.product,
                limit_fen=decision.amount_fen,
                rate_annual=decision.rate_annual,
                grade=decision.grade,
                score=decision.score,
                unasked=_unasked(decision),
                terms=terms.version,
                valid_until=decision.valid_until,
            )


def _is_open(decision: Decision, rows: Parameters) -> bool:
    """Nothing speaks against it but that some have not been asked yet."""
    against = [r for r in decision.reasons if r.action in ("reject", "refer")]
    score, fraud = decision.working["scores"]
    # The limit stands on the worst that the missing facts can say, the door opens at their best,
    # but not for a household that the worst would have refused.
    can_pass = {
        "DEC001": score["best"] >= rows.number("DEC001")
        and score["score"] >= rows.number("DEC002"),
        "DEC007": fraud["best"] < rows.number("DEC007"),
    }
    return all(_is_later(r.code, r.fact) or can_pass.get(r.code, False) for r in against)


def _is_later(code: str, fact: str) -> bool:
    spec = fact_schema().get(fact)
    return code.startswith("FACT-") and spec is not None and spec.source in ASKED_LATER


def _unasked(decision: Decision) -> tuple[str, ...]:
    return tuple(r.fact for r in decision.reasons if r.code.startswith("FACT-"))


def _largest_request(terms: ProductTerms, on: date) -> LoanRequest:
    """For as much as the machine may approve alone, over a year."""
    alone_fen = parameters(terms.product, terms.entity, on).fen("DEC003")
    months = min(max(_TERM_MONTHS, terms.term_min_months), terms.term_max_months)
    option = next(o for o in terms.repayment if o.term_min_months <= months <= o.term_max_months)
    return LoanRequest(
        product=terms.product,
        amount_fen=min(terms.amount_max_fen, alone_fen or terms.amount_max_fen),
        term_months=months,
        method=option.method,
        purpose=terms.purposes[0],
        every_months=option.every_months,
    )
