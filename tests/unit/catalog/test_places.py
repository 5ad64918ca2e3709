from __future__ import annotations

from datetime import date

import pytest

from nongxin.catalog import places
from nongxin.catalog.reading import CatalogError

TODAY = date(2026, 11, 25)


def test_the_province_has_107_counties_and_94_entities() -> None:
    assert len(places.counties(TODAY)) == 107
    assert len(places.entities(TODAY)) == 94


def test_every_county_belongs_to_one_entity_in_force() -> None:
    in_force = {e.code for e in places.entities(TODAY)}
    assert {places.entity_of(c.code, TODAY) for c in places.counties(TODAY)} == in_force


def test_a_renamed_county_ends_and_names_its_successor() -> None:
    old = places.county("610928")
    assert old is not None
    assert (old.name_zh, old.successor) == ("旬阳县", "610981")
    assert places.entity_of("610928", date(2018, 1, 1)) == places.entity_of("610981", TODAY)
    assert places.entity_of("610928", TODAY) is None
    assert "610928" not in {c.code for c in places.counties(TODAY)}
    assert "610928" in {c.code for c in places.counties(date(2018, 1, 1))}


def test_unknown_places_are_none() -> None:
    assert places.county("000000") is None
    assert places.entity("0000") is None
    assert places.entity_of("000000", TODAY) is None


def test_an_entity_may_hold_several_counties() -> None:
    assert len(places.counties_of("2701", TODAY)) == 13
    assert places.counties_of("2758", TODAY) == ("610722",)


@pytest.mark.parametrize(("layout", "shards"), [("two", 2), ("city", 10)])
def test_a_layout_places_every_county(layout: str, shards: int) -> None:
    placed = places.shard_map(layout)
    assert set(placed) == {c.code for c in places.counties(TODAY)}
    assert len(set(placed.values())) == shards


def test_the_south_is_hanzhong_ankang_shangluo() -> None:
    placed = places.shard_map("two")
    south = {places.every_county()[c].prefecture for c, s in placed.items() if s == "south"}
    assert south == {"610700", "610900", "611000"}


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(CatalogError):
        places.shard_map("seven")


def test_villages_and_towns_are_read_by_county() -> None:
    villages = places.villages("610722")
    towns = {t.code for t in places.towns("610722")}
    assert len(villages) > 100
    assert {v.town for v in villages.values()} <= towns
    assert {v.county for v in villages.values()} == {"610722"}
    assert places.villages("000000") == {}


def test_old_codes_are_known_for_id_numbers() -> None:
    (huxian,) = places.former_codes()["610125"]
    assert (huxian.name, huxian.to_year) == ("户县", 2016)
