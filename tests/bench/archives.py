"""What archives cost: people are made, rows checked, a village captured offline comes in, sections
are refreshed, views of 360° read.

The doors run in this process over a private local cloud that holds the tables; the workers are
warm. Payloads are those of a believable population.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

from devkit.demo.cast import Cast
from devkit.people import Draft, households
from devkit.tablet import LARGEST_PACKED, batch
from nongxin.archives.checks.forms import Known
from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.checks.schema import sections
from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.farming import subsidies
from nongxin.kernel.clock import SystemClock
from tests.bench.application import bank_inside, cast_of
from tests.bench.customers import people_made, views_kept
from tests.bench.inside import Inside
from tests.bench.show import console, goal

HOUSEHOLDS, REFRESHED, CHECKED = 300, 20, 1_000
REFRESH_GOAL = 5.2
_ACCOUNT = "2724610425000000012"
_MADE_AT = "T08:00:00+08:00"

Json = dict[str, Any]


def main() -> None:
    people_made()
    check_rows()
    views_kept()
    with bank_inside(Inside) as bank:
        players = cast_of(bank)
        village = list(_village(players))
        taken = sync(bank, players, village)
        refresh(bank, players, taken[:REFRESHED], village)
        approve(bank, players, taken[:REFRESHED])


def check_rows() -> None:
    """Validations a second: every field of every section of a thousand households."""
    today = SystemClock().today()
    known = Known(today, lambda code: code in subsidies(), could_be_issued)
    head = {"household_id": "6" * 18, "entity_code": "2724", "village_code": "610425100200"}
    drafts = [
        draft.captured(_ACCOUNT, "st_610425_01JD0000000000000000000001")
        for draft in households("610425", CHECKED, today)
    ]
    for draft in drafts:
        draft["H"] = [draft["H"][0] | head]
    fields = sum(len(row) for draft in drafts for rows in draft.values() for row in rows)
    begun = time.process_time()
    for draft in drafts:
        for code, rows in draft.items():
            checked_rows(sections()[code], rows, known)
    seconds = time.process_time() - begun
    console.print(f"[bold]Checks[/] of {CHECKED:,} households, pure code")
    goal("households a second of CPU", round(CHECKED / seconds))
    goal("fields a second of CPU", round(fields / seconds))


def _village(players: Cast) -> Iterator[Draft]:
    drafts = list(households(players.county, HOUSEHOLDS, players.today))
    yield from (replace(draft, village=drafts[0].village) for draft in drafts)


def sync(bank: Inside, players: Cast, village: list[Draft]) -> list[Json]:
    """Three hundred households in one go, as a tablet sends them: packed, call after call."""
    told = [_household(draft, players) for draft in village]
    raw = sum(len(json.dumps(_sent(each), ensure_ascii=False).encode()) for each in told)
    bank.tape.calls.clear()
    walls: list[float] = []
    small, begun_cpu, taken, waiting = 0, 0.0, list[Json](), told
    written, first = 0, 0
    while waiting:
        packed, count = batch([_sent(each) for each in waiting])
        begun = time.monotonic()
        answer = players.officer.post("/archives/sync", {"device": "bench-1", "packed": packed})
        walls.append(time.monotonic() - begun)
        small += len(packed)
        taken += answer["households"]
        later = set(answer["later"])
        waiting = [w for w in waiting[:count] if w["ref"] in later] + waiting[count:]
        if bank.tape.is_on:  # units are counted on the first call, and time on the others
            written, first = _written(bank, "POST /archives/sync"), len(taken)
            bank.tape.is_on, walls, begun_cpu = False, [], time.process_time()
    cpu = time.process_time() - begun_cpu
    bank.tape.is_on = True
    refused = [t for each in taken for t in each["told"]]
    assert not refused, refused[:3]
    timed = HOUSEHOLDS - first
    console.print(f"[bold]Sync[/] of {HOUSEHOLDS} households of a village, 18 sections each")
    goal("bytes a household, as JSON", round(raw / HOUSEHOLDS))
    goal("bytes a household, on the wire", round(small / HOUSEHOLDS))
    goal("calls", 1 + len(walls), note=f"{LARGEST_PACKED:,} bytes and 8 s at most")
    goal("seconds for all; the longest call",
         f"{sum(walls) / timed * HOUSEHOLDS:.1f}; {max(walls):.1f}")  # fmt: skip
    goal("at 64 kbit/s up, minutes", f"{small * 8 / 64_000 / 60:.1f}")
    goal("CPU a household, ms", round(cpu / timed * 1000, 1), note="door, authorizer, botocore")
    goal("write units a first capture", round(written / first, 1), note="head, roll, sections")
    return taken


def refresh(bank: Inside, players: Cast, taken: list[Json], village: list[Draft]) -> None:
    """Each section of some households changed once more, one call a section."""
    units: dict[str, list[int]] = {}
    number = 1000
    for household, draft in zip(taken, village, strict=False):
        for code, rows in _household(draft, players)["rows"].items():
            number += 1
            change = _change(number, code, household["versions"][code], rows, players)
            body = {
                "device": "bench-1",
                "households": [{"household_id": household["household_id"], "changes": [change]}],
            }
            bank.tape.calls.clear()
            players.officer.post("/archives/sync", body)
            units.setdefault(code, []).append(_written(bank, "POST /archives/sync"))
    every = [each for told in units.values() for each in told]
    console.print(f"[bold]Refresh[/] of one section, {len(every)} of them")
    mean = sum(every) / len(every)
    goal("write units, mean of all sections", round(mean, 2), REFRESH_GOAL)
    told = ", ".join(f"{code} {median(each):g}" for code, each in units.items())
    goal("median by section", "", note=told)


def approve(bank: Inside, players: Cast, taken: list[Json]) -> None:
    """Submission and approval; a claim is two units a member, and none is left out."""
    submission = "POST /archives/{household_id}/submission"
    approval = "POST /archives/{household_id}/approval"
    units = {submission: 0, approval: 0}
    members = 0
    for household in taken:
        path = f"/archives/{household['household_id']}"
        members += len(_members(players, path))
        for route, person in ((submission, players.officer), (approval, players.approver)):
            bank.tape.calls.clear()
            person.post(f"{path}/{route.rpartition('/')[2]}")
            units[route] += _written(bank, route)
    count = len(taken)
    console.print(f"[bold]Steps[/] of {count} households, {members / count:.1f} members on average")
    goal("write units of a submission", round(units[submission] / count, 1))
    goal("write units of an approval, claims included", round(units[approval] / count, 1))
    goal("… of which claims of persons, 2 a member", round(2 * members / count, 1))


def _members(players: Cast, path: str) -> list[Json]:
    rows: list[Json] = players.officer.get(f"{path}/sections/M")["rows"]
    return rows


def _household(draft: Draft, players: Cast) -> Json:
    rows = draft.captured(_ACCOUNT, players.officer_id)
    moment = f"{draft.captured_on.isoformat()}{_MADE_AT}"
    changes = [_change(n, code, 0, each, players) for n, (code, each) in enumerate(rows.items(), 1)]
    return {
        "ref": f"h{draft.number}",
        "village": draft.village,
        "opened_at": moment,
        "changes": changes,
        "rows": rows,
    }


def _change(number: int, code: str, over: int, rows: Any, players: Cast) -> Json:
    moment = f"{players.today.isoformat()}T00:00:01+08:00"
    return {"number": number, "section": code, "over": over, "rows": rows, "made_at": moment}


def _sent(household: Json) -> Json:
    return {name: value for name, value in household.items() if name != "rows"}


def _written(bank: Inside, step: str) -> int:
    return sum(call.written for call in bank.tape.calls if call.step == step and not call.kept)
