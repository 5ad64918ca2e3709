"""A terminal closes its days: it reports what it holds for done, and shows what the bank says.

A day with a number that has no end yet is not reported. What the bank has taken is in the journal,
so an answer that was lost is asked for again: the same report twice is one. Who works on after a
report sends another; the last one counts until the night's match.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta

from devkit.terminal.line import Json
from devkit.terminal.machine import Terminal
from nongxin.kernel.clock import SHANGHAI

_HELD = frozenset({"done", "exception"})
_MATCHED, _FAR = "terminal-day-matched", "terminal-date-far"
# As long as the bank takes a day.
_DAYS = 5


def close_days(terminal: Terminal) -> list[str]:
    """A sentence for each difference that the bank told, and each day that it did not take."""
    told = []
    for day, lines in sorted(_days(terminal).items()):
        digest = hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:16]
        known = terminal.journal.reports.get(day, {})
        if known.get("digest") == digest and known.get("agrees"):
            continue
        told += _report(terminal, day, lines, digest)
    return told


def slip(day: str, answer: Json) -> str:
    """What the terminal prints for its shop."""
    says = "agrees" if answer["agrees"] else f"{len(answer['differences'])} DIFFERENCES"
    return (
        f"{day}  {answer['payments']} payments, cash in {_yuan(answer['cash_in_fen'])}, "
        f"cash out {_yuan(answer['cash_out_fen'])}: {says}"
    )


def _report(terminal: Terminal, day: str, lines: list[Json], digest: str) -> list[str]:
    reply = terminal.call("POST", "/v1/payments/day-ends", {"date": day, "lines": lines})
    terminal.faults.may_cut()
    if reply is None:
        return [f"{day}: nobody answered the day's report"]
    if reply.code == _FAR:
        return []  # its clock was ahead: that day comes
    if reply.status != 200:
        is_over = reply.code == _MATCHED  # worked on after the night: people look at it
        terminal.journal.report(day, {"digest": digest, "agrees": is_over})
        return [f"{day}: {reply.code}"]
    kept = {"digest": digest, "agrees": reply.body["agrees"], "slip": slip(day, reply.body)}
    terminal.journal.report(day, kept)
    return [f"{day} {_sentence(each)}" for each in reply.body["differences"]]


def _days(terminal: Terminal) -> dict[str, list[Json]]:
    """By date, as the report wants them; days with an open number are left out."""
    entries = terminal.journal.entries.values()
    found: dict[str, list[Json]] = {f"{_date(each.number)}": [] for each in entries}
    for each in sorted(entries, key=lambda entry: entry.number):
        if each.state in _HELD:
            line = {"trace": each.number[9:], "service": each.order["service"],
                    "amount_fen": int(each.receipt["amount_fen"])}  # fmt: skip
            found[f"{_date(each.number)}"].append(line)
    waiting = {f"{_date(each.number)}" for each in entries if not each.has_ended}
    today = datetime.fromtimestamp(terminal.clock(), SHANGHAI).date()
    oldest = f"{today - timedelta(_DAYS)}"
    return {day: told for day, told in found.items() if day >= oldest and day not in waiting}


def _date(number: str) -> date:
    return date(int(number[:4]), int(number[4:6]), int(number[6:8]))


def _sentence(found: Json) -> str:
    ours, theirs = (_yuan(found[key]) for key in ("ours_fen", "theirs_fen"))
    told = f"the bank has {ours}, the terminal {theirs}"
    return f"{found['number']} {found['service']} {found['kind']}: {told}"


def _yuan(fen: int | None) -> str:
    return "nothing" if fen is None else f"{fen // 100:,}.{fen % 100:02d}"
