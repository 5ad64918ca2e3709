"""scripts/train: fit a scorecard from labelled data and write it in the catalogue's own format.

A third of the rows is kept for testing. Printed: information values, KS and AUC on both parts, and
the drift (PSI) between them. Without a file, the public German credit data proves the way.

A card that is to decide reads facts: columns are named as in facts.csv, in its units (money in
fen), or --meaning says what they are; a first run writes a meaning.csv to complete. Then

    scripts/train LOANS.csv --label paid --bad no --code N1 --beside M1 --into-catalogue --share 10

fits it on the scale and in the bands of M1, and puts it into the catalogue as a challenger of M1
for ten of a hundred applications, from tomorrow or the day of --from; nothing is written where
scripts/rules check finds a fault. With --code M1 it becomes the next version of M1 itself.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from devkit import arguments, paths, say
from devkit.tables import DATA
from devkit.training.card_files import (
    Head,
    score_with_files,
    write_bands,
    write_card,
    write_meaning,
)
from devkit.training.fit import Fitted, fit
from devkit.training.meaning import NOTHING, read_meaning
from devkit.training.release import head_of, release
from devkit.training.samples import Sample, german_credit, read_sample, split
from devkit.trouble import Trouble
from nongxin.decisions.monitor import Separation, deciles, histogram, psi, separation
from nongxin.kernel.clock import SystemClock

_TEST_SHARE, _SEED = 0.33, 20261125


@dataclass(frozen=True)
class Trained:
    fitted: Fitted
    on_fitting: Separation
    on_testing: Separation
    drift: float


def main(argv: list[str]) -> int:
    told = _parser().parse_args(argv)
    tomorrow = SystemClock().today() + timedelta(days=1)
    begins = told.begins or tomorrow
    if told.into_catalogue and begins < tomorrow:
        raise Trouble(f"it can begin on {tomorrow} at the earliest: today has been decided on")
    head = head_of(told.code, told.beside, begins)
    meaning = read_meaning(told.meaning) if told.meaning else NOTHING
    sample = read_sample(told.file or german_credit(), told.label, told.bad, meaning)
    try:
        trained = train(sample, head, told.out, told.bad_share)
    except ValueError as error:
        raise Trouble(str(error)) from None
    for line in _shown(trained):
        say.note(line)
    say.note(f"Written: {paths.shown(told.out)}/*.csv")
    if told.into_catalogue:
        say.note("; ".join(release(trained.fitted, head, told.share, told.out, DATA)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/train", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", nargs="?", type=arguments.file, metavar="DATA.csv")
    parser.add_argument("--label", default="creditability", help="the column that says who paid")
    parser.add_argument("--bad", default="bad", help="its value for those who did not")
    rare = "share of those among all households, where the file has more"
    parser.add_argument("--bad-share", type=arguments.share, metavar="0.03", help=rare)
    parser.add_argument(
        "--meaning", type=arguments.file, metavar="FILE", help="the facts of the columns"
    )
    parser.add_argument("--code", default="T1", help="the card's code")
    parser.add_argument("--beside", metavar="CARD", help="the card whose scale and bands it has")
    parser.add_argument("--out", type=Path, default=paths.LOCAL / "card", help="folder to write")
    parser.add_argument("--into-catalogue", action="store_true", help="put it into the catalogue")
    parser.add_argument(
        "--share",
        type=arguments.percent,
        default=10,
        metavar="PERCENT",
        help="of applications it scores (10)",
    )
    parser.add_argument("--from", dest="begins", type=arguments.day, metavar="DAY",
                        help="its first day, else tomorrow")  # fmt: skip
    return parser


def train(sample: Sample, head: Head, folder: Path, bad_share: float | None = None) -> Trained:
    """Fits, writes the files, and measures by the files as written.

    Raises ValueError where no variable tells goods from bads.
    """
    fitting, testing = split(sample, _TEST_SHARE, _SEED)
    fitted = fit(fitting, head.scale(), bad_share)
    write_card(fitted, head, folder)
    write_meaning(sample, folder)
    before, after = (score_with_files(part, head.code, folder) for part in (fitting, testing))
    write_bands(head, before, _weights(fitting, bad_share), folder)
    edges = deciles(Counter(before))
    return Trained(
        fitted=fitted,
        on_fitting=_separation(before, fitting),
        on_testing=_separation(after, testing),
        drift=psi(histogram(Counter(before), edges), histogram(Counter(after), edges)),
    )


def _weights(sample: Sample, bad_share: float | None) -> list[float]:
    """How many households each row stands for, the bad ones negative."""
    share = float(sample.is_bad.mean())
    wanted = share if bad_share is None else bad_share
    good, bad = (1 - wanted) / (1 - share), wanted / share
    return [-bad if is_bad else good for is_bad in sample.is_bad.tolist()]


def _separation(scores: list[int], sample: Sample) -> Separation:
    bads = sample.is_bad.tolist()
    goods = Counter(s for s, bad in zip(scores, bads, strict=True) if not bad)
    return separation(goods, Counter(s for s, bad in zip(scores, bads, strict=True) if bad))


def _shown(trained: Trained) -> list[str]:
    found = [f"{len(trained.fitted.variables)} variables, by information value:"]
    for v in sorted(trained.fitted.variables, key=lambda v: -v.information):
        found.append(f"  {v.name:<56} {v.information:.3f}  {len(v.bins)} bins")
    for name, part in (("fitted", trained.on_fitting), ("tested", trained.on_testing)):
        found.append(f"{name}: AUC {part.auc:.3f}  KS {part.ks:.3f} at score {part.at_score}")
    return [*found, f"drift between both parts: PSI {trained.drift:.3f}"]
