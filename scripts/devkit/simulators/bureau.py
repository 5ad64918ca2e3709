"""The credit bureau (征信), as a platform that delivers a report's variables ready-made (assumed).

    POST /bureau/reports  {"name", "id_no", "consent_id", "request_id"}
    200 {"report_no", "as_of", "facts": {variable: value}}; 403 without a consent
    POST /bureau/persons  {"id_no", "facts"}   sets a person's report (simulator only)

The same request_id again is no second enquiry and gets the same report.
"""

from __future__ import annotations

from typing import Any

from devkit.simulators.scenarios import ARREARS, HUNGRY, THIN, is_case, number
from devkit.simulators.service import (
    NOT_FOUND,
    Asked,
    Json,
    OncePerRequest,
    Persons,
    Told,
    only,
    text,
)

_ARREARS = {"cur_overdue": 180_000, "dpd_times_24m": 4, "max_dpd_terms_24m": 2, "abnormal_class": 1}
_THIN = {
    "thin_file": True,
    "lenders": 0,
    "credit_months": 0,
    "inq_1m": 0,
    "inq_3m": 0,
    "inq_6m": 0,
    "unsecured_debt": 0,
    "unsec_to_income": "0",
    "card_util": "0",
}
_HUNGRY = {
    "inq_1m": 7,
    "inq_3m": 12,
    "inq_6m": 18,
    "online_lenders": 5,
    "mc_accounts": 4,
    "lenders": 7,
    "new_lenders_6m": 5,
    "new_lenders_3m": 3,
    "new_online": 3,
}


class Bureau:
    def __init__(self, today: str) -> None:
        self._today = today
        self._persons = Persons()
        self._once = OncePerRequest()
        self.enquiries = 0

    def __call__(self, asked: Asked) -> Told:
        if (asked.method, asked.rest) == ("POST", ("reports",)):
            return self._report(asked.body)
        if (asked.method, asked.rest) == ("POST", ("persons",)):
            return self._persons.put(asked.body)
        return NOT_FOUND

    def _report(self, body: Json) -> Told:
        only(body, "name", "id_no", "consent_id", "request_id")
        text(body, "name")
        if not body.get("consent_id"):
            return Told(403, {"error": "no consent"})
        return self._once.answer(text(body, "request_id"), lambda: self._made(text(body, "id_no")))

    def _made(self, id_no: str) -> Told:
        self.enquiries += 1
        report = {
            "report_no": f"CR{self.enquiries:08d}",
            "as_of": self._today,
            "facts": facts_of(id_no) | dict(self._persons.of(id_no)),
        }
        return Told(200, report)


def facts_of(id_no: str) -> dict[str, Any]:
    """Counts as whole numbers, money in fen, percentages and ratios as decimal text."""
    facts: dict[str, Any] = {
        "cur_overdue": 0,
        "max_dpd_terms_24m": 0,
        "dpd_times_24m": 0,
        "bad_status_5y": False,
        "abnormal_class": 0,
        "guarantee_bad": False,
        "guarantee_ratio": "0",
        "inq_1m": number(id_no, "inq_1m", 0, 1),
        "inq_3m": number(id_no, "inq_3m", 1, 2),
        "inq_6m": number(id_no, "inq_6m", 2, 3),
        "thin_file": False,
        "lenders": number(id_no, "lenders", 1, 2),
        "online_lenders": 0,
        "mc_accounts": 0,
        "card_util": str(number(id_no, "card_util", 5, 30)),
        "new_lenders_3m": 0,
        "new_lenders_6m": 0,
        "unsecured_debt": number(id_no, "unsecured", 10, 60) * 10_000,
        "unsec_to_income": f"0.{number(id_no, 'to_income', 5, 15):02d}",
        "credit_months": number(id_no, "months", 36, 120),
        "new_overdue": 0,
        "new_online": 0,
    }
    for first, changes in ((ARREARS, _ARREARS), (THIN, _THIN), (HUNGRY, _HUNGRY)):
        if is_case(id_no, first):
            facts |= changes
    return facts
