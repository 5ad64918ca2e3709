"""The ledger: CPU of a posting beside bare boto3, statements, trial balances, 64 at once.

Calls are answered on the spot, inside the client (no network, no server): what is measured is what
the caller's processor does, botocore's own work included.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from random import Random
from statistics import median
from types import SimpleNamespace
from typing import Any, cast

import boto3
from botocore.awsrequest import AWSResponse

from nongxin.kernel.aws import Aws
from nongxin.ledger.account import Movement
from nongxin.ledger.day_book import day_book
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Entry
from nongxin.ledger.mapping import line_of_item, moves_of
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.ledger.read_balance import balance_known_then
from nongxin.ledger.store import written
from nongxin.ledger.trial import trial_balance
from tests.bench.ledger_store import SortedStorage
from tests.bench.show import console, goal
from tests.builders.books import LedgerWorld, Move, account_id, key_of
from tests.fakes.storage import MemoryStorage
from tests.faults.ways import conflict

ROUNDS, CALLS = 60, 25
STATEMENT_ENTRIES, POSTINGS = 10_000, 1_000_000
WRITERS = 64
_ENVIRONMENT = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_DEFAULT_REGION": "cn-northwest-1",
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
}


def main() -> None:
    console.rule("ledger")
    _posting()
    _statement()
    _trial()
    _contention()


class Answered:
    """Answers a client's calls on the spot: nothing leaves the process."""

    def __init__(self) -> None:
        self.newest: dict[str, bytes] = {}  # what a query for an account's entries is told

    def by(self, client: Any) -> Any:
        client.meta.events.register_last("before-send.dynamodb", self._answer)
        return client

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().split(".")[1]
        body = b"{}"
        if operation == "Query":
            values = json.loads(request.body)["ExpressionAttributeValues"]
            body = self.newest[values[":sk"]["S"]]
        return _response(body)


def _response(body: bytes) -> AWSResponse:
    raw = SimpleNamespace(stream=lambda: iter([body]), read=lambda: body)
    answer = AWSResponse("http://127.0.0.1:9", 200, {}, cast(Any, raw))
    answer._content = body
    return answer


def _posting() -> None:
    """Two exact legs and the journal row; the same by boto3, alone and with two reads."""
    storage = MemoryStorage()
    world = LedgerWorld(storage, 4)
    world.move(Move(None, 0, 9_000_000), "in")
    asked = _transaction_of(world)
    answered = Answered()
    for name in (account_id(0), account_id(2)):
        newest = [i for i in storage.items("ledger") if i.get("account", {}).get("S") == name]
        answered.newest[f"{name}#"] = json.dumps({"Items": newest[-1:], "Count": 1}).encode()
    read = _read(asked["TransactItems"][1]["Put"]["TableName"], newest[-1])
    os.environ |= _ENVIRONMENT
    plain, client = answered.by(boto3.client("dynamodb")), answered.by(Aws().dynamodb("bench"))
    number = count()

    def reads() -> None:
        plain.query(**read)
        plain.query(**read)
        plain.transact_write_items(**asked)

    def ours() -> None:
        world.move(Move(0, 2, 1), f"key-{next(number)}")

    def ours_reading() -> None:
        world.ledger.doubt((account_id(0), account_id(2)))
        ours()

    acts = (partial(plain.transact_write_items, **asked), reads, ours, ours_reading)
    storage._aws = cast(Aws, SimpleNamespace(dynamodb=lambda _: client))
    alone, reading, own, own_reading = _cpu_us(*acts)
    storage._aws = cast(Aws, SimpleNamespace(dynamodb=lambda _: _Silent()))
    [inside] = _cpu_us(ours)
    goal("boto3, transact_write_items alone", f"{alone:.0f} µs")
    _tell_posting("a posting on what this process wrote", own, alone, "the bare transaction")
    beside = f"{100 * inside / alone:.0f} % of the bare transaction"
    goal("… of it our own code, without the client", f"{inside:.0f} µs", note=beside)
    goal("boto3, two reads and transact_write_items", f"{reading:.0f} µs")
    _tell_posting("a posting that reads both accounts", own_reading, reading, "the same calls")


class _Silent:
    """A client that does nothing."""

    def transact_write_items(self, **_: Any) -> dict[str, Any]:
        return {}

    def get_item(self, **_: Any) -> dict[str, Any]:
        return {}


def _tell_posting(what: str, taken: float, bare: float, beside: str) -> None:
    goal(what, f"{taken:.0f} µs", note=f"{1e6 / taken:,.0f} a second and core")
    goal(f"… over boto3 with {beside}, %", round(100 * (taken / bare - 1), 1), 15)


def _transaction_of(world: LedgerWorld) -> dict[str, Any]:
    """The call that one transfer makes."""
    dynamo, written = world.storage.dynamo, list[dict[str, Any]]()
    real = dynamo.transact_write_items

    def keep(**ask: Any) -> Any:
        written.append(ask)
        return real(**ask)

    dynamo.transact_write_items = keep  # type: ignore[method-assign]
    world.move(Move(0, 2, 1), "sample")
    return written[0]


def _read(table: str, newest: dict[str, Any]) -> dict[str, Any]:
    """How the latest entry of an account is read."""
    return {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
        "ExpressionAttributeValues": {":pk": newest["pk"], ":sk": {"S": f"{account_id(0)}#"}},
        "Limit": 1,
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }


def _cpu_us(*acts: Callable[[], None]) -> list[float]:
    """CPU per call in microseconds, taken in turns; the least of many short rounds, because others
    on the machine only ever add to it.
    """
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS):
        for act, times in zip(acts, taken, strict=True):
            begun = time.process_time()
            for _ in range(CALLS):
                act()
            times.append((time.process_time() - begun) / CALLS * 1e6)
    return [min(times) for times in taken]


def _statement() -> None:
    storage = SortedStorage()
    world = LedgerWorld(storage, 1)
    account = world.account(0)
    moment = world.books.moment(account.entity, key_of("k"), "TEST")
    for _ in range(STATEMENT_ENTRIES):
        account = account.moved(Movement(Side.CREDIT, 1), moment)
        storage.commit(written(Entry(account, "credit", 1, moment)))
    storage.sort()
    begun, after, lines = time.process_time(), None, 0
    while True:
        page = world.ledger.statement(account_id(0), 100, after)
        lines += len([line_of_item(item) for item in page.items])
        after = page.last_key
        if after is None:
            break
    goal(f"statement of {lines - 1:,} entries, pages of 100", _seconds(begun))
    begun = time.process_time()
    balance_known_then(account_id(0), world.clock.now(), world.ledger)
    goal("balance at a moment, as known then", _seconds(begun))


def _trial() -> None:
    """Lines are taken from raw items, as the day close reads them."""
    storage = MemoryStorage()
    world = LedgerWorld(storage, 8)
    for number in range(250):
        world.move(Move(None, 0, 1), f"in-{number}")
        legs = [debit(account_id(0), 1), credit(account_id(2 + number % 3 * 2), 1)]
        world.post(Posting("TEST", None, None, legs), key_of(f"over-{number}"))
    items = [
        item for item in storage.items("ledger") if item.get("amount_fen", {"N": "0"})["N"] != "0"
    ]
    turns = 2 * POSTINGS // len(items)
    begun = time.process_time()
    trial = trial_balance({}, moves_of(item for _ in range(turns) for item in items))
    goal(f"trial balance of {turns * len(items) // 2:,} postings", _seconds(begun))
    assert not sum(row.closing_fen for row in trial.rows.values())
    lines = [line_of_item(item) for _ in range(100) for item in items]
    begun = time.process_time()
    assert day_book(lines).root
    goal(f"day book and Merkle root of {len(lines):,} lines", _seconds(begun))


def _contention() -> None:
    """64 threads on one account, every third write answered with a conflict."""
    storage, random = MemoryStorage(), Random(14)
    world = LedgerWorld(storage, 1)
    real = storage.dynamo.transact_write_items
    told = {"conflict": 0, "tries": 0}

    def contended(**ask: Any) -> Any:
        told["tries"] += 1
        if random.random() < 1 / 3:
            told["conflict"] += 1
            raise conflict(ask)
        return real(**ask)

    storage.dynamo.transact_write_items = contended  # type: ignore[method-assign]
    waits: list[float] = []

    def pay_in(number: int) -> None:
        begun = time.monotonic()
        world.move(Move(None, 0, 1), f"key-{number}")
        waits.append(time.monotonic() - begun)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(pay_in, range(WRITERS)))
    assert world.balance(0) == WRITERS
    waits.sort()
    goal("64 writers on one account: tries a posting", round(told["tries"] / WRITERS, 1),
         note=f"{told['conflict']} conflicts injected, the rest lost a race")  # fmt: skip
    goal("64 writers: slowest posting, s", round(waits[-1], 2), 8, f"median {median(waits):.2f} s")


def _seconds(begun: float) -> str:
    return f"{time.process_time() - begun:.3f} s"
