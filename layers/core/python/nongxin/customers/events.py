"""What the customers context announces."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(Event):
    """A person became a customer of a legal entity."""

    customer_id: str
    entity: str
    registered_by: str
