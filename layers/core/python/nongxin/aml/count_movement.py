"""Count a movement in its person's day, once per event, and raise the flags that it makes true."""

from __future__ import annotations

from nongxin.aml.day_flow import Movement
from nongxin.aml.store import Counted, DynamoFlows
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.deadline import remaining
from nongxin.kernel.records import StaleRecord


def count_movement(movement: Movement, flows: DynamoFlows, clock: Clock) -> None:
    """Safe to repeat. Raises StaleRecord if others kept counting at the same time to the end."""
    while True:
        flow = flows.get(movement.person_id, movement.entity, movement.day)
        try:
            flows.save(flow.counted(movement, stamp(clock.now())), movement)
        except Counted:
            pass
        except StaleRecord:
            if remaining() <= 0:
                raise
            continue
        return
