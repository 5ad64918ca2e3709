"""A card that is stopped at stations, by a rule or as lost, until staff have released it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value

LOST = "LOST"


class CardHeld(Rule):
    """Facts: `rule`, as in station_rules.csv."""

    code = "card-held-at-stations"
    zh = "该卡因触发风控规则在各站点暂停使用，请到网点核实"
    en = "A rule against fraud stopped this card at stations: please come to a branch"


class CardLost(Rule):
    code = "card-reported-lost"
    zh = "该卡已口头挂失，请本人持身份证到网点办理"
    en = "This card was reported lost: its owner has to come to a branch"


class NotHeld(Conflict):
    code = "card-not-held"
    zh = "该卡未被暂停使用"
    en = "This card is not stopped"


@value
class HeldCard:
    """`rule` of station_rules.csv, or LOST; empty once it was released, by whom and why."""

    account_id: str
    rule: str
    station_id: str
    since: datetime
    released_by: str = ""
    reason: str = ""
    version: int = 0

    def released(self, by: str, reason: str) -> HeldCard:
        """Raises NotHeld."""
        if not self.rule:
            raise NotHeld()
        return replace(self, rule="", released_by=by, reason=reason)
