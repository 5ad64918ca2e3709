"""From application to decision and to money, over HTTP on a local cloud of the bench's own.

One farmer after another on the automatic path, workers warm (the first farmer is not counted).
Beside it, what calls cost without AWS, and what the layers weigh.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from devkit import cdk, layers, paths, say
from devkit.bank import Bank
from devkit.cloud import LocalCloud
from devkit.demo import story
from devkit.demo.cast import PASSWORD, Cast
from devkit.demo.story import WISHES, Tale
from devkit.partners import Partners, addresses
from devkit.ports import free_port
from devkit.seed import seed, settings_of
from devkit.where import api_url
from tests.bench import calls
from tests.bench.show import goal

FARMERS = 20
DECISION_P95_GOAL_S = 3.0


def main() -> None:
    with (
        tempfile.TemporaryDirectory(dir=paths.TMP) as folder,
        Partners(0, Path(folder)) as partners,
        LocalCloud(Path(folder), free_port()) as cloud,
    ):
        cdk.deploy(cloud, addresses(partners))
        os.environ.update(cloud.variables())
        seeded = seed(settings_of(cloud), Path(folder) / "seed.json", households=0)
        cast = Cast.called(Bank(api_url(cloud), partners.url), seeded, Path(folder))
        tales = [_life(cast, number) for number in range(1, FARMERS + 2)][1:]
    _show("application to decision", [t.to_decision_s for t in tales], DECISION_P95_GOAL_S)
    _show("application to money, signing included", [t.to_money_s or 0.0 for t in tales], None)
    calls.main()
    _layers()


def _life(cast: Cast, number: int) -> Tale:
    cast = replace(cast, run=number)
    draft = cast.farmer("approve")
    tale = Tale(WISHES[0], draft.head.name, draft.head.phone)
    story.capture(cast, draft, tale)
    cast.bank.enrol(draft.head.phone, PASSWORD, id_no=draft.head.id_no)
    farmer = cast.bank.sign_in(draft.head.phone, PASSWORD, draft.head.phone)
    begun = time.monotonic()
    story.apply(farmer, tale)
    tale.to_decision_s = time.monotonic() - begun
    story.sign(farmer, tale)
    tale.to_money_s = time.monotonic() - begun
    say.note(f"  {number}/{FARMERS + 1}: {tale.to_decision_s:.2f} s, {tale.to_money_s:.2f} s")
    return tale


def _show(name: str, seconds: Sequence[float], limit: float | None) -> None:
    goal(f"{name}, p50 s", round(statistics.median(seconds), 2))
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    goal(f"{name}, p95 s", round(p95, 2), limit)


def _layers() -> None:
    for target in ("local", "prod"):
        for layer in ("vendor", "core"):
            folder = layers.ensure(target) / layer
            size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
            goal(f"layer {layer} for {target}, MB", f"{size / 1e6:.1f}", note=_zipped(folder))


def _zipped(folder: Path) -> str:
    with tempfile.TemporaryDirectory(dir=paths.TMP) as place:
        made = shutil.make_archive(f"{place}/layer", "zip", folder)
        return f"zipped {Path(made).stat().st_size / 1e6:.1f} MB"
