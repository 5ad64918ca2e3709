from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from nongxin.kernel.value import value

T = TypeVar("T")


@value
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
    seen: int = field(default=0, compare=False)

    unit: ClassVar[str] = "m"

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("left of everything")


@value(kw_only=True)
class Named:
    name: str


@value(kw_only=True)
class Place(Named):
    at: int


@value
class Box(Generic[T]):
    """A box has a sentence."""

    inside: T


@value
class Nothing:
    pass


def test_a_value_is_made_by_place_and_by_name_with_its_defaults() -> None:
    assert (Point(1).x, Point(1).y, Point(1).tags) == (1, 0, [])
    assert Point(1, y=2) == Point(1, 2)
    assert Point(1).tags is not Point(1).tags
    assert Place(at=1, name="n").name == "n"


@pytest.mark.parametrize(
    "wrong", [lambda: Point(), lambda: Point(1, z=2), lambda: Place(1, "n"), lambda: Nothing(1)]
)
def test_a_wrong_argument_is_refused_also_at_the_first_time(wrong: Any) -> None:
    with pytest.raises(TypeError, match="__init__"):
        wrong()


def test_what_a_value_checks_is_checked() -> None:
    with pytest.raises(ValueError, match="left"):
        Point(-1)


def test_values_are_equal_by_class_and_by_the_fields_that_count() -> None:
    assert Point(1, seen=1) == Point(1, seen=2)
    assert Point(1) != Point(2)
    assert Named(name="n") != Place(name="n", at=1)
    assert {Box(1): "one", Box((1, 2)): "two"}[Box((1, 2))] == "two"
    assert Box((1,)) != Box(1)
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_a_value_does_not_change() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert point.x == 1


def test_dataclasses_know_it() -> None:
    assert [f.name for f in fields(Point)] == ["x", "y", "tags", "seen"]
    assert asdict(Place(name="n", at=1)) == {"name": "n", "at": 1}
    assert replace(Point(1), y=5) == Point(1, 5)
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)
    assert repr(Box([1])) == "Box(inside=[1])"
    assert Box[int](1) == Box(1)


def test_a_value_is_copied_and_kept() -> None:
    assert copy.deepcopy(Point(1, 2, ["a"])) == Point(1, 2, ["a"])
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)


def test_the_first_ones_may_be_made_at_once() -> None:
    classes = [value(type(f"Fresh{n}", (), {"__annotations__": {"a": "int"}})) for n in range(50)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: classes[n // 8](a=n), range(400)))
    assert [each.a for each in made] == list(range(400))


def test_a_value_says_and_does_what_a_frozen_dataclass_does() -> None:
    class Plain:
        a: int
        b: str = "b"

    known: Any = dataclass(frozen=True)(type("Twin", (), dict(Plain.__dict__)))
    ours: Any = value(type("Twin", (), dict(Plain.__dict__)))
    assert repr(ours(1)).rpartition(".")[2] == repr(known(1)).rpartition(".")[2]
    assert ours.__match_args__ == known.__match_args__
    assert asdict(ours(1, "c")) == asdict(known(1, "c"))
