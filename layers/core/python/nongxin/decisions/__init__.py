"""The decision: facts + request + terms -> offer, refer or decline, with every reason. Pure domain.

    terms = terms_of("YND", "2758", on)
    facts = Facts.of({"birth_date": "1981-03-04", ...}, source="archive", as_of=on)
    case = Case(application="ap_...", request=request, terms=terms, applied_at=now, on=on)
    decision = decide(case, facts)
    decision.outcome            # "offer" | "refer" | "decline"
    decision.referral           # who decides, if referred: "quick" | "manual" | "county" ...
    decision.amount_fen, decision.rate_annual, decision.reasons[0].zh
    stored = dossier(case, facts, decision)      # JSON; replay(stored) gives the same bytes

`facts.needed(product)` names the facts that a case wants, with their sources. Import the modules,
not this package: nothing is loaded or compiled before it is asked for.
"""
