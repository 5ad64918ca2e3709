"""What speaks for or against an archive: land against subsidy and certificate, machines, photos.

None where one of the two sides is not there to compare.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from nongxin.archives.checks.places import cosine_of
from nongxin.archives.facts import derived
from nongxin.archives.household import Dossier
from nongxin.kernel.clock import SHANGHAI

_LAND_SUBSIDY = "SBA01"  # 耕地地力保护补贴: its quantity is the contracted arable land in mu
_MACHINE_SUBSIDIES = frozenset({"SBD01", "SBD02"})
_FIVE_YEARS = timedelta(days=1826)
_KM_A_DEGREE = Decimal("111.2")


def land_subsidy_gap(dossier: Dossier) -> Decimal | None:
    """Percent between the arable land and what the latest land subsidy was paid for."""
    if "G" not in dossier.sections or "S" not in dossier.sections:
        return None
    arable = derived.land(dossier.rows("G")).arable
    paid = [s for s in dossier.rows("S") if s["item_code"] == _LAND_SUBSIDY and "qty" in s]
    if not paid:
        return None if arable else Decimal(0)
    quantity = Decimal(max(paid, key=lambda s: str(s["pay_date"]))["qty"])
    return derived.percent(abs(arable - quantity), max(arable, quantity))


def land_cert_gap(dossier: Dossier) -> Decimal | None:
    """Percent of the contracted land (耕地) that is not confirmed by a certificate (确权)."""
    contracted = [
        p for p in dossier.rows("G") if p["land_class"] in derived.ARABLE and p["tenure"] == "1"
    ]
    if "G" not in dossier.sections or any("confirmed" not in p for p in contracted):
        return None
    total = sum(Decimal(p["area_mu"]) for p in contracted)
    unconfirmed = sum(Decimal(p["area_mu"]) for p in contracted if p["confirmed"] == "0")
    return derived.percent(unconfirmed, total)


def is_machine_matched(dossier: Dossier, today: date) -> bool | None:
    """Whether a machine bought with a subsidy in the last five years has its payment among them."""
    if "X" not in dossier.sections or "S" not in dossier.sections:
        return None
    since = (today - _FIVE_YEARS).isoformat()
    subsidised = [
        m
        for m in dossier.rows("X")
        if Decimal(m.get("subsidy_amt", "0")) > 0 and m["buy_date"] >= since
    ]
    paid = any(s["item_code"] in _MACHINE_SUBSIDIES for s in dossier.rows("S"))
    return paid or not subsidised


def shot_distance_km(dossier: Dossier) -> Decimal | None:
    """The farthest photo from the house (until village centres have coordinates)."""
    home = dossier.only("H")
    shots = [w["shot_gps"] for w in dossier.rows("W") if "shot_gps" in w]
    if not shots or "lng" not in home or "lat" not in home:
        return None
    return max(_km(home, shot) for shot in shots)


def _km(a: dict[str, str], b: dict[str, str]) -> Decimal:
    """Plane distance: within Shaanxi the cosine of the latitude is linear to 0.2 %."""
    lat = (Decimal(a["lat"]) + Decimal(b["lat"])) / 2
    north = (Decimal(b["lat"]) - Decimal(a["lat"])) * _KM_A_DEGREE
    east = (Decimal(b["lng"]) - Decimal(a["lng"])) * _KM_A_DEGREE * cosine_of(lat)
    kilometres = (north * north + east * east).sqrt()
    return kilometres.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def collect_review_gap(dossier: Dossier) -> int | None:
    """Days between the last capture and the village's review of it."""
    captured = [s.changed_at for code, s in dossier.sections.items() if code != "P"]
    reviews = [date.fromisoformat(r["review_date"]) for r in dossier.rows("P")]
    if not captured or not reviews:
        return None
    return abs((max(reviews) - max(captured).astimezone(SHANGHAI).date()).days)


def has_photo_twice(dossier: Dossier) -> bool | None:
    """Whether one photo stands for two things of this household, or for another household too, as
    far as was known when the archive was submitted.
    """
    if "W" not in dossier.sections:
        return None
    files = [w["file_id"] for w in dossier.rows("W")]
    return len(set(files)) < len(files) or bool(dossier.head.photos_elsewhere)
