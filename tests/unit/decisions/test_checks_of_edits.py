"""A risk officer's edits that every cell allows and the whole forbids: told by file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from nongxin.decisions.checks import check_catalog
from nongxin.decisions.table_checks import Finding
from tests.fixtures.catalog import Edited

TODAY = date(2026, 11, 25)
R, T, G = "rules.csv", "rule_tunings.csv", "grades.csv"
P, M, B = "price_grid.csv", "limit_matrix.csv", "score_bands.csv"
NEVER = {"code": "FRD004"}
TUNED = {"entity": "2766", "code": "DEB001"}
BIN = {"card": "M1", "variable": "labour_count", "when": "1"}
HARMLESS_NOTE = "no possible value fires it"

# An edit answers the line that must be named; then words of the complaint.
Edit = Callable[[Edited], int]
EDITS: dict[str, tuple[str, Edit, str]] = {
    "a flag compared with 2": (R, lambda c: c.change(R, {"code": "BLK003"}, YND="2"), "a flag"),
    "a word for a number": (R, lambda c: c.change(R, {"code": "DEB001"}, YND="sixty"), "no number"),
    "a full-width threshold": (R, lambda c: c.change(R, {"code": "DEB001"}, YND="６０"), "number"),
    "a code nobody knows": (R, lambda c: _unknown_code(c), "not all codes"),
    "an operator misplaced": (R, lambda c: c.change(R, {"code": "ADM013"}, op="<"), "operator"),
    "an operator that is none": (R, lambda c: c.change(R, {"code": "DEB001"}, op="=="), "op is"),
    "an action that is none": (
        R, lambda c: c.change(R, {"code": "DEB001"}, action="ASK"), "action"),
    "a unit that does not fit": (R, lambda c: c.change(R, {"code": "DEB001"}, unit="wan"), "unit"),
    "a kind that is none": (R, lambda c: c.change(R, {"code": "DEB001"}, kind="may"), "kind is"),
    "an unknown variable": (
        R, lambda c: c.change(R, {"code": "DEB001"}, variable="debt"), "there is no fact debt"),
    "an unknown family": (R, lambda c: c.change(R, {"code": "DEB001"}, family="DEP"), "family DEP"),
    "a row that refuses all": (
        R, lambda c: c.change(R, {"code": "ADM001"}, YND="70") + 1, "every value of age"),
    "a row never reached": (
        R, lambda c: c.add(R, {"code": "ADM002"}, code="ADM099", YND="65", FPD="", ESD="", DSD="",
                           XFD=""), "ADM002 fires wherever it does"),
    "a rule twice at once": (
        R, lambda c: c.add(R, {"code": "ADM002"}, version="2", valid_from="2026-01-01"),
        "says again"),
    "a rule that ended": (
        R, lambda c: c.change(R, {"code": "DEC001"}, valid_to="2026-01-01") * 0 + 1,
        "there is no rule DEC001"),
    "prices out of order": (
        R, lambda c: c.change(R, {"code": "PRC003"}, YND="600") + 1, "below PRC003"),
    "refused above approved": (
        R, lambda c: c.change(R, {"code": "DEC002"}, YND="700") - 1, "below DEC002"),
    "ceilings out of order": (
        R, lambda c: c.change(R, {"code": "DEC004"}, XFD="1"), "below DEC003"),
    "a reason naming another": (
        R, lambda c: c.change(R, {"code": "DEB001"}, reason_en="Over {limit}"), "{value}"),
    "a broken reason": (
        R, lambda c: c.change(R, {"code": "DEB001"}, reason_zh="超过{threshold"), "{value}"),
    "a reason that looks inside": (
        R, lambda c: c.change(R, {"code": "DEB001"}, reason_en="Over {value.real}"), "{value}"),
    "a reason with a format": (
        R, lambda c: c.change(R, {"code": "DEB001"}, reason_en="Over {value:>9}"), "{value}"),
    "an application that pays": (
        R, lambda c: c.change(R, {"code": "DEB001"}, action="PAY"), "no action of DEB"),
    "a loan that is refused": (
        R, lambda c: c.change(R, {"code": "WRN001"}, action="REJECT"), "no action of WRN"),
    "a test that is a parameter": (
        R, lambda c: c.change(R, {"code": "DEB001"}, kind="param"), "nobody reads it"),
    "a parameter that is a test": (
        R, lambda c: c.change(R, {"code": "LIM003"}, kind="must", variable="net_income"),
        "nobody tests it"),
    "a rule that ends without another": (
        R, lambda c: c.change(R, {"code": "DEC001"}, valid_to="2027-06-30") * 0 + 1,
        "there is no rule DEC001 on 2027-07-01"),
    "a range that is none": (R, lambda c: c.change(R, {"code": "DEB001"}, tune="0.8-1"), "tune"),
    "a range upside down": (R, lambda c: c.change(R, {"code": "DEB001"}, tune="1..0.8"), "tune"),
    "a tuning out of range": (T, lambda c: c.change(T, TUNED, value="90"), "outside"),
    "a tuning outside what is in force": (T, lambda c: _widened(c), "90 is outside 30..60"),
    "a tuning outside what comes": (T, lambda c: _narrowed(c), "50 is outside 20..40"),
    "a tuning of nothing": (
        T, lambda c: c.change(T, TUNED, product="ESD", code="CRS010"), "no rule"),
    "a tuning that is fixed": (
        T, lambda c: c.change(T, TUNED, code="ADM001", value="18"), "may not be tuned"),
    "a tuning twice at once": (
        T, lambda c: c.add(T, TUNED, valid_from="2025-01-01"), "says again"),
    "an entity nobody knows": (T, lambda c: c.change(T, TUNED, entity="2999"), "there is no 2999"),
    "grades that rise": (
        G, lambda c: c.change(G, {"product": "YND", "grade": "B"}, score_from="690"), "below A"),
    "grades alike": (
        G, lambda c: c.change(G, {"product": "YND", "grade": "B"}, score_from="680"), "below A"),
    "grades that end early": (
        G, lambda c: c.change(G, {"product": "YND", "grade": "D"}, score_from="10"), "at 0"),
    "a gap in prices": (
        P, lambda c: c.change(P, {"product": "YND", "grade": "A", "term_from": "7"}, term_from="8"),
        "gap before"),
    "prices that overlap": (
        P, lambda c: c.change(P, {"product": "YND", "grade": "A", "term_from": "7"}, term_from="5"),
        "overlaps"),
    "a price by no rule": (
        P, lambda c: c.change(P, {"product": "YND", "grade": "A"}, spread_rule="PRC099"),
        "there is no PRC099"),
    "a grade nobody has": (
        P, lambda c: c.add(P, {"product": "YND", "grade": "A"}, grade="E"), "no grade E"),
    "a share above all": (
        M, lambda c: c.change(M, {"product": "YND", "band": "1"}, cap_percent="101"), "percent"),
    "a share that rises": (
        M, lambda c: c.change(M, {"product": "YND", "band": "3", "village_grade": "A"},
                              cap_percent="100"), "larger share"),
    "a worse village with more": (
        M, lambda c: c.change(M, {"product": "YND", "band": "1", "village_grade": "C"},
                              cap_percent="90"), "worse village grade"),
    "a band too many": (
        M, lambda c: c.add(M, {"product": "YND", "band": "6", "village_grade": "A"}, band="7"),
        "bands are not"),
    "bands with a gap": (
        B, lambda c: c.change(B, {"card": "M1", "band": "2"}, score_to="700"), "gap or overlap"),
    "a bin with a gap": (
        "score_bins.csv", lambda c: c.change("score_bins.csv", BIN, when="7") * 0, "bin"),
    "points beyond the card": (
        "scorecards.csv", lambda c: c.change("score_bins.csv", BIN, points="9999") * 0,
        "bins reach"),
    "a card of an unknown fact": (
        "card_inputs.csv",
        lambda c: c.change("card_inputs.csv", {"variable": "labour_count"}, facts="workers"),
        "there is no workers"),
    "a challenger above 100 %": (
        "challengers.csv",
        lambda c: _challengers(c, "60", "50"), "1 to 100 together"),
    "a challenger on another scale": (
        "challengers.csv", lambda c: _challengers(c, "10") - 1, "not on the scale of M1"),
    "a card against itself": (
        "challengers.csv", lambda c: _challengers(c, "10", to=("M1",)) - 1, "challenge itself"),
    "a product scored by fraud": (
        "products.csv", lambda c: c.change("products.csv", {"code": "YND"}, card="M8"),
        "are bad ones"),
    "a guarantee nobody takes": (
        "products.csv", lambda c: c.change("products.csv", {"code": "FPD"}, guarantees="credt"),
        "credt is not one of"),
    "an order that leaves fees out": (
        "products.csv",
        lambda c: c.change("products.csv", {"code": "FPD"},
                           repay_order="compound penalty interest principal"), "each once"),
    "an amount above the law": (
        "products.csv",
        lambda c: c.change("products.csv", {"code": "XFD"}, legal_max_cny="1"), "legal maximum"),
    "an override out of bounds": (
        "overrides.csv",
        lambda c: c.change("overrides.csv", {"field": "amount_max_cny"}, value="900000"),
        "outside"),
    "a term without a method": (
        "product_methods.csv",
        lambda c: c.change("product_methods.csv", {"product": "YND"}, term_min="40") * 0,
        "below term_min"),
    "a method that is none": (
        "product_methods.csv",
        lambda c: c.change("product_methods.csv", {"product": "YND"}, method="barter"),
        "not one of"),
    "no purpose left": (
        "product_purposes.csv",
        lambda c: c.drop("product_purposes.csv", {"product": "FPD"}) * 0, "has no purpose"),
    "steps with a gap": (
        "collection.csv", lambda c: _collection(c), "leaves a gap"),
    "a later row that is wrong": (R, lambda c: _tomorrow(c), "below PRC003"),
}  # fmt: skip


def _successor(c: Edited, **cells: str) -> None:
    c.change(R, {"code": "DEB001"}, valid_to="2027-12-31")
    c.add(R, {"code": "DEB001"}, valid_from="2028-01-01", valid_to="", version="2", **cells)


def _widened(c: Edited) -> int:
    _successor(c, YND="100")
    return c.change(T, TUNED, value="90")


def _narrowed(c: Edited) -> int:
    _successor(c, YND="40")
    return c.change(T, TUNED, evidence="as it was")


def _unknown_code(c: Edited) -> int:
    c.drop(T, {"code": "ADM013"})
    return c.change(R, {"code": "ADM013"}, YND="A,E")


def _challengers(c: Edited, *shares: str, to: tuple[str, ...] = ("M2", "M3")) -> int:
    columns, _ = c.table("challengers.csv")
    rows = [
        {"champion": "M1", "challenger": other, "share_percent": share, "valid_from": "2026-01-01",
         "valid_to": "", "evidence": ""}
        for other, share in zip(to, shares, strict=False)
    ]  # fmt: skip
    c.write("challengers.csv", columns, rows)
    return 3


def _collection(c: Edited) -> int:
    columns, rows = c.table("collection.csv")
    for row in rows:
        row["dpd_from"] = "9" if row["dpd_from"] == "8" else row["dpd_from"]
    c.write("collection.csv", columns, rows)
    return 2 + next(i for i, r in enumerate(rows) if r["dpd_from"] == "9")


def _tomorrow(c: Edited) -> int:
    c.change(R, {"code": "PRC004"}, valid_to="2027-12-31")
    return c.add(R, {"code": "PRC004"}, YND="1", valid_from="2028-01-01", valid_to="", version="2")


def _errors() -> list[Finding]:
    return [f for f in check_catalog(TODAY) if f.is_error]


@pytest.mark.parametrize("edit", EDITS)
def test_it_is_told_by_file_and_line(tmp_path: Path, edit: str) -> None:
    file, change, why = EDITS[edit]
    catalog = Edited(tmp_path)
    line = change(catalog)
    with catalog.in_force():
        found = _errors()
    assert any(f.file == file and line in (0, f.line) and why in f.why for f in found), found


def test_a_copy_without_an_edit_is_sound(tmp_path: Path) -> None:
    with Edited(tmp_path).in_force():
        assert _errors() == []


def test_a_rule_that_holds_no_more_is_noted(tmp_path: Path) -> None:
    catalog = Edited(tmp_path)
    line = catalog.change(R, {"code": "ADM001"}, valid_to="2027-06-30")
    with catalog.in_force():
        (note,) = [f for f in check_catalog(TODAY) if "no version follows" in f.why]
    assert (note.line, note.is_error) == (line, False)
    assert "until 2027-06-30" in note.why
