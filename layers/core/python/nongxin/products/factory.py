"""Template + entity overrides + parameter rows -> the terms in force for an entity on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from nongxin.catalog import products
from nongxin.catalog.places import holder_of
from nongxin.catalog.products import ProductTemplate
from nongxin.catalog.releases import by_release, release_on
from nongxin.catalog.rules import PRODUCTS, Parameters, parameters
from nongxin.products.problems import ProductClosed, ProductUnknown
from nongxin.products.terms import ProductTerms, RepaymentOption


def terms_of(product: str, entity: str, on: date) -> ProductTerms:
    """The terms of a product at a legal entity; raises ProductUnknown or ProductClosed.

    From the day after a merger they are those of the entity that took it over.
    """
    template = template_of(product, on)
    entity = holder_of(entity, on)
    own, _ = _overrides(product, entity, on)
    if not own.get("offered", Decimal(1)):
        raise ProductClosed(product=product, name_zh=template.name_zh, name_en=template.name_en)
    return _terms(product, entity, on)


def offered(entity: str, on: date) -> tuple[ProductTerms, ...]:
    """The terms of every product that an entity offers on a day."""
    found = []
    entity = holder_of(entity, on)
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


@by_release(maxsize=64)
def _overrides(product: str, entity: str, on: date) -> tuple[Mapping[str, Decimal], int]:
    """What the entity sets itself, and the highest version among it (0 if nothing)."""
    released = release_on(product, entity, on)
    if released is not None:
        within = {n: v for n, v in released.fields if _is_within(product, n, v)}
        return within, released.version
    own = [
        o
        for o in products.overrides()
        if (o.entity, o.product) == (entity, product) and o.valid_from <= on <= o.valid_to
    ]
    return {o.field: o.value for o in own}, max((o.version for o in own), default=0)


def _is_within(product: str, field: str, value: Decimal) -> bool:
    """Where the template has narrowed its bounds since a release, the template holds."""
    bounds = products.overridable().get((product, field))
    return bounds is not None and bounds[0] <= value <= bounds[1]


def template_settings(product: str, on: date) -> dict[str, Decimal]:
    """What the provincial template says of each field that an entity may set."""
    template = template_of(product, on)
    rows = parameters(product, "", on)
    said = {
        "offered": Decimal(1),
        "amount_max_cny": Decimal(template.amount_max_fen) / 100,
        "term_max": Decimal(template.term_max_months),
        "grace_days": rows.number("PRC014"),
        "spread_add_bp": Decimal(0),
        "penalty_overdue_percent": rows.number("PRC011"),
    }
    return {name: said[name] for code, name in products.overridable() if code == product}


def settings_of(product: str, entity: str, on: date) -> dict[str, Decimal]:
    """What holds of them at an entity on a day."""
    own, _ = _overrides(product, entity, on)
    return template_settings(product, on) | dict(own)


def own_version(product: str, entity: str, on: date) -> int:
    """The entity's own version in force, 0 where the template alone holds."""
    return _overrides(product, entity, on)[1]


@by_release(maxsize=64)
def _terms(product: str, entity: str, on: date) -> ProductTerms:
    template = template_of(product, on)
    own, own_version = _overrides(product, entity, on)
    rows = parameters(product, entity, on)
    term_max = int(own.get("term_max", Decimal(template.term_max_months)))
    return ProductTerms(
        product=product,
        version=f"{product}.{template.version}"
        + (f"+{entity}.{own_version}" if own_version else ""),
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
