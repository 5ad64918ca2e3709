"""An event of an application, with the ids that every such event carries."""

from __future__ import annotations

from typing import Any, TypeVar

from nongxin.lending.application import Application
from nongxin.lending.events import ApplicationEvent

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
