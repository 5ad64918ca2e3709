"""A consent that is taken back after the facts were gathered: the credit report is not used."""

from __future__ import annotations

import json

import pytest

from api_loans.handler import handler as loans
from nongxin.catalog.facts import fact_schema
from nongxin.lending.approval.gather_facts import Source
from tests.builders.bank import Bank, first_run
from tests.builders.facts import good_facts
from tests.fakes.gateway import ask

WITHDRAWAL = "/v1/loans/applications/{application_id}/consent-withdrawal"


def test_a_consent_taken_back_while_it_is_decided_stops_the_use(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """征信业管理条例 art. 18: what was asked under it is not judged by, however late it came."""
    import step_gather_facts.handler as door

    schema, values = fact_schema(), good_facts().values()
    report = {n: v for n, v in values.items() if schema[n].source == "bureau"}
    others = {n: v for n, v in values.items() if n not in report}
    told = [Source("core", lambda: others), Source("bureau", lambda: report)]
    monkeypatch.setattr(door, "sources", lambda *_: told)
    kept = first_run(bank, bank.submit("submit-1"))
    assert report and kept.decide() == "offer"
    bank.withdraw(kept.application_id)
    run = first_run(bank, bank.submit("submit-2"))
    run.step("GatherFacts")
    path = {"application_id": run.application_id}
    taken = ask(loans, "POST", WITHDRAWAL, path=path, by=bank.customer, key="key-00001")
    assert taken.status == 200
    assert run.step("Decide") == "decline"
    application = bank.read(run.application_id)
    decision = bank.p.dossiers.decision(application, run.told["decision_ref"])
    assert "CRB001" in {reason.code for reason in decision.reasons}
    told_of = bank.p.evidence.read(
        "decisions", application.parties.county, run.told["decision_ref"]
    )
    facts = json.loads(told_of)["facts"]
    assert facts["consent_valid"]["value"] is False
    assert not report.keys() & facts.keys()
    assert run.step("Decide") == "decline"  # a task that is repeated says the same
