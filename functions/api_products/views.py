"""Answers of the products door from what the factory and the decisions give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from api_products import contracts as c
from nongxin.catalog.products import purposes
from nongxin.catalog.rates import base_rate
from nongxin.decisions.decision import Decision
from nongxin.decisions.pricing import text
from nongxin.kernel.clock import stamp
from nongxin.kernel.rates import bp
from nongxin.products.change import Change
from nongxin.products.lines import Line
from nongxin.products.terms import ProductTerms


def product_view(terms: ProductTerms, on: date) -> c.ProductView:
    rates = sorted(_rate(terms, grade, on) for grade in terms.spread_bp)
    return c.ProductView(
        **{name: getattr(terms, name) for name in _AS_THEY_STAND},
        rate_from=text(rates[0]),
        rate_to=text(rates[-1]),
        repayment=[
            c.RepaymentView(**o._asdict(), name_zh=o.name("zh"), name_en=o.name("en"))
            for o in terms.repayment
        ],
        purposes=[
            c.PurposeView(purpose=p.code, name_zh=p.name_zh, name_en=p.name_en)
            for p in purposes(terms.product)
            if p.code in terms.purposes
        ],
        guarantees=list(terms.guarantees),
    )


_AS_THEY_STAND = (
    "product", "version", "name_zh", "name_en", "amount_min_fen", "amount_max_fen",
    "term_min_months", "term_max_months", "grace_days",
)  # fmt: skip


def _rate(terms: ProductTerms, grade: str, on: date) -> Decimal:
    """The annual rate of a grade up to a year, before discounts."""
    base = base_rate("LPR", "1Y", on).rate_annual
    rate = base + bp(terms.spread_bp[grade] + terms.spread_add_bp)
    return min(max(rate, terms.rate_floor), terms.rate_cap)


def line_view(line: Line) -> c.LineView:
    return c.LineView(**line._asdict())


def change_view(change: Change) -> c.ChangeView:
    return c.ChangeView(**_change(change))


def diff_view(change: Change, lines: list[Line]) -> c.ChangeDiffView:
    changed = [line_view(line) for line in lines if line.is_changed]
    return c.ChangeDiffView(**_change(change), lines=changed)


def _change(change: Change) -> dict[str, object]:
    release = change.release
    return {
        "change_id": change.id,
        "entity": release.entity,
        "product": release.product,
        "state": change.state.value,
        "over": change.over,
        "version": release.version,
        "valid_from": release.valid_from.isoformat(),
        "made_by": change.made_by,
        "made_at": stamp(change.made_at),
        "decided_by": change.decided_by or None,
        "decided_at": stamp(change.decided_at) if change.decided_at else None,
    }


def decision_view(decision: Decision) -> c.DecisionView:
    told = decision.to_json()
    return c.DecisionView(**{name: told[name] for name in c.DecisionView.model_fields})
