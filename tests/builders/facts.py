"""Facts and cases for decisions: a good applicant of each product, whom the machine approves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from nongxin.decisions.decision import Case
from nongxin.decisions.facts import Facts
from nongxin.decisions.needed import needed
from nongxin.products.factory import terms_of
from nongxin.products.request import LoanRequest

TODAY = date(2026, 11, 25)
ENTITY = "2758"
COUNTY = "610722"

_PERSON = {
    "birth_date": "1981-03-04",
    "id_valid_days": 2000,
    "id_checksum": True,
    "face_score": "93.5",
    "nciic_match": True,
    "in_territory": True,
    "own_account": True,
    "related_party": False,
    "consent_valid": True,
    "liveness_fail": 0,
    "phone_ids": 1,
    "phone_months": 60,
    "phone3_match": True,
    "card4_match": True,
    "education": "senior",
    "head_age": 45,
    "marital": "married",
}
_RECORDS: dict[str, Any] = {
    "own_npl": 0,
    "own_writeoff": False,
    "court_dishonest": False,
    "court_limit": False,
    "court_cases_2y": 0,
    "police_list": False,
    "aml_list": False,
    "card_black": False,
    "grey_list": False,
    "rcu_black": False,
    "bad_habit": False,
    "guarantee_bad": False,
    "fraud_hist": False,
    "contact_black": False,
    "household_active_loans": 0,
    "prov_total": 0,
    "household_debt": 500_000,
    "loan_history": "none",
    "ontime_years": 0,
}
_BUREAU = {
    "cur_overdue": 0,
    "max_dpd_terms_24m": 0,
    "dpd_times_24m": 0,
    "bad_status_5y": False,
    "abnormal_class": 0,
    "inq_1m": 1,
    "inq_3m": 1,
    "inq_6m": 2,
    "guarantee_ratio": "0",
    "thin_file": False,
    "lenders": 1,
    "online_lenders": 0,
    "mc_accounts": 0,
    "card_util": "20",
    "new_lenders_6m": 0,
    "unsec_to_income": "0.1",
    "unsecured_debt": 500_000,
    "credit_months": 48,
}
_ARCHIVE = {
    "archive_status": "5",
    "archive_completeness": "96.5",
    "archive_age_m": 2,
    "village_grade": "A",
    "village_veto": False,
    "labour_count": "2",
    "debt_ratio": "8",
    "dsr": "12",
    "informal_debt": 0,
    "dependency_ratio": "1",
    "land_subsidy_gap": "5",
    "land_cert_gap": "4",
    "income_flow_gap": "15",
    "member_match": True,
    "machine_match": True,
    "shot_dist": "0.8",
    "collect_review_gap": 12,
    "arable_mu": "9.5",
    "forest_mu": "3",
    "orchard_mu": "6",
    "large_machines": 1,
    "machine_net": 3_500_000,
    "new_entity": "none",
    "net_income": 6_200_000,
    "annual_income": 9_800_000,
    "net_assets": 26_000_000,
    "other_debt": 500_000,
    "appliances_vehicle_value": 2_600_000,
    "health_worst_labour": "healthy",
    "gambling": "none",
    "family_solidarity": "good",
    "farm_insurance": True,
    "sales_channel": "coop",
    "photo_hash_dup": False,
    "mgr_visits_1d": 8,
    "credit_village": False,
}
_MONEY = {
    "subsidy_year": 96_000,
    "subsidy_months_5y": 14,
    "subsidy_acct_same": True,
    "acct_flow_12m_ratio": "0.8",
    "avg_deposit": 420_000,
    "payroll_own_bank": True,
}
_DEVICE = {
    "dev_apply_1d": 1,
    "dev_ids_30d": 1,
    "gps_dist": "6",
    "edit_30d": 0,
    "cluster_out": 0,
    "station_apply_1d": 1,
    "village_loans_1d": 2,
    "village_exposure": 80_000_000,
}
_POVERTY = {
    "poverty_list": True,
    "poverty_cause": "skills",
    "industry_plan": "linked",
    "mutual_fund": True,
    "members_in_school": 1,
}
_SHOP = {
    "business_months": 40,
    "station_months": 30,
    "station_tx_m": "380",
    "station_error_bp": "3",
    "licence_valid": True,
    "licence_years": "4",
    "pos_gap": "10",
    "fake_tx": 12,
    "tx_per_day": "13",
    "shortfall_events_12m": 0,
    "pos_sales_month": 2_400_000,
    "sales_trend_6m": "8",
    "sku_turn_days": "21",
    "village_hh_served": 210,
    "own_premises": True,
    "agent_commission_month": 90_000,
    "stock_value": 4_000_000,
}
_PLATFORM = {
    "orders_3m": 140,
    "refund_rate": "2",
    "logistics_match": "98.6",
    "platform_grade": "A",
    "self_trade": False,
    "self_trade_index": "low",
    "active_months": 26,
    "gmv_6m": 36_000_000,
    "order_days_ratio": "0.7",
    "buyer_concentration_top5": "22",
    "receivable_days": "10",
    "complaints_rate": "0.2",
    "settle_acct_own": True,
    "season_volatility": "mid",
    "open_receivables": 3_000_000,
    "platform_exposure": 200_000_000,
}
_JOB = {
    "ss_months": 60,
    "monthly_income": 700_000,
    "job_months": 48,
    "employer_type": "public",
    "housing_fund_base": 500_000,
}

_REQUESTS: dict[str, dict[str, Any]] = {
    "YND": {"method": "interest_first", "every_months": 1, "purpose": "planting"},
    "FPD": {"method": "interest_first", "every_months": 3, "purpose": "breeding"},
    "ESD": {"method": "equal_instalment", "every_months": 1, "purpose": "stock"},
    "DSD": {"method": "equal_instalment", "every_months": 1, "purpose": "purchase"},
    "XFD": {"method": "equal_instalment", "every_months": 1, "purpose": "renovation"},
}
_AMOUNTS_FEN = {"YND": 4_000_000, "FPD": 2_000_000, "ESD": 5_000_000, "DSD": 5_000_000}


def good_facts(product: str = "YND", **changed: Any) -> Facts:
    """Facts of a household that the machine approves; keyword arguments replace values."""
    every = (
        _PERSON | _RECORDS | _BUREAU | _ARCHIVE | _MONEY | _DEVICE
        | _POVERTY | _SHOP | _PLATFORM | _JOB
    )  # fmt: skip
    wanted = needed(product, ENTITY, TODAY)
    values = {name: value for name, value in every.items() if name in wanted}
    return Facts.of(values, "builder", TODAY).but(**changed)


def referred_facts(**changed: Any) -> Facts:
    """优农贷: declared land exceeds the subsidised land, so two officers look."""
    return good_facts(land_subsidy_gap="42", **changed)


def declined_facts(**changed: Any) -> Facts:
    """优农贷: the credit report shows arrears."""
    return good_facts(cur_overdue=180_000, dpd_times_24m=4, max_dpd_terms_24m=2, **changed)


def a_request(product: str = "YND", **changed: Any) -> LoanRequest:
    usual = {
        "product": product,
        "amount_fen": _AMOUNTS_FEN.get(product, 3_000_000),
        "term_months": 12,
        **_REQUESTS[product],
    }
    return LoanRequest(**(usual | changed))


def a_case(product: str = "YND", *, on: date = TODAY, entity: str = ENTITY, **changed: Any) -> Case:
    """A case at 10:00 in Shaanxi; keyword arguments change the request."""
    return Case(
        application=f"ap_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0T",
        request=a_request(product, **changed),
        terms=terms_of(product, entity, on),
        applied_at=datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC),
        on=on,
    )
