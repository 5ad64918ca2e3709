"""PaymentsDay on the deployed bank: a county's yesterday with a difference of each class, matched
by the machine, one of them worked off by two people.

What was paid yesterday is paid in process, under numbers of yesterday (the books are today's: an
account is never booked backwards); machine, partner's file, doors and people are the deployed ones.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from devkit.seed import settings_of
from nongxin.catalog.places import villages
from nongxin.catalog.services import services
from nongxin.kernel.clock import SHANGHAI, FixedClock, SystemClock, stamp
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import new_id
from nongxin.ledger.posting import general
from nongxin.parts import Parts
from nongxin.payments.day_end.difference import Line
from nongxin.payments.day_end.report_day import ReportDay, report_day
from nongxin.payments.fields import read_fields
from nongxin.payments.order import Number, Order
from nongxin.payments.pay import pay
from nongxin.stations.operator import Operator
from nongxin.stations.register_station import RegisterStation, register_station
from nongxin.stations.station import Hours, Place, Station
from nongxin.stations.terminal import Terminal
from tests.fixtures.behind import items, tables
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import CloudAws, until
from tests.fixtures.town import NORTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

YESTERDAY = SystemClock().today() - timedelta(days=1)
NOON = datetime.combine(YESTERDAY, time(12), SHANGHAI)
CASH_FEN = 30_000


@dataclass
class Yesterday:
    """A shop of the north, as it was yesterday."""

    town: Town
    parts: Parts
    station: Station
    terminal: Terminal
    traces: int = 0

    def pays_power(self) -> tuple[str, str, int]:
        """A household's electricity in cash: the partner's number, the terminal's, fen."""
        p = replace(self.parts.station_payments, clock=FixedClock(NOON))
        self.traces += 1
        customer = f"61{uuid.uuid4().int % 10**7:07d}1"
        service = services(YESTERDAY)["D02"]
        fields = {"customer_no": customer}
        bill = p.gateways(service.partner).enquire(service.code, fields)
        order = Order(
            number=Number(self.terminal, YESTERDAY, f"{self.traces:06d}"),
            station=self.station,
            service=service,
            amount_fen=bill.amount_fen,
            typed=read_fields(service, fields, YESTERDAY),
            operator_id=self.terminal.operator_id,
            bill_no=bill.bill_no,
        )
        done = pay(order, p).payment
        assert done is not None and done.status.value == "done"
        return done.id, order.number.text, bill.amount_fen

    def differs(self, number: str, how: str) -> None:
        path = "/power/desk/differences"
        self.town.deployment.partners.post(path, {"number": number, "difference": how})

    def suspense_fen(self) -> int:
        """Credit less debit, of the legal entity."""
        deployment = self.town.deployment
        account = general(NORTH, self.station.entity, "suspense")
        return sum(
            int(item["amount_fen"]["N"]) * (1 if item["side"]["S"] == "credit" else -1)
            for table in tables(deployment)
            if "-ledger-" in table
            for item in items(deployment, table)
            if item.get("account", {}).get("S") == account
        )


def parts_with_partners(deployment: Deployment) -> Parts:
    """The deployed bank's, told where its partners' simulators are."""
    settings = replace(settings_of(deployment.cloud), billers_url=deployment.partners.url)
    parts = Parts(settings)
    parts.__dict__["aws"] = CloudAws(deployment.cloud)
    return parts


@pytest.fixture
def yesterday(town: Town) -> Yesterday:
    owner, officer = town.farmer("approve", NORTH), town.principal(NORTH)
    parts = parts_with_partners(town.deployment)
    command = RegisterStation(
        village=next(iter(villages(NORTH))), name="村口小卖部", owner_id=owner.customer_id,
        account_id=owner.account_id, contract_no="HT-2026-0002", margin_fen=100_000,
        float_fen=500_000, single_most_fen=5_000_000, hours=Hours(), place=Place(),
    )  # fmt: skip
    named = uuid.uuid4().hex
    key = CommandKey("test.register", officer.id, NORTH, named, fingerprint(named))
    done = parts.post_money(
        key, lambda: register_station(command, officer, key, parts.station_parts)
    )
    station = parts.stations.get(str(done.answer["station_id"]))
    return Yesterday(town, parts, *served(parts, station, owner.customer_id))


def served(parts: Parts, station: Station, owner_id: str) -> tuple[Station, Terminal]:
    """The owner stands behind the counter, at a terminal, since yesterday morning."""
    operator_id, serial = new_id("st", NORTH, SystemClock()), uuid.uuid4().int % 10**8
    operator = Operator(operator_id, owner_id, "", since=NOON - timedelta(hours=3))
    staffed = station.with_operator(operator)
    terminal = Terminal(
        new_id("tm", NORTH, SystemClock()), station.id, station.entity, "SN-0001",
        operator_id=operator_id, on_since=stamp(NOON - timedelta(hours=2)),
    )  # fmt: skip
    parts.storage.commit(
        parts.stations.save(staffed, "[]"),
        parts.terminals.add(terminal, "[]"),
        *parts.operator_logins.open(operator_id, f"E{serial:08d}", f"137{serial:08d}", station),
    )
    return staffed, terminal


def run_the_machine(deployment: Deployment) -> dict[str, Any]:
    states = deployment.client("stepfunctions")
    machines = states.list_state_machines()["stateMachines"]
    arn = next(m["stateMachineArn"] for m in machines if m["name"].endswith("-payments-day"))
    run = states.start_execution(
        stateMachineArn=arn, input=json.dumps({"counties": [NORTH]})
    )["executionArn"]  # fmt: skip

    def ended() -> dict[str, Any] | None:
        told: dict[str, Any] = states.describe_execution(executionArn=run)
        return None if told["status"] == "RUNNING" else told

    return until(ended)


def test_the_machine_matches_a_day_and_two_people_work_a_difference_off(
    yesterday: Yesterday,
) -> None:
    good, missing, other = (yesterday.pays_power() for _ in range(3))
    yesterday.differs(missing[0], "missing")
    yesterday.differs(other[0], "amount")
    yesterday.differs(extra := f"{good[0][:-4]}ZZZZ", "extra")
    lines = [Line(number, "D02", fen) for _, number, fen in (good, missing, other)]
    cash = Line(f"{YESTERDAY:%Y%m%d}-000009", "A05", CASH_FEN)
    told = report_day(
        ReportDay(YESTERDAY, [*lines, cash]), yesterday.terminal, yesterday.parts.ending_days
    )
    assert [each.number for each in told.differences] == [cash.number]
    before, deployment = yesterday.suspense_fen(), yesterday.town.deployment

    assert run_the_machine(deployment)["status"] == "SUCCEEDED"
    found = differences(yesterday)
    assert {n: (d["kind"], d["side"], d["long_fen"]) for n, d in found.items()} == {
        missing[0]: ("only_ours", "long", missing[2]),
        other[0]: ("amount_differs", "short", -100),
        extra: ("only_theirs", "short", -100),
        f"{yesterday.terminal.id}.{cash.number}": ("only_theirs", "long", CASH_FEN),
    }
    held_fen = missing[2] - 200 + CASH_FEN
    assert yesterday.suspense_fen() - before == held_fen

    settle(yesterday, found[missing[0]])
    assert yesterday.suspense_fen() - before == held_fen - missing[2]
    assert differences(yesterday)[missing[0]]["status"] == "settled"


def differences(yesterday: Yesterday) -> dict[str, Any]:
    officer = yesterday.town.staff(Role.OFFICER, NORTH)
    asked = officer.ask("GET", f"/settlements/differences/days?county={NORTH}&on={YESTERDAY}")
    return {each["number"]: each for each in must_be(asked, 200)["differences"]}


def settle(yesterday: Yesterday, of: dict[str, Any]) -> None:
    """An officer says where the money goes, the county's approver agrees."""
    named = {"county": NORTH} | {name: of[name] for name in ("on", "against", "number")}
    for role, what, told in (
        (Role.OFFICER, "targets", {"target": "claim"}),
        (Role.COUNTY_APPROVER, "decisions", {"agrees": True}),
    ):
        by = yesterday.town.staff(role, NORTH)
        path = f"/settlements/differences/{what}"
        must_be(by.ask("POST", path, named | told, key=uuid.uuid4().hex), 200)
