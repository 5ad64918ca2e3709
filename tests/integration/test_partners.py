"""The outside systems' simulators: their contracts, scenarios and misbehaviour."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devkit import ports
from devkit.simulators import bureau
from devkit.simulators.records import RECORDS
from devkit.simulators.server import Simulators
from nongxin.catalog.facts import fact_schema
from nongxin.decisions.facts import Facts, typed
from nongxin.kernel import outgoing
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import Partner, PartnerRefused
from nongxin.lending.gateways import NoConsent, Outside, Subject, http_systems
from nongxin.messages.gateways import HttpSms

PHONE = "13812345678"


@pytest.fixture
def simulators(tmp_path: Path) -> Iterator[Simulators]:
    with Simulators(ports.listen(0), tmp_path / "sms.log") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def somebody(sequence: int = 123, **fields: str) -> Subject:
    told = {
        "name": "王小明",
        "id_no": f"61072719800517{sequence}0",
        "phone": PHONE,
        "request_id": "ap_1",
        "consent_id": "ap_1",
    }
    return Subject(**(told | fields))


def asked(simulators: Simulators, source: str, who: Subject) -> dict[str, Any]:
    return Outside(http_systems(simulators.url)).facts(source, who)


@pytest.mark.parametrize("source", Outside.sources)
def test_every_source_answers_facts_of_the_schema(simulators: Simulators, source: str) -> None:
    told = asked(simulators, source, somebody())
    assert told
    _, gaps = typed(Facts.of(told, source, date(2026, 11, 25)), told)
    assert gaps == []


@pytest.mark.parametrize("product", ["YND", "FPD", "ESD", "DSD", "XFD"])
def test_all_that_a_decision_wants_from_outside_can_be_had(
    simulators: Simulators, product: str
) -> None:
    from nongxin.decisions.needed import by_source

    on = date(2026, 11, 25)
    outside = Outside(http_systems(simulators.url))
    poor = somebody(951)
    for source in outside.wanted(product, "2763", on):
        missing = set(by_source(product, "2763", on)[source]) - set(outside.facts(source, poor))
        assert missing <= {"subsidy_year", "subsidy_months_5y"}  # the archive knows them


def test_facts_of_another_source_do_not_count(simulators: Simulators) -> None:
    who = somebody()
    told = {"id_no": who.id_no, "facts": {"bad_status_5y": True, "court_dishonest": True}}
    Partner("test", simulators.url).post("bureau", "persons", body=told)
    facts = asked(simulators, "bureau", who)
    assert facts["bad_status_5y"] is True
    assert "court_dishonest" not in facts


def test_the_sequence_number_chooses_the_scenario(simulators: Simulators) -> None:
    assert asked(simulators, "bureau", somebody(901))["cur_overdue"] > 0
    assert asked(simulators, "bureau", somebody(911, request_id="ap_2"))["thin_file"] is True
    assert asked(simulators, "court", somebody(930))["court_dishonest"] is True
    assert asked(simulators, "identity", somebody(944))["nciic_match"] is False
    assert asked(simulators, "poverty_office", somebody(950))["poverty_list"] is True
    assert asked(simulators, "lists", somebody(960))["grey_list"] is True


def test_a_person_s_report_is_always_the_same() -> None:
    assert bureau.facts_of(somebody().id_no) == bureau.facts_of(somebody().id_no)
    assert {fact_schema()[n].source for n in bureau.facts_of(somebody().id_no)} == {"bureau"}
    assert set(RECORDS) <= {spec.source for spec in fact_schema().values()}


def test_a_lost_answer_asked_for_again_is_one_enquiry(
    simulators: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "_FIRST_PAUSE_S", 0.001)
    Partner("test", simulators.url).post("_faults", body={"service": "bureau", "mode": "lost"})
    with pytest.raises(Busy):
        asked(simulators, "bureau", somebody())
    Partner("test", simulators.url).post("_faults", body={"service": "bureau", "mode": "none"})
    assert asked(simulators, "bureau", somebody())
    assert simulators.services["bureau"].enquiries == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["error", "down", "slow"])
def test_a_sick_source_is_busy_and_the_others_answer(
    simulators: Simulators, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "READ_S", 0.05)
    monkeypatch.setattr(outgoing, "_FIRST_PAUSE_S", 0.001)
    told = {"service": "identity", "mode": mode, "seconds": 0.2}
    Partner("test", simulators.url).post("_faults", body=told)
    outside = Outside(http_systems(simulators.url))
    with pytest.raises(Busy):
        outside.facts("identity", somebody())
    assert outside.facts("court", somebody())


def test_an_enquiry_without_consent_is_refused(simulators: Simulators) -> None:
    """By our own gateway, and by the bureau itself."""
    with pytest.raises(NoConsent):
        asked(simulators, "bureau", somebody(consent_id=""))
    with pytest.raises(PartnerRefused):
        http_systems(simulators.url).bureau.report(somebody(consent_id=""))


def test_a_message_is_sent_once_and_read_by_code(simulators: Simulators, tmp_path: Path) -> None:
    sms = HttpSms(Partner("sms", simulators.url))
    for _ in range(2):
        sms.send(PHONE, "【农信云】登录验证码654321，5分钟内有效。", "ch_1")
    shown = Partner("test", simulators.url).get("sms", PHONE)
    assert shown is not None
    (message,) = shown["messages"]
    assert message["code"] == "654321"
    assert (tmp_path / "sms.log").read_text().count("654321") == 1


def test_what_breaks_the_contract_is_refused(simulators: Simulators) -> None:
    partner = Partner("test", simulators.url)
    for path, body in (
        (("sms",), {"phone": "1", "text": "x", "message_id": "m"}),
        (("sms",), {"phone": PHONE, "text": "x", "message_id": "m", "more": 1}),
        (("_faults",), {"service": "sms", "mode": "sulky"}),
        (("_faults",), {"service": "weather", "mode": "down"}),
    ):
        with pytest.raises(PartnerRefused):
            partner.post(*path, body=body)
    assert partner.get("weather") is None
