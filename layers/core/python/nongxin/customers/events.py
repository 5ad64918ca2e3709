"""What the customers context announces."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class CustomerRegistered(Event):
    """A person became a customer of a legal entity."""

    customer_id: str
    entity: str
    registered_by: str


@value(kw_only=True)
class CustomerReviewed(Event):
    """`kyc`: verified or refuted; `until` the day of the next review."""

    customer_id: str
    kyc: str
    risk: str
    until: str
    reviewed_by: str


@value(kw_only=True)
class CustomersMerged(Event):
    """`customer_id` is the same person as `into`, under whose id they go on."""

    customer_id: str
    into: str
    merged_by: str


@value(kw_only=True)
class CustomersParted(Event):
    """A merge was taken back."""

    customer_id: str
    out_of: str
    parted_by: str


@value(kw_only=True)
class SubsidiesLoaded(Event):
    """A page of a fiscal payout file was taken in."""

    file: str
    first_line: int
    lines: int
    matched: int
    loaded_by: str


@value(kw_only=True)
class DataRequestMade(Event):
    """A person asked for their data (export) or for its deletion (erasure)."""

    customer_id: str
    request_id: str
    kind: str
