"""The repositories' ground over real shards: reads, pages, and commits that are all or nothing."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import BadPage, Conflict
from nongxin.kernel.keyring import KmsKeyRing
from nongxin.kernel.numbers import NumberRecord, Numbers
from nongxin.kernel.records import Record, StaleRecord, create, replace
from tests.fixtures.deployment import cloud_parts, until
from tests.fixtures.town import NORTH, SOUTH

if TYPE_CHECKING:
    from nongxin.parts import Parts
    from tests.fixtures.deployment import Deployment


class Note(Record):
    context = "stations"
    text = UnicodeAttribute()


class Counter(NumberRecord):
    context = "stations"


class Refusal(Conflict):
    code = "there-already"


@pytest.fixture
def parts(deployment: Deployment) -> Parts:
    return deployment.parts


def note(county: str, sk: str = "N", text: str = "a") -> Note:
    return Note(f"{county}#T#{uuid.uuid4().hex}", sk, text=text)


def test_a_record_comes_back_from_its_own_shard(parts: Parts, deployment: Deployment) -> None:
    for county, shard in ((NORTH, "north"), (SOUTH, "south")):
        written = note(county)
        parts.storage.commit(create(written))
        found = parts.storage.get(Note, str(written.pk), "N", consistent=True)
        assert found is not None and found.text == "a"
        table = f"nongxin-local-stations-{shard}"
        key = {"pk": {"S": written.pk}, "sk": {"S": "N"}}
        assert "Item" in deployment.client("dynamodb").get_item(TableName=table, Key=key)


def test_a_commit_over_two_shards_is_all_or_nothing(parts: Parts) -> None:
    standing = note(SOUTH)
    parts.storage.commit(create(standing))
    other, again = note(NORTH), Note(standing.pk, "N", text="b")
    with pytest.raises(Refusal):
        parts.storage.commit(create(other), create(again, lambda _: Refusal()))
    assert parts.storage.get(Note, str(other.pk), "N", consistent=True) is None
    third = note(SOUTH)
    parts.storage.commit(create(other), create(third))
    for written in (other, third):
        assert parts.storage.get(Note, str(written.pk), "N", consistent=True) is not None


def test_a_refusal_is_told_what_stands_there(parts: Parts) -> None:
    standing, seen = note(NORTH, text="first"), []
    parts.storage.commit(create(standing))

    def refusal(item: object) -> Refusal:
        seen.append(item)
        return Refusal()

    for more in ([], [create(note(SOUTH))]):  # a put alone, and within a transaction
        with pytest.raises(Refusal):
            parts.storage.commit(create(Note(standing.pk, "N", text="second"), refusal), *more)
    assert [item["text"] for item in seen] == [{"S": "first"}] * 2  # type: ignore[index]


def test_an_outdated_version_is_stale(parts: Parts) -> None:
    written = note(NORTH)
    parts.storage.commit(create(written))
    mine = parts.storage.get(Note, str(written.pk), "N", consistent=True)
    theirs = parts.storage.get(Note, str(written.pk), "N", consistent=True)
    assert mine is not None and theirs is not None
    mine.text, theirs.text = "mine", "theirs"
    parts.storage.commit(replace(mine))
    with pytest.raises(StaleRecord):
        parts.storage.commit(replace(theirs))


def test_pages_go_on_where_they_ended_and_nowhere_else(parts: Parts) -> None:
    pk = str(note(NORTH).pk)
    parts.storage.commit(*(create(Note(pk, f"N#{n}", text="x")) for n in range(5)))
    seen, after = [], None
    while True:
        page = parts.storage.page(Note, pk, "N#", limit=2, after=after)
        seen += [item["sk"]["S"] for item in page.items]
        if (after := page.last_key) is None:
            break
    assert seen == [f"N#{n}" for n in range(5)]
    newest = parts.storage.page(Note, pk, "N#", limit=1, newest_first=True)
    assert newest.items[0]["sk"]["S"] == "N#4"
    foreign = {"pk": {"S": str(note(SOUTH).pk)}, "sk": {"S": "N#0"}}
    with pytest.raises(BadPage):
        parts.storage.page(Note, pk, "N#", after=foreign)


def test_cold_starts_at_once_make_one_key(deployment: Deployment) -> None:
    """What one seals, all others open."""
    rings = [_ring(deployment) for _ in range(4)]
    county = f"9{uuid.uuid4().int % 10**5:05d}"  # nobody's, so that there is no key yet
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda ring: ring.data_key(county), rings))
    assert len(set(keys)) == 1 and len(keys[0]) == 32


def _ring(deployment: Deployment) -> KmsKeyRing:
    parts = cloud_parts(deployment.cloud)
    key_id = parts.settings.data_key_id
    return KmsKeyRing(parts.aws.client("kms"), key_id, parts.directory, parts.storage)


def test_numbers_are_given_once_however_many_ask(deployment: Deployment) -> None:
    takers = [Numbers(cloud_parts(deployment.cloud).storage, Counter) for _ in range(3)]
    series = uuid.uuid4().hex
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda taker: [taker.next(NORTH, series) for _ in range(60)], takers))
    given = [number for numbers in found for number in numbers]
    assert len(given) == len(set(given)) == 180


@pytest.fixture
def through_proxy(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """Parts whose DynamoDB stands behind the fault proxy, as the functions' does."""
    variables = {**deployment.cloud.variables(), **deployment.proxy.env()}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    from nongxin.parts import Parts

    return Parts(deployment.parts.settings)


@pytest.mark.parametrize("counties", [(NORTH,), (NORTH, SOUTH)])
def test_a_lost_answer_is_not_refused_as_somebody_else_s(
    deployment: Deployment, through_proxy: Parts, counties: tuple[str, ...]
) -> None:
    """A put and a transaction whose answers broke off for a while: written, once, as our own."""
    notes = [note(county) for county in counties]
    told = [create(each, lambda _: Refusal()) for each in notes]
    with ThreadPoolExecutor(1) as pool, deployment.proxy.losing_answers("nongxin-local-st*"):
        done = pool.submit(through_proxy.storage.commit, *told)
        until(lambda: all(_stands(deployment, each) for each in notes))
        deployment.proxy.heal()
        done.result(timeout=20)


def _stands(deployment: Deployment, written: Note) -> bool:
    storage = deployment.parts.storage
    return storage.get(Note, str(written.pk), "N", consistent=True) is not None
