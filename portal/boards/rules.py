"""What is true of boards: the codes they carry, how they are signed, the outline they show."""

import enum
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import cos, radians
from typing import NamedTuple

from portal.errors import N_

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O 1 I L U, which are misread
CODE_LENGTH = 6
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")

LABEL_HEIGHT = 0.07  # of the box: a line of small text with some air
LABEL_LINES = 15  # heights at which a place for a name is looked for

Point = tuple[float, float]
Ring = Sequence[Point]


def new_code(random_bytes: bytes) -> str:
    """Return the short code of a board; the same bytes give the same code.

    Give at least eight bytes from `secrets`: with fewer some codes come up
    noticeably more often, and a code must not be guessed from another.

    >>> new_code(bytes(8)), new_code(bytes(range(8)))
    ('222222', 'C7BGNF')
    """
    if len(random_bytes) < 8:
        raise ValueError("a code needs at least eight random bytes")
    number, letters = int.from_bytes(random_bytes), ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters = CODE_LETTERS[place] + letters
    return letters


def is_code(text: str) -> bool:
    """Return whether the text could be a board's code, exactly as printed.

    >>> is_code("7K3M9Q"), is_code("7k3m9q"), is_code("7K3M90"), is_code("7K3M9Q2")
    (True, False, False, False)
    """
    return _CODE.fullmatch(text) is not None


class Box(NamedTuple):
    """The frame of a map; the grid itself keeps `margin` away from its edges."""

    width: float
    height: float
    margin: float = 0


@dataclass(frozen=True)
class Neighbour:
    """A neighbouring grid as far as it shows, and where its name has `room`, centred on x, y."""

    name: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Outline:
    """A grid's outline as SVG paths, in the units of its box."""

    own: str
    x: float
    y: float
    room: float
    others: tuple[Neighbour, ...]
    width: float
    height: float


def outline_path(ring: Ring, neighbours: Iterable[tuple[str, Ring]], box: Box) -> Outline:
    """Return the outline of a lon/lat ring, as large as the box allows and centred in it.

    North is up and a degree of longitude is shortened by cos(latitude), which
    for the few kilometres of a grid is as good as an equal-area projection.
    Neighbours are cut at the frame; those that do not reach it are left out.

    >>> square = [(120.0, 0.0), (120.0, 2.0), (122.0, 2.0), (122.0, 0.0)]
    >>> east = [(122.0, 0.0), (122.0, 2.0), (130.0, 2.0), (130.0, 0.0)]
    >>> outline = outline_path(square, [("East", east)], Box(40, 20, 5))
    >>> outline.own
    'M15 15L15 5L25 5L25 15Z'
    >>> outline.others
    (Neighbour(name='East', path='M40 15L25 15L25 5L40 5Z', x=32.5, y=10.0, room=15.0),)
    """
    if len(ring) < 3:
        raise ValueError("an outline needs at least three corners")
    place = _Placing.of(ring, box)
    own = place.all(ring)
    seen = ((name, _cut_at_frame(place.all(other), box)) for name, other in neighbours)
    line = box.height * LABEL_HEIGHT
    others = (Neighbour(name, _path(cut), *_label(cut, line)) for name, cut in seen if len(cut) > 2)
    return Outline(_path(own), *_label(own, line), tuple(others), box.width, box.height)


@dataclass(frozen=True)
class _Placing:
    """How lon/lat becomes a point in the box."""

    lon: float
    lat: float
    shorter: float
    scale: float
    box: Box

    @classmethod
    def of(cls, ring: Ring, box: Box) -> "_Placing":
        lons, lats = zip(*ring, strict=True)
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        shorter = max(cos(radians(lat)), 1e-9)
        wide, high = (max(lons) - min(lons)) * shorter, max(lats) - min(lats)
        if not wide * high:
            raise ValueError("an outline needs an area")
        room = box.width - 2 * box.margin, box.height - 2 * box.margin
        return cls(lon, lat, shorter, min(room[0] / wide, room[1] / high), box)

    def all(self, ring: Ring) -> list[Point]:
        corners = ring[:-1] if ring[:1] == ring[-1:] else ring
        return [self._one(*corner) for corner in corners]

    def _one(self, lon: float, lat: float) -> Point:
        x = self.box.width / 2 + (lon - self.lon) * self.shorter * self.scale
        y = self.box.height / 2 - (lat - self.lat) * self.scale
        return round(x, 2), round(y, 2)


def _cut_at_frame(ring: list[Point], box: Box) -> list[Point]:
    """Return the part of a ring inside the frame, cut at one edge after the other."""
    for axis, limit, inward in ((0, 0, 1), (0, box.width, -1), (1, 0, 1), (1, box.height, -1)):
        ring = list(_cut(ring, axis, limit, inward))
    return [
        corner for corner, last in zip(ring, ring[-1:] + ring[:-1], strict=True) if corner != last
    ]


def _cut(ring: list[Point], axis: int, limit: float, inward: int) -> Iterator[Point]:
    for here, there in pairwise(ring[-1:] + ring):
        was_in, is_in = ((p[axis] - limit) * inward >= 0 for p in (here, there))
        if was_in != is_in:
            part = (limit - here[axis]) / (there[axis] - here[axis])
            along = round(here[1 - axis] + part * (there[1 - axis] - here[1 - axis]), 2)
            yield (limit, along) if axis == 0 else (along, limit)
        if is_in:
            yield there


def _label(ring: list[Point], height: float) -> tuple[float, float, float]:
    """Return where a line of text of that height has most room inside a ring, and how much.

    Places near the middle are preferred, so that a name does not sit in a
    corner for the sake of a little more room.
    """
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, *ring[0], 0.0)
    for line in range(1, LABEL_LINES + 1):
        y = top + (bottom - top) * line / (LABEL_LINES + 1)
        nearness = 1 - abs(2 * line / (LABEL_LINES + 1) - 1) / 2
        for left, right in _clear(ring, y, height / 2):
            best = max(best, ((right - left) * nearness, (left + right) / 2, y, right - left))
    return round(best[1], 2), round(best[2], 2), round(best[3], 2)


def _clear(ring: list[Point], y: float, half: float) -> Iterator[Point]:
    """Return the stretches that lie inside the ring at, just above and just below a height."""
    above, below = (list(_inside(ring, y + dy)) for dy in (-half, half))
    for stretch, over, under in product(_inside(ring, y), above, below):
        left, right = (
            max(s[0] for s in (stretch, over, under)),
            min(s[1] for s in (stretch, over, under)),
        )
        if left < right:
            yield left, right


def _inside(ring: list[Point], y: float) -> Iterator[Point]:
    """Return the stretches of a height that lie inside the ring."""
    crossings = sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]])
        if (y0 > y) != (y1 > y)
    )
    return zip(crossings[::2], crossings[1::2], strict=True)


def _path(ring: list[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"


class SuspectSign(enum.StrEnum):
    """What makes somebody think that a code is not ours."""

    PASTED_OVER = "pasted_over"
    OTHER_NUMBER = "other_number"
    OTHER_SITE = "other_site"
    ASKS_FOR_MONEY = "asks_for_money"
    SOMETHING_ELSE = "something_else"


SIGN_WORDS = {
    SuspectSign.PASTED_OVER: N_("A sticker is pasted over the code"),
    SuspectSign.OTHER_NUMBER: N_("The number on the board is another one"),
    SuspectSign.OTHER_SITE: N_("The code led to another address"),
    SuspectSign.ASKS_FOR_MONEY: N_("It asked for money, a password or a download"),
    SuspectSign.SOMETHING_ELSE: N_("Something else is odd"),
}
SIGNATURE_LENGTH = 8  # of 30 letters: one of 6.5e11, and nobody outside can try
LONGEST_ADDRESS = 500
TYPED_CODE = re.compile(r"([0-9A-Za-z]{1,20})/?")


class Verdict(enum.StrEnum):
    """What an address that was read from a board turns out to be."""

    OURS = "ours"  # our address, a code that we gave out, and a signature of ours if we sign
    UNSIGNED = "unsigned"  # as OURS, printed without a signature
    OLD_KEY = "old_key"  # signed with a key that is no longer trusted
    FORGED = "forged"  # a signature that is not ours
    UNKNOWN_CODE = "unknown_code"
    OTHER_SITE = "other_site"
    NO_ADDRESS = "no_address"


class Printed(NamedTuple):
    """What was read from a board: an address of ours or of others, or a code that was typed."""

    code: str
    signature: str = ""
    is_address: bool = True
    is_ours: bool = True


def signature_of(code: str, letter: str, secret: str) -> str:
    """Return what a printed code is signed with: the key's letter and a shortened HMAC-SHA256.

    >>> signature_of("7K3M9Q", "A", "x" * 32)
    'AZDD8KHW7'
    """
    mac = hmac.digest(secret.encode(), f"board {code}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(mac), ""
    for _ in range(SIGNATURE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return letter + letters


def read_address(words: str, base_url: str) -> Printed | None:
    """Return the parts of an address as it stands in a code, or of a typed code; None if neither.

    >>> read_address("https://grid.example.org/b/7k3m9q?s=AZDD8KHW7", "https://grid.example.org")
    Printed(code='7K3M9Q', signature='AZDD8KHW7', is_address=True, is_ours=True)
    >>> read_address("7k3m9q", "https://grid.example.org")
    Printed(code='7K3M9Q', signature='', is_address=False, is_ours=True)
    """
    words, own = words.strip()[:LONGEST_ADDRESS], f"{base_url}/b/"
    is_ours = words.lower().startswith(own.lower())
    if not is_ours and "/" in words:
        return Printed("", is_ours=False)
    code, _, asked = (words[len(own) :] if is_ours else words).partition("?")
    found = TYPED_CODE.fullmatch(code)
    if not found:
        return Printed("") if is_ours else None
    signed = re.search(r"(?:^|&)s=(\w*)", asked)
    return Printed(found[1].upper(), signed[1].upper() if signed else "", is_address=is_ours)


def judge_address(
    read: Printed | None, *, is_known: bool, keys: Sequence[tuple[str, str]]
) -> Verdict:
    """Return what a read address is; `keys` are the letters and secrets trusted today."""
    if read is None:
        return Verdict.NO_ADDRESS
    if not read.is_ours:
        return Verdict.OTHER_SITE
    if not is_known:
        return Verdict.UNKNOWN_CODE
    if not keys or not read.is_address:
        return Verdict.OURS
    return _judge_signature(read, dict(keys))


def _judge_signature(read: Printed, secrets: dict[str, str]) -> Verdict:
    letter = read.signature[:1]
    if not letter:
        return Verdict.UNSIGNED
    if letter not in secrets:
        return Verdict.OLD_KEY
    right = signature_of(read.code, letter, secrets[letter])
    is_right = hmac.compare_digest(right.encode(), read.signature.encode())
    return Verdict.OURS if is_right else Verdict.FORGED
