"""What is kept of a decision, and the proof that it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Case, Decision, canonical
from nongxin.decisions.facts import Facts
from nongxin.kernel.errors import Rule


class VersionGone(Rule):
    code = "decision-version-gone"
    zh = "当时使用的“{what}”版本已不可用，无法重算"
    en = "The {what} version used then is no longer here, so it cannot be decided again"


class ReplayDiffers(Rule):
    code = "decision-replay-differs"
    zh = "重算结果与存档不一致"
    en = "Deciding again gives another answer than the one kept"


def dossier(case: Case, facts: Facts, decision: Decision) -> dict[str, Any]:
    """Everything that a decision stood on and came to, as JSON; spell it by `canonical`."""
    return {"case": case.to_json(), "facts": facts.to_json(), "decision": decision.to_json()}


def replay(kept: Mapping[str, Any]) -> Decision:
    """The same decision, made again; raises VersionGone or ReplayDiffers."""
    again = decide(Case.from_json(kept["case"]), Facts.from_json(kept["facts"]))
    then = Decision.from_json(kept["decision"])
    for what, version in then.versions.items():
        if again.versions.get(what) != version:
            raise VersionGone(what=what)
    # What is kept, not what we read of it: a word more in it is another decision.
    if again.canonical() != canonical(kept["decision"]):
        raise ReplayDiffers()
    return again
