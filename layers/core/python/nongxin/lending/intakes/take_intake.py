"""Take a wish for a loan at a station: for the officers of the person's own county."""

from __future__ import annotations

from dataclasses import field
from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.lending.events import IntakeTaken
from nongxin.lending.intakes.intake import WAITING, Intake, IntakeStands
from nongxin.lending.intakes.intake_store import DynamoIntakes
from nongxin.products.factory import terms_of
from nongxin.products.problems import AmountOutOfRange


class NotCustomer(Rule):
    code = "intake-no-customer"
    zh = "该身份证号尚未在我行开户，请先到网点或由客户经理建档"
    en = "Nobody with this ID number is our customer yet: open an account or an archive first"


class Persons(Protocol):
    """The customers context, as far as an intake needs it."""

    def id_by_id_no(self, id_no: str) -> str | None: ...

    def entity_of(self, person_id: str) -> str | None: ...


@value
class TakeIntake:
    id_no: str = field(repr=False)
    phone: str = field(repr=False)
    village: str
    product: str
    amount_fen: int
    purpose: str = field(repr=False)
    consent_sha256: str
    taken_by: str
    station_id: str


@value
class IntakeParts:
    intakes: DynamoIntakes
    persons: Persons
    clock: Clock


def take_intake(command: TakeIntake, parts: IntakeParts) -> Outcome:
    """Answers the status. Raises NotCustomer, ProductUnknown, ProductClosed, AmountOutOfRange,
    IntakeStands.
    """
    person_id = parts.persons.id_by_id_no(command.id_no)
    entity = parts.persons.entity_of(person_id) if person_id else None
    if person_id is None or entity is None:
        raise NotCustomer()
    terms = terms_of(command.product, entity, parts.clock.today())
    if not terms.amount_min_fen <= command.amount_fen <= terms.amount_max_fen:
        raise AmountOutOfRange(low_fen=terms.amount_min_fen, high_fen=terms.amount_max_fen)
    before = parts.intakes.get(person_id, command.product)
    if before is not None and before.status == WAITING:
        raise IntakeStands()
    intake = Intake(
        person_id=person_id,
        product=command.product,
        county=county_of(person_id),
        entity=entity,
        amount_fen=command.amount_fen,
        purpose=command.purpose,
        phone=command.phone,
        village=command.village,
        consent_sha256=command.consent_sha256,
        station_id=command.station_id,
        taken_by=command.taken_by,
        at=parts.clock.now(),
        version=before.version if before else 0,
    )
    told = IntakeTaken(
        county=intake.county,
        person_id=person_id,
        entity=entity,
        product=intake.product,
        amount_fen=intake.amount_fen,
        station_id=intake.station_id,
    )
    return Outcome({"intake": WAITING}, [parts.intakes.save(intake, outbox([told], parts.clock))])
