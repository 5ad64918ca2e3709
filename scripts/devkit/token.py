"""scripts/token: signs somebody in at the bank on the local cloud and prints the access token.

LOGIN is a phone (farmers) or a staff number, of the demo or of .local/seed.json; who was only
seeded gets the password first. A token is good for some minutes:

    curl -H "Authorization: Bearer $(scripts/token G6104251)" URL/v1/loans/referrals

It does what an app does: POST /v1/auth/sign-ins with login and password, read the code in the text
message (.local/sms.log), POST /v1/auth/sign-ins/{sign_in_id}/code. scripts/local status tells URL.
"""

from __future__ import annotations

import argparse

from devkit import cloud as clouds
from devkit import kept, partners
from devkit.bank import Bank, Json, Person
from devkit.demo.cast import PASSWORD
from devkit.seed import SEED_FILE
from devkit.trouble import Trouble
from devkit.where import api_url


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/token",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("login", metavar="LOGIN")
    parser.add_argument("--password", default=PASSWORD, help="another one than the demo's")
    asked = parser.parse_args(argv)
    bank, seeded = running_bank()
    print(admitted(bank, asked.login, asked.password, seeded).token)
    return 0


def running_bank() -> tuple[Bank, Json]:
    """The bank on the local cloud, and who was seeded there. Raises Trouble where none runs."""
    cloud, beside = clouds.main(), partners.running()
    if not cloud.running() or beside is None:
        raise Trouble("the local cloud does not run; scripts/local start, or scripts/demo first.")
    return Bank(api_url(cloud), beside.url), kept.read(cloud.home / SEED_FILE)


def officer_of(county: str) -> tuple[Person, str]:
    """An officer of a seeded county, signed in, and their id. Raises Trouble where none is."""
    bank, seeded = running_bank()
    officers = {s["county"]: s for s in reversed(seeded.get("staff", [])) if s["role"] == "officer"}
    if county not in officers:
        there = ", ".join(sorted(officers)) or "nobody: scripts/local seed"
        raise Trouble(f"no staff of {county} was seeded here, but of {there}.")
    told = officers[county]
    return admitted(bank, told["staff_no"], PASSWORD, seeded), told["id"]


def admitted(bank: Bank, login: str, password: str, seeded: Json) -> Person:
    """Signed in; enrolled first where `seeded` (as seed.json) knows whose login it is."""
    for staff in seeded.get("staff", ()):
        if staff["staff_no"] == login:
            return bank.admit(login, password, staff["phone"], staff_no=login)
    for head in seeded.get("households", ()):
        if head["phone"] == login:
            return bank.admit(login, password, login, id_no=head["id_no"])
    return bank.sign_in(login, password, login)
