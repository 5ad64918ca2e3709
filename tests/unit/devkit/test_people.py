"""Synthetic people: the same for the same seed, valid, and as their names promise."""

from __future__ import annotations

from datetime import date

import pytest

from devkit.people import KINDS, archetype, households
from nongxin.archives.facts.facts import household_facts
from nongxin.decisions.decide import decide
from nongxin.decisions.facts import Facts
from tests.builders.archives import TODAY, ArchivesWorld, a_draft
from tests.builders.customers import LIQUAN, LUEYANG, CustomersWorld, a_registration
from tests.builders.facts import a_case, good_facts

EXPECTED = {"approve": "offer", "refer": "refer", "decline": "decline"}


@pytest.mark.parametrize("county", [LIQUAN, LUEYANG, "610826"])
def test_households_are_the_same_for_the_same_seed(county: str) -> None:
    once = list(households(county, 40, TODAY))
    assert list(households(county, 20, TODAY)) == once[:20]
    later = list(households(county, 40, date(2027, 3, 1)))
    assert [d.head for d in later] == [d.head for d in once]
    assert list(households(county, 40, TODAY, seed=7)) != once


def test_nobody_is_there_twice() -> None:
    drafts = [d for county in (LIQUAN, LUEYANG) for d in households(county, 300, TODAY)]
    drafts += [
        archetype(k, c, n, TODAY) for k in KINDS for c in (LIQUAN, LUEYANG) for n in range(30)
    ]
    ids = [m["id_no"] for d in drafts for m in d.sections["M"]]
    phones = [m["mobile"] for d in drafts for m in d.sections["M"] if "mobile" in m]
    assert len(set(ids)) == len(ids)
    assert len(set(phones)) == len(phones)


@pytest.mark.parametrize("county", [LIQUAN, LUEYANG, "610826"])
def test_heads_are_customers_that_can_be_registered(county: str) -> None:
    world = CustomersWorld()
    from tests.builders.customers import a_principal

    for draft in households(county, 25, TODAY):
        head = draft.head
        command = a_registration(county=county, **vars(head))
        world.register(command, a_principal(county=county), f"key-{draft.number:05d}")


@pytest.mark.parametrize("kind", KINDS)
def test_an_archetype_ends_as_its_name_says(kind: str) -> None:
    world = ArchivesWorld()
    household_id = world.live(a_draft(kind))
    facts = household_facts(world.households.dossier(household_id), TODAY)
    decision = decide(a_case(), good_facts() | Facts.of(facts, "archive", TODAY))
    assert decision.outcome == EXPECTED[kind], [r.code for r in decision.reasons]


def test_archetypes_of_other_numbers_are_other_people_with_the_same_end() -> None:
    world = ArchivesWorld()
    for number in (1, 2, 33):
        world.live(a_draft("approve", number))
