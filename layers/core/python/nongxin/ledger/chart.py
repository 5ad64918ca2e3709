"""The chart of accounts (会计科目表) of a legal entity: which kinds it may use, and in which
counties.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from nongxin.catalog import places
from nongxin.kernel.errors import Rule
from nongxin.ledger.kinds import AccountKind, account_kinds

_EVERY_TYPE = "all"


class UnknownKind(Rule):
    code = "account-kind-unknown"
    zh = "没有账户种类“{kind}”"
    en = "There is no account kind {kind}"


class NotInChart(Rule):
    code = "account-not-in-chart"
    zh = "法人机构{entity}在{county}不使用账户种类“{kind}”"
    en = "Legal entity {entity} keeps no {kind} in county {county}"


def kind_named(code: str) -> AccountKind:
    """Raises UnknownKind."""
    kind = account_kinds().get(code)
    if kind is None:
        raise UnknownKind(kind=code[:40])
    return kind


def check_chart(entity: str, county: str, kind_code: str, on: date) -> None:
    """Raises UnknownKind, or NotInChart if the entity does not keep such an account there."""
    kind = kind_named(kind_code)
    bank = places.entity(entity)
    is_open = bank is not None and county in _counties(entity, on)
    if bank is None or not is_open or not kind.entity_types & {_EVERY_TYPE, bank.type}:
        raise NotInChart(entity=entity[:12], county=county[:6], kind=kind_code)


def derived_kinds(entity: str) -> tuple[str, ...]:
    """The general-ledger kinds of an entity, by code."""
    bank = places.entity(entity)
    types = {_EVERY_TYPE} | ({bank.type} if bank else set())
    kinds = account_kinds().values()
    return tuple(sorted(k.code for k in kinds if not k.exact and k.entity_types & types))


@lru_cache(maxsize=512)
def _counties(entity: str, on: date) -> frozenset[str]:
    return frozenset(places.counties_of(entity, on))
