"""Open the books of legal entities before they book anything (开业): {"day": "2026-11-25",
"entities": ["2758"]}.

Without `entities` those of all that are in force, without `day` today. Books that are open stay as
they are, so it may be called again. From then on the entity's business date is a row that only the
day close moves. Answers whose books were opened now.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.catalog.places import entities
from nongxin.kernel import log
from nongxin.kernel.errors import Malformed
from nongxin.ledger.close_day import open_books
from nongxin.parts import parts


class BadOpening(Malformed):
    code = "bad-opening"
    zh = "day 须为不晚于今天的日期，entities 须为在册法人机构代码"
    en = "`day` is a date that has come, `entities` are codes of legal entities in force"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    today = p.clock.today()
    known = {bank.code for bank in entities(today)}
    wanted = list(event.get("entities", sorted(known)))
    try:
        day = date.fromisoformat(event.get("day", today.isoformat()))
    except (TypeError, ValueError):
        raise BadOpening() from None
    if day > today or not set(wanted) <= known:
        raise BadOpening()
    opened = [entity for entity in wanted if open_books(entity, day, p.day_closing)]
    log.say("books opened", count=len(opened))
    return {"opened": opened, "day": day.isoformat()}
