"""What is stored of volunteers: who asked to join, who has joined, and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.models import Area, Grid
from portal.volunteers.rules import (
    ApplicationStatus,
    HelpKind,
    HelpStatus,
    VolunteerKind,
    VolunteerStatus,
    VolunteerStep,
    VolunteerTask,
)

_UNERASED = text("erased_at IS NULL")


class Volunteer(Base):
    """A part-time grid worker (兼职网格员) who has agreed to the rules of points and rewards."""

    __tablename__ = "volunteers"
    __table_args__ = (Index(None, "community_id", "person_id"), Index(None, "grid_id", "person_id"))

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[VolunteerKind]
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    status: Mapped[VolunteerStatus] = mapped_column(default=VolunteerStatus.ACTIVE)
    started_on: Mapped[date]  # facts before this day earn nothing
    left_on: Mapped[date | None]
    agreed_at: Mapped[datetime | None]  # to the rules, as they were then
    agreed_version: Mapped[int | None]  # of the policy whose words they read
    tasks: Mapped[Any] = mapped_column(JSON, default=lambda: [task.value for task in VolunteerTask])
    shows_name: Mapped[bool] = mapped_column(default=False)  # in the standing of the community
    shows_stars: Mapped[bool] = mapped_column(default=False)  # on the page of the grid's board

    person: Mapped[Person] = relationship()
    grid: Mapped[Grid] = relationship()
    community: Mapped[Area] = relationship()


class VolunteerPause(Base):
    """Days on which a volunteer was away, also those between leaving and coming back."""

    __tablename__ = "volunteer_pauses"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="order"),
        Index(None, "person_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("volunteers.person_id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]  # the first day back; none while nobody knows


class VolunteerEvent(Base):
    """One line of a volunteer's history: what, when, by whom and why. Never changed."""

    __tablename__ = "volunteer_events"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("volunteers.person_id"))
    step: Mapped[VolunteerStep]
    at: Mapped[datetime]
    on: Mapped[date]  # the day from which it holds
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))  # the new one
    words: Mapped[str]

    by: Mapped[Person | None] = relationship()
    grid: Mapped[Grid | None] = relationship()


class Application(Base):
    """Somebody who asks to become a volunteer; erased some time after it was decided."""

    __tablename__ = "applications"
    __table_args__ = (
        Index(None, "community_id", "status", "id"),
        Index(
            "ix_applications_to_erase",
            "decided_at",
            sqlite_where=_UNERASED,
            postgresql_where=_UNERASED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)  # of the link by which the applicant looks
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    kind: Mapped[VolunteerKind]
    words: Mapped[str]
    relative: Mapped[str]  # who of theirs works here, in their words
    is_proven: Mapped[bool]  # sent with the check against machines
    made_at: Mapped[datetime]  # with their consent: the form does not go without
    status: Mapped[ApplicationStatus] = mapped_column(default=ApplicationStatus.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")  # that the applicant reads
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    erased_at: Mapped[datetime | None]

    grid: Mapped[Grid] = relationship()
    community: Mapped[Area] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def number(self) -> str:
        """What an applicant reads out on the phone."""
        return f"SQ{self.id:06}"


class Relative(Base):
    """A word that somebody is a relative of somebody else: neither decides about the other."""

    __tablename__ = "relatives"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    said_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])


class Help(Base):
    """Help in a household (入户帮扶), without the household's name or number."""

    __tablename__ = "helps"
    __table_args__ = (
        Index(None, "person_id", "id"),
        Index(None, "community_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    day: Mapped[date]
    kind: Mapped[HelpKind]
    words: Mapped[str]
    written_at: Mapped[datetime]
    status: Mapped[HelpStatus] = mapped_column(default=HelpStatus.WAITING)

    person: Mapped[Person] = relationship()
    grid: Mapped[Grid] = relationship()
    decisions: Mapped[list["HelpDecision"]] = relationship(
        back_populates="help", order_by="HelpDecision.id"
    )


class HelpDecision(Base):
    """What somebody else said of a help; the newest one stands. Rows are only added."""

    __tablename__ = "help_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    help_id: Mapped[int] = mapped_column(ForeignKey("helps.id"), index=True)
    is_confirmed: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]

    help: Mapped[Help] = relationship(back_populates="decisions")
    by: Mapped[Person] = relationship()
