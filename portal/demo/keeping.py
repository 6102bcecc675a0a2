"""Keeps told lives in the database: many at a time, so that a quarter of a million stay light."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import insert, text

from portal import clock
from portal.cases.actions import make_findable
from portal.cases.actions.tallies import keep_tallies
from portal.cases.models import (
    Case,
    CaseEvent,
    Contact,
    DayCount,
    ExpediteOrder,
    ExpediteReply,
    Photo,
    Rating,
)
from portal.cases.rules import index_terms
from portal.cases.rules.tallies import Happened, Tally, tallies_of
from portal.db import Base, db
from portal.demo.chance import Chance
from portal.demo.life import Facts, Life
from portal.files import Kept

AT_ONCE = 2000  # cases in one go
Album = Mapping[tuple[str, str], Sequence[Kept]]  # pictures by group and "before" or "after"


def keep_all(lives: Iterable[Life], album: Album, chance: Chance) -> Iterator[int]:
    """Keep lives as they come, commit now and then, and say how many each time."""
    shelf = _Shelf(album, chance)
    waiting = iter(lives)
    while some := list(islice(waiting, AT_ONCE)):
        for life in some:
            shelf.take(life)
        shelf.put_down()
        db.session.commit()
        yield len(some)
    keep_tallies(shelf.tallies)
    _keep_rows(DayCount, [{"day": day, "last": last} for day, last in shelf.days.items()])
    continue_numbering((Case, CaseEvent, Rating, Photo, ExpediteOrder, ExpediteReply))
    db.session.commit()


@dataclass
class _Shelf:
    """Rows of several tables on their way; their ids are given here, so that none is asked for."""

    album: Album
    chance: Chance
    rows: dict[type[Base], list[Facts]] = field(default_factory=dict)
    found: list[Facts] = field(default_factory=list)
    last: Counter[type[Base]] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    tallies: Counter[Tally] = field(default_factory=Counter)

    def take(self, life: Life) -> None:
        """Take a life's rows."""
        case_id = self._next(Case)
        case = life.case | {"id": case_id, "version": len(life.events)}
        self.days[clock.day_of(case["reported_at"])] += 1
        self._add(Case, case)
        self.tallies.update(one for what in _happened(life) for one in tallies_of(what))
        event_ids = []
        for event in life.events:
            event_ids.append(self._next(CaseEvent))
            self._add(CaseEvent, event | {"id": event_ids[-1], "case_id": case_id})
        for rating in life.ratings:
            self._add(Rating, rating | {"id": self._next(Rating), "case_id": case_id})
        if life.contact:
            self._add(Contact, life.contact | {"case_id": case_id})
        for place, order in life.orders:
            self._order(life, case_id, order, event_ids, place)
        for place, shows in life.photos:
            self._add(Photo, self._photo(life, shows, case_id, event_ids[place]))
        matter = life.subject
        said = (case["words"], case["place_note"], life.place.name, matter.name, matter.name_en)
        self.found.append({"id": case_id, "words": " ".join(index_terms(" ".join(said)))})

    def put_down(self) -> None:
        """Write what was taken, parents before children."""
        for model in (Case, CaseEvent, Rating, Contact, Photo, ExpediteOrder, ExpediteReply):
            _keep_rows(model, self.rows.pop(model, []))
        make_findable(self.found)
        self.found = []

    def _order(
        self, life: Life, case_id: int, order: Facts, event_ids: list[int], place: int
    ) -> None:
        """Take an order that the clock gave, and the answer that came right after it."""
        number = self._next(ExpediteOrder)
        of_case = {"id": number, "case_id": case_id, "event_id": event_ids[place]}
        self._add(ExpediteOrder, order | of_case | {"words": "", "by_id": None, "office": None})
        if order["replied_at"]:
            said = life.events[place + 1]
            reply = {"at": said["at"], "by_id": said["by_id"], "words": said["note"]}
            row = reply | {"id": self._next(ExpediteReply), "order_id": number}
            self._add(ExpediteReply, row | {"is_from_unit": True})

    def _photo(self, life: Life, shows: str | Kept, case_id: int, event_id: int) -> Facts:
        """Take a photo. The album's pictures serve many cases, so nobody is to know them again."""
        kept, fingerprint = shows, None
        if isinstance(kept, Kept):
            fingerprint = kept.fingerprint
        else:
            kept = self.chance.choice(pictures_of(self.album, life.subject.group, kept))
        return {
            "id": self._next(Photo),
            "case_id": case_id,
            "event_id": event_id,
            "key": kept.key,
            "width": kept.width,
            "height": kept.height,
            "fingerprint": fingerprint,
        }

    def _next(self, model: type[Base]) -> int:
        self.last[model] += 1
        return self.last[model]

    def _add(self, model: type[Base], row: Facts) -> None:
        self.rows.setdefault(model, []).append(row)


def pictures_of(album: Album, group: str, shows: str) -> Sequence[Kept]:
    """Return the pictures of a group of matters, or of the street where it has none."""
    return album.get((group, shows)) or album["B2", shows]


def _happened(life: Life) -> Iterator[Happened]:
    """Return a life's events as the live page counts them."""
    before: Facts = {"status": None, "level": None}
    for event in life.events:
        yield Happened(
            step=event["step"],
            at=event["at"].astimezone(clock.LOCAL),
            street_id=life.case["street_id"],
            matter=life.subject.code,
            grid=life.place.code,
            status=event["status"],
            level=event["level"],
            status_before=before["status"],
            level_before=before["level"],
        )
        before = event


def _keep_rows(model: type[Base], rows: list[Facts]) -> None:
    if rows:
        db.session.connection().execute(insert(model.__table__), rows)  # type: ignore[arg-type]


def continue_numbering(models: Iterable[type[Base]]) -> None:
    """Let PostgreSQL count on from our numbers; SQLite looks at the rows themselves."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in models:
        table = model.__tablename__
        count_on = (
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - our own names
            f" (SELECT coalesce(max(id), 1) FROM {table}))"
        )
        db.session.execute(text(count_on))
