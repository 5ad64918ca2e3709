"""What moves at a station counts in the days of those whose it was (反洗钱)."""

from __future__ import annotations

from typing import Any

import pytest

from nongxin.aml.movements import movements_of
from nongxin.kernel.events import Envelope

OWNERS = {"ac_1": "pn_1", "ac_2": "pn_2", "ac_3": "pn_1"}


def told(cash: str, account_id: str, payee_id: str) -> Envelope:
    data: dict[str, Any] = {
        "county": "610722", "terminal_id": "tm_1", "number": "20261125-000001", "service": "A03",
        "amount_fen": 50_000, "fee_fen": 0, "cash": cash, "entity": "2758",
        "account_id": account_id, "payee_id": payee_id,
    }  # fmt: skip
    return Envelope("e1", "PaymentMade", 1, "2026-11-25T02:00:00.000Z", "", data)


@pytest.mark.parametrize(
    ("cash", "account_id", "payee_id", "expected"),
    [
        ("OUT", "ac_1", "", [("pn_1", "cash_out")]),
        ("IN", "", "ac_2", [("pn_2", "cash_in")]),
        ("N", "ac_1", "ac_2", [("pn_1", "transfer_out"), ("pn_2", "transfer_in")]),
        ("N", "ac_1", "ac_3", []),  # one's own passbook and card
        ("N", "ac_1", "", []),  # a bill
        ("IN", "", "", []),  # cash for a partner
    ],
)
def test_whose_it_was(
    cash: str, account_id: str, payee_id: str, expected: list[tuple[str, str]]
) -> None:
    found = movements_of(told(cash, account_id, payee_id), OWNERS.__getitem__)
    assert [(each.person_id, each.measure) for each in found] == expected
    assert {each.amount_fen for each in found} <= {50_000}
