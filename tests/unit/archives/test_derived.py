"""Derived variables against figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from nongxin.archives.checks.faults import ArchiveFaulty
from nongxin.archives.checks.machines import is_large, net_value_yuan
from nongxin.archives.checks.whole import must_be_whole
from nongxin.archives.facts import derived
from nongxin.archives.facts.evidence import land_cert_gap, land_subsidy_gap, shot_distance_km
from nongxin.archives.facts.facts import household_facts, is_subsidy_paid_here
from nongxin.archives.household import Archive, Dossier, Section, Status
from nongxin.catalog.facts import fact_schema
from nongxin.decisions.facts import Facts, typed
from tests.builders.archives import ACCOUNT_NO, OFFICER, TODAY, a_draft, sections_of

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


def a_dossier(**changed: Any) -> Dossier:
    """The approve archetype with sections replaced (None takes one out)."""
    head = Archive(
        "hh_610425_01JD0000000000000000000001", "6" * 18, "2724", "610425100200", Status.LIVE, NOW,
        1, OFFICER.id, TODAY, 3, live_from=date(2026, 8, 30), completeness=Decimal("97.50"),
    )  # fmt: skip
    rows = sections_of(a_draft()) | changed
    kept = {c: Section(r, 1, NOW, OFFICER.id) for c, r in rows.items() if r is not None}
    return Dossier(head, kept)


def parcel(land_class: str, area: str, tenure: str = "1", confirmed: str = "1") -> dict[str, Any]:
    return {"land_class": land_class, "area_mu": area, "tenure": tenure, "confirmed": confirmed}


def test_land_by_class_and_tenure() -> None:
    land = derived.land(
        [
            parcel("011", "3.50"),
            parcel("013", "2.00", "2"),
            parcel("013", "1.25", "3"),
            parcel("012", "9.00", "5"),
            parcel("021", "4.00"),
            parcel("033", "1.00"),
        ]
    )
    assert (land.arable, land.orchard, land.forest) == (Decimal("4.25"), Decimal(4), Decimal(1))


@pytest.mark.parametrize(
    ("abilities", "count", "ratio"),
    [("1244", "2", "1.00"), ("13", "1.5", "0.33"), ("44", "0", "9.99"), ("3", "0.5", "1.00")],
)
def test_labour(abilities: str, count: str, ratio: str) -> None:
    told = derived.labour([{"labour_ability": a} for a in abilities])
    assert (told.labour_count, told.dependency_ratio) == (Decimal(count), Decimal(ratio))


def test_income_is_of_the_last_full_year_before_the_capture() -> None:
    rows = [
        {"year": 2025, "income_kind": "1", "gross": "1000.50", "cost": "200.25"},
        {"year": 2024, "income_kind": "1", "gross": "9999.00", "cost": "0"},
    ]
    spent = [
        {"year": 2025, "expense_kind": "1", "amount": "300.25"},
        {"year": 2025, "expense_kind": "6", "amount": "5000.00"},
    ]
    told = derived.income(a_dossier(I=rows, E=spent))
    assert told is not None
    assert (told.earned_fen, told.net_fen) == (80_025, 50_000)
    assert derived.income(a_dossier(I=rows[1:])) is None
    assert derived.income(a_dossier(I=None)) is None


def test_wealth_counts_a_house_at_thirty_percent_and_no_guarantee() -> None:
    assets = [{"asset_kind": "06", "amount": "100000.00"}, {"asset_kind": "01", "amount": "500.00"}]
    debts = [
        {"debt_kind": kind, "balance": "1000.00", "annual_payment": "100.00"} for kind in "12456"
    ]
    told = derived.wealth(a_dossier(A=assets, D=debts))
    assert told is not None
    assert (told.assets_fen, told.debt_fen, told.net_fen) == (3_050_000, 400_000, 2_650_000)
    assert (told.informal_fen, told.elsewhere_fen) == (100_000, 300_000)
    assert told.debt_ratio == Decimal("13.11")


def test_a_debt_that_does_not_say_its_payment_leaves_the_ratio_open() -> None:
    debt = {"debt_kind": "2", "balance": "1000.00", "class5": "1"}
    assert "dsr" not in household_facts(a_dossier(D=[debt]), TODAY)
    assert household_facts(a_dossier(D=[]), TODAY)["dsr"] == "0"


def test_ratios_over_nothing() -> None:
    assert derived.percent(0, 0) == 0
    assert derived.percent(5, 0) == derived.percent(5, -1) == Decimal("999.99")
    assert derived.percent(1, 3) == Decimal("33.33")


def test_subsidies_of_the_last_year_and_months_of_five() -> None:
    days = ("2026-11-25", "2025-11-26", "2025-11-25", "2021-12-01", "2021-11-30", "2026-11-01")
    told = derived.subsidies([{"pay_date": d, "amount": "10.00"} for d in days], TODAY)
    assert (told.year_fen, told.months_5y) == (3000, 3)


def test_machines_by_straight_line() -> None:
    assert is_large("01", None)
    assert is_large("99", "18.40")
    assert not is_large("06", "4.20")
    bought = date(2022, 11, 26)
    assert net_value_yuan("01", Decimal(80_000), bought, TODAY) == Decimal("51500.00")
    assert net_value_yuan("11", Decimal(80_000), date(2000, 1, 1), TODAY) == Decimal("4000.00")


def test_land_against_subsidy_and_certificate() -> None:
    paid = [{"item_code": "SBA01", "pay_date": "2026-06-18", "qty": "10.00", "amount": "1.00"}]
    land = [parcel("011", "8.00"), parcel("013", "2.00", confirmed="0")]
    assert land_subsidy_gap(a_dossier(G=land[:1], S=paid)) == Decimal("20.00")
    assert land_cert_gap(a_dossier(G=land)) == Decimal("20.00")
    assert land_subsidy_gap(a_dossier(G=land, S=[])) is None
    assert land_subsidy_gap(a_dossier(G=[], S=[])) == 0


def test_the_farthest_photo() -> None:
    home = {"lng": "108.000000", "lat": "34.000000", "head_member_no": 1}
    shots = [{"shot_gps": {"lng": "108.010000", "lat": "34.010000"}, "file_id": "a"}]
    distance = shot_distance_km(a_dossier(H=[home], W=shots))
    assert distance is not None
    assert abs(distance - Decimal("1.44")) <= Decimal("0.01")


def test_every_archive_fact_can_be_used_by_a_decision() -> None:
    told = household_facts(a_dossier(), TODAY)
    schema = fact_schema()
    assert set(told) <= set(schema)
    values, gaps = typed(Facts.of(told, "archive", TODAY), set(told))
    assert gaps == []
    assert (values["archive_age_m"], values["mgr_visits_1d"]) == (2, 3)


def test_what_was_not_captured_is_left_out() -> None:
    told = household_facts(a_dossier(G=None, D=None, C=None, I=None), TODAY)
    absent = {"arable_mu", "debt_ratio", "net_assets", "dsr", "sales_channel", "net_income"}
    assert not absent & set(told)


def test_the_latest_subsidy_tells_whether_it_is_paid_here() -> None:
    assert is_subsidy_paid_here(a_dossier(), {ACCOUNT_NO}) is True
    assert is_subsidy_paid_here(a_dossier(), set()) is False
    assert is_subsidy_paid_here(a_dossier(S=None), {ACCOUNT_NO}) is None


def faults_of(**changed: Any) -> dict[str, str]:
    with pytest.raises(ArchiveFaulty) as refused:
        must_be_whole(a_dossier(**changed), NOW, TODAY)
    return {f["at"]: f["code"] for f in refused.value.facts["faults"]}


def test_the_whole_must_agree() -> None:
    must_be_whole(a_dossier(), NOW, TODAY)
    assert faults_of(L=None, K=None) == {"L": "section-missing", "K": "section-missing"}
    must_be_whole(a_dossier(P=None), NOW, TODAY)  # the village reviews what was submitted
    stranger = [{"head_member_no": 9}]
    assert faults_of(H=stranger) == {"H.1.head_member_no": "head-missing"}
    labour = [{"labour_count": "3", "dependants": "0", "dependency_ratio": "0.50"}]
    assert faults_of(L=labour) == {
        "L.1.labour_count": "labour-differs",
        "L.1.dependants": "labour-differs",
    }
    assert faults_of(C=[{"crop": "102", "area_mu": "99.00"}]) == {"C.1.area_mu": "above-land"}


def test_consents_must_be_in_force() -> None:
    consents = sections_of(a_draft())["K"]
    withdrawn = [k | {"withdrawn_at": "2026-11-25T08:00:00+08:00"} for k in consents]
    assert faults_of(K=withdrawn) == {"K": "consent-missing"}
    over = [k | {"valid_to": "2026-11-24"} for k in consents]
    assert faults_of(K=over) == {"K": "consent-missing"}
