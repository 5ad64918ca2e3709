"""Note what a terminal's number did, by the events: once, in any order."""

from __future__ import annotations

from nongxin.kernel.events import Envelope
from nongxin.kernel.records import StaleRecord
from nongxin.payments.day_end.day_store import DynamoDays


def note_payment(told: Envelope, days: DynamoDays) -> None:
    """PaymentMade or PaymentTakenBack; the same again changes nothing. What was paid by phone has
    no number and is no terminal's.
    """
    data = told.data
    if not data["number"]:
        return
    note = days.done if told.type == "PaymentMade" else days.taken_back
    write = note(data["terminal_id"], data["number"], data["service"], int(data["amount_fen"]))
    try:
        days.storage.commit(write)
    except StaleRecord:
        return
