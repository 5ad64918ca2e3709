"""A family: who lives together, of what age, school, health and work (rows of section M)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from devkit.population.identities import Identities
from devkit.population.names import full_name, surname
from nongxin.kernel.id_number import full_years

Row = dict[str, Any]

# Ages are counted on this day, so that people are the same whenever they are made.
ANCHOR = date(2026, 1, 1)
HEAD, SPOUSE, SON, DAUGHTER, GRANDCHILD, PARENT = "02", "10", "20", "30", "40", "50"
_WORKING_AGES = (18, 60)
_SCHOOL_AGES = (3, 18)


@dataclass(frozen=True)
class Kin:
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
        age = max(22, head_age + rng.randint(-4, 2))
        found.append(Kin(SPOUSE, age, not is_male, surname(rng), True))
    found += _children(rng, name, head_age if married else 0)
    if head_age < 58 and rng.random() < 0.35:
        found.append(Kin(PARENT, head_age + rng.randint(22, 28), rng.random() < 0.4, name))
    if head_age > 55 and rng.random() < 0.25:
        found.append(Kin(GRANDCHILD, rng.randint(1, 9), rng.random() < 0.5, name))
    return found


def _children(rng: Random, name: str, parent_age: int) -> list[Kin]:
    count = rng.choices((0, 1, 2, 3), (15, 35, 40, 10))[0] if parent_age else 0
    oldest = parent_age - rng.randint(22, 28)
    ages = [age for age in (oldest - 3 * n for n in range(count)) if 0 < age < 40]
    sons = [rng.random() < 0.53 for _ in ages]
    # Grown daughters have mostly married into another household.
    return [
        Kin(SON if male else DAUGHTER, age, male, name)
        for age, male in zip(ages, sons, strict=True)
        if male or age < 24
    ]


def _member(rng: Random, identities: Identities, number: int, who: Kin) -> Row:
    born = _birthday(rng, who.age)
    health = _health(rng, who.age)
    ability = _ability(rng, who.age, health)
    work = _work(rng, who, ability)
    row: Row = {
        "member_no": number,
        "name": full_name(rng, who.family, who.is_male, born.year),
        "id_type": "01" if who.age >= 16 else "02",
        "id_no": identities.id_no(rng, born, who.is_male),
        "relation": who.relation,
        "gender": "1" if who.is_male else "2",
        "birth_date": born.isoformat(),
        "nation": "01",
        "marital": _marital(who),
        "education": _education(rng, who.age),
        "health": health,
        "labour_ability": ability,
        "skill": rng.choice(("00", "00", "01", "02", "03", "04")) if ability in "12" else "00",
        "work_status": work,
        "months_away": rng.randint(6, 11) if work in ("3", "4") else 0,
        "village_cadre": "1" if rng.random() < 0.06 and who.age > 25 else "0",
        "pension_status": "2" if who.age >= 60 else ("1" if who.age >= 16 else "0"),
        "medical_status": "1" if rng.random() < 0.97 else "0",
        "bad_habit": "1" if who.age > 20 and rng.random() < 0.004 else "0",
    }
    if health == "4":
        row["disability_level"] = rng.choice("234")
    if work in ("2", "3", "4", "6"):
        row["monthly_wage"] = f"{rng.randrange(2600, 6200, 100)}.00"
    if who.relation == HEAD or (who.age >= 18 and rng.random() < 0.7):
        row["mobile"] = identities.phone()
    return row


def _birthday(rng: Random, age: int) -> date:
    day = ANCHOR - timedelta(days=age * 365 + age // 4 + rng.randrange(1, 360))
    assert full_years(day, ANCHOR) in (age, age + 1)
    return day


def _health(rng: Random, age: int) -> str:
    sick = 0.02 if age < 40 else 0.10 if age < 60 else 0.32
    draw = rng.random()
    if draw > sick:
        return "1"
    return "2" if draw > sick * 0.2 else rng.choice("34")


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
        return rng.choices("12345", (10, 25, 30, 30, 5))[0]
    return rng.choices("12356", (66, 18, 7, 7, 2))[0]


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
        return rng.choices(("20", "30", "40", "60", "70"), (8, 12, 15, 20, 45))[0]
    if age < 60:
        return rng.choices(("30", "40", "60", "70", "80"), (2, 5, 13, 60, 20))[0]
    return rng.choices(("60", "70", "80", "90"), (4, 26, 50, 20))[0]
