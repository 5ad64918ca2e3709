"""Routes of staff: cards that a rule stopped at stations, and their release."""

from __future__ import annotations

import re
from typing import Any

from api_payments.contracts import HeldCardList, HeldCardView, ReleaseBody, ReleasedView
from api_payments.door import SUPERVISORS, app
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.parts import parts
from nongxin.payments.held_card import NotHeld
from nongxin.payments.held_store import account_of
from nongxin.payments.release_card import ReleaseCard, release_card

COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "GB/T 2260", required=True)
_COUNTY = re.compile(r"[0-9]{6}")


@app.get("/held-cards", returns=HeldCardList, roles=SUPERVISORS, query=(COUNTY, *PAGING),
         errors=(Missing,), summary="Cards of a county that are stopped at stations")  # fmt: skip
def held_cards(call: Call) -> Any:
    county = call.query.get("county", "")
    if not _COUNTY.fullmatch(county) or not call.person.serves(county):
        raise Missing()
    cards = parts().held_cards
    page = cards.held_in(county, call.limit, call.after)
    found = [cards.get(account_of(item)) for item in page.items]
    views = [
        HeldCardView(account_id=each.account_id, rule=each.rule, station_id=each.station_id,
                     since=stamp(each.since))
        for each in found
        if each is not None and each.rule
    ]  # fmt: skip
    return HeldCardList(cards=views, cursor=cursor(page.last_key))


@app.post("/held-cards/{account_id}/release", body=ReleaseBody, returns=ReleasedView,
          roles=SUPERVISORS, errors=(Missing, NotHeld),
          summary="Let a card be used at stations again, and say why")  # fmt: skip
def release(call: Call, body: ReleaseBody, account_id: str) -> Any:
    p, command = parts(), ReleaseCard(account_id, body.reason)
    done = p.perform_in(
        "payments", call.key, lambda: release_card(command, call.person, p.held_cards)
    )
    return ReleasedView(**done.answer), done.replayed
