"""七公里's own account with the bank, out of which it pays its merchants, opened by the doors."""

from __future__ import annotations

from devkit.bank import Json, Person, Refused
from devkit.people import archetype
from nongxin.kernel.clock import SystemClock

_FIRST = 3_000  # of the archetypes' numbers; the demo and the terminals have others
_FUNDS_FEN = 50_000_000


def open_till(officer: Person, ops: Person, partner_id: str, county: str, number: int) -> str:
    """Registers a cashier, with an account full of money, and names it; answers the account."""
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
        ops.put(f"/partners/{partner_id}/account", {"account_no": account["number"]})
        return str(account["account_id"])
