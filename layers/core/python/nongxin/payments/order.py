"""An order (业务请求): what a terminal asks for, under a number that it gave it before it sent it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Protocol

from nongxin.catalog.services import Service
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.value import value
from nongxin.payments.fields import Typed
from nongxin.payments.problems import DateFar, FieldWrong, ProofNeeded
from nongxin.stations.station import Station
from nongxin.stations.terminal import Terminal

_TRACE = re.compile(r"[0-9]{6}")
_A_DAY = timedelta(days=1)


@value
class Number:
    """Terminal, its date and its trace number: the key of one attempt, for ever."""

    terminal: Terminal
    on: date
    trace: str

    def __post_init__(self) -> None:
        if not _TRACE.fullmatch(self.trace):
            raise FieldWrong(field="trace", why="shape")

    @property
    def text(self) -> str:
        return f"{self.on:%Y%m%d}-{self.trace}"

    def key(self, operation: str, content: str) -> CommandKey:
        terminal = self.terminal
        return CommandKey(f"payments.{operation}", terminal.id, terminal.county, self.text, content)

    def check_near(self, today: date, late_days: int = 0) -> None:
        """Raises DateFar: a new payment is made on its day, give or take one; or so many days late,
        where its service may be taken without a line.
        """
        latest = today + _A_DAY
        if not today - max(_A_DAY, timedelta(late_days)) <= self.on <= latest:
            raise DateFar(date=self.on.isoformat())


@value
class Origin:
    """Whence an order comes: a station's terminal, or a customer's phone: then `given_by` is the
    customer, and there is no station, no number and no float. `insiders`: customers who run it.
    """

    county: str
    entity: str
    given_by: str
    station_id: str = ""
    number: str = ""
    float_account: str = ""
    operator_id: str = ""
    insiders: frozenset[str] = frozenset()


class Wanted(Protocol):
    """What the ledger and a partner need to know of an order, whencever it comes."""

    @property
    def service(self) -> Service: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def typed(self) -> Typed: ...
    @property
    def bill_no(self) -> str: ...
    @property
    def sent(self) -> str: ...
    @property
    def key(self) -> CommandKey: ...
    @property
    def origin(self) -> Origin: ...


@value
class Order:
    """`amount_fen` is 0 where none is asked. `bill_no` is that of the question before. `taken_at`:
    by the terminal's clock, of what was taken without a line.

    `sent` tells this request from a repeat of it.
    """

    number: Number
    station: Station
    service: Service
    amount_fen: int
    typed: Typed
    operator_id: str
    taken_at: datetime | None = None
    bill_no: str = ""
    id_shown: bool = False
    sent: str = ""

    @property
    def by_card(self) -> bool:
        return bool(self.typed.of("card_no") or self.typed.of("passbook_no"))

    @property
    def key(self) -> CommandKey:
        """Secrets are left out: a repeat has a PIN block of its own."""
        content = {
            "service": self.service.code,
            "amount_fen": self.amount_fen,
            "bill_no": self.bill_no,
            "operator": self.operator_id,
            "fields": dict(self.typed.told),
        }
        return self.number.key("pay", fingerprint(content))

    @property
    def origin(self) -> Origin:
        station, number = self.station, self.number
        return Origin(station.county, station.entity, number.terminal.id, station.id, number.text,
                      station.float_account, self.operator_id, station.insiders)  # fmt: skip

    def check_proofs(self) -> None:
        """Raises ProofNeeded, FieldWrong (no bill was asked for, or no amount told)."""
        service = self.service
        if "id_shown" in service.auth and not self.id_shown:
            raise ProofNeeded(proof="id_shown")
        if self.by_card and not self.typed.of("pin"):
            raise ProofNeeded(proof="pin")
        if service.query_first and not service.is_ours and not self.bill_no:
            raise FieldWrong(field="bill_no", why="missing")
        if needs_amount(service) != bool(self.amount_fen):
            raise FieldWrong(field="amount_fen", why="unknown" if self.amount_fen else "missing")


def needs_amount(service: Service) -> bool:
    """Bills too: the terminal says what its customer agreed to pay."""
    return "amount" in service.names or service.action == "pay"
