"""What a platform hears from the deployed bank: while it is down nothing is lost or turned round,
once it is up it has what waited sent at once, and again what it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from devkit import ports
from devkit.qigongli.desk import PATH, Desk, serving
from nongxin.partners.outbound.link_store import Link
from nongxin.partners.partner import NEWS
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.platform import Platform, enrolled, ops

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

REFERENCE = "order-1"


@pytest.fixture(scope="module")
def shop(town: Town) -> Iterator[tuple[Platform, Desk]]:
    """A platform with an address of its own on this machine, which is down at first."""
    listening, desk = ports.listen(0), Desk("", is_quiet=True, mode="down")
    url = "http://{}:{}{}".format(*listening.getsockname(), PATH)
    with serving(listening, desk):
        platform = enrolled(
            town, town.farmer(), kinds_out=list(NEWS), callbacks=[url], callback=url
        )
        path = f"/partners/{platform.id}/secrets"
        desk.secret = ops(town, "POST", path, {"direction": "out"})["secret"]
        yield platform, desk


def line(town: Town, platform: Platform) -> dict[str, Any]:
    return ops(town, "GET", f"/partners/{platform.id}/line")


def test_down_up_and_once_more(
    deployment: Deployment, town: Town, shop: tuple[Platform, Desk]
) -> None:
    platform, desk = shop
    farmer = town.farmer()
    application_id = farmer.applies()
    links = deployment.parts.partner_news.links
    deployment.parts.storage.commit(links.add(application_id, Link(platform.id, REFERENCE)))
    farmer.decided(application_id)
    farmer.signs(application_id)
    loan_id = farmer.awaits(application_id, "disbursed")["loan_id"]
    until(lambda: line(town, platform)["in_vain"] > 0)
    assert (line(town, platform)["sent"], desk.news) == (0, {})

    must_be(platform.asks("/own/line", {"type": "line.pause"}), 200)  # so that no minute's job
    desk.turn("well")  # comes in between
    opened = must_be(platform.asks("/own/line", {"type": "line.open"}), 200)
    assert (opened["state"], opened["in_vain"]) == ("open", 0)
    until(lambda: "loan.disbursed" in desk.kinds(REFERENCE))
    farmer.caller.person.post(f"/loans/{loan_id}/repayments", {"amount_fen": 100_000})
    until(lambda: "repayment.received" in desk.kinds(REFERENCE))
    until(lambda: _is_through(line(town, platform)))
    received = [text for text in desk.log if text.startswith("received #")]
    assert received == sorted(received, key=lambda text: int(text.split()[1][1:]))
    last = max(desk.news)
    assert sorted(desk.news) == list(range(1, last + 1))
    assert desk.news[last]["data"]["loan_id"] == loan_id

    again = {"type": "news.resend", "first": 1, "last": last}
    must_be(platform.asks("/own/resends", again), 200)
    until(lambda: _again(desk) == set(range(1, last + 1)))
    until(lambda: _is_through(line(town, platform)))
    told = must_be(platform.asks("/own/news", {"type": "news.list"}), 200)["news"]
    assert [each["state"] for each in told] == ["delivered"] * last
    assert len(desk.ids) == last


def _is_through(line: dict[str, Any]) -> bool:
    return line["sent"] == line["last"] and not line["again"]


def _again(desk: Desk) -> set[int]:
    """The numbers of the messages that came again."""
    told = [text.split() for text in desk.log if text.startswith("received again #")]
    return {int(words[2][1:]) for words in told}
