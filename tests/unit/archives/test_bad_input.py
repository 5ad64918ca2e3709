"""Bad input, made from the schema itself: every one of the 158 fields against every way that fits
its kind. What comes back is the field's own place and a stable code, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from nongxin.archives.checks.faults import ArchiveFaulty
from nongxin.archives.checks.schema import KEPT_BY_SYSTEM, FieldSpec, sections
from nongxin.archives.refusals import SectionKept
from tests.builders.archives import ArchivesWorld
from tests.unit.archives.test_sections import GOOD, faults

MARKUP = "<img src=x onerror=alert(1)>"
FIELDS = [(s.code, f) for s in sections().values() for f in s.fields.values()]
CAPTURED = [(code, f) for code, f in FIELDS if code not in KEPT_BY_SYSTEM]
_BADLY_TYPED: dict[str, list[Any]] = {
    "text": [7, True, ["x"], {"x": 1}],
    "code": [7, True, ["1"]],
    "int": ["7", True, 1.5, [1]],
    "decimal": [7, 1.5, "1e3", "１.5", "NaN", "1,000"],
    "date": [20260101, "01.02.2026", "2026-2-1", "2026-02-30"],
    "datetime": [1, "2026-01-01", "2026-01-01T10:00:00", "2026-13-01T10:00:00+08:00"],
    "bool": [1, "true", "是"],
    "image": [1, "abc", "G" * 64],
    "geojson": ["x", [], {"type": "Point"}, {"type": "Polygon", "coordinates": [[]]}],
    "point": ["108,34", {"lng": 108.1, "lat": 34.1}, {"lng": "108.1"}],
}


def _bad(field: FieldSpec) -> Iterator[Any]:
    yield from _BADLY_TYPED[field.kind]
    yield MARKUP
    yield '=HYPERLINK("http://example.com","点")'
    yield "9" * 5_000
    if field.kind == "code":
        yield from ("zz", "", "-1") if field.required == "M" else ("zz", "-1")
    if field.length:
        yield "永" * (field.length + 1)
    for bound, step in ((field.low, -1), (field.high, 1)):
        if bound is not None:
            beyond = bound + step
            yield int(beyond) if field.kind == "int" else str(beyond)
    if field.digits:
        yield "0." + "1" * (field.places + 1)
        yield "1" * (field.digits - field.places + 1)


BAD = [(code, field, value) for code, field in CAPTURED for value in _bad(field)]


def test_every_field_is_asked() -> None:
    assert len(FIELDS) == 158
    assert {(code, f.name) for code, f, _ in BAD} == {(code, f.name) for code, f in CAPTURED}
    assert len(BAD) > 1_000


@pytest.mark.parametrize("section", sorted({code for code, _, _ in BAD}))
def test_bad_input_is_named_by_section_field_and_code(section: str) -> None:
    for code, field, value in BAD:
        if code != section:
            continue
        found = faults(section, GOOD[section][0] | {field.name: value})
        at = f"{section}.1.{field.name}"
        assert at in found, (at, value)
        assert set(found) == {at} or field.name in _conditions(section), (found, value)
        assert found[at] != "unknown-field"


def _conditions(section: str) -> set[str]:
    """Fields on which others depend: a bad one may leave its followers without their reason."""
    return {name for f in sections()[section].fields.values() for name in f.when}


@pytest.mark.parametrize("code", sorted(KEPT_BY_SYSTEM))
def test_what_the_system_keeps_is_refused_whole(code: str) -> None:
    world = ArchivesWorld()
    household_id = world.open()
    before = world.storage.items("archives")
    with pytest.raises(SectionKept):
        world.put(household_id, code, [dict.fromkeys(sections()[code].fields, MARKUP)])
    assert world.storage.items("archives") == before


def test_a_refused_section_changes_nothing() -> None:
    world = ArchivesWorld()
    household_id = world.captured()
    before = world.storage.items("archives")
    for code, field, value in BAD[::37]:
        with pytest.raises(ArchiveFaulty) as refused:
            world.put(household_id, code, [GOOD[code][0] | {field.name: value}])
        assert MARKUP not in repr(refused.value.facts)
    assert world.storage.items("archives") == before


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        ({2: {"relation": "02", "mobile": "13800000000"}}, "M.2.relation", "two-heads"),
        ({3: {"relation": "10"}}, "M.3.marital", "married-too-young"),
        ({3: {"marital": "20"}}, "M.3.marital", "married-too-young"),
        ({3: {"labour_ability": "1"}}, "M.3.labour_ability", "labour-too-young"),
        ({3: {"relation": "50"}}, "M.3.birth_date", "age-against-relation"),
        ({2: {"relation": "30"}}, "M.2.birth_date", "age-against-relation"),
        ({3: {"relation": "40"}}, None, ""),
        ({2: {"relation": "60"}}, "M.2.birth_date", "age-against-relation"),
    ],
)
def test_ages_against_relations(changes: dict[int, Any], at: str | None, code: str) -> None:
    rows = [m | changes.get(m["member_no"], {}) for m in GOOD["M"]]
    assert faults("M", *rows) == ({at: code} if at else {})


def test_land_against_the_contract() -> None:
    own = GOOD["G"][0]
    lease = {"lease_from": "2026-01-01", "lease_to": "2027-01-01", "rent_per_mu": "300"}
    more = str(Decimal(own["area_mu"]) + 1)
    out = own | lease | {"parcel_no": 9, "tenure": "3", "area_mu": more}
    assert faults("G", own, out) == {"G.2.area_mu": "leased-out-above-contract"}
    assert faults("G", own, out | {"area_mu": own["area_mu"]}) == {}


def test_a_boundary_encloses_what_is_stated() -> None:
    # 0.001° by 0.001° at 34.5° north: 111.2 m by about 91.7 m, 15.3 mu.
    ring = [[108.1, 34.5], [108.101, 34.5], [108.101, 34.501], [108.1, 34.501], [108.1, 34.5]]
    parcel = GOOD["G"][0] | {"polygon": {"type": "Polygon", "coordinates": [ring]}}
    assert faults("G", parcel | {"area_mu": "15.30"}) == {}
    assert faults("G", parcel | {"area_mu": "19.00"}) == {"G.1.polygon": "polygon-against-area"}


@pytest.mark.parametrize(
    ("section", "changed", "at", "code"),
    [
        ("P", {"veto": "1", "village_grade": "A"}, "village_grade", "veto-grade"),
        ("K", {"valid_to": "2020-01-01"}, "valid_to", "before-signing"),
        ("K", {"withdrawn_at": "2020-01-01T00:00:00Z"}, "withdrawn_at", "before-signing"),
        ("X", {"buy_date": "2001-01-01"}, "net_value", "net-value-differs"),
        ("I", {"year": 2022}, "year", "too-old"),
    ],
)
def test_fields_against_each_other(
    section: str, changed: dict[str, Any], at: str, code: str
) -> None:
    assert faults(section, GOOD[section][0] | changed) == {f"{section}.1.{at}": code}
