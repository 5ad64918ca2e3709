"""The population is distributed as its README says, and files hold what code makes."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import mean

import pytest

from devkit import paths
from devkit.people import SEED, Draft, archetype, households, main
from devkit.population import households as made
from devkit.population.farms import arable_mu
from devkit.population.files import tasks, write
from devkit.population.patterns import PATTERNS
from devkit.population.payouts import payouts
from devkit.trouble import Trouble
from nongxin.catalog.farming import subsidies
from nongxin.catalog.places import counties, villages
from tests.builders.archives import TODAY

REGIONS = {"关中": "610425", "陕北": "610826", "陕南": "610727"}
README = Path(made.__file__).with_name("README.md")
SPREAD = 0.12  # a mean of 6,000 households is as near as that, whatever the seed


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return [d for county in REGIONS.values() for d in households(county, 2000, TODAY)]


def _share(has: Callable[[Draft], bool]) -> Callable[[list[Draft]], float]:
    return lambda drafts: 100 * mean(map(has, drafts))


def _head(draft: Draft) -> dict[str, str]:
    return draft.sections["M"][0]


def _born(row: dict[str, str]) -> int:
    return int(row["birth_date"][:4])


def _land(region: str) -> Callable[[list[Draft]], float]:
    def mu(drafts: list[Draft]) -> float:
        of_region = [d for d in drafts if d.county == REGIONS[region]]
        return float(mean(arable_mu(d.sections["G"]) for d in of_region))

    return mu


MEASURES: dict[str, Callable[[list[Draft]], float]] = {
    "people in a household": lambda ds: mean(len(d.sections["M"]) for d in ds),
    "heads who are men, %": _share(lambda d: _head(d)["gender"] == "1"),
    "head's age, years": lambda ds: mean(2026 - _born(_head(d)) for d in ds),
    "households with somebody of 60 or more, %": _share(
        lambda d: any(_born(m) <= 1966 for m in d.sections["M"])
    ),
    "people in poor health, %": lambda ds: (
        100 * mean(m["health"] != "1" for d in ds for m in d.sections["M"])
    ),
    "contracted arable land in 关中, mu": _land("关中"),
    "contracted arable land in 陕北, mu": _land("陕北"),
    "contracted arable land in 陕南, mu": _land("陕南"),
    "households with an orchard, %": _share(
        lambda d: any(p["land_class"] == "021" for p in d.sections["G"])
    ),
    "households with animals, %": _share(lambda d: bool(d.sections["V"])),
    "households with debts, %": _share(lambda d: bool(d.sections["D"])),
    "paid land subsidy among those with land, %": _share(
        lambda d: any(s["item_code"] == "SBA01" for s in d.sections["S"])
    ),
    "lifted out of poverty, %": _share(lambda d: d.sections["H"][0]["household_type"] == "03"),
    "village grade A, %": _share(lambda d: d.sections["P"][0]["village_grade"] == "A"),
}


def test_it_is_distributed_as_documented(drafts: list[Draft]) -> None:
    told = dict(re.findall(r"^\| ([^|]+?) \| ([\d.]+) \|", README.read_text("utf-8"), re.M))
    assert told.keys() == MEASURES.keys()
    measured = {what: round(float(measure(drafts)), 1) for what, measure in MEASURES.items()}
    off = {
        what: (figure, told[what])
        for what, figure in measured.items()
        if abs(figure - float(told[what])) > SPREAD * float(told[what])
    }
    assert not off


def test_as_much_is_wrong_as_documented(drafts: list[Draft]) -> None:
    found = Counter(pattern for d in drafts for pattern in d.patterns)
    text = " ".join(README.read_text("utf-8").split())
    for pattern in PATTERNS:
        assert re.search(rf"\b{pattern.per_mille}\b", text), pattern.name
        expected = pattern.per_mille * len(drafts) / 1000
        assert abs(found[pattern.name] - expected) < 5 * expected**0.5 + 1, pattern.name


def test_a_block_is_the_same_without_those_before_it() -> None:
    whole = list(households("610425", made.BLOCK + 20, TODAY))
    assert list(made.block("610425", 1, 20, TODAY)) == whole[made.BLOCK :]
    assert [d.number for d in whole] == list(range(1, made.BLOCK + 21))


def test_every_county_has_people() -> None:
    """Three districts of 西安 have no villages, but communities."""
    for county in counties(TODAY):
        (draft,) = households(county.code, 1, TODAY)
        assert draft.village in villages(county.code)
        assert archetype("approve", county.code, 1, TODAY).village in villages(county.code)


def test_two_seeds_share_nobody() -> None:
    """One bank may be loaded with both."""
    drafts = [d for seed in (SEED, 7, 8) for d in households("610425", 300, TODAY, seed)]
    members = [m for d in drafts for m in d.sections["M"]]
    for field in ("id_no", "mobile"):
        values = [m[field] for m in members if field in m]
        assert len(set(values)) == len(values), field


def test_no_household_changes_another(drafts: list[Draft]) -> None:
    """Rows that many households have in common are made once, and spoilt by none of them."""
    before = [json.dumps(d.sections) for d in drafts[:60]]
    for _ in households("610425", 400, TODAY):
        pass
    assert [json.dumps(d.sections) for d in households("610425", 60, TODAY)] == before
    pensions = [s for d in drafts for s in d.sections["S"] if s["item_code"] == "SBH01"]
    assert mean("batch_no" in row for row in pensions) > 0.9


def test_nobody_of_a_county_or_the_next_is_there_twice(drafts: list[Draft]) -> None:
    others = [*households("610426", 500, TODAY), *made.block("610425", 2, 500, TODAY)]
    members = [m for d in drafts + others for m in d.sections["M"]]
    for field in ("id_no", "mobile"):
        values = [m[field] for m in members if field in m]
        assert len(set(values)) == len(values), field


def test_finance_pays_known_items_within_their_range(drafts: list[Draft]) -> None:
    lines = [line for d in drafts[:300] for line in payouts(d, TODAY)]
    for line in lines:
        item = subsidies()[line.item_code]
        assert Decimal(line.amount) <= item.amount_max * Decimal(line.qty) + 1
        assert 2021 <= int(line.pay_date[:4]) <= 2026
    known = {(m["name"], m["id_no"]) for d in drafts[:300] for m in d.sections["M"]}
    wrong = sum((line.name, line.id_no) not in known for line in lines)
    assert 0 < wrong < 0.02 * len(lines)
    assert len({line.item_code for line in lines}) > 15


def test_files_hold_the_same_people(tmp_path: Path) -> None:
    asked = ["--households", "30", "--seed", "5", "--today", TODAY.isoformat()]
    main([*asked, "--county", "610425", "--out", str(tmp_path)])
    drafts = list(households("610425", 30, TODAY, 5))
    folder = tmp_path / "610425"
    told = [json.loads(line) for line in (folder / "households-000.ndjson").open()]
    assert [t["sections"]["M"] for t in told] == [d.sections["M"] for d in drafts]
    assert [t["head"]["name"] for t in told] == [d.head.name for d in drafts]
    labels = list(csv.DictReader((folder / "patterns-000.csv").open(encoding="utf-8")))
    assert [(int(row["number"]), row["pattern"]) for row in labels] == [
        (d.number, p) for d in drafts for p in d.patterns
    ]
    paid = list(csv.DictReader((folder / "payouts-000.csv").open(encoding="utf-8")))
    assert len(paid) == sum(1 for d in drafts for _ in payouts(d, TODAY, 5))


def test_files_are_the_same_made_by_one_process_or_by_many(tmp_path: Path) -> None:
    """Even in a process that hashes texts otherwise, which sets and their order depend on."""
    counties_asked = ("610425", "610826")

    def files(name: str) -> dict[str, bytes]:
        found = (tmp_path / name).rglob("*.*")
        return {str(f.relative_to(tmp_path / name)): f.read_bytes() for f in found}

    for task in tasks(tmp_path / "one", counties_asked, 60, TODAY, 5, with_payouts=True):
        task.folder.mkdir(parents=True)
        write(task)
    asked = "--households 60 --seed 5 --county 610425 610826 --today".split()
    command = [str(paths.ROOT / "scripts/people"), *asked, TODAY.isoformat(), "--out", "many"]
    env = os.environ | {"PYTHONHASHSEED": "7"}
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
    assert files("many") == files("one")
    assert len(files("one")) == 6


def test_a_county_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        main(["--county", "110105", "--out", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
