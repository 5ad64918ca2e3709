"""Routes of product managers: an entity's settings, its changes from draft to release."""

from __future__ import annotations

from typing import Any

from api_products import contracts as c
from api_products.door import DRAFTING, ON, RELEASING, BadDay, app, day_of, on
from api_products.views import change_view, diff_view, line_view
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.parts import parts
from nongxin.products.change import CHECKERS, MAKERS, READERS, Wanted, must_manage
from nongxin.products.draft_change import draft_change
from nongxin.products.problems import ProductUnknown
from nongxin.products.read_changes import change_with_lines, settings_in_reach
from nongxin.products.release_change import release_change
from nongxin.products.withdraw_change import withdraw_change


@app.get("/entities/{entity}/settings/{product}", returns=c.SettingsView, roles=READERS,
         query=(ON,), errors=(Missing, BadDay, ProductUnknown),
         summary="What an entity may set of a product: template, own value, bounds")  # fmt: skip
def settings(call: Call, entity: str, product: str) -> Any:
    day = on(call, parts().clock.today())
    version, lines = settings_in_reach(entity, product, day, call.person)
    shown = [line_view(line) for line in lines]
    return c.SettingsView(entity=entity, product=product, version=version, lines=shown)


@app.post("/entities/{entity}/changes", body=c.ChangeBody, returns=c.DraftedView, status=201,
          roles=MAKERS, errors=(*DRAFTING, BadDay),
          summary="Draft a version of a product; nothing is in force yet")  # fmt: skip
def draft(call: Call, body: c.ChangeBody, entity: str) -> Any:
    p = parts()
    wanted = Wanted(entity, body.product, day_of(body.valid_from), body.fields, body.tunings)
    done = p.perform_in(
        "directory", call.key, lambda: draft_change(wanted, call.person, p.product_factory)
    )
    return c.DraftedView(**done.answer), done.replayed


@app.get("/entities/{entity}/changes", returns=c.ChangeList, roles=READERS, query=PAGING,
         errors=(Missing,), summary="An entity's changes, newest first")  # fmt: skip
def listed(call: Call, entity: str) -> Any:
    must_manage(call.person, entity)
    store = parts().product_factory.changes
    page = store.page(entity, call.limit, call.after)
    found = [change_view(change) for change in store.read(page)]
    return c.ChangeList(changes=found, cursor=cursor(page.last_key))


@app.get("/entities/{entity}/changes/{change_id}", returns=c.ChangeDiffView, roles=READERS,
         errors=(Missing,), summary="A change, line by line beside what it replaces")  # fmt: skip
def show(call: Call, entity: str, change_id: str) -> Any:
    p = parts().product_factory
    return diff_view(*change_with_lines(entity, change_id, call.person, p))


@app.post("/entities/{entity}/changes/{change_id}/release", returns=c.ReleasedView, roles=CHECKERS,
          errors=RELEASING, summary="Release a change that somebody else made")  # fmt: skip
def release(call: Call, entity: str, change_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "directory",
        call.key,
        lambda: release_change(entity, change_id, call.person, p.product_factory),
    )
    return c.ReleasedView(**done.answer), done.replayed


@app.post("/entities/{entity}/changes/{change_id}/withdrawal", returns=c.DraftedView,
          roles=MAKERS, errors=RELEASING[:2],
          summary="Withdraw a change that is a draft")  # fmt: skip
def withdraw(call: Call, entity: str, change_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "directory",
        call.key,
        lambda: withdraw_change(entity, change_id, call.person, p.product_factory),
    )
    return c.DraftedView(**done.answer), done.replayed
