"""S1: every route of the documents × every role × own, another person's, another
county's object.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
import requests

from nongxin.kernel.identity import Role
from nongxin.lending.aftercare.care import Borrowing, Care
from tests.fixtures.caller import Caller, must_be, send
from tests.fixtures.documents import Route, routes
from tests.fixtures.town import NORTH, SOUTH, Borrower

if TYPE_CHECKING:
    from tests.fixtures.town import Town

ROUTES = routes()
GUARDED = [route for route in ROUTES if route.roles]
# Whose scope is the whole province: nothing in it is foreign to them.
PROVINCE = frozenset({Role.PROVINCIAL_APPROVER})
# Parameters that name somebody's object.
OWNED = {"application_id", "loan_id", "account_id", "household_id", "customer_id"}
ABOUT_SOMEBODY = [route for route in GUARDED if OWNED & set(route.objects)]
PAYMENT = {"payee_number": "2758610722000000019", "payee_name": "王小明", "amount_fen": 100}
INTERBANK = PAYMENT | {"payee_bank": "102100099996"}
# What each command takes, so that nothing but the object's owner can be in the way.
BODIES: dict[str, Any] = {
    "opinions": {"approves": True, "note": "同意", "proposal_number": 1},
    "signature": {"contract_sha256": "0" * 64, "step_up_token": "x" * 40},
    "repayments": {"amount_fen": 100},
    "draws": {"amount_fen": 100},
    "adjustments": {"kind": "extension", "months": 1, "reason": "春旱减产"},
    "deposits": {"amount_fen": 100},
    "withdrawals": {"amount_fen": 100},
    "time-deposits": {"product": "TD1Y", "amount_fen": 5_000},
    "notices": {"amount_fen": 5_000_000},
    "waking": {"id_no": "610722198005171234"},
    "transfers/preview": PAYMENT | {"payment_key": "key-000001"},
    "interbank-transfers/preview": INTERBANK | {"payment_key": "key-000001"},
    "transfers": PAYMENT,
    "payments": PAYMENT,
    "counter-holds": {"amount_fen": 100, "purpose": "earnest", "ends_at": "2027-01-01T00:00Z"},
    "interbank-transfers": INTERBANK,
    "reversal": {"reason": "转错账户"},
    "findings/decision": {"finding": "diverted", "approves": False},
    "account/decision": {"account_no": "2758610722000000019", "approves": False},
    "decision": {"approves": False},
    "measures": {
        "action": "freeze",
        "document": {
            "authority": "own_bank",
            "number": "1",
            "issued_on": "2026-01-05",
            "officers": [],
        },
        "until": "2026-12-31",
    },
    "{section}": {"rows": []},
    "{product}/ending": {"status": "dropped", "note": "未能联系上"},
    "return": {"reason": "资料不齐"},
    "cancellation": {"reason": "重复建档"},
    "departures": {"member_no": 2, "reason": "marriage"},
    "splits": {"member_nos": [2], "head_member_no": 2},
    "photos": {"file_id": "0" * 64, "bytes": 100, "type": "image/jpeg"},
    "check": {},
    "funds": {"voucher_no": "GK-2026-1", "amount_fen": 100},
    "scores": {
        "member_no": 1,
        "code": "code-1234",
        "scores": dict.fromkeys(
            ("item_character", "item_family", "item_industry", "item_neighbour", "item_debt"), 80
        ),
        "veto": "0",
    },
    "review": {"secretary_sign": "0" * 64, "manager_sign": "0" * 64},
    "findings": {"finding": "diverted", "holds": True},
    "facts": {"fact": "station_off", "value": True},
    "compensation/payment": {"account_id": f"ac_{NORTH}_01JD0000000000000000000099"},
    "release": {"reason": "本人到网点核实"},
    "contacts": {"kind": "mobile", "value": "13800000000"},
    "relations": {"other": f"pn_{NORTH}_01JD0000000000000000000099", "kind": "spouse"},
    "tags": {"tags": []},
    "kyc-reviews": {"confirmed": True, "risk": "low"},
    "merge": {"into": f"pn_{NORTH}_01JD0000000000000000000099", "reason": "同一人"},
}
# What a question cannot do without, by the end of its path.
QUERIES = {
    "/balance": "?on=2026-01-01",
    "/{customer_id}/view": "?purpose={purpose}",
    "/{customer_id}/subsidies": "?purpose={purpose}",
    "/households/{household_id}": "?purpose={purpose}",
}


def cells(found: list[Route], *, may: bool, but: frozenset[Role] = frozenset()) -> list[Any]:
    """Each route with each role that may (or may not) call it."""
    return [
        pytest.param(route, role, id=f"{route.name}-{role.value}")
        for route in found
        for role in Role
        if (role.value in route.roles) is may and role not in but
    ]


@pytest.mark.parametrize("route", GUARDED, ids=lambda r: r.name)
def test_nobody_comes_in_without_a_token(town: Town, route: Route) -> None:
    path = _path(route, town.borrower())
    answer = send(town.deployment.bank, route.method, path, _body(route), key=uuid.uuid4().hex)
    must_be(answer, 401, "unauthenticated")


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.roles], ids=lambda r: r.name)
def test_only_signing_in_needs_no_token(route: Route) -> None:
    """Or a terminal's first key, or what is signed: tests/unit/doors/test_open_routes.py."""
    signed = ("/stations/terminals/", "/payments", "/partners/{partner_id}/")
    assert route.path.startswith(("/auth/", *signed))


@pytest.mark.parametrize(("route", "role"), cells(GUARDED, may=False))
def test_a_role_that_may_not_is_denied(town: Town, route: Route, role: Role) -> None:
    must_be(_asked(town, _caller(town, role), route, role), 403, "denied")


@pytest.mark.parametrize(("route", "role"), cells(ABOUT_SOMEBODY, may=True, but=PROVINCE))
def test_what_is_out_of_reach_is_not_there(town: Town, route: Route, role: Role) -> None:
    """Customers: another customer's, in their own county. Staff: another county's."""
    stranger = town.someone.caller if role is Role.CUSTOMER else _caller(town, role, SOUTH)
    must_be(_asked(town, stranger, route, role), 404, "not-found")


@pytest.mark.parametrize(
    ("route", "role"), cells([r for r in ABOUT_SOMEBODY if r.method == "GET"], may=True)
)
def test_what_is_within_reach_is_shown(town: Town, route: Route, role: Role) -> None:
    if route.path.endswith("/care"):
        _looked_at(town)
    answer = _asked(town, _caller(town, role), route, role)
    if route.path.endswith("/compensation"):  # a loan in order: the fund owes nothing for it
        must_be(answer, 404, "fund-claim-unknown")
    else:
        must_be(answer, 200)


def test_lists_do_not_reach_further_either(town: Town) -> None:
    officer, borrower = town.staff(Role.OFFICER, SOUTH), town.borrower()
    must_be(officer.ask("GET", f"/loans/referrals?county={NORTH}"), 404)
    must_be(officer.ask("GET", f"/archives?county={NORTH}&status=submitted"), 404)
    customer_id = borrower.farmer.customer_id
    must_be(officer.ask("GET", f"/accounts?customer_id={customer_id}"), 404)
    opened = {"customer_id": customer_id}
    must_be(officer.ask("POST", "/accounts", opened, key="foreign-account"), 404)
    someone = town.someone.caller
    must_be(someone.ask("GET", f"/accounts?customer_id={customer_id}"), 404)
    (own,) = must_be(someone.ask("GET", "/accounts"), 200)["accounts"]
    assert own["owner"] == town.someone.customer_id


def _looked_at(town: Town) -> None:
    """As after the loan's first day close, which is tomorrow's."""
    parts, borrower = town.deployment.parts, town.borrower()
    if parts.cares.get(borrower.loan_id) is None:
        farmer = borrower.farmer
        whose = Borrowing(borrower.loan_id, NORTH, farmer.entity, farmer.customer_id, "YND", 0)
        care = Care(whose, parts.clock.today(), version=1)
        parts.storage.commit(parts.cares.save(care, "[]"))


def _asked(town: Town, caller: Caller, route: Route, role: Role) -> requests.Response:
    path = _path(route, town.borrower(), role)
    return caller.ask(route.method, path, _body(route), key=uuid.uuid4().hex)


def _caller(town: Town, role: Role, county: str = NORTH) -> Caller:
    if role is Role.CUSTOMER:
        return town.borrower(county).farmer.caller
    return town.with_role(role, county)


def _body(route: Route) -> Any:
    if route.method == "GET":
        return None
    return next((told for end, told in BODIES.items() if route.path.endswith(f"/{end}")), {})


def _path(route: Route, borrower: Borrower, role: Role = Role.OFFICER) -> str:
    """The route about the borrower's own objects, for what the role may ask about them."""
    farmer = borrower.farmer
    values = {
        "application_id": borrower.application_id,
        "loan_id": borrower.loan_id,
        "account_id": (
            farmer.time_deposit_id if route.path.endswith("/terms") else farmer.account_id
        ),
        "household_id": farmer.household.household_id,
        "customer_id": farmer.customer_id,
        "section": "M",
        "number": "1",  # of an entry
    }
    path = route.path.format_map({name: values.get(name, "x") for name in route.objects})
    query = next((told for end, told in QUERIES.items() if route.path.endswith(end)), "")
    return path + query.format(purpose="audit" if role is Role.AUDITOR else "service")
