"""scripts/local: the local cloud of this clone, on 127.0.0.1, its state kept in .local/state.

    start [--fresh]   start it; with --fresh, from nothing
    stop              stop it; its state is saved
    status            whether it runs, where, and what is deployed
    logs [-f]         what it has said
    deploy [--force]  deploy the CDK app, stage local (starts it when need be)
    seed              counties, villages, a station, households (deploys when need be)
    reset             throw away everything that it holds

NONGXIN_PORT chooses another port than 4566.
"""

from __future__ import annotations

import argparse
import importlib
import os
import time

from devkit import cloud as clouds
from devkit import partners, say
from devkit.cloud import LocalCloud
from devkit.trouble import Trouble


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/local",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="scripts/local command [options]",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="command")
    verbs.add_parser("start").add_argument("--fresh", action="store_true")
    for name in ("stop", "status", "seed", "reset"):
        verbs.add_parser(name)
    verbs.add_parser("logs").add_argument("-f", "--follow", action="store_true")
    verbs.add_parser("deploy").add_argument("--force", action="store_true")
    asked = parser.parse_args(argv)
    return _VERBS[asked.verb](asked)


def up(fresh: bool = False) -> LocalCloud:
    """The running local cloud of this clone, started when it was not."""
    cloud = clouds.main()
    if fresh:
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
    return cloud.deploy(partners.addresses(partners.shared()), force)


def _start(asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    if cloud.running() and not asked.fresh:
        say.note(f"The local cloud already runs at {cloud.url}.")
        return 0
    up(asked.fresh)
    return 0


def _stop(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    partners.stop_shared()
    if cloud.pid() is None:
        say.note("The local cloud does not run.")
    elif cloud.stop():
        say.note("Stopped; its state is kept in .local/state.")
    else:
        say.note("It did not end by itself and was killed: its last changes may be lost.")
        return 1
    return 0


def _status(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    if not cloud.running():
        killed = " It was killed; its last changes may be lost." if cloud.was_killed() else ""
        say.note(f"The local cloud does not run.{killed}")
        return 1
    say.note(f"The local cloud runs at {cloud.url} (process {cloud.pid()}).")
    outputs = cloud.outputs()
    for stack, values in sorted(outputs.items()):
        for name, value in sorted(values.items()):
            say.note(f"  {stack}.{name} = {value}")
    say.note("" if outputs else "Nothing is deployed; scripts/local deploy does it.")
    return 0


def _logs(asked: argparse.Namespace) -> int:
    log = clouds.main().log
    if not log.exists():
        raise Trouble("there is no log yet; scripts/local start makes one.")
    with log.open(errors="replace") as lines:
        while True:
            line = lines.readline()
            if line:
                print(line, end="", flush=True)
            elif asked.follow:
                time.sleep(0.2)
            else:
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
    try:
        seed = importlib.import_module("devkit.seed")
    except ModuleNotFoundError as missing:
        raise Trouble(f"there is no seed to plant yet ({missing}).") from None
    cloud = up()
    deployed(cloud)
    os.environ.update(cloud.variables())
    return int(seed.run(cloud) or 0)


def _reset(_asked: argparse.Namespace) -> int:
    cloud = clouds.main()
    running = cloud.running()
    cloud.stop()
    cloud.wipe()
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
