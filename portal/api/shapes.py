"""What may be sent here, as JSON Schema: the same words describe a value and check it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from portal.api.problems import Fault
from portal.i18n import _

Shape = Mapping[str, Any]
MOST_WORDS = 500
CODE: Shape = {
    "type": "string",
    "minLength": 1,
    "maxLength": 40,
    "pattern": r"^[0-9A-Za-z_.-]+$",
}
WORDS: Shape = {
    "type": "string",
    "minLength": 1,
    "maxLength": MOST_WORDS,
    "pattern": r"^[^\s\u0000]",  # what forms strip is refused here: nothing is changed in silence
}
MORE_WORDS: Shape = {"type": "string", "maxLength": MOST_WORDS, "pattern": r"^[^\u0000]*$"}
KINDS: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "array": list}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def faults_of(value: object, shape: Shape, at: str = "") -> list[Fault]:
    """Return everything about a value that its shape does not allow, each with its place."""
    if "properties" in shape:
        return list(_faults_of_object(value, shape, at))
    why = _why_not(value, shape)
    if why is None and isinstance(value, list):
        items = (faults_of(one, shape["items"], f"{at}/{n}") for n, one in enumerate(value))
        return [fault for faults in items for fault in faults]
    return [{"at": at, "why": why}] if why else []


def read_moment(text: str) -> datetime:
    """Return the instant of an RFC 3339 text; raise ValueError if it is none."""
    if not MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


def read_number(text: str) -> int | str:
    """Return a whole number of an address; anything else stays the text that it is."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text


def _faults_of_object(value: object, shape: Shape, at: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield {"at": at, "why": str(_("An object is needed here."))}
        return
    known = shape["properties"]
    for name in shape.get("required", ()):
        if name not in value:
            yield {"at": f"{at}/{name}", "why": str(_("This is missing."))}
    for name, part in value.items():
        if name in known:
            yield from faults_of(part, known[name], f"{at}/{name}")
        else:
            yield {"at": f"{at}/{name}", "why": str(_("This is not known here."))}


def _why_not(value: object, shape: Shape) -> str | None:
    kind = KINDS[shape["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return str(_("This has another type: %(type)s is needed.", type=shape["type"]))
    if "const" in shape and value != shape["const"]:
        return str(_("Only this is known here: %(words)s.", words=shape["const"]))
    if "enum" in shape and value not in shape["enum"]:
        return str(_("Only these are known here: %(words)s.", words=", ".join(shape["enum"])))
    if isinstance(value, str):
        return _why_no_text(value, shape)
    size = len(value) if isinstance(value, list) else value
    return _why_out_of_bounds(size, shape)


def _why_no_text(text: str, shape: Shape) -> str | None:
    is_long = not shape.get("minLength", 0) <= len(text) <= shape.get("maxLength", len(text))
    if is_long:
        most = shape.get("maxLength", "")
        return str(
            _(
                "Between %(least)s and %(most)s characters are needed.",
                least=shape.get("minLength", 0),
                most=most,
            )
        )
    try:
        text.encode()
        _read(text, shape)
    except ValueError:
        return str(_("This cannot be read."))
    return None


def _read(text: str, shape: Shape) -> None:
    """Raise ValueError for what is not of the format or the pattern of its shape."""
    if shape.get("format") == "date-time":
        read_moment(text)
    if shape.get("format") == "date":
        if not DAY.fullmatch(text):
            raise ValueError(text)
        date.fromisoformat(text)
    if "pattern" in shape and not re.search(shape["pattern"], text):
        raise ValueError(text)


def _why_out_of_bounds(size: object, shape: Shape) -> str | None:
    least = shape.get("minimum", shape.get("minItems"))
    most = shape.get("maximum", shape.get("maxItems"))
    if not isinstance(size, int) or isinstance(size, bool):
        return None
    if (least is not None and size < least) or (most is not None and size > most):
        return str(_("At most %(most)s, and no fewer than %(least)s.", most=most, least=least or 0))
    return None
