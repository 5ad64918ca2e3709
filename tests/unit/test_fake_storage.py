"""The in-memory table refuses what DynamoDB refuses, so that a fake cannot hide a fault."""

from __future__ import annotations

from typing import Any

import pytest
from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import Conflict
from nongxin.kernel.records import Record, StaleRecord, Write, create, replace, unchanged
from tests.fakes.expressions import BadExpression, holds
from tests.fakes.storage import MemoryStorage


class Thing(Record):
    context = "lending"
    colour = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


def thing(number: int = 1, **fields: Any) -> Thing:
    return Thing("610722#T", f"THING#{number}", **fields)


def read(storage: MemoryStorage, number: int = 1) -> Thing:
    found = storage.get(Thing, "610722#T", f"THING#{number}")
    assert found is not None
    return found


def test_a_record_is_created_once_and_the_standing_one_is_told() -> None:
    storage = MemoryStorage()
    told: list[dict[str, Any]] = []

    def refusal(item: dict[str, Any] | None) -> Exception:
        told.append(item or {})
        return Conflict()

    storage.commit(create(thing(colour="red")))
    with pytest.raises(Conflict):
        storage.commit(create(thing(colour="blue"), refusal))
    assert Thing.of(told[0]).colour == "red"


def test_of_two_who_read_the_same_version_one_is_stale() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing()))
    first, second = read(storage), read(storage)
    first.colour, second.colour = "red", "blue"
    storage.commit(replace(first))
    with pytest.raises(StaleRecord):
        storage.commit(replace(second))


def test_a_transaction_is_all_or_nothing() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing(1)))
    with pytest.raises(StaleRecord):
        storage.commit(create(thing(2)), create(thing(1)))
    assert storage.get(Thing, "610722#T", "THING#2") is None


def test_that_a_record_is_unchanged_is_checked_without_writing_it() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing(1)))
    read = storage.get(Thing, "610722#T", "THING#1")
    assert read is not None
    storage.commit(create(thing(2)), unchanged(read))
    storage.commit(replace(thing(1, version=1)))
    with pytest.raises(StaleRecord):
        storage.commit(create(thing(3)), unchanged(read))
    assert storage.get(Thing, "610722#T", "THING#3") is None


def test_pages_go_on_where_they_ended() -> None:
    storage = MemoryStorage()
    for number in (3, 1, 2):
        storage.commit(create(thing(number)))
    page = storage.page(Thing, "610722#T", "THING#", limit=2)
    rest = storage.page(Thing, "610722#T", "THING#", limit=2, after=page.last_key)
    assert [Thing.of(i).sk for i in page.items + rest.items] == ["THING#1", "THING#2", "THING#3"]
    assert rest.last_key is None


def test_the_work_index_holds_keys_of_what_waits() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing(1, work_pk="610722#W", work_sk="b")))
    storage.commit(create(thing(2, work_pk="610722#W", work_sk="a")))
    storage.commit(create(thing(3)))
    page = storage.work("lending", "610722#W", 10)
    assert [item["sk"]["S"] for item in page.items] == ["THING#2", "THING#1"]


def test_what_only_the_service_would_refuse_is_refused() -> None:
    with pytest.raises(BadExpression):
        holds("state = :s", {}, {":s": {"S": "x"}}, None)
    with pytest.raises(BadExpression):
        holds("attribute_exists(pk)", {}, {":s": {"S": "x"}}, None)
    same_twice = (create(thing(1)), Write(thing(1), "", {}, {}))
    with pytest.raises(BadExpression):
        MemoryStorage().commit(*same_twice)


def test_numbers_compare_as_numbers_and_absence_compares_as_nothing() -> None:
    assert holds("a < :n", {}, {":n": {"N": "10"}}, {"a": {"N": "9"}})
    assert not holds("a < :n", {}, {":n": {"N": "10"}}, {})
    assert holds("a <> :n OR NOT b = :n", {}, {":n": {"N": "1"}}, {})
    assert holds("a BETWEEN :l AND :h", {}, {":l": {"N": "1"}, ":h": {"N": "3"}}, {"a": {"N": "2"}})
