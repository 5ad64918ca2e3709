"""An event of an application, with the ids that every such event carries; and a submission, there
and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.lending.applications.application import Application, Parties, Wish
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.events import ApplicationEvent, ApplicationSubmitted

E = TypeVar("E", bound=ApplicationEvent)


def announced(kind: type[E], application: Application, **more: Any) -> E:
    parties = application.parties
    return kind(
        county=parties.county,
        application_id=application.id,
        borrower_id=parties.borrower_id,
        entity=parties.entity,
        product=application.wish.product,
        **more,
    )


def submission(application: Application) -> ApplicationSubmitted:
    """`submitted` reads it back."""
    parties, wish = application.parties, application.wish
    return announced(
        ApplicationSubmitted,
        application,
        household_id=parties.household_id,
        applied_by=parties.applied_by,
        amount_fen=wish.amount_fen,
        term_months=wish.term_months,
        method=wish.method,
        purpose=wish.purpose,
        first_fen=wish.first_fen,
        submitted_at=stamp(application.submitted_at),
        checkout=application.checkout.texts() if application.checkout else (),
    )


def submitted(data: Mapping[str, Any]) -> Application:
    """The application as it was when it was submitted, from its event's data."""
    wished = ("product", "amount_fen", "term_months", "method", "purpose", "first_fen")
    return Application(
        id=data["application_id"],
        parties=Parties(
            county=data["county"],
            entity=data["entity"],
            borrower_id=data["borrower_id"],
            household_id=data["household_id"],
            applied_by=data["applied_by"],
            captured_by="",
        ),
        wish=Wish(*(data[name] for name in wished if name in data)),
        submitted_at=parse_stamp(data["submitted_at"]),
        checkout=Checkout.of(data.get("checkout", ())),
    )
