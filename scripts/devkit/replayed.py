"""A kept decision made again: for auditors, years later."""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devkit import say
from devkit.trouble import Trouble
from nongxin.decisions.decision import canonical
from nongxin.decisions.replay import ReplayDiffers, VersionGone, replay
from nongxin.kernel.errors import Missing, Problem

if TYPE_CHECKING:
    from nongxin.parts import Parts

_HASH = re.compile(r"(\d{6})/([0-9a-f]{64})")


def show(named: str) -> int:
    """0 for the same bytes, 1 where a version is gone or the answer differs."""
    kept = _kept(named)
    try:
        again = replay(kept)
    except (VersionGone, ReplayDiffers) as refusal:
        say.note(f"{named}: {refusal}")
        return 1
    except (KeyError, TypeError, ValueError, Problem) as fault:
        raise Trouble(f"{named} is no dossier of a decision: {fault}") from None
    say.note(f"{again.application}: {again.outcome}, decided on {again.decided_on}: the same bytes")
    say.note("  versions " + ", ".join(f"{k} {v}" for k, v in again.versions.items()))
    say.note(f"  kept under {sha256(canonical(kept)).hexdigest()}")
    return 0


def _kept(named: str) -> Any:
    if Path(named).is_file():
        try:
            return json.loads(Path(named).read_text("utf-8"))
        except ValueError as error:
            raise Trouble(f"{named}: {error}") from None
    p = _parts()
    if found := _HASH.fullmatch(named):
        return _read(p, found[1], found[2], named)
    if not named.startswith("ap_"):
        raise Trouble(f"{named} is no file, no application (ap_…) and no county/hash")
    try:
        verdict = p.applications.get(named).verdict
    except (Missing, Problem):
        raise Trouble(f"there is no application {named}") from None
    if verdict is None or not verdict.decision_sha256:
        raise Trouble(f"{named} is not decided yet")
    return _read(p, named.split("_")[1], verdict.decision_sha256, named)


def _read(p: Parts, county: str, digest: str, named: str) -> Any:
    from nongxin.lending.approval.dossiers import DECISIONS

    try:
        return json.loads(p.evidence.read(DECISIONS, county, digest))
    except Missing:
        raise Trouble(f"{named}: nothing is kept under {county}/{digest}") from None


def _parts() -> Parts:
    from devkit import cloud as clouds
    from devkit.seed import settings_of
    from nongxin.catalog import releases
    from nongxin.parts import Parts

    cloud = clouds.main()
    if not cloud.running() or not cloud.outputs():
        raise Trouble("no such file, and the local cloud is not there to look in")
    os.environ.update(cloud.variables())
    p = Parts(settings_of(cloud))
    releases.use(lambda entity, _: p.product_factory.changes.releases(entity))
    return p
