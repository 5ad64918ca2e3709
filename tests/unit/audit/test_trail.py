"""R24: whoever reads personal data leaves a trace, and the trail cannot be rewritten unseen."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from nongxin.audit.check_trails import CheckingParts, check_trails
from nongxin.audit.purpose import Purpose, PurposeNeeded, PurposeNotYours, purpose_of
from nongxin.audit.record_reading import AuditParts, record_reading
from nongxin.audit.store import DynamoTrail
from nongxin.audit.trail import lanes_of
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import FixedKeys, Vault
from tests.builders.customers import LIQUAN, LUEYANG, NOON, a_principal
from tests.fakes.aws import MemoryS3
from tests.fakes.storage import MemoryStorage

TODAY, TOMORROW = date(2026, 11, 30), date(2026, 12, 1)
Row = dict[str, Any]


class Trails:
    def __init__(self) -> None:
        self.storage = MemoryStorage()
        vault = Vault(FixedKeys())
        trail = DynamoTrail(self.storage)
        self.parts = AuditParts(trail, vault, FixedClock(NOON))
        self.checking = CheckingParts(trail, vault, Evidence(MemoryS3(), "evidence", vault))

    def read(self, count: int, county: str = LIQUAN) -> None:
        for number in range(count):
            subject = f"pn_{county}_01JD00000000000000000000{number % 10:02d}"
            record_reading(subject, "view", Purpose.LOAN, a_principal(), self.parts)

    def found(self, day: date = TODAY, county: str = LIQUAN) -> list[str]:
        return [f.what for f in check_trails(county, day, self.checking)]

    def rows(self) -> Iterator[tuple[dict[Any, Row], Any]]:
        """Every stored row: its table and key."""
        for name, table in self.storage.dynamo.tables.items():
            if "audit" in name:
                yield from ((table, key) for key in list(table))


@pytest.fixture
def trails() -> Trails:
    made = Trails()
    made.read(20)
    assert made.found() == []
    return made


def test_every_flipped_byte_is_found(trails: Trails) -> None:
    tried = 0
    for table, key in trails.rows():
        for name in set(table[key]) - {"pk", "sk", "version"}:
            whole = table[key]
            ((kind, text),) = whole[name].items()
            for at in range(0, len(text), 7):
                other = "7" if text[at] != "7" else "8"
                if kind == "N" and (at == 0 and len(text) == 1 and other == text):
                    continue
                table[key] = whole | {name: {kind: text[:at] + other + text[at + 1 :]}}
                assert trails.found(), (key, name, at)
                tried += 1
            table[key] = whole
    assert tried > 300
    assert trails.found() == []


@pytest.mark.parametrize("made", ['["\\ud800"]', "[" * 9_000, "{}", "7", "", '"x"'])
def test_a_reading_that_is_none_any_more_is_found_and_named(trails: Trails, made: str) -> None:
    table, key = next((t, k) for t, k in trails.rows() if k[1].startswith("L#"))
    whole = table[key]
    table[key] = whole | {"reading": {"S": made}}
    assert trails.found() == ["changed"]
    table[key] = whole | {"reading": {"S": whole["reading"]["S"].replace(", ", ",\t", 1)}}
    assert trails.found() == ["changed"]
    table[key] = whole
    table[key[0], "L#7x"] = whole | {"sk": {"S": "L#7x"}}
    assert "lost" in trails.found()


def test_every_dropped_row_is_found(trails: Trails) -> None:
    for table, key in trails.rows():
        whole = table.pop(key)
        assert trails.found(), key
        table[key] = whole
    assert trails.found() == []


def test_a_lane_that_is_taken_away_or_rolled_back_is_found_by_its_seal(trails: Trails) -> None:
    before = {id(t): dict(t) for t, _ in trails.rows()}
    trails.read(8)
    assert trails.found() == []  # sealed
    for table in {id(t): t for t, _ in trails.rows()}.values():
        newest = dict(table)
        table.clear()
        table.update(before[id(table)])  # a true state of yesterday
        assert set(trails.found(TOMORROW)) == {"lost"}
        table.clear()
        assert set(trails.found(TOMORROW)) == {"lost"}
        table.update(newest)
    assert trails.found(TOMORROW) == []


def test_a_row_that_is_made_up_is_found(trails: Trails) -> None:
    table, key = next((t, k) for t, k in trails.rows() if k[1].startswith("L#"))
    last = max(k[1] for k in table if k[0] == key[0] and k[1].startswith("L#"))
    after = f"L#{int(last[2:]) + 1:012d}"
    table[key[0], after] = table[key] | {"sk": {"S": after}}
    assert trails.found() == []  # behind the head that was read: none of today's readings
    head = table[key[0], "HEAD"]
    table[key[0], "HEAD"] = head | {"number": {"N": str(int(last[2:]) + 1)}}
    assert {"changed", "end"} <= set(trails.found())


def test_readings_at_once_are_all_there(trails: Trails) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: trails.read(5, LUEYANG), range(8)))
    assert trails.found(county=LUEYANG) == []
    links = [link for lane in lanes_of(LUEYANG) for link in trails.parts.trail.links(lane)]
    assert len(links) == 40


def test_nothing_personal_stands_in_it(trails: Trails) -> None:
    (link, *_) = trails.parts.trail.links(lanes_of(LIQUAN)[0])
    assert (link.reading.purpose, link.reading.what, link.reading.role) == (
        "loan",
        "view",
        "officer",
    )


@pytest.mark.parametrize("text", [None, "", "curiosity", "LOAN"])
def test_no_purpose_no_reading(text: str | None) -> None:
    with pytest.raises(PurposeNeeded):
        purpose_of(text, a_principal())


def test_a_purpose_goes_with_a_role() -> None:
    assert purpose_of("loan", a_principal()) is Purpose.LOAN
    for role, text in ((Role.TELLER, "loan"), (Role.OFFICER, "audit"), (Role.AUDITOR, "service")):
        with pytest.raises(PurposeNotYours):
            purpose_of(text, a_principal(role))
