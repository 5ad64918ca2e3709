"""Routes of look-ups: a village's roll, a person by ID number, figures for the county screen."""

from __future__ import annotations

from typing import Any

from api_archives import lookup_contracts as c
from api_archives import routing as r
from api_archives.door import app
from nongxin.archives.search_archives import Wanted, count_villages, find_person, search_archives
from nongxin.catalog.places import villages
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.ids import county_of


@app.get("/search", returns=c.SearchView, roles=r.READERS, errors=(Missing, r.BadSearch),
         query=(*r.SEARCH_QUERY, *PAGING),
         summary="A village's households by status and grade")  # fmt: skip
def search(call: Call) -> Any:
    wanted = Wanted(*r.search_of(call))
    found = {row.household_id: row for row in search_archives(wanted, call.person, r.archiving())}
    page, cursor = call.page_of(list(found))
    return c.SearchView(archives=[c.listed(found[each]) for each in page], cursor=cursor)


@app.post("/lookups", body=c.LookupBody, returns=c.FoundView, roles=r.READERS, changes=False,
          errors=r.LOOKING_UP, summary="A person's archives, by ID number")  # fmt: skip
def look_up(call: Call, body: c.LookupBody) -> Any:
    """A body, because numbers that name people stay out of addresses and their logs.

    That somebody lives elsewhere is told, and stands on record there; where, is not.
    """
    county = body.county or call.person.county
    named, live = find_person(body.id_no, county, call.person, r.archiving())
    r.on_record(call, "lookup", *dict.fromkeys([*named, *([live] if live else [])]))
    is_ours = live is None or call.person.serves(county_of(live, "hh"))
    return c.FoundView(households=named, live=live if is_ours else "elsewhere")


@app.get("/statistics", returns=c.StatisticsView, roles=r.READERS, errors=(Missing, r.BadSearch),
         query=(*r.COUNTY_QUERY, *PAGING),
         summary="Households by status and grade, village by village")  # fmt: skip
def statistics(call: Call) -> Any:
    county = r.county_of_query(call)
    page, cursor = call.page_of(sorted(villages(county)))
    counted = count_villages(list(page), call.person, r.archiving())
    return c.StatisticsView(
        villages=[c.counted(each) for each in counted.answers],
        silent=counted.silent,
        cursor=cursor,
    )
