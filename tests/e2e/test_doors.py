"""What every door promises: keys, sizes, shapes, and what is out of reach."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from nongxin.kernel.identity import Role
from tests.fixtures.behind import entries, trial_balance
from tests.fixtures.caller import Caller, must_be, send
from tests.fixtures.town import NORTH, SOUTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

REPLAYED = "Idempotent-Replayed"


@pytest.fixture
def officer(town: Town) -> Caller:
    return town.staff(Role.OFFICER)


@pytest.fixture
def deposits(town: Town) -> str:
    return f"/accounts/{town.someone.account_id}/deposits"


def test_the_same_key_twice_is_one_effect_and_the_same_bytes(
    deployment: Deployment, town: Town, officer: Caller, deposits: str
) -> None:
    key, before = uuid.uuid4().hex, town.someone.balance_fen()
    first = officer.ask("POST", deposits, {"amount_fen": 123_45}, key=key)
    again = officer.ask("POST", deposits, {"amount_fen": 123_45}, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert REPLAYED not in first.headers and again.headers[REPLAYED] == "true"
    assert again.content == first.content
    assert town.someone.balance_fen() == before + 123_45
    assert trial_balance(deployment) == 0


def test_the_same_key_for_something_else_is_refused(
    town: Town, officer: Caller, deposits: str
) -> None:
    key = uuid.uuid4().hex
    must_be(officer.ask("POST", deposits, {"amount_fen": 100}, key=key), 201)
    before = town.someone.balance_fen()
    must_be(
        officer.ask("POST", deposits, {"amount_fen": 101}, key=key), 422, "idempotency-key-reused"
    )
    assert town.someone.balance_fen() == before


def test_one_key_at_once_from_many_sides_is_one_effect(
    deployment: Deployment, town: Town, officer: Caller, deposits: str
) -> None:
    key, lines = uuid.uuid4().hex, len(entries(deployment, town.someone.account_id))
    token = officer.token

    def pay(_: int) -> tuple[int, bytes]:
        answer = send(deployment.bank, "POST", deposits, {"amount_fen": 777}, token=token, key=key)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(pay, range(4)))
    assert {status for status, _ in told} <= {201, 503}
    assert len({body for status, body in told if status == 201}) == 1
    assert len(entries(deployment, town.someone.account_id)) == lines + 1


def test_two_applications_at_once_with_one_key_are_one(town: Town) -> None:
    farmer = town.farmer()
    body, key, token = farmer.body(), uuid.uuid4().hex, farmer.caller.token
    bank = town.deployment.bank

    def apply(_: int) -> tuple[int, bytes]:
        answer = send(bank, "POST", "/loans/applications", body, token=token, key=key)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(2) as pool:
        told = set(pool.map(apply, range(2)))
    assert len(told) == 1 and next(iter(told))[0] == 201, told
    assert len(farmer.caller.person.get("/loans/applications")["applications"]) == 1
    must_be(
        farmer.caller.ask("POST", "/loans/applications", body, key="another-key"),
        409,
        "application-open",
    )


@pytest.mark.parametrize("key", ["", "short", "with space 1", "x" * 81, "exclaims!"])
def test_a_command_needs_a_proper_key(officer: Caller, deposits: str, key: str) -> None:
    headers = {"key": key} if key else {}
    must_be(
        officer.ask("POST", deposits, {"amount_fen": 100}, **headers), 400, "idempotency-key-needed"
    )


def test_a_county_that_nobody_serves_is_refused(officer: Caller) -> None:
    who = {"name": "王小明", "id_no": "61042519800517123X", "phone": "13800000001"}
    body = who | {"id_valid_to": None, "county": "999999"}
    answer = officer.ask("POST", "/customers", body, key="unknown-county")
    must_be(answer, 403, "out-of-territory")
    must_be(officer.ask("GET", "/customers/pn_999999_01M88HAY6G4ZPCWJ8613EKBNTZ"), 404)
    must_be(officer.ask("GET", "/loans/referrals?county=999999"), 404)


def test_an_officer_registers_nobody_in_another_county(officer: Caller) -> None:
    who = {"name": "王小明", "id_no": "61042519800517123X", "phone": "13800000002"}
    body = who | {"id_valid_to": None, "county": SOUTH}
    answer = officer.ask("POST", "/customers", body, key="other-county")
    must_be(answer, 403, "out-of-territory")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(officer: Caller, deposits: str, size: int) -> None:
    body = b'{"amount_fen": 1, "x": "' + b"a" * size + b'"}'
    must_be(officer.ask("POST", deposits, body, key="large-body"), 413, "body-too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"\xff\xfe", b'{"a": NaN'])
def test_what_is_no_json_is_refused(officer: Caller, deposits: str, body: bytes) -> None:
    must_be(officer.ask("POST", deposits, body, key="not-json-1"), 400, "not-json")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" * 10_000, "json-too-deep"),
        (b'{"amount_fen": 1%s}' % (b"0" * 30), "json-number-out-of-range"),
    ],
)
def test_json_beyond_all_measure_is_refused(
    officer: Caller, deposits: str, body: bytes, code: str
) -> None:
    must_be(officer.ask("POST", deposits, body, key="no-measure"), 400, code)


@pytest.mark.parametrize(
    "body",
    [
        [], None, 1, {}, {"amount_fen": "100"}, {"amount_fen": 1.5}, {"amount_fen": 0},
        {"amount_fen": -1}, {"amount_fen": True},
        {"amount_fen": 100, "and": "more"},
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused(officer: Caller, deposits: str, body: object) -> None:
    sent = b"null" if body is None else body
    must_be(officer.ask("POST", deposits, sent, key="bad-shape-1"), 400, "invalid-body")


@pytest.mark.parametrize("path", ["/nowhere", "/loans/nowhere/at/all", "/auth", "/"])
def test_a_route_that_is_none_is_said_in_the_same_words(officer: Caller, path: str) -> None:
    must_be(officer.ask("GET", path), 404, "no-such-route")


def test_a_problem_speaks_the_caller_s_language(officer: Caller, deposits: str) -> None:
    zh = must_be(officer.ask("POST", deposits, {}, key="lang-00001"), 400)
    en = must_be(officer.ask("POST", deposits, {}, key="lang-00001", Accept_Language="en"), 400)
    assert (zh["title"], en["title"]) == ("请求有误", "Bad request")
    assert zh["detail"] == zh["detail_zh"] == en["detail_zh"]


def test_answers_are_traceable_and_not_kept(officer: Caller) -> None:
    answer = officer.ask("GET", "/loans/products")
    assert answer.headers["X-Correlation-Id"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_have_limits(town: Town, officer: Caller) -> None:
    path = f"/accounts/{town.someone.account_id}/entries"
    for limit in ("0", "101", "-1", "x", "1.5"):
        must_be(officer.ask("GET", f"{path}?limit={limit}"), 400)
    must_be(officer.ask("GET", f"{path}?cursor=nonsense"), 400)
    page = must_be(officer.ask("GET", f"{path}?limit=1"), 200)
    following = must_be(officer.ask("GET", f"{path}?limit=1&cursor={page['cursor']}"), 200)
    assert following["entries"][0]["number"] == page["entries"][0]["number"] - 1
    foreign = f"/accounts/{town.borrower(NORTH).farmer.account_id}/entries"
    must_be(officer.ask("GET", f"{foreign}?cursor={page['cursor']}"), 400)
