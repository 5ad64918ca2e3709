"""End an intake: the officer says what came of it, and why where nothing did."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.lending.intakes.intake_store import DynamoIntakes


@value
class EndIntake:
    person_id: str
    product: str
    status: str
    note: str


def end_intake(command: EndIntake, by: Principal, intakes: DynamoIntakes) -> Outcome:
    """Raises Missing, IntakeOver."""
    if not by.serves(county_of(command.person_id, "pn")):
        raise Missing()
    found = intakes.get(command.person_id, command.product)
    if found is None:
        raise Missing()
    after = found.ended(command.status, by.id, command.note)
    answer = {"customer_id": after.person_id, "product": after.product, "status": after.status}
    return Outcome(answer, [intakes.save(after)])
