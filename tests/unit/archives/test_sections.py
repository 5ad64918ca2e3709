"""Sections against the schema: whatever is sent, every fault is named and nothing else breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.archives.checks.faults import _SENTENCES, ArchiveFaulty, fault
from nongxin.archives.checks.forms import Known, uscc_check
from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.checks.schema import captured_sections, sections
from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.farming import subsidies
from tests.builders.archives import TODAY, a_draft, sections_of

KNOWN = Known(TODAY, lambda code: code in subsidies(), could_be_issued)
GOOD = sections_of(a_draft())
HEAD = {"household_id": "6" * 18, "entity_code": "2724", "village_code": "610425100200"}
GOOD["H"] = [row | HEAD for row in GOOD["H"]]
GOOD["N"] = [{"entity_kind": "4", "role": "1", "name": "种植大户"}]
GOOD["V"] = [{"species": "05", "stock": 4}]
FIELDS = [(s.code, f) for s in captured_sections() for f in s.fields.values()]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=130),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def faults(section: str, *rows: dict[str, Any]) -> dict[str, str]:
    """at -> code of every fault."""
    try:
        checked_rows(sections()[section], rows, KNOWN)
    except ArchiveFaulty as refused:
        return {f["at"]: f["code"] for f in refused.facts["faults"]}
    return {}


def with_(section: str, **changed: Any) -> dict[str, Any]:
    return GOOD[section][0] | changed


@pytest.mark.parametrize("section", [s.code for s in captured_sections()])
def test_good_rows_pass(section: str) -> None:
    assert faults(section, *GOOD[section]) == {}


def test_the_schema_is_whole() -> None:
    assert len(sections()) == 19
    assert sum(len(s.fields) for s in sections().values()) == 158
    for _, field in FIELDS:
        assert field.codes if field.kind == "code" else not field.codes
        assert field.when if field.required == "C" else not field.when


@given(st.sampled_from(FIELDS), ANYTHING)
@settings(max_examples=500, deadline=None)
def test_any_value_in_any_field_is_taken_or_named(where: tuple[str, Any], value: Any) -> None:
    section, field = where
    found = faults(section, with_(section, **{field.name: value}))
    assert all(at.startswith(f"{section}.1.") for at in found)
    taken = value is None or (isinstance(value, str) and not value.strip())
    if not found and not taken and not isinstance(value, str):
        assert field.kind in ("int", "bool", "geojson")


@given(st.sampled_from(FIELDS))
@settings(max_examples=150, deadline=None)
def test_a_missing_field_is_named_where_it_is_needed(where: tuple[str, Any]) -> None:
    section, field = where
    row = {name: v for name, v in GOOD[section][0].items() if name != field.name}
    found = faults(section, row)
    assert found == ({f"{section}.1.{field.name}": "required"} if field.needed(row) else {})


@pytest.mark.parametrize(
    ("section", "name", "value", "code"),
    [
        ("M", "id_no", "610425198103040001", "id-number"),
        ("M", "name", "Wang", "name"),
        ("M", "mobile", "12812345678", "mobile"),
        ("M", "gender", "2", "differs-from-id"),
        ("M", "birth_date", "1981-03-05", "differs-from-id"),
        ("M", "bank_card", "6212345678901234", "check-digit"),
        ("M", "monthly_wage", 12.5, "not-a-decimal"),
        ("M", "monthly_wage", "50000.01", "out-of-range"),
        ("M", "member_no", 31, "out-of-range"),
        ("M", "member_no", True, "not-an-integer"),
        ("G", "area_mu", "1.234", "too-many-digits"),
        ("G", "area_mu", "1e3", "not-a-decimal"),
        ("G", "area_mu", "１.5", "not-a-decimal"),
        ("G", "land_class", "999", "not-a-code"),
        ("G", "land_class", ["011"], "not-a-code"),
        ("H", "address", "村<script>东头", "forbidden-character"),
        ("H", "address", "一组\u202e二号院", "forbidden-character"),
        ("H", "address", "一组", "too-short"),
        ("H", "address", "院" * 121, "too-long"),
        ("H", "lng", "120.5", "out-of-range"),
        ("X", "buy_date", "2026-11-26", "in-the-future"),
        ("X", "buy_date", "2026-02-30", "not-a-date"),
        ("X", "large_flag", "yes", "not-a-bool"),
        ("X", "large_flag", False, "large-flag"),
        ("X", "net_value", "99999.00", "above-price"),
        ("I", "cost", "99999.00", "cost-above-income"),
        ("I", "year", 2027, "in-the-future"),
        ("S", "item_code", "SBZ99", "not-a-subsidy"),
        ("W", "file_id", "abc", "not-a-file"),
        ("W", "shot_gps", {"lng": "10", "lat": "34"}, "not-a-point"),
        ("G", "polygon", {"type": "Polygon", "coordinates": [[[108.1, 34.5]]]}, "not-a-polygon"),
        ("K", "signed_at", "2026-11-25T09:00:00", "not-a-time"),
        ("P", "reviewer_count", 4, "out-of-range"),
        ("R", "surprise", "1", "unknown-field"),
    ],
)
def test_each_fault_has_its_name(section: str, name: str, value: Any, code: str) -> None:
    assert faults(section, with_(section, **{name: value})) == {f"{section}.1.{name}": code}


def test_every_fault_of_a_section_is_told_at_once() -> None:
    bad = {"area_mu": "0", "tenure": "2", "lease_from": "2026-01-01", "lease_to": "2025-01-01"}
    found = faults("G", with_("G", **bad), {"parcel_no": 1})
    assert found["G.1.area_mu"] == "out-of-range"
    assert found["G.1.rent_per_mu"] == "required"
    assert found["G.2.land_class"] == "required"
    assert found["G.2.parcel_no"] == "not-unique"


def test_dates_of_a_lease_are_in_order() -> None:
    lease = {
        "tenure": "2",
        "lease_from": "2026-01-01",
        "lease_to": "2025-01-01",
        "rent_per_mu": "1",
    }
    assert faults("G", with_("G", **lease)) == {"G.1.lease_from": "from-after-to"}


def test_a_polygon_is_a_closed_ring_in_shaanxi() -> None:
    ring = [[108.1, 34.5], [108.101, 34.5], [108.101, 34.501], [108.1, 34.5]]
    good = {"type": "Polygon", "coordinates": [ring]}
    assert faults("G", with_("G", polygon=good, area_mu="7.65")) == {}
    open_ring = good | {"coordinates": [ring[:-1]]}
    assert faults("G", with_("G", polygon=open_ring)) == {"G.1.polygon": "not-a-polygon"}


def test_rows_are_counted() -> None:
    assert faults("M") == {"M": "too-few-rows"}
    assert faults("H", GOOD["H"][0], GOOD["H"][0])["H"] == "too-many-rows"
    assert faults("G") == {}


def test_a_conditional_field_is_needed_only_where_it_applies() -> None:
    assert faults("H", with_("H", household_type="03")) == {
        "H.1.poverty_cause": "required",
        "H.1.poverty_card_no": "required",
    }
    digits = "93610425MA6XY1234"
    farm = {"entity_kind": "2", "role": "1", "name": "果业合作社"}
    assert faults("N", farm) == {"N.1.uscc": "required"}
    assert faults("N", farm | {"uscc": digits + uscc_check(digits)}) == {}


def test_texts_are_trimmed_and_empty_ones_are_absent() -> None:
    rows = checked_rows(
        sections()["M"], [with_("M", name=f" {GOOD['M'][0]['name']} ", bank_card="")], KNOWN
    )
    assert rows[0]["name"] == GOOD["M"][0]["name"]
    assert "bank_card" not in rows[0]


def test_a_fault_never_repeats_what_was_sent() -> None:
    sent = "13800000000机密"
    with pytest.raises(ArchiveFaulty) as refused:
        checked_rows(sections()["M"], [with_("M", mobile=sent, name=sent)], KNOWN)
    assert sent not in repr(refused.value.facts)


def test_every_sentence_can_be_told() -> None:
    facts = dict.fromkeys(("low", "high", "digits", "places", "wanted", "years"), 1)
    for code in _SENTENCES:
        told = fault("M.1.x", code, **facts).told()
        assert "{" not in told["zh"] + told["en"]
