"""Routes that read: the 360° view, the household, the subsidy history."""

from __future__ import annotations

from typing import Any

from api_customers import view_contracts as v
from api_customers.door import APPROVERS, READING, STAFF, WHY, app, on_record
from nongxin.customers.subsidies.read_payouts import read_history
from nongxin.customers.view.read_household import read_household
from nongxin.customers.view.read_view import read_view
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role
from nongxin.parts import Parts

HOUSEHOLD_READERS = (Role.OFFICER, *APPROVERS, Role.AUDITOR)


@app.get("/me/view", returns=v.WholeView, roles=(Role.CUSTOMER,),
         summary="All that the bank knows of the customer who asks")  # fmt: skip
def my_view(call: Call) -> Any:
    return _view(call, call.person.id)


@app.get("/{customer_id}/view", returns=v.WholeView, roles=STAFF, query=(WHY,),
         errors=(Missing, *READING), summary="The 360° view of a customer")  # fmt: skip
def view(call: Call, customer_id: str) -> Any:
    return _view(call, customer_id)


@app.get("/me/subsidies", returns=v.HistoryView, roles=(Role.CUSTOMER,),
         summary="Five years of the subsidies of the customer who asks")  # fmt: skip
def my_subsidies(call: Call) -> Any:
    return _history(call, call.person.id)


@app.get("/{customer_id}/subsidies", returns=v.HistoryView, roles=STAFF, query=(WHY,),
         errors=(Missing, *READING), summary="Five years of a customer's subsidies")  # fmt: skip
def subsidies(call: Call, customer_id: str) -> Any:
    return _history(call, customer_id)


@app.get("/households/{household_id}", returns=v.FamilyView, roles=HOUSEHOLD_READERS, query=(WHY,),
         errors=(Missing, *READING), summary="A household: archive and members")  # fmt: skip
def household(call: Call, household_id: str) -> Any:
    def read(p: Parts) -> Any:
        told = read_household(household_id, call.person, p.views, p.household_views)
        return v.FamilyView.of(told, call.person.role)

    return on_record(call, household_id, "household", read)


def _view(call: Call, customer_id: str) -> Any:
    def read(p: Parts) -> Any:
        whole = read_view(customer_id, call.person, p.views)
        return v.WholeView.of(whole, call.person.role, p.clock.today())

    return on_record(call, customer_id, "view", read)


def _history(call: Call, customer_id: str) -> Any:
    def read(p: Parts) -> Any:
        today = p.clock.today()
        told = read_history(customer_id, call.person, p.views, p.subsidy_histories, today)
        return v.HistoryView.of(told)

    return on_record(call, customer_id, "subsidies", read)
