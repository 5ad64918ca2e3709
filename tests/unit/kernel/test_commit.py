"""The commit loop: what is tried again, what is recognised, what is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import AttributeNullError

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy, Conflict
from nongxin.kernel.records import Record, StaleRecord, create, replace
from tests.fakes.aws import refusal
from tests.fakes.faults import FaultyStorage, conflict
from tests.fakes.storage import MemoryStorage

CONFLICTS = 12


class Thing(Record):
    context = "lending"
    colour = UnicodeAttribute(null=True)


class Refused(Conflict):
    code = "refused-first"


def thing(number: int, colour: str = "red") -> Thing:
    return Thing("610722#T", f"THING#{number}", colour=colour)


def read(storage: MemoryStorage, number: int = 1) -> Thing | None:
    return storage.get(Thing, "610722#T", f"THING#{number}")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nongxin.kernel.commit.time", SimpleNamespace(sleep=lambda _: None))


@pytest.mark.parametrize("count", [1, 2])
def test_conflicts_are_tried_again_until_they_pass(count: int) -> None:
    storage = MemoryStorage()
    asked = {"TransactItems": [{}] * count} if count > 1 else {}
    storage.dynamo.failures = [conflict(asked) for _ in range(CONFLICTS)]
    storage.commit(*(create(thing(n)) for n in range(count)))
    assert sum(storage.dynamo.calls.values()) == CONFLICTS + 1
    assert len(storage.items("lending")) == count


@pytest.mark.parametrize("count", [1, 2])
def test_conflicts_without_end_are_busy_at_the_deadline(count: int) -> None:
    storage = FaultyStorage(seed=1, share=0)
    storage.hook = _always(conflict)
    storage._aws = SimpleNamespace(dynamodb=lambda _: storage.hook)  # type: ignore[assignment]
    with deadline.within(0.05), pytest.raises(Busy):
        storage.commit(*(create(thing(n)) for n in range(count)))


def test_a_caller_without_a_deadline_does_not_try_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deadline, "DOOR_SECONDS", 0.05)
    storage = MemoryStorage()
    storage._aws = SimpleNamespace(dynamodb=lambda _: _always(conflict))  # type: ignore[assignment]
    with pytest.raises(Busy):
        storage.commit(create(thing(1)))


def test_a_put_whose_answer_was_lost_is_recognised_as_own() -> None:
    storage = MemoryStorage()
    lose_answers(storage, 1)
    storage.commit(create(thing(1)))
    found = read(storage)
    assert found is not None
    lose_answers(storage, 2)
    found.colour = "blue"
    storage.commit(replace(found))
    assert (read(storage) or thing(0)).version == 2


def test_somebody_elses_put_is_not_taken_for_ones_own() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing(1, "blue")))
    with pytest.raises(StaleRecord):
        storage.commit(create(thing(1, "red")))


def test_an_equal_put_of_somebody_else_is_not_ones_own_either() -> None:
    storage = MemoryStorage()
    storage.dynamo.before_write = lambda: storage.commit(create(thing(1)))
    with pytest.raises(StaleRecord):
        storage.commit(create(thing(1)))


def test_a_transaction_keeps_its_token_over_every_try() -> None:
    storage = MemoryStorage()
    tokens = lose_answers(storage, 3)
    storage.commit(create(thing(1)), create(thing(2)))
    assert len(tokens) == 4
    assert len(set(tokens)) == 1
    assert len(storage.items("lending")) == 2


def test_the_first_failing_refusal_is_the_one_that_is_raised() -> None:
    storage = MemoryStorage()
    storage.commit(create(thing(2)))
    storage.commit(create(thing(3)))
    writes = [create(thing(n), lambda _, n=n: Refused(number=n)) for n in (1, 2, 3)]
    with pytest.raises(Refused) as refused:
        storage.commit(*writes)
    assert refused.value.facts == {"number": 2}
    assert read(storage, 1) is None


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_what_no_retry_can_help_comes_out_at_once(count: int, code: str) -> None:
    storage = MemoryStorage()
    storage.dynamo.failures = [refusal(code)]
    with pytest.raises(ClientError, match=code):
        storage.commit(*(create(thing(n)) for n in range(count)))
    assert sum(storage.dynamo.calls.values()) == 1


def test_a_cancelled_transaction_for_a_reason_of_ours_comes_out_at_once() -> None:
    storage = MemoryStorage()
    error = conflict({"TransactItems": [{}, {}]})
    error.response["CancellationReasons"][1]["Code"] = "ValidationError"
    storage.dynamo.failures = [error]
    with pytest.raises(ClientError):
        storage.commit(create(thing(1)), create(thing(2)))


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_of_the_service_is_tried_again(status: int) -> None:
    storage = MemoryStorage()
    storage.dynamo.failures = [refusal("Whatever", status=status)]
    storage.commit(create(thing(1)))
    assert read(storage) is not None


def test_a_read_in_vain_is_busy_and_a_wrong_one_a_bug() -> None:
    storage = FaultyStorage(seed=1, share=1.0)
    with pytest.raises(Busy):
        read(storage)
    storage._aws = SimpleNamespace(dynamodb=lambda _: _always(lambda _: refusal("Whatever")))
    with pytest.raises(ClientError):
        read(storage)


def _always(error: Any) -> Any:
    def fail(**ask: Any) -> Any:
        raise error(ask)

    return SimpleNamespace(put_item=fail, transact_write_items=fail, get_item=fail, query=fail)


def lose_answers(storage: MemoryStorage, times: int) -> list[str]:
    """The next writes arrive, but nobody hears of it. Answers the tokens as they come."""
    left, tokens = [times], list[str]()

    def losing(operation: Any) -> Any:
        def call(**ask: Any) -> Any:
            tokens.append(ask.get("ClientRequestToken", ""))
            answer = operation(**ask)
            if left[0]:
                left[0] -= 1
                raise ReadTimeoutError(endpoint_url="memory")
            return answer

        return call

    dynamo = type(storage.dynamo)
    for name in ("put_item", "transact_write_items"):
        setattr(storage.dynamo, name, losing(getattr(dynamo, name).__get__(storage.dynamo)))
    return tokens


def test_an_item_is_what_pynamodb_would_make_of_the_record() -> None:
    full = Thing("610722#T", "THING#1", colour="red", events="[]", expires_at=5)
    for record in (thing(1), thing(2, ""), full):
        assert record.item() == record.serialize()
    with pytest.raises(AttributeNullError):
        Thing().item()
