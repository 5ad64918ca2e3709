"""Which stuck payouts are this hour's: of each county and platform a share of MOST at most."""

from __future__ import annotations

from collections.abc import Iterator

from nongxin.kernel import log
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.parts import parts

MOST = 200  # assumed
_PAGE = 500
_HOUR_S = 3600
Stuck = tuple[MerchantKey, str]


def of_this_hour() -> Iterator[Stuck]:
    """County by county; one that is sick holds none of the others."""
    for county, partner in _served():
        try:
            share = _share(_stuck(county, partner))
        except Exception as error:
            log.bug("stuck-payouts", error, county=county)
            continue
        yield from share


def _served() -> list[tuple[str, str]]:
    """Counties and platforms; money of one that is suspended moves by two of the staff alone."""
    those = map(parts().partners.get, parts().partners.ids())
    return sorted((county, each.id) for each in those if each.is_active
                  for county in each.reach.counties)  # fmt: skip


def _stuck(county: str, partner: str) -> list[Stuck]:
    """All of them: two short words each."""
    found: list[Stuck] = []
    after = None
    while True:
        page, after = parts().hearing.stuck.page(county, partner, _PAGE, after)
        found += page
        if after is None:
            return found


def _share(found: list[Stuck]) -> list[Stuck]:
    """At most MOST, by the hour: each is looked at once in as many hours as there are shares."""
    shares = -(-len(found) // MOST)
    if shares < 2:
        return found
    first = int(parts().clock.now().timestamp()) // _HOUR_S % shares * MOST
    return found[first : first + MOST]
