"""A shop that became an e-station, with its owner, operator and terminals, through the doors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from api_stations.handler import handler as stations
from devkit.device import Device
from nongxin.catalog.places import villages
from nongxin.kernel.identity import Principal, Role
from tests.builders.lending import COUNTY, ENTITY, a_person, an_officer
from tests.builders.payers import NORTH_ENTITY, Payer, Town
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

MARGIN_FEN, FLOAT_FEN = 100_000, 500_000


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

    def __post_init__(self) -> None:
        self.owner = self.town.person(2_000_000, county=self.county)
        made = self.register()
        assert made.status == 201, made.text
        self.station_id = made.body["station_id"]
        self.float_account = made.body["float_account"]
        self.margin_account = made.body["margin_account"]
        self.device = self.terminal()

    @property
    def operator_id(self) -> str:
        return f"st_{self.county}_01JD00000000000000000077{self.number:02d}"

    @property
    def operator(self) -> Principal:
        entity = ENTITY if self.county == COUNTY else NORTH_ENTITY
        return Principal(
            self.operator_id, Role.OPERATOR, self.county, entity, frozenset({self.county}), "ss_1"
        )

    @property
    def officer(self) -> Principal:
        return an_officer(901, Role.OFFICER, county=self.county)

    def register(self, **changed: Any) -> Answer:
        village = next(iter(villages(self.county)))
        body = {
            "village": village, "name": "王家小卖部", "operator_id": self.operator_id,
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


def enrol(device: Device, code: str) -> Answer:
    return ask(stations, "POST", "/v1/stations/terminals/enrolments", body=device.enrolment(code))


def somebody(county: str = COUNTY) -> Principal:
    """A customer who owns nothing here."""
    return a_person(id=f"pn_{county}_01JD0000000000000000009999", county=county)
