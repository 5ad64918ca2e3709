"""Bodies of the stations door. Amounts are whole fen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nongxin.kernel.http import Body, View

Fen = Annotated[int, Field(gt=0, le=10_000_000_000, description="whole fen (分)")]
Id = Annotated[str, Field(max_length=40)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
# 43 characters of base64url are 32 bytes, 86 are 64.
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$", description="Ed25519, base64url")]
Proof = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$", description="Ed25519, base64url")]
Degrees = Annotated[int, Field(ge=-180_000_000, le=180_000_000, description="1/1,000,000 °")]


class RegisterBody(Body):
    """`account_id`: the owner's class I account, out of which deposit and float are paid."""

    village: Annotated[str, Field(pattern=r"^[0-9]{12}$")]
    name: Annotated[str, Field(min_length=2, max_length=40)]
    owner_id: Id
    account_id: Id
    contract_no: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{4,40}$")]
    margin_fen: Fen
    float_fen: Fen
    single_most_fen: Fen
    opens: Clock = "06:00"
    closes: Clock = "22:00"
    latitude_e6: Degrees = 0
    longitude_e6: Degrees = 0


class TermsBody(Body):
    """What may change of a station; all of it, as it is from now on."""

    opens: Clock
    closes: Clock
    single_most_fen: Fen
    latitude_e6: Degrees = 0
    longitude_e6: Degrees = 0


class TermsView(View):
    station_id: str


class RegisteredView(View):
    station_id: str
    margin_account: str
    float_account: str


class StationView(View):
    """What anybody may see of a station who may see it at all."""

    station_id: str
    entity: str
    village: str
    name: str
    status: str
    opens: str
    closes: str
    opened_on: str
    latitude_e6: int
    longitude_e6: int


class TerminalView(View):
    terminal_id: str
    serial_no: str
    status: str
    since: str = Field(description="when its key was enrolled, or empty")
    keys: int = Field(description="how many keys it has had")
    operator_id: str = Field(description="who has signed on at it, or empty")


class OperatorView(View):
    """`status`: asked, appointed or ended; `since` and `until` are empty while there is none."""

    operator_id: str
    customer_id: str
    status: str
    since: str
    until: str


class StationCardView(StationView):
    """For staff and for those who run it."""

    operators: list[OperatorView]
    owner_id: str
    contract_no: str
    margin_account: str
    float_account: str
    float_fen: int
    margin_fen: int
    single_most_fen: int
    reason: str
    terminals: list[TerminalView]


class StationList(View):
    stations: list[StationView]
    cursor: str | None


class NearView(StationView):
    """A station that is open now, with float enough for what was asked."""

    metres: int | None = Field(description="as the crow flies; null where no coordinates tell it")


class NearList(View):
    stations: list[NearView]


class PointView(View):
    """RFC 7946: longitude before latitude, in degrees."""

    type: Literal["Point"] = "Point"
    coordinates: list[float]


class FeatureView(View):
    """`geometry` is null where nobody told the place (RFC 7946, 3.2)."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: PointView | None
    properties: StationView


class MapView(View):
    """GeoJSON: open it in any map."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[FeatureView]


class StatusBody(Body):
    """`account_id`, of a closing: the owner's account that the deposit goes back to."""

    status: Literal["open", "suspended", "closed"]
    reason: Annotated[str, Field(min_length=2, max_length=100)]
    account_id: Id | None = None


class StatusView(View):
    """`returned_fen`: the deposit, where the station was closed."""

    station_id: str
    status: str
    returned_fen: int = 0


class InspectionBody(Body):
    """`points`: place, registers, notices, cash, terminal, identity; each in order or not."""

    points: dict[str, bool]
    note: Annotated[str, Field(max_length=200)] = ""


class InspectionView(View):
    station_id: str
    on: str
    passed: bool


class InspectionList(View):
    inspections: list[InspectionView]


class FloatBody(Body):
    account_id: Id
    amount_fen: Fen
    direction: Literal["top_up", "take_out"]


class FloatView(View):
    station_id: str
    amount_fen: int


class OperatorBody(Body):
    """They sign in by the number and set a password by a code sent to the phone."""

    staff_no: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[0-9]{4,10}$")]
    phone: Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
    customer_id: Id = Field(description="who they are as our customer")


class DecisionBody(Body):
    approves: bool


class ShiftBody(Body):
    """`begins`: the caller signs on at the terminal; false: off."""

    begins: bool


class ShiftView(View):
    """`operator_id`: who is on now, or empty."""

    terminal_id: str
    operator_id: str


class OperatorStateView(View):
    operator_id: str
    status: str


class ExpectBody(Body):
    serial_no: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{4,40}$")]


class ExpectedView(View):
    """`code` is shown once."""

    terminal_id: str
    code: str


class EnrolmentBody(Body):
    """`proof`: the new key's signature of `enrol\\n<terminal>\\n<code>\\n`."""

    terminal_id: Id
    code: Annotated[str, Field(pattern=r"^[0-9a-f]{20}$")]
    public_key: Key
    proof: Proof


class RotationBody(Body):
    """`proof`: the next key's signature of `rotate\\n<terminal>\\n<nonce of this request>\\n`."""

    public_key: Key
    proof: Proof


class KeyView(View):
    terminal_id: str
    status: str
    since: str
    server_time: str


class RevokedView(View):
    terminal_id: str
    status: str
