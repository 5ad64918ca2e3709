"""A person's day at one legal entity: what moved, and which rules that meets.

Sums and sets only ever grow, so the order in which events arrive makes no difference. What was
reversed later the same day still counts (assumed).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from nongxin.catalog.aml import AmlRule, aml_rules
from nongxin.kernel.value import value

# More other sides than any rule asks for are not told apart.
MOST_PARTIES = 64


@value
class Movement:
    """One side of one event. `measure`: see catalog.aml, or a rule of the stations; `party`
    names the other side, or "".
    """

    event_id: str
    person_id: str
    entity: str
    day: str
    measure: str
    amount_fen: int
    party: str = ""


@value
class Tally:
    """Of one measure. `pieces` counts single movements just below a rule's figure, by rule."""

    sum_fen: int = 0
    times: int = 0
    parties: frozenset[str] = frozenset()
    pieces: Mapping[str, int] = field(default_factory=dict)

    def counted(self, movement: Movement) -> Tally:
        more = {movement.party} - {""} if len(self.parties) < MOST_PARTIES else set()
        pieces = dict(self.pieces)
        for rule in aml_rules():
            if rule.test == "pieces" and _is_piece(rule, movement):
                pieces[rule.code] = pieces.get(rule.code, 0) + 1
        return Tally(
            self.sum_fen + movement.amount_fen, self.times + 1, self.parties | more, pieces
        )


@value
class DayFlow:
    """`raised`: the rules that are met, each with the instant (stamp) when it was noticed."""

    person_id: str
    entity: str
    day: str
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    raised: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    def counted(self, movement: Movement, now: str) -> DayFlow:
        tallies = dict(self.tallies)
        tallies[movement.measure] = self.tally(movement.measure).counted(movement)
        after = replace(self, tallies=tallies)
        new = {rule.code: now for rule in aml_rules() if is_met(rule, after)}
        return replace(after, raised=new | dict(self.raised))

    def tally(self, measure: str) -> Tally:
        return self.tallies.get(measure, Tally())

    def amount_fen(self, rule: AmlRule) -> int:
        """What a report says of a rule: the sums of its measures together."""
        return sum(self.tally(measure).sum_fen for measure in rule.measures)

    def times(self, rule: AmlRule) -> int:
        return sum(self.tally(measure).times for measure in rule.measures)


def is_met(rule: AmlRule, flow: DayFlow) -> bool:
    return _TESTS[rule.test](rule, [flow.tally(measure) for measure in rule.measures])


def _is_piece(rule: AmlRule, movement: Movement) -> bool:
    low = rule.least_fen * rule.percent
    within = low <= movement.amount_fen * 100 and movement.amount_fen < rule.least_fen
    return movement.measure in rule.measures and within


_TESTS: Mapping[str, Callable[[AmlRule, list[Tally]], bool]] = {
    "sum": lambda rule, of: sum(each.sum_fen for each in of) >= rule.least_fen,
    "pieces": lambda rule, of: sum(t.pieces.get(rule.code, 0) for t in of) >= rule.times,
    "parties": lambda rule, of: (
        len(frozenset().union(*(t.parties for t in of))) >= rule.times
        and sum(t.sum_fen for t in of) >= rule.least_fen
    ),
    "through": lambda rule, of: min(each.sum_fen for each in of) >= rule.least_fen,
}
