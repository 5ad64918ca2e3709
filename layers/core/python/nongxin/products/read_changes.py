"""Read what an entity may set, and a change beside what it replaces."""

from __future__ import annotations

from datetime import date

from nongxin.catalog.releases import Release, release_on
from nongxin.kernel.identity import Principal
from nongxin.products.change import Change, State, must_manage
from nongxin.products.factory import own_version, template_of
from nongxin.products.lines import Line, diff
from nongxin.products.ports import FactoryParts


def settings_in_reach(code: str, product: str, on: date, by: Principal) -> tuple[int, list[Line]]:
    """The version in force and every settable value (the clone of the template).

    Raises Missing or ProductUnknown.
    """
    must_manage(by, code)
    template_of(product, on)
    held = release_on(product, code, on)
    lines = diff(held._replace(valid_from=on) if held else Release(code, product, 0, on, (), ()))
    shown = [line._replace(after=line.before) for line in lines]
    return own_version(product, code, on), shown


def change_with_lines(
    code: str, change_id: str, by: Principal, parts: FactoryParts
) -> tuple[Change, list[Line]]:
    """Raises Missing."""
    must_manage(by, code)
    change = parts.changes.get(code, change_id)
    before = None
    if change.state is State.RELEASED:
        earlier = [
            r
            for r in parts.changes.releases(code)
            if r.product == change.release.product and r.version < change.release.version
        ]
        before = max(earlier, key=lambda r: r.version, default=None)
    return change, diff(change.release, before)
