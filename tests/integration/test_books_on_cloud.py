"""The jobs over the books as deployed: a day closes, a planted break is a row and a figure."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.commands import CommandKey, fingerprint, perform
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, book, opening
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from tests.builders.books import OWNER
from tests.fixtures.deployment import until

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

# Nobody else in the tests has accounts there.
ENTITY, COUNTY = "2702", "610202"
DAY = timedelta(days=1)


class Branch:
    """A bank of its own on the deployed tables, a day behind the calendar."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.yesterday = SystemClock().today() - DAY
        self.job("job_open_books", entities=[ENTITY], day=str(self.yesterday))
        p = deployment.parts
        self.books = Books(p.ledger, BusinessCalendar(p.directory, p.clock))
        self.account = _new_account()
        p.storage.commit(
            opening(Account(self.account, "demand_deposit", ENTITY, OWNER), self.books)
        )

    def job(self, folder: str, **event: Any) -> dict[str, Any]:
        answer = self.deployment.client("lambda").invoke(
            FunctionName=f"nongxin-local-{folder}:live", Payload=json.dumps(event).encode()
        )
        told = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, told
        return dict(told)

    def pay_in(self, amount_fen: int) -> None:
        cash = general(COUNTY, ENTITY, "vault_cash")
        legs = [debit(cash, amount_fen), credit(self.account, amount_fen)]
        posting = Posting("TEST", None, None, legs)
        key = CommandKey("test.pay", "st_1", COUNTY, uuid.uuid4().hex, fingerprint(amount_fen))
        act = lambda: book(posting, key, self.books).outcome({})  # noqa: E731
        perform(act, key, JournalRecord, self.deployment.parts.storage)

    def row(self) -> tuple[str, str | None]:
        found = self.deployment.parts.directory.business_date(ENTITY)
        assert found is not None
        return str(found.business_date), found.sealed_to

    def found(self) -> set[str]:
        listed = self.job("job_reconcile", list=True)["findings"]
        return {each["what"] for each in listed if each["entity"] == ENTITY}


def _new_account() -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return f"ac_{COUNTY}_01" + "".join(Random(uuid.uuid4().hex).choices(alphabet, k=24))


@pytest.fixture(scope="module")
def branch(deployment: Deployment) -> Iterator[Branch]:
    """Its books are nobody else's business: the date row goes when the tests are over."""
    branch = Branch(deployment)
    yield branch
    key = {"pk": {"S": f"ENTITY#{ENTITY}"}, "sk": {"S": "BUSINESS_DATE"}}
    deployment.client("dynamodb").delete_item(TableName="nongxin-local-directory", Key=key)


def test_a_day_that_is_over_is_closed_by_the_clock(branch: Branch) -> None:
    """The beat starts a run of its own for the entity, which waits, switches and seals."""
    branch.pay_in(500)
    assert branch.row() == (str(branch.yesterday), None)
    assert branch.job("job_close_day")["started"] == [ENTITY]
    until(lambda: branch.row()[1] == str(branch.yesterday), patience_s=120, every_s=1)
    assert branch.row()[0] == str(branch.yesterday + DAY)
    assert branch.job("job_close_day")["started"] == []
    branch.books.calendar.forget()
    branch.pay_in(70)
    assert branch.job("job_reconcile", entity=ENTITY)["found"] == []
    seal = branch.deployment.parts.days.seal(ENTITY, branch.yesterday)
    assert seal is not None
    assert (seal.vouchers, seal.balances[COUNTY, "demand_deposit"]) == (1, -500)


def test_a_planted_break_is_found_by_the_clock(branch: Branch) -> None:
    """R26. A row, which stays; a figure; and the alarm that watches it, which rings."""
    dynamodb, table = branch.deployment.client("dynamodb"), "nongxin-local-ledger-north"
    entry = branch.deployment.parts.ledger.newest(branch.account, 1)[0].item()
    assert branch.found() == set()
    dynamodb.put_item(TableName=table, Item=entry | {"amount_fen": {"N": "7000"}})
    assert branch.job("job_reconcile")["started"] == [ENTITY]
    until(lambda: {"unchained", "balances"} <= branch.found(), patience_s=60, every_s=1)
    dynamodb.put_item(TableName=table, Item=entry)
    assert branch.job("job_reconcile", entity=ENTITY)["found"] == []
    until(lambda: _told(branch.deployment) > 0, patience_s=30, every_s=1)
    until(lambda: _alarm(branch.deployment)["StateValue"] == "ALARM", patience_s=60, every_s=2)


def _told(deployment: Deployment) -> int:
    now = datetime.now(UTC)
    points = deployment.client("cloudwatch").get_metric_statistics(
        Namespace="nongxin",
        MetricName="BooksBroken",
        Dimensions=[{"Name": "Stage", "Value": "local"}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    return max((round(point["Maximum"]) for point in points), default=0)


def _alarm(deployment: Deployment) -> dict[str, Any]:
    name = "nongxin-local-booksbroken"
    alarms = deployment.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert len(alarms) == 1
    return dict(alarms[0])


def test_a_sealed_day_is_evidence(branch: Branch) -> None:
    kept = branch.deployment.client("s3").list_objects_v2(
        Bucket=branch.deployment.outputs["EvidenceBucket"], Prefix=f"day-book/{COUNTY}/"
    )
    assert kept["KeyCount"] >= 1
    assert isinstance(branch.yesterday, date)
