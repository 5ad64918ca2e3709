"""S3: made-up requests to every operation of every document: no 5xx, and answers as documented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks

from nongxin.kernel.identity import Role
from tests.fixtures.documents import DOCUMENTS

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

EXAMPLES = 20
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture]


def _operations() -> list[Any]:
    found = []
    for file in DOCUMENTS:
        schema = schemathesis.openapi.from_dict(json.loads(file.read_text()))
        for result in schema.get_all_operations():
            operation = result.ok()
            name = f"{operation.method.upper()} {operation.path}"
            found.append(pytest.param(operation, id=name))
    return found


@pytest.mark.parametrize("operation", _operations())
def test_answers_are_as_documented(deployment: Deployment, town: Town, operation: Any) -> None:
    """By each role that may, and about objects that are there as well as made-up ones."""
    roles = [Role(name) for name in operation.definition.raw.get("x-roles", ())]
    tokens = [town.minted(role).token for role in roles] or [""]
    own = _own(town)

    @seed(20261125)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=QUIET,
    )
    @given(case=operation.as_strategy(), token=st.sampled_from(tokens), real=st.booleans())
    def ask(case: Any, token: str, real: bool) -> None:
        if real and case.path_parameters:
            case.path_parameters |= {n: own[n] for n in case.path_parameters if n in own}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call(base_url=deployment.bank.url, headers=headers, timeout=30)
        case.validate_response(answer, checks=CHECKS)

    ask()


def _own(town: Town) -> dict[str, str]:
    borrower = town.borrower()
    farmer = borrower.farmer
    return {
        "application_id": borrower.application_id,
        "loan_id": borrower.loan_id,
        "account_id": farmer.account_id,
        "household_id": farmer.household.household_id,
        "customer_id": farmer.customer_id,
        "section": "M",
        "product": "YND",
        "entity": farmer.entity,
    }
