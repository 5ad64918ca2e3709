"""Where stations are: a county's map, and the nearest one with float enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api_stations.handler import handler
from nongxin.catalog.places import villages
from nongxin.kernel.privacy import Vault
from nongxin.kernel.reseal import reseal
from nongxin.kernel.tables import SEALED_CONTEXTS
from nongxin.stations.inspection import POINTS
from nongxin.stations.near import Spot, metres, nearest
from nongxin.stations.station import Place
from tests.builders.lending import COUNTY, an_officer
from tests.builders.payers import NORTH, Town
from tests.builders.stations import FLOAT_FEN, Shop, somebody
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

# 城固县城 and 汉中: some 30 km apart.
HERE, AFAR = (33_153_000, 107_334_000), (33_068_000, 107_023_000)


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def shops(town: Town, *told: dict[str, Any]) -> list[Shop]:
    """One for each, in different villages unless told."""
    names = list(villages(COUNTY))
    found = []
    for number, each in enumerate(told):
        shop = Shop(town.p, town, number=number)
        place = dict(zip(("latitude_e6", "longitude_e6"), each.pop("at", (0, 0)), strict=True))
        station = town.p.stations.get(shop.station_id)
        village = each.pop("village", names[number])
        moved = replace(station, village=village, place=Place(**place), **each)
        town.p.storage.commit(town.p.stations.save(moved, "[]"))
        found.append(shop)
    return found


def look(by: Any = None, **query: Any) -> Answer:
    asked = {name: str(value) for name, value in query.items()}
    return ask(handler, "GET", "/v1/stations/nearest", by=by or somebody(), query=asked)


def found(**query: Any) -> list[str]:
    answer = look(**query)
    assert answer.status == 200, answer.text
    return [each["station_id"] for each in answer.body["stations"]]


def test_the_same_village_then_the_same_town_then_the_rest(town: Town) -> None:
    codes = list(villages(COUNTY))
    mine = codes[0]
    same_town = next(c for c in codes[1:] if c[:9] == mine[:9])
    other = next(c for c in codes if c[:9] != mine[:9])
    far, near, own = shops(town, {"village": other}, {"village": same_town}, {"village": mine})
    expected = [each.station_id for each in (own, near, far)]
    assert found(area=mine) == expected
    assert found(area=mine[:9])[-1] == far.station_id
    assert len(found(area=COUNTY)) == 3
    assert found(area=NORTH) == []


def test_degrees_order_by_distance(town: Town) -> None:
    far, near = shops(town, {"at": AFAR}, {"at": HERE})
    told = look(area=COUNTY, latitude_e6=HERE[0] + 1_000, longitude_e6=HERE[1]).body["stations"]
    assert [each["station_id"] for each in told] == [near.station_id, far.station_id]
    assert told[0]["metres"] == 111  # a thousandth of a degree of latitude
    assert 29_000 < told[1]["metres"] < 31_500
    assert found(area=COUNTY)[0] in {near.station_id, far.station_id}


def test_only_who_is_open_now_and_has_float_enough(town: Town) -> None:
    (shop,) = shops(town, {})
    assert found(area=COUNTY, amount_fen=FLOAT_FEN) == [shop.station_id]
    assert found(area=COUNTY, amount_fen=FLOAT_FEN + 1) == []
    assert "float" not in look(area=COUNTY, amount_fen=1).text  # what it holds is not told
    shop.staff("POST", "/status", {"status": "suspended", "reason": "装修"}, key="suspend-1")
    assert found(area=COUNTY) == []
    shop.staff("POST", "/status", {"status": "open", "reason": "完工"}, key="open-0001")
    town.p.fixed.pass_time(timedelta(hours=12, minutes=1))  # after ten at night
    assert found(area=COUNTY) == []


@pytest.mark.parametrize(
    "query",
    [
        {}, {"area": "6107"}, {"area": "61072２"}, {"area": COUNTY, "latitude_e6": "33000000"},
        {"area": COUNTY, "amount_fen": "-1"}, {"area": COUNTY, "amount_fen": "1.005"},
        {"area": COUNTY, "latitude_e6": "x", "longitude_e6": "1"},
    ],
)  # fmt: skip
def test_a_place_that_is_none_is_named(town: Town, query: dict[str, str]) -> None:
    assert look(**query).body["code"] == "place-unclear"


def test_a_county_that_is_not_ours(town: Town) -> None:
    assert look(area="110101").status == 404


def test_the_map_is_geojson(town: Town) -> None:
    placed, unplaced = shops(town, {"at": HERE}, {})
    answer = ask(handler, "GET", "/v1/stations/map", by=somebody(), query={"county": COUNTY})
    assert answer.body["type"] == "FeatureCollection"
    by_id = {each["id"]: each for each in answer.body["features"]}
    point = by_id[placed.station_id]["geometry"]
    assert point == {"type": "Point", "coordinates": [107.334, 33.153]}  # longitude first
    assert by_id[unplaced.station_id]["geometry"] is None
    assert by_id[placed.station_id]["properties"]["name"] == "王家小卖部"
    stranger = an_officer(3, county=NORTH)
    query = {"county": COUNTY}
    assert ask(handler, "GET", "/v1/stations/map", by=stranger, query=query).status == 404


def test_no_distance_without_two_places() -> None:
    assert metres(Place(), Place(*HERE)) is None
    assert metres(Place(*HERE), Place(*HERE)) == 0
    assert nearest(Spot(COUNTY), []) == []


def test_reasons_and_notes_are_sealed_and_sealed_anew(town: Town) -> None:
    (shop,) = shops(town, {})
    points = dict.fromkeys(POINTS, True)
    shop.staff("POST", "/status", {"status": "suspended", "reason": "王某某挪用"}, key="suspend-1")
    note = {"points": points, "note": "李某某在场"}
    shop.staff("POST", "/inspections", note, key="inspect-1")
    stored = str(town.p.memory.items("stations"))
    assert "挪用" not in stored and "在场" not in stored
    assert shop.staff("GET", "").body["reason"] == "王某某挪用"
    assert town.p.stations.inspections(shop.station_id, 1)[0].note == "李某某在场"
    assert {"stations", "payments"} <= set(SEALED_CONTEXTS)
    vault: Vault = town.p.vault
    vault._keys.generations[COUNTY] = 2  # type: ignore[attr-defined]
    told = reseal("stations", COUNTY, None, (town.p.storage, vault), lambda: True)
    assert told.done == 2
    assert shop.staff("GET", "").body["reason"] == "王某某挪用"
