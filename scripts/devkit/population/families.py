"""A family: who lives together, of what age, school, health and work (rows of section M)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import OLDEST, by_age, pick, spread, step, whole
from devkit.population.identities import Identities
from devkit.population.names import full_name, surname

Row = dict[str, Any]

# Ages are counted on this day, so that people are the same whenever they are made.
_ANCHOR = date(2026, 1, 1).toordinal()
HEAD, SPOUSE, SON, DAUGHTER, GRANDCHILD, PARENT = "02", "10", "20", "30", "40", "50"
_YOUNGEST_WORKING, _OLDEST_WORKING = 18, 60
_CHILDREN = spread((0, 15), (1, 35), (2, 40), (3, 10))
_SKILLS = ("00", "00", "01", "02", "03", "04")
_WORK_OF_CHILDREN = spread(("1", 10), ("2", 25), ("3", 30), ("4", 30), ("5", 5))
_WORK = spread(("1", 66), ("2", 18), ("3", 7), ("5", 7), ("6", 2))
_PUPIL, _AT_HOME = "7", "8"
# What people of an age below the number have.
_SCHOOL = by_age(
    (7, ("90",)),
    (13, ("80",)),
    (16, ("70",)),
    (35, spread(("20", 8), ("30", 12), ("40", 15), ("60", 20), ("70", 45))),
    (60, spread(("30", 2), ("40", 5), ("60", 13), ("70", 60), ("80", 20))),
    (OLDEST, spread(("60", 4), ("70", 26), ("80", 50), ("90", 20))),
)
_HEALTH = by_age(
    (40, spread(("1", 980), ("2", 16), ("3", 2), ("4", 2))),
    (60, spread(("1", 900), ("2", 80), ("3", 10), ("4", 10))),
    (OLDEST, spread(("1", 680), ("2", 256), ("3", 32), ("4", 32))),
)


class Kin(NamedTuple):
    """One place in a family before it is filled."""

    relation: str
    age: int
    is_male: bool
    family: str
    is_married: bool = False


def family(rng: Random, identities: Identities) -> list[Row]:
    """The head first. One to seven people, 3.4 on average."""
    kin = _kin(rng)
    return [_member(rng, identities, number, who) for number, who in enumerate(kin, start=1)]


def _kin(rng: Random) -> list[Kin]:
    name, head_age = surname(rng), int(rng.triangular(28, 74, 50))
    is_male, married = rng.random() < 0.88, rng.random() < 0.86
    found = [Kin(HEAD, head_age, is_male, name, married)]
    if married:
        age = max(22, head_age + whole(rng, -4, 2))
        found.append(Kin(SPOUSE, age, not is_male, surname(rng), True))
    found += _children(rng, name, head_age if married else 0)
    if head_age < 58 and rng.random() < 0.35:
        found.append(Kin(PARENT, head_age + whole(rng, 22, 28), rng.random() < 0.4, name))
    if head_age > 55 and rng.random() < 0.25:
        found.append(Kin(GRANDCHILD, whole(rng, 1, 9), rng.random() < 0.5, name))
    return found


def _children(rng: Random, name: str, parent_age: int) -> list[Kin]:
    count = pick(rng, _CHILDREN) if parent_age else 0
    oldest = parent_age - whole(rng, 22, 28)
    ages = [age for age in (oldest - 3 * n for n in range(count)) if 0 < age < 40]
    sons = [rng.random() < 0.53 for _ in ages]
    # Grown daughters have mostly married into another household.
    return [
        Kin(SON if male else DAUGHTER, age, male, name)
        for age, male in zip(ages, sons, strict=True)
        if male or age < 24
    ]


def _member(rng: Random, identities: Identities, number: int, who: Kin) -> Row:
    age, draw = who.age, rng.random
    id_no = identities.id_no(_birthday(rng, age), who.is_male)
    health = pick(rng, _HEALTH[age])
    ability = _ability(rng, age, health)
    work = _work(rng, who, ability)
    row: Row = {
        "member_no": number,
        "name": full_name(rng, who.family, who.is_male, id_no[6:10]),
        "id_type": "01" if age >= 16 else "02",
        "id_no": id_no,
        "relation": who.relation,
        "gender": "1" if who.is_male else "2",
        "birth_date": f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}",
        "nation": "01",
        "marital": _marital(who),
        "education": pick(rng, _SCHOOL[age]),
        "health": health,
        "labour_ability": ability,
        "skill": pick(rng, _SKILLS) if ability in "12" else "00",
        "work_status": work,
        "months_away": whole(rng, 6, 11) if work in "34" else 0,
        "village_cadre": "1" if age > 25 and draw() < 0.06 else "0",
        "pension_status": "2" if age >= 60 else "1" if age >= 16 else "0",
        "medical_status": "1" if draw() < 0.97 else "0",
        "bad_habit": "1" if age > 20 and draw() < 0.004 else "0",
    }
    if health == "4":
        row["disability_level"] = pick(rng, "234")
    if work in "2346":
        row["monthly_wage"] = f"{step(rng, 2600, 6200, 100)}.00"
    if number == 1 or (age >= 18 and draw() < 0.7):
        row["mobile"] = identities.phone()
    return row


def _birthday(rng: Random, age: int) -> date:
    return date.fromordinal(_ANCHOR - age * 365 - age // 4 - whole(rng, 1, 359))


def _ability(rng: Random, age: int, health: str) -> str:
    if age < _YOUNGEST_WORKING or age > 74 or health in "34":
        return "4"
    if age > _OLDEST_WORKING or health == "2":
        return "3"
    return "2" if rng.random() < 0.18 else "1"


def _work(rng: Random, who: Kin, ability: str) -> str:
    if 3 <= who.age <= 18:
        return _PUPIL
    if ability == "4":
        return _AT_HOME
    return pick(rng, _WORK_OF_CHILDREN if who.relation in (SON, DAUGHTER) else _WORK)


def _marital(who: Kin) -> str:
    if who.is_married:
        return "20"
    if who.relation == PARENT or (who.relation == HEAD and who.age > 60):
        return "30"
    return "20" if who.relation == SON and who.age >= 29 else "10"
