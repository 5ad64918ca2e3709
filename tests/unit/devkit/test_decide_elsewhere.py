"""`scripts/decide --catalog`: rows of another folder, in a process of its own as auditors do."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from devkit import paths
from devkit.decide import main
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import canonical
from nongxin.decisions.replay import dossier
from tests.builders.facts import TODAY, a_case, good_facts
from tests.fixtures.catalog import Edited

_RUN = "import sys; from devkit import decide; sys.exit(decide.main(sys.argv[1:]))"


def _decide(*words: str) -> tuple[int, str]:
    """Another process, because the catalogue is read once a process."""
    roots = os.pathsep.join(map(str, paths.IMPORT_ROOTS))
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *words],
        env=os.environ | {"PYTHONPATH": roots}, text=True, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def elsewhere(tmp_path: Path) -> Edited:
    """A catalogue that refers below a score of 800: a row of our own changed in its place."""
    catalog = Edited(tmp_path)
    catalog.change("rules.csv", {"code": "DEC001"}, YND="800")
    return catalog


def test_the_rows_of_another_folder_decide(elsewhere: Edited) -> None:
    sample = str(paths.ROOT / "scripts" / "samples" / "offer.json")
    day = ["--date", TODAY.isoformat()]
    assert _decide(sample, *day)[1].startswith("offer: 30,000.00 yuan")
    code, said = _decide(sample, *day, "--catalog", str(elsewhere.folder))
    assert (code, said.startswith("refer to ")) == (0, True)
    assert "DEC001" in said


def test_an_old_decision_is_made_again_by_the_rows_of_its_time(
    elsewhere: Edited, tmp_path: Path
) -> None:
    with elsewhere.in_force():
        case, facts = a_case(), good_facts()
        kept = canonical(dossier(case, facts, decide(case, facts)))
    (tmp_path / "dossier.json").write_bytes(kept)
    replayed = ("--replay", str(tmp_path / "dossier.json"))
    code, said = _decide(*replayed)
    assert (code, "rules version" in said) == (1, True)
    code, said = _decide(*replayed, "--catalog", str(elsewhere.folder))
    assert (code, "the same bytes" in said) == (0, True)
    assert f"kept under {sha256(kept).hexdigest()}" in said


def test_rows_of_another_folder_are_counted(elsewhere: Edited) -> None:
    elsewhere.drop("rules.csv", {"code": "FRD014"})
    code, said = _decide("--list", "--date", TODAY.isoformat(), "--catalog", str(elsewhere.folder))
    assert code == 0
    assert "(182 templates)" in said


def test_a_folder_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--list", "--catalog", str(tmp_path / "nowhere")])
    assert "is no folder" in capsys.readouterr().err
