"""The proxy tells tables apart by the request, however deep the name lies."""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from devkit.proxy import matching

SOUTH = "nongxin-local-ledger-south"
NORTH = "nongxin-local-ledger-north"


def requests(table: str) -> list[dict[str, Any]]:
    return [
        {"TableName": table, "Key": {"pk": {"S": "610722"}}},
        {"TransactItems": [{"Update": {"TableName": "another"}}, {"Put": {"TableName": table}}]},
        {"RequestItems": {"another": {}, table: {"Keys": []}}},
    ]


@pytest.mark.parametrize("request_body", requests(SOUTH))
@pytest.mark.parametrize("tables", [SOUTH, "nongxin-local-*-south", "nongxin-*", "*"])
def test_a_table_of_that_name_is_met(tables: str, request_body: dict[str, Any]) -> None:
    assert jmespath.search(matching(tables), request_body) is True


@pytest.mark.parametrize("request_body", [*requests(NORTH), {}, {"TransactItems": []}])
def test_another_shard_is_left_alone(request_body: dict[str, Any]) -> None:
    assert jmespath.search(matching("nongxin-local-*-south"), request_body) is False
