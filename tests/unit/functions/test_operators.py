"""A station whose operator was closed, or never was one of the bank's, pays nothing more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nongxin.access.credential import Credential
from nongxin.kernel.identity import Role
from tests.builders.payers import Town
from tests.builders.stations import FLOAT_FEN, Till
from tests.fakes.parts import FakeParts


@pytest.fixture
def till(p: FakeParts) -> Till:
    return Till(p, Town(p))


def appointed(till: Till, **changed: object) -> Credential:
    """The station's operator as the access context knows them."""
    counties = frozenset({till.county})
    made = Credential(till.operator_id, Role.OPERATOR, till.entity, counties, "sealed")
    credential = replace(made, **changed)  # type: ignore[arg-type]
    till.p.storage.commit(till.p.access_store.keep_credential(credential))
    found = till.p.access_store.any_credential(till.operator_id)
    assert found is not None
    return found


def test_an_operator_of_the_bank_serves_until_closed(till: Till) -> None:
    farmer = till.town.person(100_000)
    operator = appointed(till)
    assert till.pay("A03", 10_000, **till.card(farmer)).body["status"] == "done"
    till.p.storage.commit(till.p.access_store.keep_credential(operator.closed()))
    for refused in (till.pay("A03", 10_000, **till.card(farmer)),
                    till.ask("A01", **till.card(farmer))):  # fmt: skip
        assert (refused.status, refused.body["code"]) == (403, "station-operator-gone")
    assert till.fen() == FLOAT_FEN + 10_000


@pytest.mark.parametrize("changed", [{"role": Role.TELLER}, {"entity": "2724"}])
def test_staff_of_another_kind_or_entity_operate_nothing(
    till: Till, changed: dict[str, object]
) -> None:
    appointed(till, **changed)
    refused = till.ask("D02", customer_no="6100000001")
    assert (refused.status, refused.body["code"]) == (403, "station-operator-gone")
