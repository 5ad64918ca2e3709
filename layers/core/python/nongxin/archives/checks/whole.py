"""What the sections of an archive must say together before it may be submitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from nongxin.archives.checks.faults import ArchiveFaulty, Fault, fault
from nongxin.archives.checks.schema import captured_sections
from nongxin.archives.checks.together import instant
from nongxin.archives.facts import derived
from nongxin.archives.household import Dossier

# Without these the bank may not keep an archive (PIPL) nor show it to the village's reviewers.
_CONSENTS_NEEDED = {"1": "个人信息处理", "5": "向村评议小组披露"}


def must_be_whole(dossier: Dossier, now: datetime, today: date) -> None:
    """Raises ArchiveFaulty with everything that is missing or does not agree."""
    faults = [
        *_missing(dossier),
        *_head(dossier),
        *_labour(dossier),
        *_crops(dossier),
        *_consents(dossier, now, today),
    ]
    if faults:
        raise ArchiveFaulty.of(faults)


def _missing(dossier: Dossier) -> Iterator[Fault]:
    """The village's review (P) may come later: approval asks for it."""
    for spec in captured_sections():
        if spec.code != "P" and spec.least and spec.code not in dossier.sections:
            yield fault(spec.code, "section-missing")


def _head(dossier: Dossier) -> Iterator[Fault]:
    if "H" not in dossier.sections or "M" not in dossier.sections:
        return
    if not dossier.head_member:
        yield fault("H.1.head_member_no", "head-missing")
    elif "mobile" not in dossier.head_member:
        yield fault("H.1.head_member_no", "head-without-phone")


def _labour(dossier: Dossier) -> Iterator[Fault]:
    """The summary (L) follows from the members."""
    told = dossier.only("L")
    if not told or "M" not in dossier.sections:
        return
    wanted = derived.labour(dossier.rows("M"))
    for name in ("labour_count", "dependants", "dependency_ratio"):
        value: Decimal = getattr(wanted, name)
        if Decimal(told[name]) != value:
            yield fault(f"L.1.{name}", "labour-differs", wanted=value)
    if told.get("away_labour", 0) > wanted.labour_count:
        yield fault("L.1.away_labour", "labour-differs", wanted=f"≤ {wanted.labour_count}")


def _crops(dossier: Dossier) -> Iterator[Fault]:
    """No single crop covers more than all the land (two crops a year may share it)."""
    if "G" not in dossier.sections:
        return
    total = sum(Decimal(p["area_mu"]) for p in dossier.rows("G"))
    for number, crop in enumerate(dossier.rows("C"), start=1):
        if Decimal(crop["area_mu"]) > total:
            yield fault(f"C.{number}.area_mu", "above-land")


def _consents(dossier: Dossier, now: datetime, today: date) -> Iterator[Fault]:
    if "K" not in dossier.sections:
        return
    in_force = {
        k["consent_kind"]
        for k in dossier.rows("K")
        if k["valid_to"] >= today.isoformat()
        and ("withdrawn_at" not in k or instant(k["withdrawn_at"]) > now)
    }
    for kind, name in _CONSENTS_NEEDED.items():
        if kind not in in_force:
            yield fault("K", "consent-missing", wanted=f"{kind} {name}")
