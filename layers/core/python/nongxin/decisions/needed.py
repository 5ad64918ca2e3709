"""Which facts a decision wants, so that gathering knows what to fetch from whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nongxin.catalog.challengers import challenges
from nongxin.catalog.facts import fact_schema
from nongxin.catalog.lending import limit_components
from nongxin.catalog.releases import by_release
from nongxin.catalog.rules import parameters
from nongxin.decisions.rules import rule_set
from nongxin.decisions.scorecards import FRAUD_CARD, compiled
from nongxin.products.factory import template_of

# What decide() works out of the request itself.
DERIVED = frozenset({"age", "age_at_maturity", "night", "product_on", "purpose_allowed"})
# Facts behind a parameter: wanted where the product's figure is not nought.
_BEHIND: Mapping[str, tuple[str, ...]] = {
    "LIM004": ("loan_history",),
    "LIM011": ("new_entity",),
    "LIM013": ("village_grade",),
    "LIM015": ("credit_village",),
    "LIM016": ("thin_file",),
    "LIM017": ("loan_history",),
    "LIM019": ("village_exposure",),
    "LIM020": ("platform_exposure",),
    "DEB003": ("annual_income",),
    "PRC007": ("credit_village",),
    "PRC008": ("subsidy_acct_same", "subsidy_months_5y"),
    "PRC009": ("avg_deposit",),
    "PRC010": ("ontime_years",),
}


@by_release(maxsize=64)
def needed(product: str, entity: str, on: date) -> frozenset[str]:
    """Every fact a decision reads, `birth_date` instead of the ages derived from it."""
    rows = parameters(product, entity, on)
    wanted = set(rule_set(product, entity, on).variables)
    champion = template_of(product, on).card
    contests = [c.challenger for c in challenges(on) if c.champion == champion]
    for card in (champion, *contests):
        wanted |= compiled(card, on).facts(product)
    wanted |= compiled(FRAUD_CARD, on).facts(product)
    wanted |= {c.fact for c in limit_components(product, on)}
    for rule, facts in _BEHIND.items():
        if rows.text(rule) and rows.number(rule):
            wanted |= set(facts)
    return frozenset(wanted - DERIVED | {"birth_date"})


def by_source(product: str, entity: str, on: date) -> dict[str, tuple[str, ...]]:
    """Source -> the facts wanted from it, by name."""
    schema = fact_schema()
    found: dict[str, list[str]] = {}
    for name in sorted(needed(product, entity, on)):
        found.setdefault(schema[name].source, []).append(name)
    return {source: tuple(names) for source, names in sorted(found.items())}
