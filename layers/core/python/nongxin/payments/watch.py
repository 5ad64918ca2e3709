"""The watch over stations (风控): which rules a payment meets, by what was read for its limits.

Nothing is counted anywhere for it: the card's own entries of the day tell how often and how much,
and the last one before it when the card was used. So it costs no write, and is as exact as the
day's limit; a service without such a limit meets only the rules that need no entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from nongxin.catalog.services import BACK, NARRATIVE, Service, services
from nongxin.catalog.station_rules import ALERT, HOLD, REFUSE, StationRule, station_rules
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.ledger.line import Line
from nongxin.payments.events import PaymentWatched


class StoppedByWatch(Rule):
    """Facts: `rule`, as in station_rules.csv. `told` is for those who watch; `holds`: the card."""

    code = "payment-stopped"
    zh = "该业务触发风控规则，暂不能办理，请到网点核实"
    en = "A rule against fraud stops this payment: please come to a branch"

    told: PaymentWatched
    holds = False

    @classmethod
    def by(cls, told: PaymentWatched, *, holds: bool) -> StoppedByWatch:
        made = cls(rule=told.rule)
        made.told, made.holds = told, holds
        return made


@value
class Scene:
    """A payment as it is about to be made. `owners` are those of payer's and payee's accounts,
    `insiders` who run the station: its owner and operators, as our customers.
    `lines` are the customer's account's of the day, newest first, `last_used` the entry before
    them; both empty where no day's limit asked for them.
    """

    service: Service
    amount_fen: int
    now: datetime
    insiders: frozenset[str]
    owners: frozenset[str]
    lines: Sequence[Line] = ()
    last_used: date | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def earlier(self, rule: StationRule) -> list[Line]:
        """The day's payments of the rule's services that stand, newest first."""
        known, back, found = services(self.today), 0, []
        for line in self.lines:
            service = known.get(line.text.removeprefix(NARRATIVE).removesuffix(BACK))
            if service is None or not line.text.startswith(NARRATIVE) or not applies(rule, service):
                continue
            if line.text.endswith(BACK):
                back += 1
            elif back:
                back -= 1  # taken back since
            else:
                found.append(line)
        return found


def applies(rule: StationRule, service: Service) -> bool:
    return bool(rule.services & {service.action, service.code})


def marks(scene: Scene) -> list[StationRule]:
    """The rules that it meets, the gravest first."""
    met = [
        rule
        for rule in station_rules(scene.today)
        if applies(rule, scene.service) and _TESTS[rule.test](rule, scene)
    ]
    return sorted(met, key=lambda rule: (REFUSE, HOLD, ALERT).index(rule.effect))


def _velocity(rule: StationRule, scene: Scene) -> bool:
    since = scene.now - timedelta(minutes=rule.minutes)
    recent = [line for line in scene.earlier(rule) if parse_stamp(line.at) > since]
    return len(recent) + 1 >= rule.times


def _split(rule: StationRule, scene: Scene) -> bool:
    earlier = scene.earlier(rule)
    sum_fen = scene.amount_fen + sum(line.amount_fen for line in earlier)
    return len(earlier) + 1 >= rule.times and sum_fen >= rule.least_fen


def _self(rule: StationRule, scene: Scene) -> bool:
    return scene.amount_fen >= rule.least_fen and bool(scene.insiders & scene.owners)


def _dormant(rule: StationRule, scene: Scene) -> bool:
    is_awake = any(line.side == "debit" for line in scene.lines)
    if scene.last_used is None or is_awake or scene.amount_fen < rule.least_fen:
        return False
    return (scene.today - scene.last_used).days >= rule.days


def _night(rule: StationRule, scene: Scene) -> bool:
    if scene.amount_fen < rule.least_fen:
        return False
    now = scene.now.astimezone(SHANGHAI).time()
    if rule.begins <= rule.ends:
        return rule.begins <= now < rule.ends
    return now >= rule.begins or now < rule.ends


_TESTS: Mapping[str, Callable[[StationRule, Scene], bool]] = {
    "velocity": _velocity,
    "split": _split,
    "self": _self,
    "dormant": _dormant,
    "night": _night,
}
