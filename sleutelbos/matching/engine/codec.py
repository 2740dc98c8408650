"""Frozen dataclasses to plain JSON and back, and the one way this engine hashes."""

import dataclasses
import hashlib
import json
import types
import typing
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")
_PLAIN = frozenset({int, str, bool, float, type(None)})


def to_plain(value: Any) -> Any:
    """The value as dicts, lists and plain values; fields at their default are left out."""
    kind: type = type(value)
    if kind in _PLAIN:  # most of a snapshot: numbers and codes, thousands of them
        return value
    if kind is tuple or kind is list:
        return [item if type(item) in _PLAIN else to_plain(item) for item in value]
    if _written(kind):
        plain = {}
        for name, default, _hint in _shape(kind):
            item = getattr(value, name)
            if item is default:  # nearly every field that is left out, without comparing
                continue
            if item != default or type(item) is not type(default):
                plain[name] = item if type(item) in _PLAIN else to_plain(item)
        return plain
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value


def from_plain(cls: type[T], data: Any) -> T:
    """The dataclass that was written by ``to_plain``. Raises ValueError for unknown or malformed fields."""
    if not isinstance(data, dict):
        raise ValueError(f"{cls.__name__}: an object is expected, not {type(data).__name__}")
    shape = {name: hint for name, _default, hint in _shape(cast(Any, cls))}
    unknown = sorted(set(data) - set(shape))
    if unknown:
        raise ValueError(f"{cls.__name__}: unknown fields {', '.join(unknown)}")
    try:
        return cls(**{key: _read(shape[key], item, f"{cls.__name__}.{key}") for key, item in data.items()})
    except TypeError as error:
        raise ValueError(f"{cls.__name__}: {error}") from error


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, so that equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def sha256(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of plain values."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


_REQUIRED = object()


@cache
def _written(kind: type) -> bool:
    return dataclasses.is_dataclass(kind)


@cache
def _shape(cls: type) -> tuple[tuple[str, Any, Any], ...]:
    hints = typing.get_type_hints(cls)
    shape = []
    for item in dataclasses.fields(cls):
        default: Any = _REQUIRED
        if item.default is not dataclasses.MISSING:
            default = item.default
        elif item.default_factory is not dataclasses.MISSING:
            default = item.default_factory()
        shape.append((item.name, default, hints[item.name]))
    return tuple(shape)


def _read(hint: Any, item: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if item is None and type(None) in typing.get_args(hint):
            return None
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        return _read(inner[0], item, where)
    if origin is typing.Literal:
        if item not in typing.get_args(hint):
            raise ValueError(f"{where}: {item!r} is not one of {typing.get_args(hint)}")
        return item
    if origin is tuple:
        if not isinstance(item, (list, tuple)):
            raise ValueError(f"{where}: a list is expected")
        parts = typing.get_args(hint)
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(_read(parts[0], part, where) for part in item)
        if len(parts) != len(item):
            raise ValueError(f"{where}: {len(parts)} values are expected, not {len(item)}")
        return tuple(_read(part, value, where) for part, value in zip(parts, item, strict=True))
    if dataclasses.is_dataclass(hint):
        return from_plain(cast(type, hint), item)
    if hint is float and isinstance(item, (int, float)) and not isinstance(item, bool):
        return float(item)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(item)
    if not isinstance(item, hint) or (hint is int and isinstance(item, bool)):
        raise ValueError(f"{where}: {hint.__name__} is expected, not {type(item).__name__}")
    return item
