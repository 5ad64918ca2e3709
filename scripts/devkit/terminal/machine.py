"""A terminal: it numbers and writes down each attempt before it sends it, and then never lets go.

What was answered is printed; what was not is asked for again under the same number, or taken back.
After a power cut only the journal is left, and the secrets are gone: what the bank does not know
then is taken back, so that no copy on its way can do it any more.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from devkit.device import Device
from devkit.terminal.errands import Errand, without_secrets
from devkit.terminal.faults import Faults, PowerCut
from devkit.terminal.journal import OFFLINE, OPEN, Entry, Journal
from devkit.terminal.line import Json, Line, Reply, Request

_TRIES = 3
_BATCH = 20
_SHAANXI = timedelta(hours=8)
ENDS = frozenset({"done", "failed", "reversed", "exception"})
_NEVER = "reversed-before-arrival"
_BUSY = frozenset({429, 502, 503, 504})


@dataclass
class Terminal:
    """`clock` is the true time, `device.clock_off_s` how far its own is off. `paper` gets each
    receipt once. `told` counts what was done, `answered` names services that answered questions.
    """

    device: Device
    journal: Journal
    line: Line
    clock: Callable[[], float] = time.time
    paper: Callable[[Json], None] = lambda receipt: None
    told: Counter[str] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)

    @property
    def faults(self) -> Faults:
        return self.line.faults

    def serve(self, errand: Errand) -> None:
        """One customer. A power cut is survived, by what the journal says."""
        self.device.clock_off_s += self.faults.drift_s()
        try:
            self._serve(errand)
        except PowerCut:
            self.power_up()

    def power_up(self) -> None:
        """Nothing is left but the journal; and the power may go again."""
        is_on = False
        while not is_on:
            if self.faults.luck.random() < 0.5:
                self.journal.break_off()
            self.journal = Journal(self.journal.file)
            with suppress(PowerCut):
                self._finish_all()
                is_on = True

    def finish(self) -> None:
        """Asks after all that has no end yet; sends what was taken without a line."""
        try:
            self._finish_all()
        except PowerCut:
            self.power_up()

    def _finish_all(self) -> None:
        self._upload()
        for entry in self.journal.unended():
            self._finish(entry)

    def look(self, entry: Entry) -> Reply | None:
        """What the bank says of a number now; the journal stays as it is."""
        return self._insist("GET", entry.path, None)

    def call(self, method: str, path: str, body: Any = None) -> Reply | None:
        """A signed request that is about no number."""
        return self._insist(method, path, body)

    def _serve(self, errand: Errand) -> None:
        service = errand.service
        if errand.is_question:
            reply = self._ask(errand)
            self.told["questions answered" if reply else "questions unanswered"] += 1
            if reply is not None and reply.status == 200:
                self.answered.add(service.code)
            return
        is_offline = bool(service.offline_days) and self.faults.happens("line down")
        bill: Json = {}
        if errand.asks_first:
            reply = self._ask(errand)
            if reply is None or reply.status != 200:
                self.told["questions answered" if reply else "questions unanswered"] += 1
                return  # nothing was numbered, nothing has happened
            bill = reply.body
        order = errand.order(bill)
        entry = self._kept(order, is_offline=is_offline)
        self.faults.may_cut()
        if is_offline:
            self.told["taken without a line"] += 1
            return
        reply = self._insist("POST", "/v1/payments", order)
        self.faults.may_cut()
        self._note(entry, reply)
        if entry.state == OPEN:
            self._in_the_dark(entry, order)
        if entry.state == "done" and service.reversal == "V" and errand.is_regretted:
            self._want(entry, "void")
            self._finish(entry)

    def _ask(self, errand: Errand) -> Reply | None:
        question = errand.question | {"operator_id": self.device.operator_id}
        return self._insist("POST", "/v1/payments/enquiries", question)

    def _kept(self, order: Json, *, is_offline: bool) -> Entry:
        """Numbers the order and writes it down, before anything is sent."""
        now = datetime.fromtimestamp(self.clock() + self.device.clock_off_s, UTC) + _SHAANXI
        day = f"{now:%Y%m%d}"
        order |= {"date": f"{now:%Y-%m-%d}", "trace": self.journal.next_trace(day),
                  "operator_id": self.device.operator_id}  # fmt: skip
        if is_offline:
            order["taken_at"] = f"{now:%Y-%m-%dT%H:%M:%S}+08:00"
        kept = order if is_offline else without_secrets(order)
        entry = Entry(f"{day}-{order['trace']}", kept, OFFLINE if is_offline else OPEN)
        self.journal.write(entry)
        return entry

    def _in_the_dark(self, entry: Entry, order: Json) -> None:
        """The customer still stands there: ask, send again, or take it back."""
        if self.faults.luck.random() < 0.25:
            self._want(entry, "reversal")
        self._finish(entry, order)

    def _finish(self, entry: Entry, order: Json | None = None) -> None:
        """One contact more. `order` is whole while the customer still stands there."""
        if entry.wants:
            reply = self._insist("POST", f"{entry.path}/reversal", {"how": entry.wants})
            if reply is None:
                return
            self._want(entry, "")
        reply = self._insist("GET", entry.path, None)
        if reply is None:
            return
        if reply.status != 404:
            self._note(entry, reply)
        elif order is not None:
            self._note(entry, self._insist("POST", "/v1/payments", order))
        else:
            self._want(entry, "reversal")
            self._finish(entry)

    def _want(self, entry: Entry, what: str) -> None:
        entry.wants, entry.state = what, OPEN
        self.journal.write(entry)

    def _note(self, entry: Entry, reply: Reply | None) -> None:
        """What the bank says of a number."""
        if reply is None:
            return
        if reply.status >= 400:
            self._end(entry, "voided" if reply.code == _NEVER else "refused", reply)
        elif reply.body["status"] == "to_confirm":
            self._confirm(entry)
        elif reply.body["status"] in ENDS:
            self._end(entry, reply.body["status"], reply)

    def _confirm(self, entry: Entry) -> None:
        """Writes the meter's card, once: what the journal does not tell was not written."""
        if not entry.written and entry.reason != "card waits":
            entry.reason, entry.written = "card waits", self.faults.luck.random() < 0.95
            self.journal.write(entry)
        self.faults.may_cut()
        path = f"{entry.path}/confirmation"
        reply = self._insist("POST", path, {"written": entry.written})
        if reply is not None and reply.status == 200:
            self._end(entry, reply.body["status"], reply)

    def _end(self, entry: Entry, state: str, reply: Reply) -> None:
        entry.state, entry.reason = state, reply.code
        entry.receipt = reply.body if reply.status < 400 else {}
        if state == "refused" and reply.code == "payment-refused-before":
            entry.reason = str(reply.body["facts"]["reason"])
        self.journal.write(entry)
        self.told[state] += 1
        if entry.receipt:
            self.paper(entry.receipt)

    def _upload(self) -> None:
        """What was taken without a line, in any order; now and then twice over."""
        waiting = self.journal.waiting()
        self.faults.luck.shuffle(waiting)
        for first in range(0, len(waiting), _BATCH):
            batch = waiting[first : first + _BATCH]
            body = {"orders": [entry.order for entry in batch]}
            reply = self._insist("POST", "/v1/payments/batches", body)
            if reply is None or reply.status != 200:
                continue
            self.faults.may_cut()
            for entry, told in zip(batch, reply.body["orders"], strict=True):
                self._uploaded(entry, told)

    def _uploaded(self, entry: Entry, told: Json) -> None:
        if told["status"] == "refused":
            self._end(entry, "refused", Reply(422, {"code": told["code"]}))
        elif told["status"] == "taken":
            entry.state, entry.order = OPEN, without_secrets(entry.order)
            self.journal.write(entry)
            self._note(entry, Reply(200, told["receipt"]))

    def _insist(self, method: str, path: str, body: Any) -> Reply | None:
        """A few tries, each with a nonce of its own. None where nothing was heard."""
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        for _ in range(_TRIES):
            reply = self.line.ask(self._signed(method, path, raw))
            if reply is not None and reply.code == "clock-skewed":
                self._set_clock(str(reply.body["facts"]["server_time"]))
                reply = self.line.ask(self._signed(method, path, raw))
            if reply is not None and reply.status not in _BUSY and reply.status != 401:
                return reply
        return None

    def _signed(self, method: str, path: str, raw: bytes) -> Request:
        second = int(self.clock()) + self.device.clock_off_s
        headers = self.device.headers(method, path, raw, second=second)
        return Request(method, path, headers | {"Content-Type": "application/json"}, raw)

    def _set_clock(self, server_time: str) -> None:
        then = datetime.fromisoformat(server_time).timestamp()
        self.device.clock_off_s = int(then - self.clock())
        self.told["clock set"] += 1
