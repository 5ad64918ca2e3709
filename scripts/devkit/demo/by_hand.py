"""The demo's last words: how to go on by hand, with lines that work when they are pasted."""

from __future__ import annotations

from devkit import say
from devkit.demo.cast import PASSWORD, Cast
from devkit.demo.story import Tale


def show(cast: Cast, tales: list[Tale]) -> None:
    bank, farmer = cast.bank, tales[0]
    people = [(tale.name, tale.phone) for tale in tales]
    people += [("the officer", cast.officer.login), ("the approver", cast.approver.login)]
    say.note(f"\nTo go on by hand: everybody's password is {PASSWORD}, their logins are")
    for name, login in people:
        say.note(f"  {login:<13} {name}")
    say.note("scripts/token LOGIN signs in (password, then the code of the text message). So:")
    say.note(f"  {_curl(farmer.phone, f'{bank.url}/v1{_path(farmer)}')}")
    say.note("\nWhere things are:")
    say.note(f"  the bank           {bank.url}/v1/…   (described in functions/api_*/openapi.json)")
    say.note(f"  text messages      {bank.partners_url}/sms/{farmer.phone}   (all: .local/sms.log)")
    say.note("  who else is there  .local/seed.json")
    say.note("  what was said      scripts/local logs;   what runs: scripts/local status")
    say.note("  to stop it all     scripts/local stop    (state is kept; --fresh forgets it)")


def _path(tale: Tale) -> str:
    """What there is to see of this farmer: the loan, or an application that came to none."""
    loan_id = tale.application.get("loan_id")
    if loan_id:
        return f"/loans/{loan_id}"
    return f"/loans/applications/{tale.application['application_id']}"


def _curl(login: str, url: str) -> str:
    return f'curl -H "Authorization: Bearer $(scripts/token {login})" {url}'
