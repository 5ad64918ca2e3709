"""A credential (登录凭证): who may sign in, as what, for which counties, and by which phone."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from nongxin.access.problems import BadAppointment
from nongxin.kernel.identity import EVERY_COUNTY, Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value

# The legal entity of those who serve the whole province (省联社), which is none of the 94 banks.
PROVINCE = "province"
PROVINCE_WIDE = frozenset({Role.PROVINCIAL_APPROVER, Role.PRODUCT_MANAGER, Role.AUDITOR, Role.OPS})


@value
class Credential:
    """`phone` is sealed: only who has proved the password has it opened. Without a hash nobody can
    sign in yet. One that is closed lets nobody in any more; it stays, so that its number is never
    another's.
    """

    person_id: str
    role: Role
    entity: str
    counties: frozenset[str]
    phone: str
    password_hash: str | None = None
    is_closed: bool = False
    version: int = 0

    @property
    def county(self) -> str:
        return county_of(self.person_id)

    def principal(self, session: str) -> Principal:
        return Principal(
            id=self.person_id,
            role=self.role,
            county=self.county,
            entity=self.entity,
            counties=self.counties,
            session=session,
        )

    def with_password(self, password_hash: str) -> Credential:
        return replace(self, password_hash=password_hash)

    def closed(self) -> Credential:
        """Without a password; whoever is closed stays so."""
        return replace(self, password_hash=None, is_closed=True)

    def with_phone(self, sealed: str) -> Credential:
        return replace(self, phone=sealed)


def check_scope(role: Role, entity: str, counties: Set[str], counties_of_entity: Set[str]) -> None:
    """Raises BadAppointment: staff serve counties of their own entity, the province serves all."""
    if not counties:
        raise BadAppointment(why="counties")
    if EVERY_COUNTY in counties:
        if role not in PROVINCE_WIDE or entity != PROVINCE or len(counties) > 1:
            raise BadAppointment(why="province")
        return
    if not counties_of_entity:
        raise BadAppointment(why="entity")
    if not counties <= counties_of_entity:
        raise BadAppointment(why="counties")
