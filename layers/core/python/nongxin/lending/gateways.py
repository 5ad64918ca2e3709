"""Systems outside: credit bureau (征信), identity (联网核查), poverty list (建档立卡), records.

The contracts that we hold them to (assumed: the province's data exchange stands before them all):

    POST bureau/reports           {name, id_no, consent_id, request_id} → {report_no, as_of, facts}
                                  403 without a consent; a repeat of request_id is no new enquiry
    POST identity/checks          {name, id_no, request_id}             → {facts}
    GET  poverty/households/{id_no}                                     → {facts}
    POST records/{source}         {name, id_no, phone, request_id}      → {facts}

`facts` holds values by the names of the fact schema (catalog/facts.csv): flags, whole numbers, fen,
decimals as text, codes. Every call may be repeated. 404: the source does not know the person, and
its facts stay missing. An answer counts only for facts that the schema takes from that source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from nongxin.catalog.facts import fact_schema
from nongxin.decisions.needed import by_source
from nongxin.kernel import deadline
from nongxin.kernel.errors import Denied
from nongxin.kernel.outgoing import Partner
from nongxin.kernel.value import value

ANSWER_SECONDS = 4  # within gather_facts.SOURCE_SECONDS
RECORDS = (
    "court",
    "device",
    "lists",
    "platform",
    "registry",
    "social_insurance",
    "station",
    "subsidies",
    "telecom",
)

Values = Mapping[str, Any]
# 征信业管理条例 art. 18: these are a person's credit data.
NEEDS_CONSENT = frozenset({"bureau"})


class NoConsent(Denied):
    code = "no-credit-consent"
    zh = "未经本人授权，不得查询征信"
    en = "No credit report is read without the person's live consent"


class Somebody(Protocol):
    """A person, as far as they are told to outside systems."""

    @property
    def name(self) -> str: ...
    @property
    def id_no(self) -> str: ...
    @property
    def phone(self) -> str: ...


@value
class Subject:
    """Whom to ask about. `request_id` stays the same in repeats; consent is by application, and
    `consent_id` is empty without one.
    """

    name: str
    id_no: str
    phone: str
    request_id: str
    consent_id: str


class CreditBureau(Protocol):
    def report(self, subject: Subject) -> Values:
        """Raises Busy or PartnerRefused."""
        ...


class IdentityCheck(Protocol):
    def check(self, subject: Subject) -> Values: ...


class PovertyOffice(Protocol):
    def household(self, subject: Subject) -> Values: ...


class DataExchange(Protocol):
    def records(self, source: str, subject: Subject) -> Values: ...


@value
class OutsideSystems:
    """Whom `Outside` asks; `http_systems` makes the real ones."""

    bureau: CreditBureau
    identity: IdentityCheck
    poverty: PovertyOffice
    exchange: DataExchange


class Outside:
    """Facts by source. A sick source costs its own facts and nothing else."""

    sources = ("bureau", "identity", "poverty_office", *RECORDS)

    def __init__(self, systems: OutsideSystems) -> None:
        self._systems = systems

    def subject(self, person: Somebody, application_id: str, *, consented: bool) -> Subject:
        """`consented`: there is a live consent to a credit report for this application."""
        consent = application_id if consented else ""
        return Subject(person.name, person.id_no, person.phone, application_id, consent)

    def wanted(self, product: str, entity: str, on: date) -> tuple[str, ...]:
        """The sources that a decision on the product reads: nobody else is told of the person."""
        return tuple(s for s in self.sources if s in by_source(product, entity, on))

    def facts(self, source: str, subject: Subject) -> dict[str, Any]:
        """Raises Busy, PartnerRefused, NoConsent, or KeyError on a source that is none of these."""
        if source in NEEDS_CONSENT and not subject.consent_id:
            raise NoConsent()
        with deadline.within(ANSWER_SECONDS):
            told = self._ask(source)(subject)
        schema = fact_schema()
        return {n: v for n, v in told.items() if n in schema and schema[n].source == source}

    def _ask(self, source: str) -> Callable[[Subject], Values]:
        if source in RECORDS:
            return lambda subject: self._systems.exchange.records(source, subject)
        return {
            "bureau": self._systems.bureau.report,
            "identity": self._systems.identity.check,
            "poverty_office": self._systems.poverty.household,
        }[source]


class HttpBureau:
    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def report(self, subject: Subject) -> Values:
        body = {
            "name": subject.name,
            "id_no": subject.id_no,
            "consent_id": subject.consent_id,
            "request_id": subject.request_id,
        }
        return _facts(self._partner.post("bureau", "reports", body=body, repeatable=True))


class HttpIdentity:
    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def check(self, subject: Subject) -> Values:
        body = {"name": subject.name, "id_no": subject.id_no, "request_id": subject.request_id}
        return _facts(self._partner.post("identity", "checks", body=body, repeatable=True))


class HttpPoverty:
    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def household(self, subject: Subject) -> Values:
        return _facts(self._partner.get("poverty", "households", subject.id_no))


class HttpExchange:
    def __init__(self, partners: Mapping[str, Partner]) -> None:
        self._partners = partners

    def records(self, source: str, subject: Subject) -> Values:
        body = {
            "name": subject.name,
            "id_no": subject.id_no,
            "phone": subject.phone,
            "request_id": subject.request_id,
        }
        return _facts(self._partners[source].post("records", source, body=body, repeatable=True))


def http_systems(base_url: str) -> OutsideSystems:
    """All of them behind one address, each with its own breaker and connections."""

    def partner(name: str) -> Partner:
        return Partner(name, base_url)

    return OutsideSystems(
        HttpBureau(partner("bureau")),
        HttpIdentity(partner("identity")),
        HttpPoverty(partner("poverty_office")),
        HttpExchange({source: partner(source) for source in RECORDS}),
    )


def _facts(answer: dict[str, Any] | None) -> Values:
    found = (answer or {}).get("facts", {})
    return found if isinstance(found, dict) else {}
