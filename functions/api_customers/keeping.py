"""Routes by which staff keep contact points, relations, tags, reviews and merges."""

from __future__ import annotations

from typing import Any

from api_customers import care_contracts as c
from api_customers.door import APPROVERS, SERVING, app, done
from nongxin.customers import care
from nongxin.customers.keep_contact import end_contact, keep_contact
from nongxin.customers.merge_customers import merge_customers, part_customers
from nongxin.customers.relate_customers import end_relation, relate_customers
from nongxin.customers.review_kyc import review_kyc
from nongxin.customers.tag_customer import tag_customer
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role

OFFICER = (Role.OFFICER,)
RELATING = (Missing, care.RelationToOneself, care.RelationsFull)


@app.post("/{customer_id}/contacts", body=c.ContactBody, returns=c.ContactDone, status=201,
          roles=SERVING, errors=(Missing, care.ContactInvalid, care.ContactsFull),
          summary="Keep a contact point")  # fmt: skip
def contact(call: Call, body: c.ContactBody, customer_id: str) -> Any:
    return done(call, c.ContactDone, lambda p: keep_contact(
        customer_id, body.kind, body.value, call.person, p.views, p.clock))  # fmt: skip


@app.post("/{customer_id}/contacts/{contact_id}/end", returns=c.ContactDone, roles=SERVING,
          errors=(Missing,), summary="End a contact point")  # fmt: skip
def contact_end(call: Call, customer_id: str, contact_id: str) -> Any:
    return done(call, c.ContactDone, lambda p: end_contact(
        customer_id, contact_id, call.person, p.views, p.clock))  # fmt: skip


@app.post("/{customer_id}/relations", body=c.RelationBody, returns=c.RelationDone, status=201,
          roles=OFFICER, errors=RELATING,
          summary="Say how another customer is related to this one, or no more")  # fmt: skip
def relation(call: Call, body: c.RelationBody, customer_id: str) -> Any:
    act = end_relation if body.ended else relate_customers
    return done(call, c.RelationDone, lambda p: act(
        customer_id, body.other, body.kind, call.person, p.views, p.clock))  # fmt: skip


@app.put("/{customer_id}/tags", body=c.TagsBody, returns=c.TagsDone, roles=OFFICER,
         errors=(Missing, care.TagUnknown), summary="Set a customer's tags")  # fmt: skip
def tags(call: Call, body: c.TagsBody, customer_id: str) -> Any:
    return done(call, c.TagsDone, lambda p: tag_customer(
        customer_id, body.tags, call.person, p.views))  # fmt: skip


@app.post("/{customer_id}/kyc-reviews", body=c.ReviewBody, returns=c.ReviewDone, roles=OFFICER,
          errors=(Missing,), summary="Review who a customer is")  # fmt: skip
def review(call: Call, body: c.ReviewBody, customer_id: str) -> Any:
    return done(call, c.ReviewDone, lambda p: review_kyc(
        customer_id, body.to_review(), call.person, p.views, p.clock))  # fmt: skip


@app.post("/{customer_id}/merge", body=c.MergeBody, returns=c.MergeDone, roles=APPROVERS,
          errors=(Missing, care.CannotMerge),
          summary="Merge a customer into another one, who is the same person")  # fmt: skip
def merge(call: Call, body: c.MergeBody, customer_id: str) -> Any:
    return done(call, c.MergeDone, lambda p: merge_customers(
        customer_id, body.into, body.reason, call.person, p.views, p.clock))  # fmt: skip


@app.post("/{customer_id}/unmerge", returns=c.PartDone, roles=APPROVERS,
          errors=(Missing, care.NotMerged), summary="Take a merge back")  # fmt: skip
def unmerge(call: Call, customer_id: str) -> Any:
    return done(call, c.PartDone, lambda p: part_customers(
        customer_id, call.person, p.views, p.clock))  # fmt: skip
