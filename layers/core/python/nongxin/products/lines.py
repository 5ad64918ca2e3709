"""A change line by line: what the template says, what held, what will hold, and the bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from nongxin.catalog.products import overridable
from nongxin.catalog.releases import Release
from nongxin.catalog.rules import rules_on, thresholds
from nongxin.products.factory import settings_of, template_settings


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
        bounds = rule.bounds(product)
        if bounds is None:
            continue
        template = rule.cells[product]
        was = held[rule.code] if past is None else past.get(rule.code, template)
        told = (template, was, own.get(rule.code, template))
        yield Line(rule.code, rule.name_zh, rule.name_en, *told, *bounds)


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
