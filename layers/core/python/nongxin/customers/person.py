"""A person known to the bank (客户), and what each role may read of them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.id_number import IdNumber, days_left
from nongxin.kernel.identity import Role
from nongxin.kernel.personal import is_mobile, is_person_name
from nongxin.kernel.privacy import masked, masked_name
from nongxin.kernel.value import value

# 人民币银行结算账户管理办法: from 16 on a person opens an account without a guardian.
YOUNGEST_YEARS = 16
_NAME_IN_CLEAR = frozenset(
    {Role.CUSTOMER, Role.TELLER, Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER}
)


class InvalidName(Rule):
    code = "invalid-name"
    zh = "姓名须为2至30个汉字，可含间隔号“·”"
    en = "A name is 2 to 30 Chinese characters, with '·' inside where it has one"


class InvalidPhone(Rule):
    code = "invalid-phone"
    zh = "手机号码须为11位，以1开头"
    en = "A mobile number has 11 digits and begins with 1"


class TooYoung(Rule):
    code = "customer-too-young"
    zh = "未满{youngest}周岁，须由监护人代理"
    en = "Below {youngest} years a guardian has to act"


class IdCardExpired(Rule):
    code = "id-card-expired"
    zh = "身份证已于{expired_on}到期，请先换证"
    en = "The ID card expired on {expired_on}: have it renewed first"


class IdNumberRegistered(Conflict):
    code = "id-number-registered"
    zh = "该身份证号码已在省内建立客户信息"
    en = "This ID number is registered in the province already"


class PhoneRegistered(Conflict):
    code = "phone-registered"
    zh = "该手机号码已登记在另一客户名下"
    en = "This phone number is registered to another customer"


class OutOfTerritory(Denied):
    code = "out-of-territory"
    zh = "您无权办理{county}的业务"
    en = "You do not serve county {county}"


class Kyc(StrEnum):
    """Seen by an officer (pending), confirmed by the national check (联网核查), or refuted by it."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUTED = "refuted"


@value
class Person:
    """`id_valid_to` is None for a card without an end (长期), `kyc_until` before the first review;
    `merged_into` is the id under which the person goes on, else empty.
    """

    id: str
    entity: str
    name: str
    id_no: str
    phone: str
    id_valid_to: date | None
    kyc: Kyc
    registered_on: date
    registered_by: str
    kyc_until: date | None = None
    merged_into: str = ""

    @property
    def county(self) -> str:
        return self.id[3:9]

    def id_number(self, today: date) -> IdNumber:
        return IdNumber.parse(self.id_no, today)

    def id_valid_days(self, today: date) -> int:
        return days_left(self.id_valid_to, today)


@value
class Identity:
    """What an officer reads off a card and writes down: checked, canonical."""

    name: str
    id_number: IdNumber
    phone: str
    id_valid_to: date | None

    @classmethod
    def checked(
        cls, name: str, id_no: str, phone: str, id_valid_to: date | None, today: date
    ) -> Identity:
        """Raises InvalidName, InvalidPhone, InvalidIdNumber, TooYoung or IdCardExpired."""
        if not is_person_name(name):
            raise InvalidName()
        if not is_mobile(phone):
            raise InvalidPhone()
        number = IdNumber.parse(id_no, today)
        if number.age(today) < YOUNGEST_YEARS:
            raise TooYoung(youngest=YOUNGEST_YEARS)
        if id_valid_to is not None and id_valid_to < today:
            raise IdCardExpired(expired_on=id_valid_to.isoformat())
        return cls(name, number, phone, id_valid_to)


@value
class Glimpse:
    """A person as one role sees them."""

    name: str
    id_no: str
    phone: str


def glimpse(person: Person, role: Role) -> Glimpse:
    """Numbers are masked for everybody; the name too for those who do not serve the person."""
    name = person.name if role in _NAME_IN_CLEAR else masked_name(person.name)
    return Glimpse(name, masked(person.id_no, 6, 4), masked(person.phone, 3, 4))
