"""Seals of days: vouchers, proofs, and every change of a sealed row found (R24, R26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nongxin.kernel.records import put
from nongxin.ledger.day_book import day_book, read_line
from nongxin.ledger.day_store import SealRecord
from nongxin.ledger.merkle import climbs, leaf
from nongxin.ledger.trial import BooksBroken
from nongxin.ledger.verify_day import kept_lines, proof_of
from tests.builders.books import (
    TODAY,
    LedgerWorld,
    Move,
    key_of,
)
from tests.builders.days import ENTITY, Closing
from tests.fakes.storage import MemoryStorage

DAY = timedelta(days=1)
OTHER = "2724"


@pytest.fixture
def world() -> LedgerWorld:
    return LedgerWorld(MemoryStorage())


@pytest.fixture
def closing(world: LedgerWorld) -> Closing:
    closing = Closing(world)
    closing.open(TODAY, ENTITY, OTHER)
    for number in range(4):
        world.open(number)
    world.move(Move(None, 0, 1_000), "in")
    world.move(Move(0, 1, 300), "over to another entity")
    return closing


def test_vouchers_are_numbered_without_a_gap(world: LedgerWorld, closing: Closing) -> None:
    world.hold(0, 1, "hold")
    world.clock.pass_time(timedelta(minutes=1))
    world.move(Move(0, None, 1), "out")
    seal = closing.close(TODAY)
    kept = kept_lines(ENTITY, seal, closing.evidence)
    numbers = {number: line.journal for number, line in kept if number}
    assert sorted(numbers) == [1, 2, 3]
    assert numbers[3] == key_of("out").digest
    assert {line.side for number, line in kept if not number} == {"open", "hold"}


def test_a_line_is_proved_by_a_few_hashes(closing: Closing) -> None:
    seal = closing.close(TODAY)
    kept = kept_lines(ENTITY, seal, closing.evidence)
    for _, line in kept:
        steps = proof_of(ENTITY, seal, line, closing.evidence)
        text = next(t for t in _texts(closing, seal) if read_line(t)[1] == line)
        assert climbs(leaf(text), steps, seal.root)
        assert not climbs(leaf(text + " "), steps, seal.root)


def _texts(closing: Closing, seal: SealRecord) -> list[str]:
    kept = kept_lines(ENTITY, seal, closing.evidence)
    return list(day_book(line for _, line in kept).texts)


def test_a_row_that_was_changed_dropped_or_put_in_is_found(closing: Closing) -> None:
    """R24, R26: each single row of a sealed day, each in three ways."""
    closing.close(TODAY)
    table = closing.world.storage.dynamo.tables["nongxin-test-ledger-south"]
    rows = [key for key, item in table.items() if "journal" in item]
    assert len(rows) == 6
    for key in rows:
        kept = table[key]
        table[key] = kept | {"amount_fen": {"N": "999"}}
        assert {f.what for f in closing.verify(TODAY)} >= {"changed"}
        table[key] = kept | {"text": {"S": "OTHER"}}
        assert {f.what for f in closing.verify(TODAY)} >= {"changed"}
        del table[key]
        assert {f.what for f in closing.verify(TODAY)} >= {"dropped"}
        table[key] = kept
        twin = (key[0], key[1][:-1] + "x")
        table[twin] = kept | {"sk": {"S": twin[1]}, "journal": {"S": "forged"}}
        if "#G#" in key[0]:
            assert {f.what for f in closing.verify(TODAY)} >= {"inserted"}
        del table[twin]
    holds = next(key for key in rows if "#A#" in key[0])
    table[holds] = table[holds] | {"holds": {"S": "x:1:0"}}
    assert {f.what for f in closing.verify(TODAY)} == {"unchained"}


def test_an_entry_slipped_in_after_the_seal_is_found_and_stops_the_next_seal(
    world: LedgerWorld, closing: Closing
) -> None:
    closing.close(TODAY)
    row = closing.parts.directory.business_date(ENTITY)
    assert row is not None
    row.business_date = str(TODAY)  # somebody turns the day back by hand
    world.storage.commit(put(row))
    world.calendar.forget()
    world.move(Move(None, 0, 50), "slipped in")
    row.business_date = str(TODAY + DAY)
    world.storage.commit(put(row))
    assert "inserted" in {f.what for f in closing.verify(TODAY)}
    world.clock.pass_time(DAY)
    with pytest.raises(BooksBroken):
        closing.close(TODAY + DAY)


def test_a_seal_covers_the_days_before_it(world: LedgerWorld, closing: Closing) -> None:
    closing.close(TODAY)
    world.clock.pass_time(DAY)
    closing.close(TODAY + DAY)
    table = world.storage.dynamo.tables["nongxin-test-ledger-south"]
    key = next(k for k in table if k[1] == f"DAY#{TODAY}")
    table[key] = table[key] | {"chain": {"S": "0" * 64}}
    assert "seal" in {f.what for f in closing.verify(TODAY + DAY)}
