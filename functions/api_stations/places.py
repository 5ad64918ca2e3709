"""Routes that tell where stations are: a county's map, and the nearest ones."""

from __future__ import annotations

import re
from typing import Any

from api_stations.contracts import MapView, NearList
from api_stations.door import PEOPLE, app, county_in_reach
from api_stations.views import feature_view, near_view
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import Query
from nongxin.parts import parts
from nongxin.stations.find_stations import find_stations
from nongxin.stations.near import Spot, WhereUnclear
from nongxin.stations.station import Place

COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "GB/T 2260", required=True)
AREA = Query("area", {"type": "string", "pattern": "^([0-9]{6}|[0-9]{9}|[0-9]{12})$"},
             "the code of a county, town or village", required=True)  # fmt: skip
AMOUNT = Query("amount_fen", {"type": "integer", "minimum": 0}, "the float that is needed")
LATITUDE = Query("latitude_e6", {"type": "integer"}, "1/1,000,000 degree; with the longitude")
LONGITUDE = Query("longitude_e6", {"type": "integer"}, "1/1,000,000 degree; with the latitude")
_WHOLE = re.compile(r"-?[0-9]{1,11}")


@app.get("/map", returns=MapView, roles=PEOPLE, query=(COUNTY,), errors=(Missing,),
         summary="The stations of a county as GeoJSON")  # fmt: skip
def county_map(call: Call) -> Any:
    county = county_in_reach(call)
    return MapView(features=list(map(feature_view, parts().stations.of_county(county))))


@app.get("/nearest", returns=NearList, roles=PEOPLE,
         query=(AREA, AMOUNT, LATITUDE, LONGITUDE), errors=(Missing, WhereUnclear),
         summary="The nearest stations that are open and have float enough")  # fmt: skip
def nearest(call: Call) -> Any:
    spot = Spot(call.query.get("area", ""), _place(call))
    amount_fen = _whole(call, "amount_fen") or 0
    if amount_fen < 0:
        raise WhereUnclear()
    found = find_stations(spot, amount_fen, parts().station_parts)
    return NearList(stations=list(map(near_view, found)))


def _place(call: Call) -> Place:
    latitude, longitude = _whole(call, "latitude_e6"), _whole(call, "longitude_e6")
    if (latitude is None) != (longitude is None):
        raise WhereUnclear()
    return Place(latitude or 0, longitude or 0)


def _whole(call: Call, name: str) -> int | None:
    text = call.query.get(name)
    if text is None:
        return None
    if not _WHOLE.fullmatch(text):
        raise WhereUnclear()
    return int(text)
