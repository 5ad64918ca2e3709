"""A family: who lives together, of what age, school, health and work (rows of section M)."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import pick, spread, step, whole
from devkit.population.identities import Identities
from devkit.population.names import full_name, surname

Row = dict[str, Any]

# Ages are counted on this day, so that people are the same whenever they are made.
_ANCHOR = date(2026, 1, 1).toordinal()
HEAD, SPOUSE, SON, DAUGHTER, GRANDCHILD, PARENT = "02", "10", "20", "30", "40", "50"
_WORKING_AGES = (18, 60)
_SCHOOL_AGES = (3, 18)
_CHILDREN = spread((0, 15), (1, 35), (2, 40), (3, 10))
_WORK_OF_CHILDREN = spread(("1", 10), ("2", 25), ("3", 30), ("4", 30), ("5", 5))
_WORK = spread(("1", 66), ("2", 18), ("3", 7), ("5", 7), ("6", 2))
_SCHOOL_BELOW_35 = spread(("20", 8), ("30", 12), ("40", 15), ("60", 20), ("70", 45))
_SCHOOL_BELOW_60 = spread(("30", 2), ("40", 5), ("60", 13), ("70", 60), ("80", 20))
_SCHOOL_OF_OLD = spread(("60", 4), ("70", 26), ("80", 50), ("90", 20))


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
    id_no = identities.id_no(rng, _birthday(rng, who.age), who.is_male)
    born_year = int(id_no[6:10])
    health = _health(rng, who.age)
    ability = _ability(rng, who.age, health)
    work = _work(rng, who, ability)
    row: Row = {
        "member_no": number,
        "name": full_name(rng, who.family, who.is_male, born_year),
        "id_type": "01" if who.age >= 16 else "02",
        "id_no": id_no,
        "relation": who.relation,
        "gender": "1" if who.is_male else "2",
        "birth_date": f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}",
        "nation": "01",
        "marital": _marital(who),
        "education": _education(rng, who.age),
        "health": health,
        "labour_ability": ability,
        "skill": pick(rng, ("00", "00", "01", "02", "03", "04")) if ability in "12" else "00",
        "work_status": work,
        "months_away": whole(rng, 6, 11) if work in ("3", "4") else 0,
        "village_cadre": "1" if rng.random() < 0.06 and who.age > 25 else "0",
        "pension_status": "2" if who.age >= 60 else ("1" if who.age >= 16 else "0"),
        "medical_status": "1" if rng.random() < 0.97 else "0",
        "bad_habit": "1" if who.age > 20 and rng.random() < 0.004 else "0",
    }
    if health == "4":
        row["disability_level"] = pick(rng, "234")
    if work in ("2", "3", "4", "6"):
        row["monthly_wage"] = f"{step(rng, 2600, 6200, 100)}.00"
    if who.relation == HEAD or (who.age >= 18 and rng.random() < 0.7):
        row["mobile"] = identities.phone()
    return row


def _birthday(rng: Random, age: int) -> date:
    return date.fromordinal(_ANCHOR - age * 365 - age // 4 - whole(rng, 1, 359))


def _health(rng: Random, age: int) -> str:
    sick = 0.02 if age < 40 else 0.10 if age < 60 else 0.32
    draw = rng.random()
    if draw > sick:
        return "1"
    return "2" if draw > sick * 0.2 else pick(rng, "34")


def _ability(rng: Random, age: int, health: str) -> str:
    youngest, oldest = _WORKING_AGES
    if age < youngest or age > 74 or health in "34":
        return "4"
    if age > oldest or health == "2":
        return "3"
    return "2" if rng.random() < 0.18 else "1"


def _work(rng: Random, who: Kin, ability: str) -> str:
    if _SCHOOL_AGES[0] <= who.age <= _SCHOOL_AGES[1]:
        return "7"
    if ability == "4":
        return "8"
    if who.relation in (SON, DAUGHTER):
        return pick(rng, _WORK_OF_CHILDREN)
    return pick(rng, _WORK)


def _marital(who: Kin) -> str:
    if who.is_married:
        return "20"
    if who.relation == PARENT or (who.relation == HEAD and who.age > 60):
        return "30"
    return "20" if who.relation == SON and who.age >= 29 else "10"


def _education(rng: Random, age: int) -> str:
    if age < 7:
        return "90"
    if age < 16:
        return "80" if age < 13 else "70"
    if age < 35:
        return pick(rng, _SCHOOL_BELOW_35)
    if age < 60:
        return pick(rng, _SCHOOL_BELOW_60)
    return pick(rng, _SCHOOL_OF_OLD)
