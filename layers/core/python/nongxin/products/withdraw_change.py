"""Withdraw a change that is not released."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.products.change import must_manage
from nongxin.products.ports import FactoryParts


def withdraw_change(code: str, change_id: str, by: Principal, parts: FactoryParts) -> Outcome:
    """Answers the state. Raises Missing or ChangeDecided."""
    must_manage(by, code)
    after = parts.changes.get(code, change_id, consistent=True).withdrawn(by, parts.clock.now())
    answer = {"change_id": after.id, "state": after.state.value}
    return Outcome(answer, [parts.changes.save(after)])
