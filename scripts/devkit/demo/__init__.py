"""scripts/demo: the main job of the bank on a local cloud, through its HTTP doors only.

Makes what it needs, starts the local cloud and the partners' simulators, deploys, seeds two shards,
and then: archives are captured, three farmers apply, officers judge one of them, contracts are
signed, the money arrives, the first repayment is made; and a merchant of the platform 七公里 gets an
order loan that the platform's payout repays. State stays under .local/ for the next run.
"""

from __future__ import annotations

import argparse
import os
import time

from devkit import partners, say
from devkit.bank import Bank
from devkit.demo import by_hand, platform, report
from devkit.demo.cast import Cast
from devkit.demo.story import tell
from devkit.local import deployed, telling_what_runs_on, up
from devkit.qigongli import enrolled
from devkit.seed import SEED_FILE, seed, settings_of
from devkit.where import api_url
from nongxin.parts import Parts


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
    say.note("1/4  the local cloud")
    cloud = up(fresh)
    deployed(cloud)
    say.note("2/4  staff, a station and households in two counties, one on each shard")
    os.environ.update(cloud.variables())
    settings = settings_of(cloud)
    seeded = seed(settings, cloud.home / SEED_FILE)
    partners.shared().learn(Parts(settings).vault.secret)
    say.note(f"  {len(seeded.households)} households ({seeded.added} new)")
    say.note("3/4  the main job, through the HTTP doors")
    cast = Cast.called(Bank(api_url(cloud), partners.shared().url), seeded, cloud.home)
    tales = tell(cast)
    say.note("4/4  a platform's merchant, its orders and an order loan")
    seven = enrolled.kept_in(cloud.home)
    assert seven is not None  # the seed has enrolled it
    order_loan = platform.tell(cast, seven, buyer=tales[0], seller=tales[1])
    report.show(tales, cast.bank)
    report.show_platform(order_loan)
    by_hand.show(cast, tales)
    say.note(f"Done in {time.monotonic() - begun:.0f} s.")
