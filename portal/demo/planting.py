"""Reports that are planted in the year: where something rare begins, told in words of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import cos, radians
from typing import TYPE_CHECKING

from portal import clock
from portal.cases.rules import Source
from portal.demo.chance import Chance
from portal.demo.life import Facts, Life
from portal.demo.pictures import own_picture, sent_again
from portal.demo.stage import Place, Stage
from portal.demo.year import blank, contact
from portal.files import Kept
from portal.policy.rules import WorkCalendar

if TYPE_CHECKING:
    from portal.demo.play import Play

KEY = "scene-"  # the keys of planted reports begin so
A_DEGREE = 111_200  # metres of latitude
HERE, NEXT_DOOR, NEARBY, ELSEWHERE, FAR = range(5)  # from the grid that is shown
WORKER, HELPER = "worker", "helper"


@dataclass(frozen=True)
class Plant:
    """One report of a scene: of what, when, where, by whom and in which words."""

    key: str
    code: str  # of its matter
    ago: int  # working days before today, or before the day that is just over on a day off
    hour: str
    words: str
    where: str
    grid: int = HERE
    by: str = ""  # the grid's worker or helper; a resident otherwise
    reach: str = ""  # mail or phone, if the reporter left one
    language: str = "zh"
    metres: tuple[int, int] | None = None  # north and east of the grid's middle
    photo: str = ""  # a picture by name: the same name, the same picture
    is_forwarded: bool = False  # the picture came through a messenger


@dataclass(frozen=True)
class Scene:
    """Some reports, and what people then do with them; `parts` are the cases that come of it."""

    plants: tuple[Plant, ...]
    happens: "Callable[[Play], None]"
    parts: int = 0

    @property
    def size(self) -> int:
        """Return how many cases it makes."""
        return len(self.plants) + self.parts


def sow(stage: Stage, scenes: Iterable[Scene], seed: int, now: datetime) -> list[Life]:
    """Return the reports of some scenes as lives of which only the beginning is told."""
    chance, pictures = Chance(seed), cache(own_picture)
    where = places(stage)
    return [
        _life(stage, where[plant.grid], plant, chance, pictures, now)
        for scene in scenes
        for plant in scene.plants
    ]


def places(stage: Stage) -> list[Place]:
    """Return the grids of the scenes, each with a worker: the shown one, then ever further off."""
    shown = stage.shown
    manned = sorted((each for each in stage.places.things if each.worker_id), key=_by_code)
    others = [each for each in manned if each.code > shown.code] + manned
    here, street = shown.community, shown.street
    beside = [each for each in others if each.community == here and each.code != shown.code]
    near = [each for each in others if each.street == street and each.community != here]
    far = [each for each in manned if each.street != street]
    found = (beside[:1], near[:1], far[:1], far[-1:])
    return [shown, *(next(iter(each), shown) for each in found)]


def _by_code(place: Place) -> str:
    return place.code


def moment_of(calendar: WorkCalendar, today: date, ago: int, hour: str) -> datetime:
    """Return an hour of the working day so many before today; of one to come if it is negative.

    >>> moment_of(WorkCalendar({}, 2026), date(2026, 9, 21), 1, "09:30").isoformat()
    '2026-09-18T01:30:00+00:00'
    """
    day, step = today, timedelta(days=1 if ago < 0 else -1)
    for _ in range(abs(ago)):
        day += step
        while not calendar.is_working(day):
            day += step
    hours, minutes = map(int, hour.split(":"))
    return clock.start_of(day) + timedelta(hours=hours, minutes=minutes)


def _life(
    stage: Stage,
    place: Place,
    plant: Plant,
    chance: Chance,
    pictures: Callable[[str, str], Kept],
    now: datetime,
) -> Life:
    calendar, today = stage.time.calendar, clock.day_of(now)
    moment = moment_of(calendar, today, plant.ago, plant.hour)
    day = clock.day_of(moment)
    listed = next(each for each in stage.subjects if each.code == plant.code)
    subject = stage.as_listed(listed, day)
    case = blank(stage, day, subject, place) | _position(place, plant) | {
        "request_key": KEY + plant.key,
        "follow_token": chance.token(),
        "pin": f"{chance.randrange(10**6):06}",
        "source": Source.WORKER if plant.by else Source.RESIDENT,
        "reported_by_id": _reporter(place, plant),
        "words": plant.words,
        "place_note": plant.where,
        "language": plant.language,
        "is_held": False,
        "reported_at": moment,
    }  # fmt: skip
    life = Life(stage, chance, now, place, subject, case, is_played=True)
    if plant.photo:
        picture = pictures(plant.photo, subject.group)
        life.photos.append((0, sent_again(picture) if plant.is_forwarded else picture))
    if plant.reach:
        life.contact = contact(chance, moment, has_mail=plant.reach == "mail")
    return life


def _position(place: Place, plant: Plant) -> Facts:
    if plant.metres is None or place.middle is None:
        return {}
    (lat, lon), (north, east) = place.middle, plant.metres
    return {
        "lat": round(lat + north / A_DEGREE, 6),
        "lon": round(lon + east / A_DEGREE / cos(radians(lat)), 6),
    }


def _reporter(place: Place, plant: Plant) -> int | None:
    if plant.by == HELPER and place.helper_ids:
        return place.helper_ids[0]
    return place.worker_id if plant.by else None
