"""七公里's own account with the bank, out of which it pays its merchants, opened by the doors."""

from __future__ import annotations

from dataclasses import dataclass

from devkit.bank import Json, Person, Refused
from devkit.people import archetype
from nongxin.kernel.clock import SystemClock

_FIRST = 3_000  # of the archetypes' numbers; the demo and the terminals have others
_FUNDS_FEN = 50_000_000


@dataclass(frozen=True)
class Staff:
    """Officer and approver are the county's where the account is kept."""

    officer: Person
    ops: Person
    approver: Person


def open_till(staff: Staff, partner_id: str, county: str, number: int) -> str:
    """Registers a cashier, with an account full of money, which is named and agreed to; answers the
    account.
    """
    officer = staff.officer
    while True:
        head = archetype("approve", county, _FIRST + number, SystemClock().today()).head
        valid_to = head.id_valid_to.isoformat() if head.id_valid_to else None
        who: Json = {"name": head.name, "id_no": head.id_no, "phone": head.phone,
                     "id_valid_to": valid_to, "county": county}  # fmt: skip
        try:
            customer_id = str(officer.post("/customers", who)["customer_id"])
        except Refused as refusal:
            if refusal.code != "id-number-registered":
                raise
            number += 1
            continue
        account = officer.post("/accounts", {"customer_id": customer_id})
        path = f"/accounts/{account['account_id']}/deposits"
        officer.post(path, {"amount_fen": _FUNDS_FEN})
        named = {"account_no": account["number"]}
        staff.ops.put(f"/partners/{partner_id}/account", named)
        staff.approver.post(f"/partners/{partner_id}/account/decision", named | {"approves": True})
        return str(account["account_id"])
