"""What is true of what was printed: one text for it, its hash, and what has changed since.

A version is kept as canonical JSON: the same words always give the same text, and so the same
hash, whoever makes it and whenever.
"""

import base64
import enum
import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Content = TypeVar("Content")
Words = Mapping[str, Any]
DATES = frozenset({"printed_on", "revision"})  # of the printing, not of what is said
# Counts of homes move every week, neighbours are drawn for orientation, and a printed address works
# for ever also after the portal has moved: a new print says them anew, but no board is taken down
# for their sake.
PASSING = frozenset({"facts", "facts_en", "neighbours", "url"})
OF_A_PERSON = frozenset({"name", "phone", "tasks", "duty", "duty_en", "photo"})
EMPTY: dict[type, Any] = {str: "", int: 0, float: 0.0, bool: False, bytes: b"", tuple: ()}


class Field(enum.StrEnum):
    """What of a board changed."""

    WORKER = "worker"
    PHONE = "phone"
    DUTIES = "duties"
    PHOTO = "photo"
    VOLUNTEERS = "volunteers"
    SCOPE = "scope"
    OUTLINE = "outline"
    NAME = "name"
    SUPERVISION = "supervision"
    OTHER = "other"


FIELDS = {
    "volunteers": Field.VOLUNTEERS,
    "scope": Field.SCOPE,
    "outline": Field.OUTLINE,
    "grid_name": Field.NAME,
    "grid_name_en": Field.NAME,
    "community": Field.NAME,
    "community_en": Field.NAME,
    "street": Field.NAME,
    "street_en": Field.NAME,
    "supervision_phone": Field.SUPERVISION,
}


@dataclass(frozen=True)
class Change:
    """One thing that a board says and that is no longer so; `who` is the duty, of a person's."""

    field: Field
    old: str
    new: str
    who: str = ""


def canonical(content: Any) -> str:
    """Return what a board says as one text: keys in order, no spaces, days as ISO dates."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def fingerprint(text: str | bytes) -> str:
    """Return the SHA-256 of a text or a file."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def restored(kind: type[Content], text: str) -> Content:
    """Return the content that a canonical text was made of, also of a time with other fields.

    What was added to boards since stays empty, what is no longer on them is left out.
    """
    return _shaped(json.loads(text), kind)  # type: ignore[no-any-return]


def says_the_same(old: str, new: str) -> bool:
    """Say whether two versions differ in nothing but when they were printed."""
    one, other = (json.loads(text) for text in (old, new))
    return all(one.get(name) == other.get(name) for name in {*one, *other} - DATES)


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return what a printed board says that is no longer so; nothing if it may stay up.

    A field that one of the two does not know is no change: the board was made before it.
    """
    was, now = (json.loads(text) for text in (old, new))
    known = (was.keys() & now.keys()) - DATES - PASSING
    found = [*_of_people(was.get("people", ()), now.get("people", ()))]
    for name in sorted(known - {"people"}):
        if was[name] != now[name]:
            field = FIELDS.get(name, Field.OTHER)
            found.append(Change(field, _said(field, was[name]), _said(field, now[name])))
    return tuple(found)


def _of_people(was: list[Words], now: list[Words]) -> Iterator[Change]:
    """Compare person by person within each duty; who comes, goes or is replaced is one change."""
    duties = dict.fromkeys(one["duty"] for one in (*was, *now))
    for duty in duties:
        before, after = ([one for one in some if one["duty"] == duty] for some in (was, now))
        for n in range(max(len(before), len(after))):
            old, new = ((some[n] if n < len(some) else {}) for some in (before, after))
            yield from _of_person(duty, old, new)


def _of_person(duty: str, old: Words, new: Words) -> Iterator[Change]:
    if old.get("name") != new.get("name"):
        yield Change(Field.WORKER, _card(old), _card(new), duty)
        return
    if old.get("phone") != new.get("phone"):
        yield Change(Field.PHONE, old.get("phone") or "", new.get("phone") or "", duty)
    if old.get("tasks") != new.get("tasks"):
        yield Change(Field.DUTIES, _joined(old.get("tasks")), _joined(new.get("tasks")), duty)
    if old.get("photo", "") != new.get("photo", ""):
        yield Change(Field.PHOTO, "", "", duty)
    others = (old.keys() & new.keys()) - OF_A_PERSON
    if any(old[name] != new[name] for name in others):
        yield Change(Field.OTHER, "", "", duty)


def _card(person: Words) -> str:
    return " ".join(filter(None, (person.get("name"), person.get("phone"))))


def _said(field: Field, value: Any) -> str:
    """Return a value in words; an outline has none, and what is not known is not spelt out."""
    if field in {Field.OUTLINE, Field.OTHER}:
        return ""
    return _joined(value) if isinstance(value, list) else str(value)


def _joined(words: Any) -> str:
    return "、".join(map(str, words or ()))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"a board cannot say a {type(value).__name__}")


def _shaped(value: Any, kind: Any) -> Any:
    """Return a JSON value as the kind of thing that it was."""
    if get_origin(kind) in {Union, types.UnionType}:
        inner = [one for one in get_args(kind) if one is not type(None)]
        return None if value is None else _shaped(value, inner[0])
    if get_origin(kind) is tuple:
        return _tuple(value, get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return _thing(value, kind)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(value)
    return base64.b64decode(value) if kind is bytes else value


def _tuple(value: Any, inner: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(inner) == 2 and inner[1] is ...:
        return tuple(_shaped(one, inner[0]) for one in value)
    return tuple(_shaped(one, kind) for one, kind in zip(value, inner, strict=True))


def _thing(value: Words, kind: type) -> Any:
    hints = get_type_hints(kind)
    given = {
        field.name: _shaped(value[field.name], hints[field.name])
        if field.name in value
        else _empty(hints[field.name])
        for field in fields(kind)
        if field.name in value or (field.default is MISSING and field.default_factory is MISSING)
    }
    return kind(**given)


def _empty(kind: Any) -> Any:
    return EMPTY.get(get_origin(kind) or kind)
