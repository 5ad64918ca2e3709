"""Officers' notes: whoever carries a case through its steps has no key to them, and loses none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.referral import Level, Opinion, Proposal, Referral
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.store import DynamoApplications
from tests.builders.lending import a_submitted, a_verdict, an_officer
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

NOTES = ("王小明之妻已签字", "同意")


def a_referred() -> Application:
    proposal = Proposal(3_000_000, Decimal("0.06"), 12, "equal_instalments", 1)
    referral = Referral(proposal, Level.COUNTY, 2, MORNING + timedelta(days=1), ())
    referred = replace(a_submitted(), status=Status.REFERRED, verdict=a_verdict("refer"))
    return replace(referred, referral=referral)


def given(application: Application, number: int, note: str) -> Application:
    by = an_officer(number, Role.COUNTY_APPROVER)
    return application.with_opinion(by, Opinion(by.id, by.role, True, note, MORNING), 1)


def test_notes_are_added_and_carried_without_being_opened() -> None:
    storage = MemoryStorage()
    door = DynamoApplications(storage, Vault(FixedKeys()))
    step = DynamoApplications(storage, cast(Any, None))  # which has no right to the keys
    storage.commit(door.add(a_referred(), "[]"))
    for number, note in enumerate(NOTES):
        storage.commit(door.save(given(door.get(a_referred().id), number, note), "[]"))
        carried = step.get(a_referred().id)
        assert carried.referral and not any(o.note for o in carried.referral.opinions)
        storage.commit(step.save(replace(carried, version=carried.version + 1), "[]"))
    read = door.opened(door.get(a_referred().id)).referral
    assert read and tuple(opinion.note for opinion in read.opinions) == NOTES
    assert not any(note in str(storage.items("lending")) for note in NOTES)
