"""Release a change (four eyes): it becomes the entity's next version, in force from its day on."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.products.change import must_be_in_time, must_manage, release_of
from nongxin.products.draft_change import latest_version
from nongxin.products.ports import FactoryParts


def release_change(code: str, change_id: str, by: Principal, parts: FactoryParts) -> Outcome:
    """Answers the version and the day from which it holds.

    Raises Missing, ChangeDecided, MakerReleases, Outdated, TooEarly, EntityMerged, OutOfBounds,
    NotSettable or OutOfOrder.
    """
    must_manage(by, code)
    before = parts.changes.get(code, change_id, consistent=True)
    latest = latest_version(code, before.release.product, parts)
    after = before.released(by, parts.clock.now(), latest)
    must_be_in_time(after.release, parts.calendar.business_date(code))
    release_of(before.wanted)  # the template may have narrowed its bounds since the draft
    answer = {
        "change_id": after.id,
        "state": after.state.value,
        "version": after.release.version,
        "valid_from": after.release.valid_from.isoformat(),
    }
    writes = [parts.changes.save(after), parts.changes.publish(after)]
    return Outcome(answer, writes, good_until=parts.calendar.good_until(code))
