"""Clearing between legal entities (法人间清算): every entity's own legs of a posting sum to zero.

What an entity gives to others in a posting it is owed by the clearing account, and the other way
round. Over all entities the clearing accounts sum to zero at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from nongxin.ledger.kinds import Side
from nongxin.ledger.posting import MOST_LEGS, BadLeg, Leg, TooManyLegs, general

CLEARING = "clearing"


def balanced(legs: Sequence[Leg], homes: Mapping[str, tuple[str, str]]) -> list[Leg]:
    """The legs, and one clearing leg for each entity whose own do not sum to zero.

    `homes` tells entity and county of each account; the clearing leg stands in the county of the
    entity's first leg. Raises TooManyLegs, and BadLeg if the caller has a leg on it already.
    """
    owed: dict[str, int] = defaultdict(int)
    places: dict[str, str] = {}
    for leg in legs:
        entity, county = homes[leg.account]
        owed[entity] += leg.amount_fen if leg.side is Side.DEBIT else -leg.amount_fen
        places.setdefault(entity, county)
    extra = [
        Leg(general(places[entity], entity, CLEARING), _against(fen), abs(fen))
        for entity, fen in owed.items()
        if fen
    ]
    if {leg.account for leg in extra} & {leg.account for leg in legs}:
        raise BadLeg()  # the clearing of what others owe is the ledger's own
    if len(legs) + len(extra) > MOST_LEGS:
        raise TooManyLegs(most=MOST_LEGS)
    return [*legs, *extra]


def _against(owed_fen: int) -> Side:
    return Side.CREDIT if owed_fen > 0 else Side.DEBIT
