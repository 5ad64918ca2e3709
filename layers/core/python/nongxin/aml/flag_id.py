"""What names a flag: a rule that a person's day meets at a legal entity."""

from __future__ import annotations

import re
from datetime import date

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value

_ID = re.compile(r"([0-9]{4})_([0-9]{8})_([A-Z]{2}[0-9]{2})_([0-9A-Za-z_]{1,40})")


@value
class FlagKey:
    entity: str
    day: date
    rule: str
    person_id: str

    @property
    def id(self) -> str:
        """Letters, digits and `_` only, for it stands in URLs: 2758_20261125_LV01_pn_610722_…"""
        return f"{self.entity}_{self.day:%Y%m%d}_{self.rule}_{self.person_id}"


def flag_key(flag_id: str) -> FlagKey:
    """Raises Missing for a text that is no flag's id."""
    match = _ID.fullmatch(flag_id)
    try:
        if match is None:
            raise Missing()
        county_of(match[4], "pn")
        day = date.fromisoformat(match[2])
    except ValueError:
        raise Missing() from None
    return FlagKey(match[1], day, match[3], match[4])
