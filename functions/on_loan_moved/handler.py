"""A loan went out or came back: the exposure of the village, and of the platform that it came
through, follows: the next decision there reads it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.events import Envelope
from nongxin.kernel.ids import sibling
from nongxin.kernel.worker import take_batch
from nongxin.lending.loans.villages import platform_place
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _follow)


def _follow(told: Envelope) -> None:
    p, data = parts(), told.data
    application = p.applications.get(sibling(data["loan_id"], "ap"))
    household_id = application.parties.household_id
    village = p.households.head(household_id, consistent=False).village  # it never moves
    places = [village]
    if application.checkout:
        places.append(platform_place(application.checkout.partner))
    for place in places:
        if told.type == "LoanDisbursed":
            p.villages.count(place, told.id, data["amount_fen"], _day(told))
        else:
            p.villages.count(place, told.id, -data["principal_fen"], None)


def _day(told: Envelope) -> date:
    return parse_stamp(told.at).astimezone(SHANGHAI).date()
