"""Keys and cursors: what they stand for, and what comes of those that somebody made up."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import BadPage
from nongxin.kernel.http.call import Call, cursor, open_cursor
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.records import Record, create
from tests.fakes.storage import MemoryStorage

PERSON = Principal("pn_1", Role.CUSTOMER, "610722", "2758", frozenset({"610722"}), "ss_1")
PK = "610722#T"


class Thing(Record):
    context = "lending"
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


def a_call(**changed: Any) -> Call:
    told: dict[str, Any] = {
        "operation": "things.make",
        "principal": PERSON,
        "headers": {"idempotency-key": "key-00001"},
        "query": {},
        "payload": {"name": "x"},
        "path": {"thing_id": "t1"},
    }
    return Call(**(told | changed))


def test_a_key_lives_at_home_and_knows_path_and_body() -> None:
    key = a_call().key
    assert (key.county, key.principal, key.operation) == ("610722", "pn_1", "things.make")
    assert key == a_call().key
    assert key.fingerprint != a_call(payload={"name": "y"}).key.fingerprint
    assert key.fingerprint != a_call(path={"thing_id": "t2"}).key.fingerprint


def test_a_cursor_comes_back_as_it_went() -> None:
    key = {"pk": {"S": PK}, "sk": {"S": "A#1"}}
    text = cursor(key)
    assert text is not None
    assert open_cursor(text) == key
    assert "=" not in text
    assert cursor(None) is None


@pytest.mark.parametrize(
    "told",
    ["", "@@@", "中", "x" * 801, b"[]", b"{", b'{"pk": "x"}', b'{"pk": {"S": 1}}',
     b'{"pk": {"N": "1"}}',
     b'{"pk": {"S": "a", "N": "1"}}', b'{"pk": {"S": ""}}', b"[" * 500, b"\xff\xfe",
     b'{"pk":{"S":"\\ud800"}}', b'{"\\ud800":{"S":"a"}}', b'{"pk":{"S":"\xed\xa0\x80"}}',
     b'{"pk":{"S":"a"},"pk":{"S":"b"}}', b'{"pk": {"S":"a"}}', b'{"sk":{"S":"a"},"pk":{"S":"a"}}',
     '{"pk":{"S":"a"}}'.encode("utf-16"), '{"pk":{"S":"\u4e2d"}}'.encode(), b"NaN", b"1e400",
     "eyJwayI6eyJTIjoiYSJ9fQ==", "eyJwayI6eyJTIjoiYSJ9fQ\n", "eyJwayI6eyJTIjoiYSJ9fQ@"],
)  # fmt: skip
def test_a_text_that_is_no_cursor(told: str | bytes) -> None:
    text = told if isinstance(told, str) else base64.urlsafe_b64encode(told).decode().rstrip("=")
    with pytest.raises(BadPage):
        open_cursor(text)


def key_of(**parts: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in parts.items()}


@pytest.mark.parametrize("limit", ["1", "2", "3", "100"])
def test_a_list_that_is_known_whole_is_paged_too(limit: str) -> None:
    ids, seen, query = ["c", "b", "a"], list[str](), {"limit": limit}
    while True:
        page, following = a_call(query=query).page_of(ids)
        assert len(page) <= int(limit)
        seen += page
        if following is None:
            break
        query = {"limit": limit, "cursor": following}
    assert seen == ids
    assert a_call().page_of([]) == ([], None)


@pytest.mark.parametrize("key", [key_of(id="x"), key_of(pk="a"), key_of(), key_of(id="a", pk="b")])
def test_a_cursor_of_another_list_is_refused(key: dict[str, Any]) -> None:
    with pytest.raises(BadPage):
        a_call(query={"cursor": cursor(key)}).page_of(["a", "b"])


def a_storage() -> MemoryStorage:
    storage = MemoryStorage()
    for n in range(5):
        work = {"work_pk": f"{PK}#W", "work_sk": f"{n}"}
        storage.commit(create(Thing(PK, f"A#{n}", **work)))
        storage.commit(create(Thing(PK, f"B#{n}")))
    return storage


@pytest.mark.parametrize(
    "after",
    [key_of(pk="610722#OTHER", sk="A#1"), key_of(pk=PK, sk="B#1"), key_of(pk=PK), key_of(),
     key_of(pk=PK, sk="A#1", work_pk="x"), key_of(pk="610425#T", sk="A#1"),
     key_of(pk="610425#T", sk="A#1", work_pk=f"{PK}#W", work_sk="1")],
)  # fmt: skip
def test_a_cursor_goes_on_in_its_own_range_only(after: dict[str, Any]) -> None:
    with pytest.raises(BadPage):
        a_storage().page(Thing, PK, "A#", after=after)
    with pytest.raises(BadPage):
        a_storage().work("lending", f"{PK}#W", 10, after)


def test_pages_follow_one_another_without_gap() -> None:
    storage, seen, after = a_storage(), [], None
    while True:
        page = storage.page(Thing, PK, "A#", limit=2, after=after)
        seen += [item["sk"]["S"] for item in page.items]
        if page.last_key is None:
            break
        after = json.loads(json.dumps(page.last_key))
    assert seen == [f"A#{n}" for n in range(5)]


def test_pages_of_work_follow_one_another() -> None:
    storage = a_storage()
    first = storage.work("lending", f"{PK}#W", 3)
    rest = storage.work("lending", f"{PK}#W", 3, first.last_key)
    assert [i["sk"]["S"] for i in first.items + rest.items] == [f"A#{n}" for n in range(5)]
    assert rest.last_key is None
