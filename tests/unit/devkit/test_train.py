"""A card fitted on the public German credit data, measured by the files as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from devkit.train import Trained, main, train
from devkit.training.card_files import Head, score_with_files
from devkit.training.samples import Sample, german_credit, read_sample, split
from devkit.trouble import Trouble
from nongxin.catalog.bins import parse_bins
from nongxin.catalog.reading import Row, rows

DATA = ("creditability", "bad")
ALONE = Head("T1", 1, "2026-12-01", None)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return read_sample(german_credit(), *DATA)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("card")


@pytest.fixture(scope="module")
def trained(sample: Sample, folder: Path) -> Trained:
    return train(sample, ALONE, folder)


def test_the_data_is_the_public_one(sample: Sample) -> None:
    assert len(sample.is_bad) == 1_000
    assert sample.is_bad.sum() == 300
    assert (len(sample.numeric), len(sample.levels)) == (7, 13)


def test_a_card_separates_households_it_has_not_seen(trained: Trained) -> None:
    """Published cards on these data reach an AUC of 0.75 to 0.80."""
    assert trained.on_testing.auc > 0.74
    assert trained.on_testing.ks > 0.35
    assert trained.on_fitting.auc < 0.90
    assert trained.drift < 0.10


def test_it_does_about_as_well_as_a_plain_regression_on_numbers(
    sample: Sample, trained: Trained
) -> None:
    fitting, testing = split(sample, 0.33, 20261125)
    table = [list(zip(*part.numeric.values(), strict=True)) for part in (fitting, testing)]
    plain = LogisticRegression(max_iter=5_000).fit(table[0], fitting.is_bad)
    assert trained.on_testing.auc > roc_auc_score(
        testing.is_bad, plain.predict_proba(table[1])[:, 1]
    )


def test_the_files_are_those_of_the_catalogue(trained: Trained, folder: Path) -> None:
    (head,) = rows("scorecards.csv", str(folder))
    assert head.validity()[1] == date.max
    grouped: dict[str, list[Row]] = {}
    for row in rows("score_bins.csv", str(folder)):
        grouped.setdefault(row.text("variable"), []).append(row)
    bins = [parse_bins(found, discrete=False) for found in grouped.values()]
    assert sum(b.worst(True) for b in bins) == head.whole("raw_min") == trained.fitted.lowest
    assert sum(b.best(True) for b in bins) == head.whole("raw_max") == trained.fitted.highest
    inputs = [r.text("variable") for r in rows("card_inputs.csv", str(folder))]
    assert inputs == list(grouped)
    bands = [r.whole("score_from") for r in rows("score_bands.csv", str(folder))]
    assert len(bands) == 6 and bands[-1] == 0 and sorted(bands, reverse=True) == bands
    shares = [r.number("probability") for r in rows("score_bands.csv", str(folder))]
    assert shares[0] < shares[-1]


def test_scores_come_from_the_bins_that_hold_the_values(
    trained: Trained, sample: Sample, folder: Path
) -> None:
    scores = score_with_files(sample, "T1", folder)
    assert trained.fitted.lowest <= min(scores) < max(scores) <= trained.fitted.highest
    for index in range(0, 1_000, 97):
        expected = 0
        for variable in trained.fitted.variables:
            name = variable.name
            if name in sample.levels:
                level = sample.levels[name][index]
                known = [p for b, p in variable.bins if level in b.levels]
                expected += known[0] if known else min(p for _, p in variable.bins)
                continue
            value = sample.numeric[name][index]
            expected += next(p for b, p in variable.bins if b.below is None or value < b.below)
        assert scores[index] == expected


def test_training_twice_gives_the_same_card(
    sample: Sample, trained: Trained, tmp_path: Path
) -> None:
    assert train(sample, ALONE, tmp_path).fitted == trained.fitted


def test_the_script_prints_auc_and_ks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "tested: AUC 0.7" in said
    assert "KS 0." in said
    assert (tmp_path / "meaning.csv").exists()


def test_a_label_that_says_nothing_is_refused() -> None:
    with pytest.raises(Trouble, match="nobody"):
        read_sample(german_credit(), "creditability", "dreadful")
    with pytest.raises(Trouble, match="no column"):
        read_sample(german_credit(), "luck", "bad")
