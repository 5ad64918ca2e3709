"""Template + entity overrides + parameter rows -> the terms in force for an entity on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from nongxin.catalog import products
from nongxin.catalog.products import ProductTemplate
from nongxin.catalog.rules import PRODUCTS, Parameters, parameters
from nongxin.products.problems import ProductClosed, ProductUnknown
from nongxin.products.terms import ProductTerms, RepaymentOption


def terms_of(product: str, entity: str, on: date) -> ProductTerms:
    """The terms of a product at a legal entity; raises ProductUnknown or ProductClosed."""
    template = template_of(product, on)
    own, _ = _overrides(product, entity, on)
    if not own.get("offered", Decimal(1)):
        raise ProductClosed(product=product, name_zh=template.name_zh, name_en=template.name_en)
    return _terms(product, entity, on)


def offered(entity: str, on: date) -> tuple[ProductTerms, ...]:
    """The terms of every product that an entity offers on a day."""
    found = []
    for product in PRODUCTS:
        own, _ = _overrides(product, entity, on)
        if own.get("offered", Decimal(1)):
            found.append(_terms(product, entity, on))
    return tuple(found)


def template_of(product: str, on: date) -> ProductTemplate:
    """The provincial template in force; raises ProductUnknown, also for days before the first."""
    for template in products.templates().get(product, ()):
        if template.valid_from <= on <= template.valid_to:
            return template
    raise ProductUnknown(product=product[:12])


@lru_cache(maxsize=64)
def _overrides(product: str, entity: str, on: date) -> tuple[Mapping[str, Decimal], int]:
    """What the entity sets itself, and the highest version among it (0 if nothing)."""
    own = [
        o
        for o in products.overrides()
        if (o.entity, o.product) == (entity, product) and o.valid_from <= on <= o.valid_to
    ]
    return {o.field: o.value for o in own}, max((o.version for o in own), default=0)


@lru_cache(maxsize=64)
def _terms(product: str, entity: str, on: date) -> ProductTerms:
    template = template_of(product, on)
    own, own_version = _overrides(product, entity, on)
    rows = parameters(product, entity, on)
    term_max = int(own.get("term_max", Decimal(template.term_max_months)))
    return ProductTerms(
        product=product,
        version=f"{product}.{template.version}" + (f"+{entity}.{own_version}" if own else ""),
        entity=entity,
        on=on.isoformat(),
        name_zh=template.name_zh,
        name_en=template.name_en,
        card=template.card,
        amount_min_fen=template.amount_min_fen,
        amount_max_fen=_amount_max(template, own),
        term_min_months=template.term_min_months,
        term_max_months=term_max,
        drawdown_max_months=template.drawdown_max_months,
        repayment=_repayment(product, term_max),
        purposes=tuple(p.code for p in products.purposes(product)),
        guarantees=template.guarantees,
        day_count=template.day_count,
        repay_order=template.repay_order,
        repay_order_90=template.repay_order_90,
        **_figures(rows, own),
    )


def _figures(rows: Parameters, own: Mapping[str, Decimal]) -> dict[str, Any]:
    """The terms that are rows of the rule table, which an entity may have tuned."""
    spreads = (("A", "PRC002"), ("B", "PRC003"), ("C", "PRC004"))
    return {
        "unsecured_max_fen": rows.fen("LIM002") or 0,
        "line_valid_months": rows.whole("LIM025"),
        "drawdown_min_fen": rows.fen("LIM024") or 0,
        "rate_base": rows.text("PRC001") or "",
        "spread_bp": {grade: rows.whole(code) for grade, code in spreads},
        "spread_add_bp": int(own.get("spread_add_bp", Decimal(0))),
        "rate_floor": rows.number("PRC005") / 100,
        "rate_cap": rows.number("PRC006") / 100,
        "penalty_overdue": own.get("penalty_overdue_percent", rows.number("PRC011")) / 100,
        "penalty_diverted": rows.number("PRC012") / 100,
        "compound": rows.whole("PRC013") == 1,
        "grace_days": int(own.get("grace_days", rows.number("PRC014"))),
        "offer_days": rows.whole("DEC009"),
        "cool_off_days": rows.whole("DEC010"),
        "entrusted_from_fen": rows.fen("PAY001") or 0,
    }


def _amount_max(template: ProductTemplate, own: Mapping[str, Decimal]) -> int:
    if "amount_max_cny" not in own:
        return template.amount_max_fen
    return min(int(own["amount_max_cny"]) * 100, template.amount_max_fen)


def _repayment(product: str, term_max: int) -> tuple[RepaymentOption, ...]:
    return tuple(
        RepaymentOption(
            m.method, m.every_months, m.term_min_months, min(m.term_max_months, term_max)
        )
        for m in products.methods(product)
        if m.term_min_months <= term_max
    )
