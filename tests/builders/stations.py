"""A shop that became an e-station, with its owner, operator and terminals, through the doors."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from api_payments.handler import handler as payments
from api_stations.handler import handler as stations
from devkit.device import Device
from nongxin.catalog.places import villages
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.identity import Principal, Role
from nongxin.payments.gateways import Gateways
from tests.builders.lending import COUNTY, ENTITY, a_person, an_officer
from tests.builders.payers import NORTH_ENTITY, Payer, Town
from tests.fakes.billers import BillerPartner
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

MARGIN_FEN, FLOAT_FEN = 100_000, 500_000
PIN, WRONG_PIN = "A1B2C3D4E5F60718", "A1B2C3D4E5F60000"


@dataclass
class Shop:
    """One station. `device` is its first terminal, enrolled."""

    p: FakeParts
    town: Town
    county: str = COUNTY
    number: int = 0
    owner: Payer = field(init=False)
    station_id: str = field(init=False)
    device: Device = field(init=False)
    on_until: datetime = field(init=False)
    operators: int = 0
    shifts: int = 0

    def __post_init__(self) -> None:
        self.owner = self.town.person(2_000_000, county=self.county)
        made = self.register()
        assert made.status == 201, made.text
        self.station_id = made.body["station_id"]
        self.float_account = made.body["float_account"]
        self.margin_account = made.body["margin_account"]
        self.operator_id = self.appointed()
        self.device = self.terminal()

    @property
    def entity(self) -> str:
        return ENTITY if self.county == COUNTY else NORTH_ENTITY

    @property
    def operator(self) -> Principal:
        counties = frozenset({self.county})
        return Principal(
            self.operator_id, Role.OPERATOR, self.county, self.entity, counties, "ss_1"
        )

    @property
    def officer(self) -> Principal:
        return replace(an_officer(901, Role.OFFICER, county=self.county), entity=self.entity)

    @property
    def approver(self) -> Principal:
        told = an_officer(902, Role.COUNTY_APPROVER, county=self.county)
        return replace(told, entity=self.entity)

    def asked(self, **changed: Any) -> Answer:
        """For another operator: the owner, unless told otherwise."""
        self.operators += 1
        serial = f"{self.county}{self.number:02d}{self.operators:02d}"
        body = {"staff_no": f"E{serial}", "phone": f"1370000{self.operators:04d}",
                "customer_id": self.owner.who.id}  # fmt: skip
        by = changed.pop("by", self.officer)
        return self.staff("POST", "/operators", body | changed, by=by, key=f"asked-{serial}")

    def decided(self, operator_id: str, *, approves: bool = True, **told: Any) -> Answer:
        path = {"operator_id": operator_id}
        key = told.pop("key", f"decided-{operator_id[-16:]}")
        by = told.pop("by", self.approver)
        return self.staff("POST", "/operators/{operator_id}/decision", {"approves": approves},
                          path=path, by=by, key=key)  # fmt: skip

    def ended(self, operator_id: str, **told: Any) -> Answer:
        by = told.get("by", self.officer)
        key = told.get("key", f"ended-{operator_id[-16:]}")
        return self.staff("POST", "/operators/{operator_id}/ending",
                          path={"operator_id": operator_id}, by=by, key=key)  # fmt: skip

    def appointed(self, **changed: Any) -> str:
        """An operator who may serve from now on."""
        made = self.asked(**changed)
        assert made.status == 201, made.text
        operator_id = str(made.body["operator_id"])
        assert self.decided(operator_id).status == 200
        return operator_id

    def shift(self, device: Device, operator_id: str = "", *, begins: bool = True) -> Answer:
        """An operator signs on at a terminal, or off."""
        self.shifts += 1
        self.on_until = self.p.fixed.now() + timedelta(days=1)
        counties = frozenset({self.county})
        who = operator_id or self.operator_id
        by = Principal(who, Role.OPERATOR, self.county, self.entity, counties, "ss_1")
        return ask(stations, "POST", "/v1/stations/terminals/{terminal_id}/shift", by=by,
                   path={"terminal_id": device.terminal_id}, body={"begins": begins},
                   key=f"shift-{device.terminal_id}-{self.shifts:04d}")  # fmt: skip

    def register(self, **changed: Any) -> Answer:
        village = next(iter(villages(self.county)))
        body = {
            "village": village, "name": "王家小卖部",
            "owner_id": self.owner.who.id, "account_id": self.owner.account_id,
            "contract_no": "HT-2026-0001", "margin_fen": MARGIN_FEN, "float_fen": FLOAT_FEN,
            "single_most_fen": 5_000_000, "latitude_e6": 33_067_000, "longitude_e6": 107_023_000,
        }  # fmt: skip
        named = changed.pop("key", f"register-{self.county}-{self.number:04d}")
        by = changed.pop("by", self.officer)
        return ask(stations, "POST", "/v1/stations", by=by, key=named, body=body | changed)

    def staff(self, method: str, what: str, body: Any = None, **told: Any) -> Answer:
        """As the officer, about this station."""
        path = {"station_id": self.station_id} | told.pop("path", {})
        return ask(stations, method, f"/v1/stations/{{station_id}}{what}",
                   by=told.pop("by", self.officer), path=path, body=body, **told)  # fmt: skip

    def turn(self, status: str, key: str, by: Principal | None = None, **more: Any) -> Answer:
        told = {"status": status, "reason": "撤站或检查"} | more
        return self.staff("POST", "/status", told, key=key, by=by or self.officer)

    def close(self, key: str = "closing-1", **more: Any) -> Answer:
        """By the approver, after `empty`."""
        by = more.pop("by", self.approver)
        return self.turn("closed", key, by, **({"account_id": self.owner.account_id} | more))

    def empty(self) -> None:
        """Suspended by the officer, its float taken out by its owner."""
        assert self.turn("suspended", "emptying-1").status == 200
        if left := self.fen():
            out = {"account_id": self.owner.account_id, "amount_fen": left, "direction": "take_out"}
            assert (
                self.staff("POST", "/float", out, by=self.owner.who, key="empty-01").status == 201
            )

    def expected(self) -> Device:
        """A device with a number and `code`, not yet enrolled."""
        made = self.staff("POST", "/terminals", {"serial_no": "SN-0001"})
        assert made.status == 201, made.text
        device = Device(made.body["terminal_id"])
        self.code = made.body["code"]
        return device

    def terminal(self) -> Device:
        device = self.expected()
        done = enrol(device, self.code)
        assert done.status == 200, done.text
        assert self.shift(device).status == 200
        device.operator_id = self.operator_id
        return device

    def fen(self, account: str = "") -> int:
        return self.p.ledger.get(account or self.float_account).balance_fen

    def signed(
        self, handler: Any, method: str, resource: str, body: Any = None, **told: Any
    ) -> Answer:
        """As the terminal. `path`, `query`, `nonce`, `second`, `device`, `sent` (other bytes)."""
        device = told.pop("device", self.device)
        raw = "" if body is None else json.dumps(body)
        filled = resource.format_map(told.get("path", {}))
        second = told.pop("second", int(self.p.fixed.now().timestamp()) + device.clock_off_s)
        headers = device.headers(
            method, filled, raw.encode(), nonce=told.pop("nonce", ""), second=second,
            query=told.get("query"),
        )  # fmt: skip
        headers |= told.pop("headers", {})
        return ask(handler, method, resource, headers=headers,
                   body=told.pop("sent", raw) or None, **told)  # fmt: skip


@dataclass
class Till(Shop):
    """A shop whose terminal pays. `billers` are its partners."""

    billers: BillerPartner = field(default_factory=BillerPartner)
    traces: int = 500_000  # those that tests name are smaller

    def __post_init__(self) -> None:
        super().__post_init__()
        parts = self.p.station_payments
        parts.gateways._made.clear()
        made = replace(
            parts, gateways=Gateways(self.billers.gateway), pins=self.billers.pin_check()
        )
        self.p.__dict__["station_payments"] = made

    @property
    def today(self) -> str:
        return self.p.fixed.today().isoformat()

    def pay(self, service: str, amount_fen: int | None, **fields: str) -> Answer:
        """Under a fresh number, or `_trace`: words about the request begin with an underscore."""
        return self.send(self.body(service, amount_fen, **fields), **_told(fields))

    def body(self, service: str, amount_fen: int | None, **fields: str) -> dict[str, Any]:
        typed = {name: text for name, text in fields.items() if name[0] != "_"}
        trace = fields.get("_trace") or self.trace()
        body = {"service": service, "date": self.today, "trace": trace, "amount_fen": amount_fen,
                "operator_id": self.operator_id, "fields": typed, "id_shown": True}  # fmt: skip
        return body | ({"bill_no": fields["_bill_no"]} if "_bill_no" in fields else {})

    def taken(self, service: str, amount_fen: int | None, **fields: str) -> dict[str, Any]:
        """As `body`, without a line, now."""
        at = self.p.fixed.now().astimezone(SHANGHAI).isoformat()
        return self.body(service, amount_fen, **fields) | {"taken_at": at}

    def keep_on(self) -> None:
        """The operator signs on again each day."""
        if self.p.fixed.now() >= self.on_until:
            self.shift(self.device)

    def send(self, body: dict[str, Any], **told: Any) -> Answer:
        self.keep_on()
        return self.signed(payments, "POST", "/v1/payments", body, **told)

    def trace(self) -> str:
        self.traces += 1
        return f"{self.traces:06d}"

    def ask(self, service: str, **fields: str) -> Answer:
        body = {"service": service, "operator_id": self.operator_id, "fields": fields,
                "id_shown": True}  # fmt: skip
        self.keep_on()
        return self.signed(payments, "POST", "/v1/payments/enquiries", body)

    def about(self, method: str, what: str, trace: str, body: Any = None, **told: Any) -> Answer:
        path = {"day": self.today.replace("-", ""), "trace": trace}
        resource = f"/v1/payments/{{day}}/{{trace}}{what}"
        return self.signed(payments, method, resource, body, path=path, **told)

    def status(self, trace: str, **told: Any) -> Answer:
        return self.about("GET", "", trace, **told)

    def back(self, trace: str, how: str = "reversal", **told: Any) -> Answer:
        return self.about("POST", "/reversal", trace, {"how": how}, **told)

    def card(self, payer: Payer, **more: str) -> dict[str, str]:
        return {"card_no": payer.number, "pin": PIN, **more}

    def resolve(self) -> dict[str, Any]:
        self.p.fixed.pass_time(timedelta(seconds=30))
        done: dict[str, Any] = importlib.import_module("job_resolve_payments.handler").handler(
            {}, None
        )
        return done


def code(answer: Answer) -> tuple[int, str]:
    """The status, and what was refused or how the payment stands."""
    return answer.status, answer.body.get("code", answer.body.get("status"))


def _told(fields: dict[str, str]) -> dict[str, str]:
    named = {"_nonce": "nonce", "_device": "device"}
    return {named[name]: value for name, value in fields.items() if name in named}


def enrol(device: Device, code: str) -> Answer:
    return ask(stations, "POST", "/v1/stations/terminals/enrolments", body=device.enrolment(code))


def somebody(county: str = COUNTY) -> Principal:
    """A customer who owns nothing here."""
    return a_person(id=f"pn_{county}_01JD0000000000000000009999", county=county)
