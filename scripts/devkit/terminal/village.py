"""The terminals of one station at work, each in a thread of its own, against the deployed bank."""

from __future__ import annotations

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import requests

from devkit import cloud as clouds
from devkit import kept, partners, paths, say, where
from devkit.bank import Bank, Json, Person
from devkit.demo.cast import PASSWORD
from devkit.planting import Staff
from devkit.seed import SEED_FILE
from devkit.terminal.agreement import differences, float_moved_fen
from devkit.terminal.day_close import close_days
from devkit.terminal.errands import Errands
from devkit.terminal.faults import Faults
from devkit.terminal.journal import Entry, Journal
from devkit.terminal.line import Line, Reply, Request, Sender
from devkit.terminal.machine import Terminal
from devkit.terminal.shop import Shop
from devkit.trouble import Trouble
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.money import grouped

_TIMEOUT_S = 15
_LAST_LOOKS = 10
_TELL_EVERY_S = 10.0
_STATES = ("done", "failed", "reversed", "voided", "refused", "exception", "open", "offline")


@dataclass
class Village:
    """`home` holds the shop, and a journal and the receipts of each terminal."""

    bank: Bank
    officer: Person
    shop: Shop
    home: Path

    @classmethod
    def open(cls, county: str, terminals: int, *, fresh: bool) -> Village:
        """Raises Trouble where no local deployment with this county's staff runs."""
        cloud, helper = clouds.main(), partners.running()
        told = kept.read(cloud.home / SEED_FILE).get("staff", [])
        staff = [Staff(**s) for s in told if s["county"] == county]
        if not cloud.running() or not cloud.outputs() or helper is None or not staff:
            raise Trouble(f"no bank with staff of {county} runs here; scripts/local seed makes it.")
        os.environ.update(cloud.variables())
        bank = Bank(where.api_url(cloud), helper.url)
        officer, approver = (
            _signed_in(bank, staff, each) for each in ("officer", "county_approver")
        )
        home = paths.LOCAL / "terminal" / county
        file = home / "shop.json"
        shop = Shop(county) if fresh else Shop.read(file, county)
        shop.families = Shop.read(file, county).families
        shop.make(officer, approver, terminals)
        shop.write(file)
        return cls(bank, officer, shop, home)

    def day(self, asked: Any) -> bool:
        """Whether terminals and bank agree in the end."""
        terminals = [self._terminal(number, asked) for number in range(asked.terminals)]
        # Two terminals number alike: what is known is known of each.
        known = [_ended(t) for t in terminals]
        before_fen, begun = self._float_fen(), time.monotonic()
        with ThreadPoolExecutor(len(terminals)) as pool:
            list(pool.map(lambda t: self._work(t, asked), terminals))
        today, both = SystemClock().today(), list(zip(terminals, known, strict=True))
        moved_fen = sum(float_moved_fen(t, today, but) for t, but in both)
        wrong = [each for t, but in both for each in (*differences(t, but), *_closed(t))]
        if self._float_fen() - before_fen != moved_fen:
            really = grouped(self._float_fen() - before_fen)
            wrong.append(f"receipts move the float by {grouped(moved_fen)} yuan, not {really}")
        for each in wrong[:20]:
            say.note(f"  {each}")
        seconds = time.monotonic() - begun
        entries = [e for t, but in both for n, e in t.journal.entries.items() if n not in but]
        say.note(_line(asked, terminals, entries, seconds, is_right=not wrong))
        return not wrong

    def sender(self) -> Sender:
        """A way to the bank of one's own: connections are not shared between threads."""
        session = requests.Session()

        def send(request: Request) -> Reply | None:
            url = f"{self.bank.url}{request.path}"
            try:
                answer = session.request(
                    request.method, url, data=request.body or None,
                    headers=dict(request.headers), timeout=_TIMEOUT_S,
                )  # fmt: skip
                return Reply(answer.status_code, answer.json())
            except requests.RequestException:
                return None

        return send

    def _terminal(self, number: int, asked: Any) -> Terminal:
        device = self.shop.devices()[number]
        luck = Random(f"{asked.seed} {number}")
        paper = self.home / f"{device.terminal_id}-receipts.txt"

        def printed(receipt: Json) -> None:
            text = _receipt(device.terminal_id, receipt)
            with paper.open("a", encoding="utf-8") as file:
                file.write(text + "\n")
            if asked.receipts:
                say.note(text)

        line = Line(self.sender(), Faults(luck, asked.faults / 100))
        journal = Journal(self.home / f"{device.terminal_id}.ndjson")
        return Terminal(device, journal, line, paper=printed)

    def _work(self, terminal: Terminal, asked: Any) -> None:
        """Errands, then asks until all has an end; the last looks on a good line."""
        told_at = time.monotonic()
        terminal.finish()
        luck = Random(f"{asked.seed} {terminal.device.terminal_id}")
        errands = Errands(self.shop.cards, luck, SystemClock().today())
        for number in range(asked.operations):
            terminal.serve(errands.next())
            if time.monotonic() - told_at > _TELL_EVERY_S:
                told_at = time.monotonic()
                say.note(f"  {terminal.device.terminal_id[-6:]}: {number + 1}/{asked.operations}")
        terminal.finish()
        terminal.faults.end()
        terminal.line.let_arrive()
        for _ in range(_LAST_LOOKS):
            terminal.finish()
            if all(each.has_ended for each in terminal.journal.entries.values()):
                return
            time.sleep(1)

    def _float_fen(self) -> int:
        return int(self.officer.get(f"/stations/{self.shop.station_id}")["float_fen"])


def _ended(terminal: Terminal) -> set[str]:
    return {number for number, each in terminal.journal.entries.items() if each.has_ended}


def _signed_in(bank: Bank, staff: list[Staff], role: str) -> Person:
    who = next(each for each in staff if each.role == role)
    return bank.admit(who.staff_no, PASSWORD, who.phone, staff_no=who.staff_no)


def _closed(terminal: Terminal) -> list[str]:
    """Its days are reported; what the events of the last seconds still lack is asked for again."""
    told = close_days(terminal)
    for _ in range(_LAST_LOOKS):
        if not told:
            break
        time.sleep(1)
        told = close_days(terminal)
    for report in terminal.journal.reports.values():
        if "slip" in report:
            say.note(f"  {terminal.device.terminal_id[-6:]}: {report['slip']}")
    return told


def _receipt(terminal_id: str, receipt: Json) -> str:
    amount = grouped(int(receipt["amount_fen"]))
    fee = grouped(int(receipt["fee_fen"]))
    words = [receipt["number"], receipt["service"], f"{amount} yuan", f"fee {fee}",
             receipt["card"], receipt["status"], receipt["partner_no"]]  # fmt: skip
    return f"{terminal_id[-6:]}  " + "  ".join(word for word in words if word)


def _line(
    asked: Any, terminals: list[Terminal], entries: list[Entry], seconds: float, *, is_right: bool
) -> str:
    states = Counter(entry.state for entry in entries)
    befell: Counter[str] = Counter()
    asked_for: Counter[str] = Counter()
    for terminal in terminals:
        befell.update(terminal.faults.told)
        asked_for.update(terminal.told)
    parts = [f"{states[name]} {name}" for name in _STATES if states[name]]
    parts += [f"{asked_for[name]} {name}" for name in ("questions answered",) if asked_for[name]]
    faults = [f"{count} x {name}" for name, count in befell.most_common()]
    verdict = "terminals and bank agree" if is_right else "TERMINALS AND BANK DO NOT AGREE"
    places = "one terminal" if len(terminals) == 1 else f"{len(terminals)} terminals"
    return (
        f"{asked.operations * len(terminals)} operations at {places} in "
        f"{seconds:.0f} s: {', '.join(parts)}; {', '.join(faults) or 'no faults'}; {verdict}."
    )
