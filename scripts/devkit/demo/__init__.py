"""scripts/demo: the main job of the bank on a local cloud, through its HTTP doors only.

Makes what it needs, starts the local cloud and the partners' simulators, deploys, seeds two shards,
and then: archives are captured, three farmers apply, officers judge one of them, contracts are
signed, the money arrives, the first repayment is made. State stays under .local/ for the next run.
"""

from __future__ import annotations

import argparse
import os
import time

from devkit import partners, say
from devkit.bank import Bank
from devkit.demo import by_hand, report
from devkit.demo.cast import Cast
from devkit.demo.story import tell
from devkit.local import deployed, telling_what_runs_on, up
from devkit.seed import SEED_FILE, seed, settings_of
from devkit.where import api_url


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--fresh", action="store_true", help="forget all earlier runs first")
    asked = parser.parse_args(argv)
    with telling_what_runs_on():
        _play(asked.fresh)
    return 0


def _play(fresh: bool) -> None:
    begun = time.monotonic()
    say.note("1/3  the local cloud")
    cloud = up(fresh)
    deployed(cloud)
    say.note("2/3  staff, a station and households in two counties, one on each shard")
    os.environ.update(cloud.variables())
    seeded = seed(settings_of(cloud), cloud.home / SEED_FILE)
    say.note(f"  {len(seeded.households)} households ({seeded.added} new)")
    say.note("3/3  the main job, through the HTTP doors")
    cast = Cast.called(Bank(api_url(cloud), partners.shared().url), seeded, cloud.home)
    tales = tell(cast)
    report.show(tales, cast.bank)
    by_hand.show(cast, tales)
    say.note(f"Done in {time.monotonic() - begun:.0f} s.")
