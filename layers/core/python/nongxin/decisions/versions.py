"""Which versions a decision used: a digest of the effective rows, wherever they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.catalog import cards, lending, rates
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.releases import by_release
from nongxin.catalog.rules import rules_on, thresholds
from nongxin.decisions.needed import DERIVED, needed
from nongxin.decisions.scorecards import FRAUD_CARD

# Raised when the arithmetic of a decision changes, so that an old one is not replayed on new code.
ENGINE = "1"


@by_release(maxsize=64)
def versions_used(product: str, entity: str, on: date, card: str) -> dict[str, str]:
    """Version or digest of everything but the terms, which carry their own."""
    cells = thresholds(product, entity, on)
    rules = [
        [r.code, r.version, r.kind, r.variable, r.op, r.unit, r.action, r.reason_zh, r.reason_en]
        for r in rules_on(on)
        if r.code in cells
    ]
    tables = [
        [c._asdict() for c in lending.limit_components(product, on)],
        sorted(lending.limit_matrix(product, on).items()),
        [c._asdict() for c in lending.price_grid(product, on)],
        cards.grades(product, on),
        [b._asdict() for code in (card, FRAUD_CARD) for b in cards.score_bands(code, on)],
        [rates.base_rate("LPR", tenor, on)._asdict() for tenor in ("1Y", "5Y")],
    ]
    wanted = needed(product, entity, on) | DERIVED
    facts = [[*s._replace(line=0)] for s in fact_schema().values() if s.name in wanted]
    return {
        "engine": ENGINE,
        "rules": _digest([rules, sorted(cells.items())]),
        "tables": _digest(tables),
        "facts": _digest(facts),
        card: _card_version(card, on),
        FRAUD_CARD: _card_version(FRAUD_CARD, on),
    }


def _card_version(code: str, on: date) -> str:
    card = cards.card(code, on)
    content: list[Any] = [card.raw_from, card.raw_to, card.out_from, card.out_to]
    for v in card.variables:
        edges = [[i.low, i.low_closed, i.high, i.high_closed, i.points] for i in v.bins.intervals]
        content.append([v.name, v.facts, v.how, sorted(v.codes.items()), v.products, edges])
        content.append(sorted(v.bins.labels.items()))
    return f"{card.version}-{_digest(content)}"


def _digest(content: Any) -> str:
    import hashlib  # not at the top: loading it costs more than the rest of this module

    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]
