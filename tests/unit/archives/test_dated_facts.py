"""Each fact of an archive says of which day it is: that of the section which it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from nongxin.archives.checks.schema import sections
from nongxin.archives.facts.dated_facts import OF_ARCHIVE, RESTS_ON, archive_facts
from nongxin.archives.facts.facts import household_facts
from nongxin.archives.household import Dossier
from nongxin.catalog.facts import fact_schema
from tests.builders.archives import TODAY
from tests.unit.archives.test_derived import a_dossier

IN_SPRING = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight in Shaanxi


def captured_in_spring(dossier: Dossier, *codes: str) -> Dossier:
    earlier = {c: replace(dossier.sections[c], changed_at=IN_SPRING) for c in codes}
    return Dossier(dossier.head, dict(dossier.sections) | earlier)


def days(dossier: Dossier) -> dict[str, str]:
    return {name: fact.as_of for name, fact in archive_facts(dossier, TODAY).by_name.items()}


def test_values_are_those_of_the_archive() -> None:
    facts = archive_facts(a_dossier(), TODAY)
    assert facts.values() == household_facts(a_dossier(), TODAY)
    assert {fact.source for fact in facts.by_name.values()} == {"archive"}


def test_every_fact_has_its_sections() -> None:
    known = {name for name, spec in fact_schema().items() if spec.source == "archive"}
    told = set(household_facts(a_dossier(), TODAY))
    assert told <= RESTS_ON.keys() | set(OF_ARCHIVE)
    for fact, codes in RESTS_ON.items():
        assert set(codes) <= sections().keys()
        assert fact in known | {"subsidy_year", "subsidy_months_5y"}, fact


def test_a_fact_is_of_the_day_of_its_section() -> None:
    told = days(captured_in_spring(a_dossier(), "G"))
    assert told["arable_mu"] == told["land_subsidy_gap"] == "2026-03-02"
    assert told["labour_count"] == told["debt_ratio"] == "2026-11-25"
    assert told["archive_status"] == "2026-08-30"


def test_what_rests_on_several_is_as_old_as_the_oldest() -> None:
    told = days(captured_in_spring(a_dossier(), "E"))
    assert told["net_income"] == told["dsr"] == "2026-03-02"
    assert told["debt_ratio"] == "2026-11-25"


def test_no_fact_changes_with_a_section_that_it_does_not_rest_on() -> None:
    """The table against the code: without a section, only facts that name it may differ."""
    whole = household_facts(a_dossier(), TODAY)
    for code in a_dossier().sections:
        without = household_facts(a_dossier(**{code: None}), TODAY)
        changed = {name for name in whole if whole[name] != without.get(name)}
        late = {"collect_review_gap"}  # the last capture of any section
        assert {n for n in changed - late if code not in RESTS_ON.get(n, "")} == set(), code
