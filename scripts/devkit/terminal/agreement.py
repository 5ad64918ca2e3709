"""Whether terminal and bank say the same of every number, and the float what both say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from devkit.terminal.journal import Entry
from devkit.terminal.line import Json, Reply
from devkit.terminal.machine import ENDS, Terminal
from nongxin.catalog.services import services

_REFUSED = ("payment-refused-before", "not-found")


def differences(terminal: Terminal, but: Collection[str] = ()) -> list[str]:
    """A sentence for each number of which the two do not say the same; `but` are left out."""
    found = []
    for entry in _entries(terminal, but):
        reply = terminal.look(entry)
        if reply is None or not _agrees(entry, reply):
            told = "nothing" if reply is None else reply.body.get("status", reply.code)
            found.append(f"{entry.number} {entry.order['service']}: {entry.state}, not {told}")
    return found


def _agrees(entry: Entry, reply: Reply) -> bool:
    if entry.state in ENDS:
        return reply.status == 200 and reply.body == entry.receipt
    if entry.state == "voided":
        return reply.code == "reversed-before-arrival"
    return entry.state == "refused" and reply.code in _REFUSED


def float_moved_fen(terminal: Terminal, today: date, but: Collection[str] = ()) -> int:
    """By how much the receipts say that the station's float has grown."""
    held = ("done", "exception")  # an exception's money stays where it is until people decide
    done = [each for each in _entries(terminal, but) if each.state in held]
    return sum(_moved_fen(entry.order, entry.receipt, today) for entry in done)


def _entries(terminal: Terminal, but: Collection[str]) -> list[Entry]:
    return [each for each in terminal.journal.entries.values() if each.number not in but]


def _moved_fen(order: Json, receipt: Json, today: date) -> int:
    service, by_card = services(today)[order["service"]], "card_no" in order["fields"]
    amount_fen, fee_fen = int(receipt["amount_fen"]), int(receipt["fee_fen"])
    if service.action == "pay":
        return 0 if by_card else -amount_fen - fee_fen
    if service.action == "deposit":
        return -amount_fen - fee_fen
    if service.action == "withdraw":
        return amount_fen
    if service.action == "take" and service.account != "C":
        return amount_fen - (0 if service.cash == "OUT" else fee_fen)
    return 0
