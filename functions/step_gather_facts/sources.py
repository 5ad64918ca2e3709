"""Where each source's facts come from: the archive, the bank's own books, and systems outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nongxin.archives.facts.dated_facts import archive_facts
from nongxin.archives.facts.facts import is_subsidy_paid_here
from nongxin.customers.facts import customer_facts
from nongxin.customers.subsidies.payment import subsidy_facts
from nongxin.decisions.facts import Facts
from nongxin.lending.approval.gather_facts import Source
from nongxin.lending.approval.own_books import flows_of, own_book_facts
from nongxin.lending.loans.read_loan import loans_of
from nongxin.lending.loans.villages import village_facts
from nongxin.parts import Parts
from step_gather_facts.case import Case
from step_gather_facts.platforms import PLATFORM, linked, platform_sources


def sources(case: Case, p: Parts) -> list[Source]:
    application, village = case.application, case.dossier.head.village
    today = p.calendar.business_date(application.parties.entity)
    archive = archive_facts(case.dossier, today)
    inside = [
        Source("archive", lambda: archive),
        # After the archive: what finance paid is better known than what a household remembers.
        Source("fiscal", lambda: _paid_by_finance(case, today, p)),
        Source("customer", lambda: customer_facts(case.person, p.clock.today())),
        Source("core", lambda: _own_books(case, archive.values(), p)),
        Source("lending", lambda: village_facts(village, today, p.villages)),
    ]
    subject = p.outside.subject(
        case.person, application.id, consented=case.papers.consent is not None
    )
    wanted = p.outside.wanted(application.wish.product, application.parties.entity, today)
    shops = linked(case, p) if PLATFORM in wanted else []
    if shops:
        inside += platform_sources(case, shops, today, p)
    outside = [
        Source(name, lambda name=name: p.outside.facts(name, subject))  # type: ignore[misc]
        for name in wanted
        if name != PLATFORM or not shops  # what platforms tell us themselves is known better
    ]
    return inside + outside


def _own_books(case: Case, archive: Mapping[str, Any], p: Parts) -> Mapping[str, Any]:
    flows = flows_of([card.id for card in case.cards], p.ledger, p.clock.today())
    earlier = loans_of(case.papers.others, p.loans)
    facts = own_book_facts(case.application, archive, flows, earlier)
    same = is_subsidy_paid_here(case.dossier, {card.number for card in case.cards})
    return facts if same is None else facts | {"subsidy_acct_same": same}


def _paid_by_finance(case: Case, today: date, p: Parts) -> Facts:
    """Of the day of the last payout file that named somebody of the household."""
    histories = p.subsidy_histories
    record = histories.totals(case.application.parties.household_id)
    if record is None:
        return Facts({})
    return Facts.of(subsidy_facts(histories.doc(record), today), "fiscal", str(record.loaded_on))
