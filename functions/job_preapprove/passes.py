"""One pass over a county, page by page, as far as the time allows."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from job_preapprove.households import facts_of
from nongxin.archives.household import Status
from nongxin.catalog.places import entity_of
from nongxin.decisions.preapprove import Household, preapprove
from nongxin.kernel import log
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.scatter import side_by_side
from nongxin.lending.preapprovals.preapproval import Pass
from nongxin.parts import parts
from nongxin.products.factory import offered
from nongxin.products.terms import ProductTerms

PAGE = 50
_AT_ONCE = 8
_SPARE_SECONDS = 60  # a page takes seconds; the rest is for what is slow
_LONGEST_SECONDS = 840


def passed(standing: Pass, has_time: Callable[[], bool]) -> Pass:
    """The pass after as many pages as there is time for."""
    p = parts()
    today = p.clock.today()
    if standing.is_through:
        standing = standing.anew(today)
    entity = entity_of(standing.county, today)
    assert entity is not None  # the caller looked
    terms = offered(entity, today)
    while has_time() and not standing.is_through:
        page = p.households.waiting(standing.county, Status.LIVE, PAGE, standing.after)
        ids = [key.household_id for key in page.keys]
        # A household is a dozen reads and a millisecond of deciding: the reads wait together.
        found = side_by_side(partial(_household, terms=terms, today=today), ids, _AT_ONCE)
        standing = standing.gone_on(len(page.keys), sum(found), page.last_key)
        try:
            p.preapprovals.save(standing)
        except StaleRecord:  # another run goes on with it
            break
    log.say("preapproved", county=standing.county, count=standing.limits)
    return standing


def _household(household_id: str, terms: tuple[ProductTerms, ...], today: date) -> int:
    """How many of the products the household may be told a limit of."""
    p = parts()
    try:
        dossier = p.households.dossier(household_id)
    except Missing:  # the list of archives lags behind
        return 0
    household = Household(household_id, facts_of(dossier, today, p))
    found = [each for t in terms for each in preapprove([household], t, today)]
    return p.preapprovals.keep(found, dossier.head.village, today)


def watch(context: Any) -> Callable[[], bool]:
    """Whether there is time for another page."""
    given = context.get_remaining_time_in_millis() / 1000 if context else _LONGEST_SECONDS
    ends_at = time.monotonic() + given - _SPARE_SECONDS
    return lambda: time.monotonic() < ends_at
