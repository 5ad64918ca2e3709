"""Review who a customer is (客户尽职调查): what the national check said, and when to look again."""

from __future__ import annotations

from nongxin.customers.care import KycReview
from nongxin.customers.events import CustomerReviewed
from nongxin.customers.get_customer import may_see
from nongxin.customers.person import Kyc
from nongxin.customers.view.view_store import Views
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import replace


def review_kyc(
    person_id: str, review: KycReview, by: Principal, views: Views, clock: Clock
) -> Outcome:
    """The profile tells the state; each review is an event, which the event log keeps.

    Raises Missing.
    """
    may_see(person_id, by)
    record = views.persons.profile(person_id)
    state = Kyc.VERIFIED if review.confirmed else Kyc.REFUTED
    until = review.until(clock.today()).isoformat()
    record.kyc, record.kyc_until = state.value, until
    told = CustomerReviewed(
        county=record.county,
        customer_id=person_id,
        kyc=state.value,
        risk=review.risk.value,
        until=until,
        reviewed_by=by.id,
    )
    record.events = outbox([told], clock)
    return Outcome(
        {"customer_id": person_id, "kyc": state.value, "until": until}, [replace(record)]
    )
