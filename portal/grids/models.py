"""What is stored of places: areas, grids and who answers for them; patrols and what they record."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.rules import AreaKind, Duty, GridKind, InfoFinding, PlaceKind


class Area(Base):
    """The district, a street (街道) or a community (社区), by its official code."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # 6, 9 or 12 digits
    kind: Mapped[AreaKind]
    name: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)

    parent: Mapped["Area | None"] = relationship(remote_side="Area.id")


class Grid(Base):
    """A grid (网格): 300-500 households, or a park, a street, an enterprise."""

    __tablename__ = "grids"
    __table_args__ = (
        CheckConstraint("households >= 0 AND residents >= 0", name="counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # community code + 3 digits
    external_code: Mapped[str | None]
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[GridKind]
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    households: Mapped[int]
    residents: Mapped[int]
    scope: Mapped[str]  # the service area in words
    outline: Mapped[Any | None] = mapped_column(JSON)  # ring of [longitude, latitude]; schematic
    ended_on: Mapped[date | None]

    community: Mapped[Area] = relationship()
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="grid", order_by="Appointment.id"
    )


class Appointment(Base):
    """Somebody's duty on a grid (1 + 1 + 1 + X), from a day until a day."""

    __tablename__ = "appointments"
    __table_args__ = (Index(None, "grid_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    duty: Mapped[Duty]
    tasks: Mapped[str]  # separated by semicolons, as printed on the board
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    grid: Mapped[Grid] = relationship(back_populates="appointments")
    person: Mapped[Person] = relationship()


class Place(Base):
    """Somewhere in a grid that its worker is to visit: a park, a street, an enterprise."""

    __tablename__ = "places"
    __table_args__ = (
        Index(None, "grid_id", "id"),
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    kind: Mapped[PlaceKind]
    name: Mapped[str]
    name_en: Mapped[str]  # the same as the name where nobody has translated it
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]  # the first day on which nobody visits it any more
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    grid: Mapped[Grid] = relationship()


class PatrolLog(Base):
    """One round through a grid (巡查日志); never a case, and never changed once it has ended.

    A correction is a new log that names the one it stands for.
    """

    __tablename__ = "patrol_logs"
    __table_args__ = (
        CheckConstraint("ended_at > started_at", name="order"),
        Index(None, "grid_id", "started_at"),
        Index(None, "person_id", "started_at"),
        Index(None, "started_at"),  # of everybody: what a list for a draw is made from
        Index(
            "ix_patrol_logs_running",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)  # of the form that began it
    ended_key: Mapped[str | None]  # of the form that ended it
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # none while it runs
    entered_at: Mapped[datetime]  # when we heard of it
    note: Mapped[str]
    route: Mapped[Any] = mapped_column(JSON)  # [longitude, latitude, seconds since the start]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("patrol_logs.id"), unique=True)

    grid: Mapped[Grid] = relationship()
    person: Mapped[Person] = relationship()
    replaces: Mapped["PatrolLog | None"] = relationship(
        remote_side="PatrolLog.id", back_populates="replaced_by"
    )
    replaced_by: Mapped["PatrolLog | None"] = relationship(back_populates="replaces")
    visits: Mapped[list["PatrolVisit"]] = relationship(
        back_populates="patrol", order_by="PatrolVisit.visited_at, PatrolVisit.place_id"
    )
    photos: Mapped[list["PatrolPhoto"]] = relationship(order_by="PatrolPhoto.id")

    @property
    def was_entered_later(self) -> bool:
        """True where nobody pressed "start" on the way: it was written down after its end."""
        return self.ended_at is not None and self.entered_at >= self.ended_at


class PatrolVisit(Base):
    """A place that a patrol has passed; once in each patrol."""

    __tablename__ = "patrol_visits"
    __table_args__ = (Index(None, "place_id", "visited_at"),)

    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol_logs.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True)
    visited_at: Mapped[datetime]

    patrol: Mapped[PatrolLog] = relationship(back_populates="visits")
    place: Mapped[Place] = relationship()


class PatrolPhoto(Base):
    """A photo of a patrol, clean like every other; kept in the file store by key."""

    __tablename__ = "patrol_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    patrol_id: Mapped[int] = mapped_column(ForeignKey("patrol_logs.id"), index=True)
    key: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]


class PlaceMonth(Base):
    """How many patrols that began in a month have passed a place.

    Counted in the patrol's own transaction: a district's month is then a few thousand rows
    to add up, where its visits would be a hundred thousand, and more every year.
    """

    __tablename__ = "place_months"

    # The month first: what a page adds up lies together, however many years have gone by.
    month: Mapped[date] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), primary_key=True)
    visits: Mapped[int]


class InfoItem(Base):
    """Something the grid keeps itself informed of (信息采集): never a case, never public."""

    __tablename__ = "info_items"
    __table_args__ = (
        Index(
            "ix_info_items_to_check",  # what has ended is looked at no more
            "grid_id",
            "last_checked_on",
            "id",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    matter_code: Mapped[str]  # of the list of matters: grids stand below cases and know the code
    subject: Mapped[str]  # whom or what it is about
    words: Mapped[str]  # what holds of it, as last found
    last_checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ended_on: Mapped[date | None]  # from when there is nothing more to look after
    version: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    grid: Mapped[Grid] = relationship()
    checked_by: Mapped[Person] = relationship()
    checks: Mapped[list["InfoCheck"]] = relationship(
        back_populates="item", order_by="InfoCheck.id.desc()"
    )


class InfoCheck(Base):
    """One look at something recorded: what was found; the first one is the record itself."""

    __tablename__ = "info_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("info_items.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    finding: Mapped[InfoFinding]
    words: Mapped[str]  # as it then held

    item: Mapped[InfoItem] = relationship(back_populates="checks")
    by: Mapped[Person] = relationship()


class GridClue(Base):
    """Something by which residents find a grid: how a name goes on, its initials, a square.

    Bytes, so that both databases walk all that begin alike in the same order.
    """

    __tablename__ = "grid_clues"
    __table_args__ = (Index(None, "grid_id"), {"sqlite_with_rowid": False})

    clue: Mapped[bytes] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(
        ForeignKey("grids.id", ondelete="CASCADE"), primary_key=True
    )
