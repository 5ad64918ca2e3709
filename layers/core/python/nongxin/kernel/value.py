"""Values: frozen dataclasses that cost a cold start next to nothing.

`dataclasses` compiles six methods a class as soon as a module is imported, a millisecond each time;
a door knows some two hundred classes, and a call makes a few of them. A value's constructor is
compiled when the first one is made, and its other methods are the same five for all classes.
Everything else is as there: values are equal by class and fields and may be keys, and `fields`,
`replace`, `asdict`, `match` and a type checker know them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def value(cls: type[T]) -> type[T]: ...
@overload
def value(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[Any] | None = None, *, kw_only: bool = False) -> Any:
    """Makes a class of annotated fields a value; `kw_only` as in `dataclass`."""
    return _made(cls, kw_only) if cls else lambda cls: _made(cls, kw_only)


def _made(cls: type[Any], kw_only: bool) -> type[Any]:
    sentence = cls.__doc__
    cls.__doc__ = sentence or cls.__name__  # where there is none `dataclass` spells out a signature
    dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
    cls.__doc__ = sentence
    cls.__values__ = _reader([f.name for f in fields(cls) if f.compare])

    def first(self: Any, *args: Any, **named: Any) -> None:
        cls.__init__ = _constructor(cls)
        cls.__init__(self, *args, **named)

    for name, method in {"__init__": first, **_SHARED}.items():
        if cls.__dict__.get(name) is None:
            setattr(cls, name, method)
    return cls


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _constructor(cls: type[Any]) -> Callable[..., None]:
    """`__init__(self, a, b=default_b, *, c)`, as one would write it by hand."""
    known: dict[str, Any] = {"put": object.__setattr__, "MISSING": MISSING}
    places, named, body = ["self"], ["*"], []
    for each in fields(cls):
        told, given = _told(each, known)
        (named if each.kw_only else places).append(told)
        body.append(f"  put(self, {each.name!r}, {given})")
    if hasattr(cls, "__post_init__"):
        body.append("  self.__post_init__()")
    head = ", ".join(places + named * (len(named) > 1))
    text = "\n".join([f"def __init__({head}):", *body, "  return"])
    exec(text, known)  # noqa: S102 - it holds names of fields, nothing from outside
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _told(each: Field[Any], known: dict[str, Any]) -> tuple[str, str]:
    """A field as a parameter, and what the constructor puts there."""
    name = each.name
    if each.default_factory is not MISSING:
        known[f"make_{name}"] = each.default_factory
        return f"{name}=MISSING", f"make_{name}() if {name} is MISSING else {name}"
    if each.default is not MISSING:
        known[f"default_{name}"] = each.default
        return f"{name}=default_{name}", name
    return name, name


def _eq(self: Any, other: Any) -> Any:
    kind = self.__class__
    if other.__class__ is not kind:
        return NotImplemented
    return kind.__values__(self) == kind.__values__(other)


def _hash(self: Any) -> int:
    return hash(self.__class__.__values__(self))


def _repr(self: Any) -> str:
    told = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(told)})"


def _refuse_to_set(self: Any, name: str, to: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
}
