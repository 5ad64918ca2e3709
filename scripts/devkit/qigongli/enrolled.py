"""七公里 as the bank's partner: enrolled through the bank's own rules, its secrets kept for it.

Name and company are assumed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from devkit import kept, ports
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.identity import Principal
from nongxin.partners.change_partner import ChangePartner, change_partner
from nongxin.partners.enrol_partner import EnrolPartner, enrol_partner
from nongxin.partners.inbound.kinds import CODES
from nongxin.partners.partner import NEWS, Company, Direction, Partner, Reach
from nongxin.partners.rotate_secret import RotateSecret, rotate_secret
from nongxin.parts import Parts

FILE = "qigongli.json"
NAME = "七公里"
# Assumed: no register was asked. The code only adds up.
COMPANY = Company("陕西七公里电子商务有限公司", "91610000MA6QGL700A")


@dataclass(frozen=True)
class Platform:
    """What 七公里 was given: its id, the secret it signs with, and the one it checks with."""

    partner_id: str
    secret_in: str
    secret_out: str
    callback: str


def enrol(parts: Parts, by: Principal, counties: tuple[str, ...], home: Path) -> Platform:
    """Enrols it once; a later call finds it, and makes secrets anew where they are not kept."""
    reach = Reach(
        counties=counties,
        kinds_in=CODES,
        kinds_out=NEWS,
        callbacks=(callback_url(),),
        callback=callback_url(),
    )
    partner = _standing(parts) or _new(parts, by, reach)
    if partner.reach != reach:
        _change(parts, by, partner, reach)
    platform = _known(home, partner.id) or _with_secrets(parts, by, partner.id)
    kept.write(home / FILE, asdict(platform))
    return platform


def callback_url() -> str:
    return f"http://{ports.HOST}:{ports.QIGONGLI.wanted()}/webhooks"


def kept_in(home: Path) -> Platform | None:
    """What an earlier run was given, as far as a file tells."""
    told = kept.read(home / FILE)
    try:
        return Platform(**told)
    except TypeError:  # there is none, or another version wrote it
        return None


def _known(home: Path, partner_id: str) -> Platform | None:
    platform = kept_in(home)
    if platform is None or platform.partner_id != partner_id:
        return None
    return Platform(partner_id, platform.secret_in, platform.secret_out, callback_url())


def _standing(parts: Parts) -> Partner | None:
    every = map(parts.partners.get, parts.partners.ids())
    return next((each for each in every if each.company == COMPANY), None)


def _new(parts: Parts, by: Principal, reach: Reach) -> Partner:
    command = EnrolPartner(NAME, COMPANY, reach)
    key = _key("partners.enrol", by, COMPANY.credit_code)
    done = parts.perform_in(
        "partners", key, lambda: enrol_partner(command, by, parts.enrolling_partners)
    )
    return parts.partners.get(done.answer["partner_id"])


def _change(parts: Parts, by: Principal, partner: Partner, reach: Reach) -> None:
    outcome = change_partner(ChangePartner(partner.id, NAME, reach), by, parts.enrolling_partners)
    parts.storage.commit(*outcome.writes)


def _with_secrets(parts: Parts, by: Principal, partner_id: str) -> Platform:
    """Earlier ones end at once: nobody knows them any more."""
    made = [
        rotate_secret(RotateSecret(partner_id, way, 0), by, parts.enrolling_partners).secret
        for way in (Direction.IN, Direction.OUT)
    ]
    return Platform(partner_id, *made, callback_url())


def _key(operation: str, by: Principal, text: str) -> CommandKey:
    return CommandKey(operation, by.id, by.county, f"seed-{text}", fingerprint(text))
