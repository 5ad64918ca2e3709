"""What the data exchange holds of a person, by source and by the names of the fact schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devkit.simulators.scenarios import COURT, GREY, is_case, number

Facts = Mapping[str, Any]


def court(id_no: str) -> Facts:
    dishonest = is_case(id_no, COURT)
    return {
        "court_dishonest": dishonest,
        "court_limit": dishonest,
        "court_cases_2y": 2 if dishonest else 0,
        "new_case": False,
    }


def lists(id_no: str) -> Facts:
    clean = (
        "aml_list", "card_black", "contact_black", "fraud_hist", "police_list", "rcu_black",
        "related_party",
    )  # fmt: skip
    return dict.fromkeys(clean, False) | {"grey_list": is_case(id_no, GREY)}


def telecom(id_no: str) -> Facts:
    months = number(id_no, "phone", 36, 120)
    return {"phone_months": months, "phone3_match": True, "card4_match": True, "phone_off": 0}


def device(id_no: str) -> Facts:
    """Of the app's device-risk and face-check service."""
    distance = str(number(id_no, "gps", 1, 12))
    face = {"face_score": str(number(id_no, "face", 92, 99)), "liveness_fail": 0}
    return face | {"dev_apply_1d": 1, "dev_ids_30d": 1, "gps_dist": distance, "phone_ids": 1}


def subsidies(_id_no: str) -> Facts:
    """Of the one-card platform (一卡通); what was paid, when and whereto, the bank knows itself."""
    return {"subsidy_credit": "paid", "subsidy_stop": False}


def registry(id_no: str) -> Facts:
    months = number(id_no, "business", 30, 90)
    return {"business_months": months, "licence_valid": True, "licence_years": str(months // 12)}


def station(id_no: str) -> Facts:
    monthly = number(id_no, "station", 320, 520)
    return {
        "station_months": number(id_no, "station_months", 24, 60),
        "station_tx_m": str(monthly),
        "station_error_bp": "3",
        "pos_gap": "10",
        "tx_per_day": f"{monthly / 30:.1f}",
        "shortfall_events_12m": 0,
        "pos_sales_month": 2_400_000,
        "sales_trend_6m": "8",
        "sku_turn_days": "21",
        "village_hh_served": 210,
        "agent_commission_month": 90_000,
        "station_off": False,
    }


def platform(id_no: str) -> Facts:
    return {
        "orders_3m": number(id_no, "orders", 120, 200),
        "refund_rate": "2",
        "logistics_match": "98.6",
        "platform_grade": "A",
        "self_trade": False,
        "self_trade_index": "low",
        "fake_tx": 12,
        "active_months": 26,
        "gmv_6m": 36_000_000,
        "order_days_ratio": "0.7",
        "buyer_concentration_top5": "22",
        "receivable_days": "10",
        "complaints_rate": "0.2",
        "settle_acct_own": True,
        "season_volatility": "mid",
        "open_receivables": 3_000_000,
        "merchant_exit": False,
    }


def social_insurance(id_no: str) -> Facts:
    return {
        "ss_months": number(id_no, "insured", 36, 120),
        "monthly_income": number(id_no, "income", 60, 90) * 10_000,
        "job_months": number(id_no, "job", 24, 60),
        "employer_type": "public",
        "housing_fund_base": 500_000,
    }


RECORDS: Mapping[str, Callable[[str], Facts]] = {
    "court": court,
    "lists": lists,
    "telecom": telecom,
    "device": device,
    "subsidies": subsidies,
    "registry": registry,
    "station": station,
    "platform": platform,
    "social_insurance": social_insurance,
}
