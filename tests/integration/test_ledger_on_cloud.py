"""The ledger on the local cloud, its client's bytes lost, late, doubled: every key moves money
once.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy
from nongxin.ledger.account import Account
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.post import opening
from nongxin.ledger.posting import Posting, credit, debit
from tests.builders.books import OWNER, LedgerWorld, cash, key_of
from tests.faults.wire import WireFaults

if TYPE_CHECKING:
    from nongxin.kernel.storage import Storage
    from tests.fixtures.deployment import Deployment

ACCOUNTS, MOVES, WRITERS = 4, 60, 16
ENTITY, COUNTY = "2758", "610722"


class CloudWorld:
    """Accounts of their own on the deployed tables; `clients` are those of the ledger's shards."""

    def __init__(self, deployment: Deployment) -> None:
        self.storage: Storage = deployment.parts.storage
        self.world = LedgerWorld(cast(Any, self.storage))
        self.client = self.storage._place("ledger", COUNTY)[0]
        self.names = [_new_account() for _ in range(ACCOUNTS)]
        self.tag = uuid.uuid4().hex[:8]
        for name in self.names:
            account = Account(name, "demand_deposit", ENTITY, OWNER)
            self.storage.commit(opening(account, self.world.books))

    def move(self, number: int, amount_fen: int, into: int, source: int | None = None) -> None:
        origin = cash() if source is None else self.names[source]
        legs = [debit(origin, amount_fen), credit(self.names[into], amount_fen)]
        key = key_of(f"{self.tag}-{number}", amount_fen)
        self.world.post(Posting("TEST", None, None, legs), key)

    def balances(self) -> list[int]:
        return [self.world.ledger.get(name).balance_fen for name in self.names]


def _new_account() -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return f"ac_{COUNTY}_01" + "".join(Random(uuid.uuid4().hex).choices(alphabet, k=24))


@pytest.fixture
def cloud(deployment: Deployment) -> CloudWorld:
    return CloudWorld(deployment)


def test_money_moves_once_though_bytes_are_lost_and_doubled(cloud: CloudWorld) -> None:
    random, faults = Random(5), WireFaults(seed=5, share=0.3)
    model = [0] * ACCOUNTS
    faults.attach(cloud.client)
    try:
        for number in range(MOVES):
            amount_fen, into = random.randint(1, 500), random.randrange(ACCOUNTS)
            for _ in range(random.randint(1, 3)):  # a client that repeats itself
                _insist(cloud, number, amount_fen, into)
            model[into] += amount_fen
            if random.random() < 0.3:
                faults.let_arrive()
    finally:
        faults.detach(cloud.client)
    faults.let_arrive()
    assert cloud.balances() == model
    assert len(faults.faults) >= 8, faults.faults


def _insist(cloud: CloudWorld, number: int, amount_fen: int, into: int) -> None:
    for _ in range(50):
        try:
            with deadline.within(2):
                cloud.move(number, amount_fen, into)
            return
        except Busy:
            continue
    pytest.fail("no answer in fifty tries")


def test_writers_on_one_account_all_succeed_once(cloud: CloudWorld) -> None:
    """Probe 17: each takes 1 from its own and adds it to one; the local cloud never says
    conflict.
    """
    faults = WireFaults(seed=17, share=0.1)
    cloud.move(900, WRITERS, 1)
    faults.attach(cloud.client)
    try:
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda n: cloud.move(n, 1, 0, source=1), range(WRITERS)))
    finally:
        faults.detach(cloud.client)
    faults.let_arrive()
    assert cloud.balances()[:2] == [WRITERS, 0]


def test_six_write_units_with_indexes(cloud: CloudWorld) -> None:
    """What DynamoDB itself says that it cost, not what we reckon."""
    units: list[float] = []
    real = cloud.client.transact_write_items

    def metered(**ask: Any) -> Any:
        answer = real(**ask, ReturnConsumedCapacity="INDEXES")
        units.extend(each["CapacityUnits"] for each in answer.get("ConsumedCapacity", ()))
        return answer

    cloud.client.transact_write_items = metered
    try:
        cloud.move(1, 100, 0)
    finally:
        del cloud.client.transact_write_items
    assert sum(units) <= 6


def test_a_day_is_read_from_the_tables(cloud: CloudWorld) -> None:
    """Skip-reading with BETWEEN, newest first, as the day close does it."""
    cloud.move(1, 100, 0)
    cloud.move(2, 30, 1, source=0)
    today = cloud.world.calendar.business_date(ENTITY)
    read = DynamoDays(cloud.storage).read(ENTITY, today)
    own = [line for line in read.lines() if line.account in cloud.names]
    assert sorted((line.side, line.amount_fen) for line in own if line.moves) == [
        ("credit", 30), ("credit", 100), ("debit", 30)
    ]  # fmt: skip
