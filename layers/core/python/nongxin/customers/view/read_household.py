"""Read a household as its members' views: staff of its county only."""

from __future__ import annotations

from typing import Any

from nongxin.customers.view.household_store import HouseholdViews
from nongxin.customers.view.read_view import read_view
from nongxin.customers.view.view import CustomerView
from nongxin.customers.view.view_store import Views
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value


@value
class HouseholdView:
    """`summary` is the archive's; `members` those who are customers of counties that one serves."""

    household_id: str
    summary: dict[str, Any]
    as_of: str
    members: tuple[CustomerView, ...]

    @property
    def owed_fen(self) -> int:
        """What its members owe the bank, each loan once."""
        return sum(member.owed_fen for member in self.members)


def read_household(
    household_id: str, by: Principal, views: Views, households: HouseholdViews
) -> HouseholdView:
    """Raises Missing, also for what the caller does not serve."""
    if by.role not in STAFF or not by.serves(county_of(household_id, "hh")):
        raise Missing()
    found = households.read(household_id)
    if found is None:
        raise Missing()
    members, summary, as_of = found
    seen = [m for m in members if by.serves(county_of(m, "pn"))]
    return HouseholdView(household_id, summary, as_of, tuple(read_view(m, by, views) for m in seen))
