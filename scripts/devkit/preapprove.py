"""scripts/preapprove: the limits that a county's live archives carry, for marketing (批量授信).

Reads the seeded local cloud. Nothing is written, and nobody outside is asked.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from devkit import cloud as clouds
from devkit import say
from devkit.trouble import Trouble
from nongxin.archives.facts import household_facts
from nongxin.archives.household import Status
from nongxin.catalog.places import entity_of
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.facts import Facts
from nongxin.decisions.preapprove import Household, preapprove
from nongxin.kernel.money import grouped
from nongxin.kernel.rates import shown
from nongxin.products.factory import terms_of

if TYPE_CHECKING:
    from nongxin.parts import Parts

_PAGE = 100


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/preapprove",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--county", default="610425", help="a county's code")
    parser.add_argument("--product", choices=PRODUCTS, default="YND")
    told = parser.parse_args(argv)
    return _list(_parts(), told.county, told.product)


def archives_of(county: str, p: Parts) -> Iterator[Household]:
    """Every live archive of a county, page by page, as facts."""
    today, after = p.clock.today(), None
    while True:
        page = p.households.waiting(county, Status.LIVE, _PAGE, after)
        for key in page.keys:
            dossier = p.households.dossier(key.household_id)
            facts = Facts.of(household_facts(dossier, today), "archive", today)
            if dossier.head_member:
                facts = facts.but(birth_date=dossier.head_member["birth_date"])
            yield Household(key.household_id, facts)
        after = page.last_key
        if after is None:
            return


def _list(p: Parts, county: str, product: str) -> int:
    today = p.clock.today()
    entity = entity_of(county, today)
    if entity is None:
        raise Trouble(f"no bank serves {county}")
    looked_at, limits = 0, []

    def counted() -> Iterator[Household]:
        nonlocal looked_at
        for household in archives_of(county, p):
            looked_at += 1
            yield household

    for found in preapprove(counted(), terms_of(product, entity, today), today):
        limits.append(found.limit_fen)
        rate = shown(found.rate_annual)
        amount = f"{grouped(found.limit_fen):>12} yuan"
        say.note(f"{found.household_id}  {amount}  {rate}  {found.grade} {found.score}")
    say.note(f"{len(limits)} of {looked_at} households: {grouped(sum(limits))} yuan in all.")
    return 0


def _parts() -> Parts:
    from devkit.seed import settings_of
    from nongxin.parts import Parts

    cloud = clouds.main()
    if not cloud.running() or not cloud.outputs():
        raise Trouble("the local cloud is not there; scripts/local seed makes and fills it.")
    os.environ.update(cloud.variables())
    return Parts(settings_of(cloud))
