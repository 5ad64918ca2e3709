"""Routes by which a person asks for a copy of their data, or for its deletion."""

from __future__ import annotations

from typing import Any

from api_customers import care_contracts as c
from api_customers import shop_contracts as s
from api_customers import view_contracts as v
from api_customers.door import app, done
from nongxin.customers.requests.ask_erasure import ask_erasure
from nongxin.customers.requests.ask_export import ask_export
from nongxin.customers.subsidies.read_payouts import read_history
from nongxin.customers.view.read_view import read_view
from nongxin.kernel.http import Call, View
from nongxin.kernel.identity import Role
from nongxin.parts import parts

CUSTOMER = (Role.CUSTOMER,)


class ExportView(View):
    """Everything, in the person's own words and numbers: nothing of it is masked."""

    request_id: str
    name: str
    id_no: str
    phone: str
    view: v.WholeView
    subsidies: v.HistoryView
    shops: list[s.ShopView]


@app.post("/me/exports", returns=ExportView, status=201, roles=CUSTOMER,
          summary="A copy of one's own data")  # fmt: skip
def export(call: Call) -> Any:
    from nongxin.partners.shops.read_own_shops import read_own_shops  # few starts ever copy

    p, me = parts(), call.person
    asked = p.perform_in("customers", call.key, lambda: ask_export(me, p.views, p.clock))
    whole, today = read_view(me.id, me, p.views), p.clock.today()
    history = read_history(me.id, me, p.views, p.subsidy_histories, today)
    ids = [(me.id, whole.person.id_no)]
    ids += [(each, p.persons.get(each).id_no) for each in whole.merged]
    shops = [shop for each in ids for shop in read_own_shops(*each, p.linking)]
    told = ExportView(
        request_id=asked.answer["request_id"],
        name=whole.person.name,
        id_no=whole.person.id_no,
        phone=whole.person.phone,
        view=v.WholeView.of(whole, me.role, today),
        subsidies=v.HistoryView.of(history),
        shops=[s.ShopView.of(shop) for shop in shops],
    )
    return told, asked.replayed


@app.post("/me/erasures", returns=c.ErasureDone, status=201, roles=CUSTOMER,
          summary="Delete one's data, as far as no law keeps it")  # fmt: skip
def erasure(call: Call) -> Any:
    return done(call, c.ErasureDone, lambda p: ask_erasure(call.person, p.erasing))
