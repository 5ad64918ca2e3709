"""A shop that becomes an e-station through the doors, with customers who have cards and money.

What it was is kept in a file, keys and all, so that the next run goes on as the same terminals.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from devkit import kept, say
from devkit.bank import Bank, Json, Person, Refused
from devkit.demo.cast import PASSWORD
from devkit.device import Device
from devkit.people import archetype
from devkit.terminal.errands import Card
from nongxin.catalog.places import villages
from nongxin.kernel.clock import SystemClock

FARMERS = 12
WEALTH_FEN, MARGIN_FEN, FLOAT_FEN = 5_000_000, 100_000, 20_000_000
# Families that the demo and the tests do not use.
_FIRST_FAMILY = 5_000


@dataclass
class Shop:
    """`keys` are the terminals' private keys, by number, in base64. `operators`: who serves at
    each, by its number: staff number, phone and id. The owner is all of them.
    """

    county: str
    station_id: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    families: int = 0
    owner_id: str = ""
    operators: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path, county: str) -> Shop:
        told = kept.read(file)
        if "operators" not in told:  # none, or of an older version
            return cls(county)
        cards = [Card(**each) for each in told.pop("cards", [])]
        return cls(**told, cards=cards)

    def write(self, file: Path) -> None:
        kept.write(file, asdict(self))

    def devices(self) -> list[Device]:
        return [
            Device(
                number,
                key=Ed25519PrivateKey.from_private_bytes(base64.b64decode(text)),
                operator_id=self.operators[number][2],
            )
            for number, text in self.keys.items()
        ]

    def make(self, officer: Person, approver: Person, terminals: int) -> None:
        """What is still missing: the station, its customers, so many terminals, their operators."""
        if not self.owner_id or not _is_there(officer, self.station_id):
            with say.step("a shop becomes an e-station, its customers get cards"):
                self.station_id, self.keys, self.operators = self._station(officer), {}, {}
                self.cards = [self._customer(officer, WEALTH_FEN)[2] for _ in range(FARMERS)]
        while len(self.keys) < terminals:
            self._terminal(officer)
        for terminal_id in self.keys.keys() - self.operators.keys():
            self.operators[terminal_id] = self._appointed(officer, approver)
        self._sign_on(officer.bank)

    def _appointed(self, officer: Person, approver: Person) -> list[str]:
        path = f"/stations/{self.station_id}/operators"
        number, phone = f"E{secrets.randbelow(10**9):09d}", f"137{secrets.randbelow(10**8):08d}"
        told = {"staff_no": number, "phone": phone, "customer_id": self.owner_id}
        operator_id = str(officer.post(path, told)["operator_id"])
        approver.post(f"{path}/{operator_id}/decision", {"approves": True})
        return [number, phone, operator_id]

    def _sign_on(self, bank: Bank) -> None:
        for terminal_id, (number, phone, _) in self.operators.items():
            operator = bank.admit(number, PASSWORD, phone, staff_no=number)
            operator.post(f"/stations/terminals/{terminal_id}/shift", {"begins": True})

    def _station(self, officer: Person) -> str:
        self.owner_id, account_id, _ = self._customer(officer, 2 * FLOAT_FEN)
        body = {
            "village": next(iter(villages(self.county))), "name": "村口小卖部",
            "owner_id": self.owner_id,
            "account_id": account_id, "contract_no": "HT-2026-0001", "margin_fen": MARGIN_FEN,
            "float_fen": FLOAT_FEN, "single_most_fen": 5_000_000, "opens": "00:00",
            "closes": "23:59",
        }  # fmt: skip
        return str(officer.post("/stations", body)["station_id"])

    def _customer(self, officer: Person, funds_fen: int) -> tuple[str, str, Card]:
        """The next family whose head is no customer yet."""
        while True:
            number = _FIRST_FAMILY + self.families
            head = archetype("approve", self.county, number, SystemClock().today()).head
            self.families += 1
            valid_to = head.id_valid_to.isoformat() if head.id_valid_to else None
            who: Json = {"name": head.name, "id_no": head.id_no, "phone": head.phone,
                         "id_valid_to": valid_to, "county": self.county}  # fmt: skip
            try:
                customer_id = str(officer.post("/customers", who)["customer_id"])
            except Refused as refusal:
                if refusal.code != "id-number-registered":
                    raise
                continue
            account = officer.post("/accounts", {"customer_id": customer_id})
            officer.post(f"/accounts/{account['account_id']}/deposits", {"amount_fen": funds_fen})
            card = Card(str(account["number"]), head.name, head.id_no)
            return customer_id, str(account["account_id"]), card

    def _terminal(self, officer: Person) -> None:
        path = f"/stations/{self.station_id}/terminals"
        made = officer.post(path, {"serial_no": f"SN-{len(self.keys) + 1:04d}"})
        device = Device(str(made["terminal_id"]))
        bank: Bank = officer.bank
        bank.call("POST", "/stations/terminals/enrolments", device.enrolment(made["code"]))
        raw = device.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        self.keys[device.terminal_id] = base64.b64encode(raw).decode()


def _is_there(officer: Person, station_id: str) -> bool:
    try:
        officer.get(f"/stations/{station_id}")
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return False
    return True
