from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nongxin.catalog.rules import rules_on
from nongxin.decisions.checks import check_catalog, check_rules
from nongxin.decisions.rules import Rule, typed_rule

TODAY = date(2026, 11, 25)


def _rule(source: str, cell: str, **changed: Any) -> Rule:
    row = next(r for r in rules_on(TODAY) if r.code == source)
    return typed_rule(row._replace(**changed), cell)


def test_the_shipped_catalogue_is_sound() -> None:
    found = check_catalog(TODAY)
    assert [f for f in found if f.is_error] == []
    # FPD asks phones to be 0 months old or more: the file's way of not asking.
    assert [f.why for f in found] == ["FRD004 FPD: no possible value fires it"]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([_rule("ADM001", "70"), _rule("ADM002", "60")], "every value of age is refused"),
        ([_rule("ADM001", "18"), _rule("ADM002", "60")], None),
        ([_rule("CRB007", "4"), _rule("CRB007", "6", code="X")], "CRB007 fires wherever"),
        ([_rule("DEB001", "60"), _rule("DEB001", "50", action="REJECT")], "fires wherever"),
        ([_rule("DEB001", "50"), _rule("DEB001", "60", action="REJECT")], None),
        ([_rule("ADM013", "A,B,C,D")], "no possible value fires it"),
        ([_rule("ADM013", "A"), _rule("ADM013", "A,B", code="X")], "fires wherever"),
        ([_rule("BLK003", "0"), _rule("BLK003", "1", code="X")], "every value"),
    ],
)
def test_rules_that_cannot_be_meant_so(rules: list[Rule], why: str | None) -> None:
    found = list(check_rules("YND", rules))
    if why is None:
        assert found == []
    else:
        assert any(why in f.why for f in found)
        assert all((f.file, f.line > 1) == ("rules.csv", True) for f in found)
