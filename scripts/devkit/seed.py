"""Seed a running local deployment: open books, staff, e-stations, households with customers and
accounts, and 七公里 as a partner.

Two counties, one on each shard. Everything goes through the product's own rules and repositories,
in process. What is there already is left alone, so a second run adds nothing.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from devkit import cloud as clouds
from devkit import kept, partners, paths, say
from devkit.planting import Household, Planter, Staff
from devkit.qigongli import enrolled
from devkit.trouble import Trouble
from nongxin.catalog.places import county as place_of
from nongxin.catalog.places import entities
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import EVERY_COUNTY
from nongxin.kernel.settings import Settings
from nongxin.ledger.close_day import open_books
from nongxin.parts import Parts

if TYPE_CHECKING:
    from devkit.cloud import LocalCloud

# 礼泉 (apples on the loess, shard north) and 略阳 (the Qinling hills, shard south).
COUNTIES = ("610425", "610727")
HOUSEHOLDS = 300
PROVINCE = frozenset({EVERY_COUNTY})
SEED_FILE = "seed.json"


@dataclass(frozen=True)
class Seeded:
    """Who is there: staff sign in by number after enrolment, heads of households by phone."""

    staff: list[Staff]
    stations: list[str]
    households: list[Household]
    added: int

    def one(self, role: str, county: str, nth: int = 0) -> Staff:
        return [s for s in self.staff if s.role == role and s.county == county][nth]


def run(cloud: LocalCloud) -> None:
    """For `scripts/local seed`: seeds the shared local cloud and says what is there."""
    settings = settings_of(cloud)
    seeded = seed(settings, cloud.home / SEED_FILE)
    if beside := partners.running():
        beside.learn(Parts(settings).vault.secret)
    say.note(
        f"{len(seeded.households)} households, {len(seeded.staff)} staff, "
        f"{len(seeded.stations)} e-stations are there ({seeded.added} households are new); "
        f"who they are: {paths.shown(cloud.home / SEED_FILE)}"
    )


def seed(settings: Settings, file: Path, households: int = HOUSEHOLDS) -> Seeded:
    """Seeds by the AWS variables of the environment; also writes who is there into `file`."""
    each = households // len(COUNTIES)
    today = SystemClock().today()
    known = _known(file)
    _open_books(Parts(settings), today)
    planters = {county: Planter(Parts(settings), county, known) for county in COUNTIES}
    enough = Event()  # one failed or Ctrl-C came: the other need not be finished first
    with ThreadPoolExecutor(max_workers=len(COUNTIES)) as pool:
        try:
            planted = list(pool.map(lambda c: _county(planters[c], each, today, enough), COUNTIES))
        except BaseException:
            enough.set()
            raise
    province = planters[COUNTIES[0]].province_staff()
    ops = next(each for each in province if each.role == "ops").principal()
    enrolled.enrol(Parts(settings), replace(ops, counties=PROVINCE), COUNTIES, file.parent)
    seeded = Seeded(
        staff=[s for staff, _, _, _ in planted for s in staff] + province,
        stations=[station for _, station, _, _ in planted],
        households=[h for _, _, found, _ in planted for h in found],
        added=sum(added for _, _, _, added in planted),
    )
    kept.write(file, asdict(seeded))
    return seeded


def settings_of(cloud: LocalCloud) -> Settings:
    """The settings that the deployed functions have, as far as a seed needs them."""
    told = {name: value for values in cloud.outputs().values() for name, value in values.items()}
    return Settings(
        stage="local",
        shard_layout="two",
        bus_name="",
        event_log_bucket=told.get("EventLogBucket", ""),
        evidence_bucket=told.get("EvidenceBucket", ""),
        signing_key_id=told.get("SigningKeyId", ""),
        data_key_id=told["DataKeyId"],
        failure_queue_url=told.get("FailureQueueUrl", ""),
        callbacks_on_loopback="yes",
    )


def running_settings() -> Settings:
    """Those of the local deployment that runs; the environment then leads to it. Raises Trouble."""
    cloud = clouds.main()
    if not cloud.running() or not cloud.outputs():
        raise Trouble("the local cloud is not there; scripts/local seed makes and fills it.")
    os.environ.update(cloud.variables())
    return settings_of(cloud)


def _open_books(parts: Parts, today: date) -> None:
    """Of all legal entities, as ops do it on AWS with job_open_books."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(
            pool.map(lambda bank: open_books(bank.code, today, parts.day_closing), entities(today))
        )


def _known(file: Path) -> dict[str, Household]:
    """The households of an earlier run, by id; the deployment says whether they still are there."""
    told = kept.read(file).get("households", [])
    try:
        return {row["household_id"]: Household(**row) for row in told}
    except (KeyError, TypeError):  # written by another version
        return {}


def _county(
    planter: Planter, households: int, today: date, enough: Event
) -> tuple[list[Staff], str, list[Household], int]:
    staff = planter.county_staff()
    found: list[Household] = []
    added = 0
    for household in planter.households(households, today, staff):
        if enough.is_set():
            break
        found.append(household)
        added += household.is_new
        if len(found) % 50 == 0:
            place = place_of(planter.county)
            say.note(f"    {place.name_zh if place else ''} {len(found)}/{households}")
    return staff, planter.station(), found, added
