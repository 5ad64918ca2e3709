"""scripts/local: the local cloud of this clone, on 127.0.0.1, its state kept in .local/state, with
the simulators of the partners (text messages, credit bureau, …) beside it.

    start [--fresh]   start both; with --fresh, from nothing
    stop              stop both; the state is saved
    status            whether they run, the addresses, and what is deployed
    logs [-f] [-n N]  the last N lines (100) of functions, cloud and simulators; -f goes on
    deploy [--force]  deploy the CDK app, stage local (starts it when need be)
    seed              counties, villages, a station, households (deploys when need be)
    reset             throw away everything that it holds

NONGXIN_PORT chooses another port than 4566, NONGXIN_PARTNERS_PORT another than 4600.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from devkit import arguments, cdk, logs, partners, paths, say, where
from devkit import cloud as clouds
from devkit.cloud import LocalCloud

# Between stacks, for the CDK; and addresses at Amazon, where no local cloud answers.
_FOR_NOBODY_HERE = re.compile(r"ExportsOutput|\.amazonaws\.com")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/local",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="scripts/local command [options]",
    )
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="command", prog="scripts/local"
    )
    verbs.add_parser("start").add_argument("--fresh", action="store_true")
    for name in ("stop", "status", "seed", "reset"):
        verbs.add_parser(name)
    told = verbs.add_parser("logs")
    told.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C")
    told.add_argument(
        "-n",
        type=arguments.count,
        default=100,
        dest="count",
        metavar="N",
        help="lines of the past (100)",
    )
    verbs.add_parser("deploy").add_argument("--force", action="store_true")
    asked = parser.parse_args(argv)
    return _VERBS[asked.verb](asked)


def up(fresh: bool = False) -> LocalCloud:
    """The running local cloud of this clone with the partners' simulators, started when need be.

    A taken port raises Trouble, and then nothing of this call runs.
    """
    were_there = partners.running() is not None
    if fresh:
        partners.forget_the_bank()
    partners.shared()
    try:
        return _cloud_up(fresh)
    except BaseException:
        if not were_there:
            partners.stop_shared()
        raise


def _cloud_up(fresh: bool) -> LocalCloud:
    cloud = clouds.main()
    if fresh and cloud.pid():
        with say.step("the local cloud ends"):
            cloud.stop()
    if cloud.running():
        return cloud
    begun = time.monotonic()
    killed = cloud.start(fresh=fresh, leashed=False)
    if killed and not fresh:
        say.note(
            "  The local cloud had been killed earlier: what it did last may be lost. It goes on "
            "with what was saved; start it with --fresh to begin from nothing."
        )
    say.note(f"  local cloud at {cloud.url} ({time.monotonic() - begun:.1f} s)")
    return cloud


def deployed(cloud: LocalCloud, force: bool = False) -> bool:
    """Deploys where something has changed, with the partners' simulators beside it."""
    return cdk.deploy(cloud, partners.addresses(partners.shared()), force)


@contextmanager
def telling_what_runs_on() -> Iterator[None]:
    """A script that ends early leaves the local cloud as it is, to be looked at; it says so."""
    try:
        yield
    except BaseException:
        if clouds.main().pid():
            say.note("The local cloud runs on: see scripts/local logs; scripts/local stop ends it.")
        raise


def _start(asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    if cloud.running() and partners.running() and not asked.fresh:
        say.note(f"The local cloud already runs at {cloud.url}.")
        return 0
    up(asked.fresh)
    return 0


def _stop(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    partners.stop_shared()
    if cloud.pid() is None:
        say.note("The local cloud does not run.")
        return 0
    with say.step("the local cloud saves what it holds and ends"):
        clean = cloud.stop()
    if clean:
        say.note(f"Stopped; its state is kept in {paths.shown(cloud.home / 'state')}.")
        return 0
    lost = "its last changes may be lost" if cloud.has_saved() else "it begins from nothing again"
    say.note(f"It did not end by itself and was killed: {lost}.")
    return 1


def _status(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    if not cloud.running():
        killed = " It was killed; its last changes may be lost." if cloud.was_killed() else ""
        say.note(f"The local cloud does not run.{killed}")
        return 1
    say.note(f"The local cloud runs at {cloud.url} (process {cloud.pid()}).")
    outputs = cloud.outputs()
    if not outputs:
        say.note("Nothing is deployed; scripts/local deploy does it.")
    for name, value in _addresses(cloud).items():
        say.note(f"  {name:<15} {value}")
    for stack, values in sorted(outputs.items()):
        for name, value in sorted(values.items()):
            if not _FOR_NOBODY_HERE.search(f"{name} {value}"):
                say.note(f"  {stack}.{name} = {value}")
    return 0


def _addresses(cloud: LocalCloud) -> dict[str, str]:
    """What a person can open or call from here."""
    beside = partners.running()
    texts = f"{beside.url}/sms/{{phone}}" if beside else "do not come: scripts/local start"
    bank = {"the bank": f"{where.api_url(cloud)}/v1"} if cloud.outputs() else {}
    return bank | {"text messages": texts}


def _logs(asked: argparse.Namespace) -> int:
    logs.show(clouds.main(), asked.count, asked.follow)
    return 0


def _deploy(asked: argparse.Namespace) -> int:
    cloud = up()
    begun = time.monotonic()
    if deployed(cloud, force=asked.force):
        say.note(f"Deployed in {time.monotonic() - begun:.1f} s.")
    else:
        say.note("Nothing has changed since the last deployment.")
    return 0


def _seed(_asked: argparse.Namespace) -> int:
    from devkit import seed

    cloud = up()
    deployed(cloud)
    os.environ.update(cloud.variables())
    seed.run(cloud)
    return 0


def _reset(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    running = cloud.running()
    with say.step("the local cloud forgets all that it holds"):
        cloud.stop()
        cloud.wipe()
        partners.forget_the_bank()
        if running:
            cloud.start(leashed=False)
    say.note(f"Empty; {'it runs again at ' + cloud.url if running else 'it does not run'}.")
    return 0


_VERBS = {
    "start": _start,
    "stop": _stop,
    "status": _status,
    "logs": _logs,
    "deploy": _deploy,
    "seed": _seed,
    "reset": _reset,
}
