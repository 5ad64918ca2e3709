"""scripts/train: fit a scorecard from labelled data and write it in the catalogue's own format.

A third of the rows is kept for testing. Printed: information values, KS and AUC on both parts, and
the drift (PSI) between them. Without a file, the public German credit data proves the way.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from devkit import paths, say
from devkit.training.card_files import score_with_files, write_bands, write_card, write_levels
from devkit.training.fit import Fitted, fit
from devkit.training.samples import Sample, german_credit, read_sample, split
from nongxin.decisions.monitor import Separation, deciles, histogram, psi, separation

_TEST_SHARE, _SEED = 0.33, 20261125


@dataclass(frozen=True)
class Trained:
    fitted: Fitted
    on_fitting: Separation
    on_testing: Separation
    drift: float


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/train", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", nargs="?", type=Path, metavar="DATA.csv")
    parser.add_argument("--label", default="creditability", help="the column that says who paid")
    parser.add_argument("--bad", default="bad", help="its value for those who did not")
    parser.add_argument("--code", default="T1", help="the card's code")
    parser.add_argument("--out", type=Path, default=paths.LOCAL / "card", help="folder to write")
    told = parser.parse_args(argv)
    file = told.file or german_credit()
    trained = train(*read_sample(file, told.label, told.bad), told.code, told.out)
    for line in _shown(trained):
        say.note(line)
    say.note(f"Written: {paths.shown(told.out)}/*.csv")
    return 0


def train(sample: Sample, texts: dict[str, dict[str, str]], code: str, folder: Path) -> Trained:
    """Fits, writes the files, and measures by the files as written."""
    fitting, testing = split(sample, _TEST_SHARE, _SEED)
    fitted = fit(fitting)
    write_card(fitted, code, folder)
    write_levels(texts, folder)
    before, after = (score_with_files(part, code, folder) for part in (fitting, testing))
    write_bands(code, before, fitting.is_bad.tolist(), folder)
    edges = deciles(Counter(before))
    return Trained(
        fitted=fitted,
        on_fitting=_separation(before, fitting),
        on_testing=_separation(after, testing),
        drift=psi(histogram(Counter(before), edges), histogram(Counter(after), edges)),
    )


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
