"""The product factory (统一产品工厂): template, legal entity's overrides, and the terms a contract keeps.

terms = terms_of("YND", "2758", on)           # raises ProductUnknown, ProductClosed
check_request(terms, LoanRequest(...))        # raises AmountOutOfRange, TermOutOfRange, ...
kept = terms.to_json(); ProductTerms.from_json(kept) == terms
"""
