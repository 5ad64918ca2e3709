"""stations.ports.Logins over the access context: an operator's own way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nongxin.access.close_staff import close_staff
from nongxin.access.open_credential import CredentialParts, NewCredential, open_credential
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

if TYPE_CHECKING:
    from nongxin.stations.station import Station


@value
class OperatorLogins:
    parts: CredentialParts

    def open(self, operator_id: str, staff_no: str, phone: str, station: Station) -> list[Write]:
        counties = frozenset({station.county})
        new = NewCredential(
            operator_id, Role.OPERATOR, station.entity, counties, phone, staff_no=staff_no
        )
        return open_credential(new, self.parts)

    def close(self, operator_id: str, by: Principal) -> Sequence[Write]:
        return list(close_staff(operator_id, by, self.parts).writes)

    def is_open(self, operator_id: str, entity: str) -> bool:
        """By a read that may lag."""
        found = self.parts.store.any_credential(operator_id, lately=True)
        if found is None or found.is_closed:
            return False
        return found.role is Role.OPERATOR and found.entity == entity
