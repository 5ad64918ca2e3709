"""Who is asking: a person with a role, a session and the counties that the role covers."""

from __future__ import annotations

from enum import Enum

from nongxin.kernel.errors import Denied
from nongxin.kernel.value import value


class Role(Enum):
    CUSTOMER = "customer"
    OPERATOR = "operator"
    TELLER = "teller"
    OFFICER = "officer"
    COUNTY_APPROVER = "county_approver"
    PROVINCIAL_APPROVER = "provincial_approver"
    PRODUCT_MANAGER = "product_manager"
    AML_OFFICER = "aml_officer"
    AUDITOR = "auditor"
    OPS = "ops"


EVERY_COUNTY = "*"
STAFF = frozenset(Role) - {Role.CUSTOMER, Role.OPERATOR}


@value
class Principal:
    """An authenticated caller. `counties` is the scope; {"*"} stands for the whole province."""

    id: str
    role: Role
    county: str
    entity: str
    counties: frozenset[str]
    session: str

    def serves(self, county: str) -> bool:
        return EVERY_COUNTY in self.counties or county in self.counties

    def must_be(self, *roles: Role) -> None:
        """Raises Denied unless the caller holds one of the roles."""
        if self.role not in roles:
            raise Denied()
