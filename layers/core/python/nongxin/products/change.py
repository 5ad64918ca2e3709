"""A legal entity's change of a product: drafted by one, released by another, in force by date.

A change states everything that the entity wants different from the provincial template; what equals
the template is dropped. Once released it is a version and is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from nongxin.catalog.places import entity, holder_of
from nongxin.catalog.products import overridable
from nongxin.catalog.releases import Release
from nongxin.catalog.rules import rules_on, thresholds
from nongxin.catalog.tuning import is_within, setting_bounds, threshold_bounds
from nongxin.kernel.errors import Conflict, Missing, Rule
from nongxin.kernel.identity import Principal, Role
from nongxin.products.factory import settings_of, template_settings

MAKERS = (Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER)
READERS = (*MAKERS, Role.OFFICER, Role.AUDITOR)


class State(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class OutOfBounds(Rule):
    code = "product-setting-out-of-bounds"
    zh = "{name}设为{value}超出省联社模板允许范围（{low}至{high}）"
    en = "{name} {value} is outside what the provincial template allows ({low} to {high})"


class NotSettable(Rule):
    code = "product-setting-fixed"
    zh = "法人机构不可自行设置{name}"
    en = "A legal entity may not set {name} itself"


class TooEarly(Rule):
    code = "product-change-too-early"
    zh = "生效日期最早为{earliest}（发布次日）"
    en = "It can take effect on {earliest} at the earliest, the day after its release"


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


@dataclass(frozen=True)
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


class Line(NamedTuple):
    """A setting or threshold: what the template says, what holds before and after, its bounds."""

    name: str
    name_zh: str
    name_en: str
    template: str
    before: str
    after: str
    low: str
    high: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


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
    """The differences to the template alone; raises OutOfBounds, NotSettable, ProductUnknown."""
    template = template_settings(wanted.product, wanted.valid_from)
    fields = {name: _setting(wanted.product, name, told) for name, told in wanted.fields.items()}
    cells = {r.code: r for r in rules_on(wanted.valid_from)}
    for code, value in wanted.tunings.items():
        rule = cells.get(code)
        bounds = threshold_bounds(rule, wanted.product) if rule else None
        if rule is None or bounds is None:
            raise NotSettable(name=code[:24])
        if not is_within(rule, wanted.product, value):
            raise OutOfBounds(name=code, value=value[:24], low=bounds[0], high=bounds[1])
    own = {c: v for c, v in wanted.tunings.items() if not _same(v, cells[c].cells[wanted.product])}
    return Release(
        entity=wanted.entity,
        product=wanted.product,
        version=0,
        valid_from=wanted.valid_from,
        fields=tuple(sorted((n, v) for n, v in fields.items() if template[n] != v)),
        tunings=tuple(sorted(own.items())),
    )


def diff(release: Release, before: Release | None = None) -> list[Line]:
    """Every settable value; `before` is what held when a past version came, else today's rows."""
    return [*_setting_lines(release, before), *_threshold_lines(release, before)]


def _setting_lines(release: Release, before: Release | None) -> Iterator[Line]:
    product, on = release.product, release.valid_from
    template = template_settings(product, on)
    held = template | dict(before.fields) if before else settings_of(product, release.entity, on)
    after = template | dict(release.fields)
    for name, value in template.items():
        low, high = overridable()[product, name]
        texts = (_text(v) for v in (value, held[name], after[name], low, high))
        yield Line(name, *NAMES[name], *texts)


def _threshold_lines(release: Release, before: Release | None) -> Iterator[Line]:
    product, on = release.product, release.valid_from
    held = thresholds(product, release.entity, on)
    own, past = dict(release.tunings), dict(before.tunings) if before else None
    for rule in rules_on(on):
        bounds = threshold_bounds(rule, product)
        if bounds is None:
            continue
        template = rule.cells[product]
        was = held[rule.code] if past is None else past.get(rule.code, template)
        told = (template, was, own.get(rule.code, template))
        yield Line(rule.code, rule.name_zh, rule.name_en, *told, *bounds)


def _setting(product: str, name: str, told: str) -> Decimal:
    bounds = setting_bounds(product, name)
    if bounds is None:
        raise NotSettable(name=name[:24])
    try:
        value = Decimal(told)
    except InvalidOperation:
        value = Decimal("NaN")
    whole = value.is_finite() and value == value.to_integral_value()
    if not whole or not bounds[0] <= value <= bounds[1]:
        raise OutOfBounds(name=name, value=told[:24], low=str(bounds[0]), high=str(bounds[1]))
    return value


def _same(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return set(one.split(",")) == set(other.split(","))


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"


NAMES: Mapping[str, tuple[str, str]] = {
    "offered": ("是否开办（1是0否）", "offered (1 yes, 0 no)"),
    "amount_max_cny": ("单户最高金额（元）", "highest amount, yuan"),
    "term_max": ("最长期限（月）", "longest term, months"),
    "grace_days": ("宽限期（天）", "grace days"),
    "spread_add_bp": ("本机构加点（基点）", "the entity's own margin, basis points"),
    "penalty_overdue_percent": ("逾期罚息加收（%）", "overdue penalty uplift, percent"),
}
