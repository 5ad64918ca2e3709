"""Set a customer's tags (客户标签): rows of the catalogue, all of them at once."""

from __future__ import annotations

from collections.abc import Collection

from nongxin.catalog.tags import customer_tags
from nongxin.customers.care import TagUnknown
from nongxin.customers.get_customer import may_see
from nongxin.customers.store import person_partition
from nongxin.customers.view.view_store import TAGS, TagsRecord, Views
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import create, replace


def tag_customer(person_id: str, tags: Collection[str], by: Principal, views: Views) -> Outcome:
    """Raises Missing or TagUnknown."""
    may_see(person_id, by)
    rows = views.rows(person_id)
    rows.profile  # noqa: B018 - raises Missing
    for tag in tags:
        if tag not in customer_tags():
            raise TagUnknown(tag=tag[:20])
    standing = next(rows.of(TagsRecord, TAGS), None)
    record = standing or TagsRecord(person_partition(person_id), TAGS)
    record.tags, record.changed_by = ",".join(sorted(set(tags))), by.id
    write = replace(record) if standing is not None else create(record)
    return Outcome({"person_id": person_id, "tags": sorted(set(tags))}, [write])
