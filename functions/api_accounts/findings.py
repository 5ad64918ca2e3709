"""Routes of what reconciliation found in the books: for ops and for the legal entity's auditors."""

from __future__ import annotations

from typing import Any

from api_accounts.door import app
from api_accounts.finding_contracts import FindingList, FindingView
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import EVERY_COUNTY, Principal, Role
from nongxin.parts import parts


@app.get("/findings", returns=FindingList, roles=(Role.OPS, Role.AUDITOR), query=PAGING,
         summary="Contradictions that reconciliation found in the books")  # fmt: skip
def findings(call: Call) -> Any:
    kept = parts().findings.list()
    seen = {str(each.sk): each for each in kept if _reaches(call.person, str(each.entity))}
    page, following = call.page_of(list(seen))
    return FindingList(findings=[_view(seen[sk]) for sk in page], cursor=following)


def _reaches(by: Principal, entity: str) -> bool:
    """One's own legal entity's; what lies between entities is for those who serve all."""
    return EVERY_COUNTY in by.counties or by.entity == entity


def _view(record: Any) -> FindingView:
    names = ("entity", "what", "where", "found_at", "seen_at")
    return FindingView(**{name: str(getattr(record, name)) for name in names})
