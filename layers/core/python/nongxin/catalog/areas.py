"""Which area codes an ID number may begin with: it keeps the code that held at its issue."""

from __future__ import annotations

from datetime import date

from nongxin.catalog.places import former_codes

_SHAANXI = "61"


def could_be_issued(area: str, born: date) -> bool:
    """Whether somebody born then may carry this code.

    Shaanxi's codes are known with their history (610125 户县 until 2016); a code that ended before
    the birth cannot be. Other provinces' codes are taken as they stand.
    """
    if not area.startswith(_SHAANXI):
        return True
    spans = former_codes().get(area, ())
    return any(s.to_year is None or s.to_year >= born.year for s in spans)
