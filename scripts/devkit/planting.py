"""Plants people into one county: staff, a station, customers, accounts, live archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from ulid import ULID

from devkit.people import Draft, households
from nongxin.access.appoint_staff import AppointStaff, appoint_staff
from nongxin.access.credential import PROVINCE
from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.archives.checks.completeness import completeness
from nongxin.archives.checks.forms import Known
from nongxin.archives.checks.rows import checked_rows
from nongxin.archives.checks.schema import sections
from nongxin.archives.checks.whole import must_be_whole
from nongxin.archives.household import Archive, Dossier, Section, Status
from nongxin.archives.store import LIVE
from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.farming import subsidies
from nongxin.catalog.places import entity_of, villages
from nongxin.customers.person import IdNumberRegistered
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.customers.view.follow_archive import follow_archive
from nongxin.kernel.clock import SHANGHAI, stamp
from nongxin.kernel.events import Envelope
from nongxin.kernel.identity import EVERY_COUNTY, Principal, Role
from nongxin.kernel.ids import new_id
from nongxin.parts import Parts
from nongxin.stations.station import Station

_ROLES = (Role.OFFICER, Role.OFFICER, Role.COUNTY_APPROVER)
# Of the province, by staff number and the end of the phone's; two product managers, because who
# drafts a change does not release it.
_PROVINCIAL = (
    ("S610001", 9, Role.PROVINCIAL_APPROVER),
    ("S610002", 6, Role.PRODUCT_MANAGER),
    ("S610003", 7, Role.PRODUCT_MANAGER),
    ("S610004", 8, Role.AUDITOR),
    ("S610005", 5, Role.OPS),
)
_MORNING = time(2, tzinfo=UTC)  # ten in Shaanxi
_PUBLICITY = timedelta(days=8)


@dataclass(frozen=True)
class Days:
    """When a household was captured, reviewed by the village, and approved after the publicity."""

    captured: datetime
    reviewed: datetime
    approved: datetime

    @classmethod
    def of(cls, draft: Draft) -> Days:
        reviewed = datetime.combine(draft.reviewed_on, _MORNING)
        return cls(datetime.combine(draft.captured_on, _MORNING), reviewed, reviewed + _PUBLICITY)


@dataclass(frozen=True)
class Staff:
    id: str
    staff_no: str
    phone: str
    role: str
    county: str
    entity: str

    def principal(self) -> Principal:
        counties = frozenset({self.county})
        return Principal(self.id, Role(self.role), self.county, self.entity, counties, "seed")


@dataclass(frozen=True)
class Household:
    """A household that is there, by its head as a customer."""

    household_id: str
    customer_id: str
    account_no: str
    name: str
    id_no: str
    phone: str
    county: str
    is_new: bool


class Planter:
    """One thread each: running numbers are taken from blocks that two threads may not share."""

    def __init__(
        self, parts: Parts, county: str, known: Mapping[str, Household] | None = None
    ) -> None:
        """`known` are households of an earlier run, which need no second look."""
        self._parts = parts
        self._known = known or {}
        self.county = county
        entity = entity_of(county, parts.clock.today())
        assert entity is not None, county
        self._entity = entity

    def county_staff(self) -> list[Staff]:
        """Two officers and the county's approver."""
        return [
            self._staff(f"G{self.county}{n}", n, role, self._entity, self.county)
            for n, role in enumerate(_ROLES, start=1)
        ]

    def province_staff(self) -> list[Staff]:
        """An approver, two product managers, an auditor, ops."""
        return [
            self._staff(number, serial, role, PROVINCE, EVERY_COUNTY)
            for number, serial, role in _PROVINCIAL
        ]

    def station(self) -> str:
        """One e-station in the county's first covered village."""
        village = next(v for v in villages(self.county).values() if v.covered)
        standing = self._parts.stations.of_village(village.code)
        if standing:
            return standing[0].id
        clock = self._parts.clock
        station = Station(
            id=new_id("es", self.county, clock),
            entity=self._entity,
            village=village.code,
            name=f"{village.name.removesuffix('村委会')}村e站",
            opened_on=clock.today(),
        )
        self._parts.storage.commit(self._parts.stations.add(station))
        return station.id

    def households(self, count: int, today: date, staff: list[Staff]) -> Iterator[Household]:
        """Each draft as a customer with an account and a live archive, one after another."""
        officers, approver = staff[:2], staff[2]
        for draft in households(self.county, count, today):
            officer = officers[draft.number % 2]
            yield self.plant(draft, officer, approver)

    def plant(self, draft: Draft, officer: Staff, approver: Staff) -> Household:
        head = draft.head
        standing = self._parts.households.live_of(head.id_no)
        if standing and (known := self._known.get(standing)):
            return replace(known, is_new=False)
        customer_id, is_new_customer = self._customer(draft, officer)
        account_no = self._account(customer_id, is_new_customer)
        household_id = standing or self._archive(draft, officer, approver, account_no)
        return Household(
            household_id=household_id,
            customer_id=customer_id,
            account_no=account_no,
            name=head.name,
            id_no=head.id_no,
            phone=head.phone,
            county=self.county,
            is_new=standing is None,
        )

    def _customer(self, draft: Draft, officer: Staff) -> tuple[str, bool]:
        """The customer's id, and whether the person was not known before."""
        head, by = draft.head, officer.principal()
        command = RegisterCustomer(self.county, head.name, head.id_no, head.phone, head.id_valid_to)
        outcome = register_customer(command, by, self._parts.registration)
        try:
            self._parts.storage.commit(*outcome.writes)
        except IdNumberRegistered:
            standing = self._parts.persons.id_by_id_no(head.id_no)
            assert standing is not None
            return standing, False
        return str(outcome.answer["customer_id"]), True

    def _account(self, customer_id: str, is_new_customer: bool) -> str:
        cards = [] if is_new_customer else self._parts.accounts.of_owner(customer_id)
        if cards:
            return cards[0].number
        outcome = open_account(OpenAccount(customer_id, self._entity), self._parts.opening)
        self._parts.storage.commit(*outcome.writes)
        return str(outcome.answer["number"])

    def _archive(self, draft: Draft, officer: Staff, approver: Staff, account_no: str) -> str:
        """Checked by the same nouns as through the door, then written live by one transaction."""
        parts, days = self._parts, Days.of(draft)
        archive = self._opened(draft, officer, days.captured)
        dossier = captured_dossier(archive, draft, account_no, days)
        must_be_whole(dossier, days.approved, days.approved.astimezone(SHANGHAI).date())
        by = officer.principal()
        live = (
            archive.captured_by(by)
            .submitted(by, days.reviewed, completeness(dossier), dossier.sections)
            .approved(approver.principal(), days.approved)
        )
        id_numbers = [member["id_no"] for member in dossier.rows("M")]
        writes = [parts.households.add(live), parts.households.enrol(live)]
        writes += parts.households.named(live.id, live.county, id_numbers)
        writes.append(parts.households.sections.keep_first(live.id, dossier.sections))
        for id_no in id_numbers:
            writes.append(parts.directory.take(LIVE, parts.vault.blind("id_no", id_no), live.id))
        parts.storage.commit(*writes)
        self._follow(replace(dossier, head=live))
        return live.id

    def _follow(self, dossier: Dossier) -> None:
        """As the worker would, if a planted archive were announced."""
        parts, at = self._parts, stamp(self._parts.clock.now())
        told = Envelope(str(ULID()), "ArchiveWentLive", 1, at, "", {})
        follow_archive(dossier, told, parts.following_archives)

    def _opened(self, draft: Draft, officer: Staff, at: datetime) -> Archive:
        serial = self._parts.archiving.numbers.next(self.county, draft.village)
        return Archive(
            id=new_id("hh", self.county, self._parts.clock),
            number=f"{draft.village}{serial:06d}",
            entity=self._entity,
            village=draft.village,
            status=Status.DRAFT,
            since=at,
            edition=0,
            opened_by=officer.id,
            opened_on=draft.captured_on,
            nth_of_day=1 + draft.number % 6,
            completeness=Decimal(0),
        )

    def _staff(self, staff_no: str, serial: int, role: Role, entity: str, scope: str) -> Staff:
        phone = f"199{self.county}{serial:02d}"
        index = self._parts.vault.blind("staff_no", staff_no)
        staff_id = self._parts.directory.owner("staff_no", index)
        if staff_id is None:
            command = AppointStaff(staff_no, phone, role, self.county, entity, frozenset({scope}))
            outcome = appoint_staff(command, self._parts.appointing)
            self._parts.storage.commit(*outcome.writes)
            staff_id = str(outcome.answer["staff_id"])
        return Staff(staff_id, staff_no, phone, role.value, self.county, entity)


def captured_dossier(archive: Archive, draft: Draft, account_no: str, days: Days) -> Dossier:
    """What capturing every section of a draft gives; raises ArchiveFaulty."""
    by = archive.opened_by
    known = Known(
        days.approved.astimezone(SHANGHAI).date(), lambda c: c in subsidies(), could_be_issued
    )
    told = {
        "household_id": archive.number,
        "entity_code": archive.entity,
        "village_code": archive.village,
    }
    rows = draft.captured(account_no, by)
    rows["H"] = [row | told for row in rows["H"]]
    kept = {
        code: Section(
            rows=checked_rows(sections()[code], section, known),
            version=1,
            changed_at=days.reviewed if code == "P" else days.captured,
            changed_by=by,
        )
        for code, section in rows.items()
    }
    return Dossier(archive, kept)
