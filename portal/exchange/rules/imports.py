"""What a list would change: the state before and after it, compared subject by subject."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.exchange.rules.batches import BatchKind, Deed

Record = dict[str, str]
State = Mapping[str, Record]  # by what people know a thing by: a code, a number, a day

IMPORTED = frozenset(
    {BatchKind.REGISTRY, BatchKind.STAFF, BatchKind.VOLUNTEERS, BatchKind.CALENDAR}
)


@dataclass(frozen=True)
class Change:
    """What a list does to one thing, with both states; line 0 where no line names it."""

    line: int
    deed: Deed
    subject: str
    before: Record | None
    after: Record | None


@dataclass(frozen=True)
class Problem:
    """A line that is not taken over: why, as a sentence with its facts."""

    line: int
    words: str
    facts: Mapping[str, str]


def difference(before: State, after: State, lines: Mapping[str, int]) -> list[Change]:
    """Return what differs, in the order of the lines; of what does not, only what a line names.

    >>> [change.deed.value for change in difference({"a": {}}, {"b": {}}, {"b": 2})]
    ['created', 'ended']
    """
    others = sorted((before.keys() | after.keys()) - lines.keys())
    found = []
    for subject in dict.fromkeys([*lines, *others]):
        old, new = before.get(subject), after.get(subject)
        if old != new or (subject in lines and old is not None):
            found.append(Change(lines.get(subject, 0), deed_of(old, new), subject, old, new))
    return found


def deed_of(old: Record | None, new: Record | None) -> Deed:
    """Return what leads from one state to another."""
    if old == new:
        return Deed.UNCHANGED
    if old is None:
        return Deed.CREATED
    return Deed.ENDED if new is None else Deed.CHANGED


def fingerprint_of(changes: Iterable[Change]) -> str:
    """Return what two previews have in common only if they would do the same (SHA-256)."""
    said = sorted(
        json.dumps([one.subject, one.before, one.after], sort_keys=True) for one in changes
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def fields_changed(old: Record | None, new: Record | None) -> list[tuple[str, str, str]]:
    """Return the columns that differ, each with what stood there and what stands there now.

    >>> fields_changed({"name": "a", "phone": "1"}, {"name": "b", "phone": "1"})
    [('name', 'a', 'b')]
    """
    before, after = old or {}, new or {}
    names = dict.fromkeys([*before, *after])
    sides = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [side for side in sides if side[1] != side[2]]
