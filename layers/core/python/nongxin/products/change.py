"""A legal entity's change of a product: drafted by one, released by another, in force by date.

A change states everything that the entity wants different from the provincial template; what equals
the template is dropped. Once released it is a version and is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

from nongxin.catalog.order import out_of_order
from nongxin.catalog.places import entity, holder_of
from nongxin.catalog.products import overridable
from nongxin.catalog.reading import decimal_of
from nongxin.catalog.releases import Release
from nongxin.catalog.rules import rules_on
from nongxin.kernel.errors import Conflict, Missing, Rule
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words
from nongxin.products.factory import template_settings

# Two product managers, or one of them and an approver: who lends does not draft what is lent.
MAKERS = (Role.PRODUCT_MANAGER,)
CHECKERS = (Role.PRODUCT_MANAGER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER)
READERS = (*CHECKERS, Role.OFFICER, Role.AUDITOR)


class State(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class OutOfBounds(Rule):
    code = "product-setting-out-of-bounds"
    zh = "“{name}”设为{value}超出省联社模板允许范围（{low}至{high}）"
    en = "{name} {value} is outside what the provincial template allows ({low} to {high})"


class NotSettable(Rule):
    code = "product-setting-fixed"
    zh = "法人机构不可自行设置“{name}”"
    en = "A legal entity may not set {name} itself"


class TooEarly(Rule):
    code = "product-change-too-early"
    zh = "生效日期最早为{earliest}（发布次日）"
    en = "It can take effect on {earliest} at the earliest, the day after its release"


class OutOfOrder(Rule):
    code = "product-thresholds-out-of-order"
    zh = "“{name}”（{value}）不得低于“{other}”（{other_value}）"
    en = "{name} ({value}) may not be below {other} ({other_value})"


class NothingChanges(Rule):
    code = "product-change-empty"
    zh = "与现行版本没有差异"
    en = "That is what is in force already"


class MakerReleases(Rule):
    code = "product-change-four-eyes"
    zh = "发布须由起草人以外的人员办理"
    en = "Somebody else than its maker must release a change"


class ChangeDecided(Conflict):
    code = "product-change-decided"
    zh = "该变更已处理（{state}）"
    en = "This change is {state} already"
    words: ClassVar[Words] = {
        "state": {
            State.DRAFT: ("起草中", "a draft"),
            State.RELEASED: ("已发布", "released"),
            State.WITHDRAWN: ("已撤回", "withdrawn"),
        }
    }


class Outdated(Conflict):
    code = "product-change-outdated"
    zh = "起草后该产品已发布新版本，请重新起草"
    en = "Another version was released since it was drafted: draft it anew"


class EntityMerged(Rule):
    code = "entity-merged"
    zh = "该机构届时已并入{holder}"
    en = "By then the entity has been taken over by {holder}"


class Wanted(NamedTuple):
    """What an entity wants of a product from a day on; values as typed by a person."""

    entity: str
    product: str
    valid_from: date
    fields: Mapping[str, str]
    tunings: Mapping[str, str]


@value
class Change:
    """`over` is the version that it was drafted over, `version` the one it became (0: none yet)."""

    id: str
    release: Release
    over: int
    state: State
    made_by: str
    made_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    record_version: int = field(default=0, compare=False)

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as it would be drafted today."""
        release = self.release
        fields = {name: str(value) for name, value in release.fields}
        return Wanted(
            release.entity, release.product, release.valid_from, fields, dict(release.tunings)
        )

    def released(self, by: Principal, now: datetime, latest: int) -> Change:
        """Raises ChangeDecided, MakerReleases or Outdated."""
        self._must_be_draft()
        if by.id == self.made_by:
            raise MakerReleases()
        if latest != self.over:
            raise Outdated()
        version = self.release._replace(version=latest + 1)
        return replace(
            self, release=version, state=State.RELEASED, decided_by=by.id, decided_at=now
        )

    def withdrawn(self, by: Principal, now: datetime) -> Change:
        """Raises ChangeDecided."""
        self._must_be_draft()
        return replace(self, state=State.WITHDRAWN, decided_by=by.id, decided_at=now)

    def _must_be_draft(self) -> None:
        if self.state is not State.DRAFT:
            raise ChangeDecided(state=self.state.value)


def must_manage(by: Principal, code: str) -> None:
    """Raises Missing for an entity that is not the caller's."""
    bank = entity(code)
    if bank is None or not (by.entity == code or by.serves(bank.hq)):
        raise Missing()


def must_be_in_time(release: Release, today: date) -> None:
    """Raises TooEarly, or EntityMerged for a day on which another entity stands for this one."""
    if release.valid_from <= today:
        earliest = date.fromordinal(today.toordinal() + 1)
        raise TooEarly(earliest=earliest.isoformat())
    if (holder := holder_of(release.entity, release.valid_from)) != release.entity:
        raise EntityMerged(holder=holder)


def release_of(wanted: Wanted) -> Release:
    """The differences to the template alone.

    Raises OutOfBounds, NotSettable, OutOfOrder, ProductUnknown.
    """
    template = template_settings(wanted.product, wanted.valid_from)
    fields = {name: _setting(wanted.product, name, told) for name, told in wanted.fields.items()}
    cells = {r.code: r for r in rules_on(wanted.valid_from)}
    for code, told in wanted.tunings.items():
        rule = cells.get(code)
        bounds = rule.bounds(wanted.product) if rule else None
        if rule is None or bounds is None:
            raise NotSettable(name=code[:24])
        if not rule.allows(wanted.product, told):
            raise OutOfBounds(name=code, value=told[:24], low=bounds[0], high=bounds[1])
    own = {c: v for c, v in wanted.tunings.items() if not _same(v, cells[c].cells[wanted.product])}
    _must_be_in_order(wanted, own)
    return Release(
        entity=wanted.entity,
        product=wanted.product,
        version=0,
        valid_from=wanted.valid_from,
        fields=tuple(sorted((n, v) for n, v in fields.items() if template[n] != v)),
        tunings=tuple(sorted(own.items())),
    )


def _must_be_in_order(wanted: Wanted, own: Mapping[str, str]) -> None:
    rules = rules_on(wanted.valid_from)
    cells = {r.code: r.cells[wanted.product] for r in rules if wanted.product in r.cells}
    cells |= own
    for left, right in out_of_order(rules, cells):
        raise OutOfOrder(
            name=right.code, value=cells[right.code], other=left.code, other_value=cells[left.code]
        )


def _setting(product: str, name: str, told: str) -> Decimal:
    bounds = overridable().get((product, name))
    if bounds is None:
        raise NotSettable(name=name[:24])
    value = decimal_of(told)
    is_whole = value is not None and value == value.to_integral_value()
    if value is None or not is_whole or not bounds[0] <= value <= bounds[1]:
        raise OutOfBounds(name=name, value=told[:24], low=str(bounds[0]), high=str(bounds[1]))
    return value


def _same(one: str, other: str) -> bool:
    numbers = decimal_of(one), decimal_of(other)
    if None in numbers:
        return set(one.split(",")) == set(other.split(","))
    return numbers[0] == numbers[1]
