"""The products door: the catalogue, an entity's own versions from draft to release, and
what-ifs.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from api_products import changes as changes  # registers its routes
from api_products.contracts import CatalogueView, ReplayBody, ReplayView, WhatIfBody, WhatIfView
from api_products.door import EVERYBODY, OFFICERS, ON, BadDay, app, on
from api_products.kept import NotDecided, kept_decision
from api_products.views import decision_view, product_view
from nongxin.decisions.decision import Decision
from nongxin.decisions.replay import ReplayDiffers, VersionGone, replay
from nongxin.decisions.what_if import FactDerived, FactUnknown, Supposed, what_if
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.parts import parts
from nongxin.products.factory import offered
from nongxin.products.problems import (
    AmountOutOfRange,
    MethodNotOffered,
    ProductUnknown,
    TermOutOfRange,
)


@app.get("/", returns=CatalogueView, roles=EVERYBODY, query=(ON,), errors=(BadDay, ProductUnknown),
         summary="What the caller's bank lends, and at which rates")  # fmt: skip
def catalogue(call: Call) -> Any:
    entity, day = call.person.entity, on(call, parts().clock.today())
    shown = [product_view(terms, day) for terms in offered(entity, day)]
    return CatalogueView(entity=entity, on=day.isoformat(), products=shown)


@app.post("/what-ifs", body=WhatIfBody, returns=WhatIfView, roles=OFFICERS, changes=False,
          errors=(Missing, NotDecided, FactUnknown, FactDerived, AmountOutOfRange, TermOutOfRange,
                  MethodNotOffered),
          summary="Decide an application again with other facts; nothing is kept")  # fmt: skip
def suppose(call: Call, body: WhatIfBody) -> Any:
    kept = kept_decision(body.application_id, call.person, parts())
    supposed = what_if(kept, Supposed(body.facts, body.amount_fen, body.term_months))
    return WhatIfView(
        application_id=body.application_id,
        kept=decision_view(Decision.from_json(kept["decision"])),
        supposed=decision_view(supposed),
    )


@app.post("/replays", body=ReplayBody, returns=ReplayView, roles=OFFICERS, changes=False,
          errors=(Missing, NotDecided, VersionGone, ReplayDiffers),
          summary="Make a kept decision again from its facts and versions")  # fmt: skip
def again(call: Call, body: ReplayBody) -> Any:
    made = replay(kept_decision(body.application_id, call.person, parts()))
    return ReplayView(
        application_id=body.application_id,
        sha256=sha256(made.canonical()).hexdigest(),
        versions=dict(made.versions),
        decision=decision_view(made),
    )


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
