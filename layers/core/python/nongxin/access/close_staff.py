"""Close a leaver's way in (离职停用): every session ends at once, and no password opens it again."""

from __future__ import annotations

from nongxin.access.events import StaffClosed
from nongxin.access.open_credential import CredentialParts
from nongxin.access.problems import OwnCredential
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of


def close_staff(staff_id: str, by: Principal, parts: CredentialParts) -> Outcome:
    """Closed again it stays closed. Raises Missing (nobody of our staff), OwnCredential."""
    county = county_of(staff_id, "st")
    credential = parts.store.any_credential(staff_id)
    if credential is None:
        raise Missing()
    if staff_id == by.id:
        raise OwnCredential()
    answer = {"staff_id": staff_id}
    if credential.is_closed:
        return Outcome(answer)
    told = StaffClosed(
        county=county,
        staff_id=staff_id,
        role=credential.role.value,
        entity=credential.entity,
        closed_by=by.id,
    )
    closed = parts.store.keep_credential(credential.closed(), outbox([told], parts.clock))
    now = int(parts.clock.now().timestamp())
    live = [s for s in parts.store.sessions(staff_id) if s.is_live(now)]
    return Outcome(answer, [closed, *(parts.store.keep_session(s.revoked()) for s in live)])
