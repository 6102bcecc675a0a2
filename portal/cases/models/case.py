"""What is stored of a case: itself, its history, photos, its reporter's contact and ratings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.cases.models.matters import Matter
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Solved, Source, Step, Validity
from portal.db import Base
from portal.grids.models import Area, Grid

_OPEN: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("closed_at IS NULL"))
_ASSIGNED: Any = dict.fromkeys(
    ("sqlite_where", "postgresql_where"), text("assigned_to_id IS NOT NULL")
)


def _known(day: str) -> Any:
    return dict.fromkeys(("sqlite_where", "postgresql_where"), text(f"{day} IS NOT NULL"))


_DATES = {"due": "due_on", "triage": "triage_due_on", "verify": "verify_due_on"}


class Case(Base):
    """A matter reported on a grid, followed from report to rating (网格事件)."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        Index("ix_cases_grid_id_id", "grid_id", "id"),
        Index("ix_cases_community_id_id", "community_id", "id"),
        Index("ix_cases_street_id_id", "street_id", "id"),
        Index("ix_cases_unit_id_id", "unit_id", "id"),
        Index("ix_cases_matter_id_id", "matter_id", "id"),
        # All that a campaign counts by, so that its cases themselves need not be read.
        Index(
            "ix_cases_campaign",
            *("matter_id", "reported_at", "resolved_at", "status", "street_id", "community_id"),
        ),
        Index("ix_cases_status_id", "status", "id"),
        Index("ix_cases_grid_id_reported_at", "grid_id", "reported_at"),
        Index("ix_cases_reported_at_id", "reported_at", "id"),  # a month of all, for everybody
        Index("ix_cases_reported_by_id_id", "reported_by_id", "id"),
        # Few are joined or parts: what is neither is found by other indexes, and never by these.
        Index(
            "ix_cases_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index(
            "ix_cases_part_of_id",
            "part_of_id",
            sqlite_where=text("part_of_id IS NOT NULL"),
            postgresql_where=text("part_of_id IS NOT NULL"),
        ),
        Index("ix_cases_grid_id_resolved_at", "grid_id", "resolved_at"),
        # All that a list for a draw is counted and made from.
        Index(
            "ix_cases_closed",
            *("closed_at", "status", "street_id", "level", "number"),
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        # By what a grid's month of figures is counted, each date in its own month.
        *(
            Index(f"ix_cases_grid_id_{day}", "grid_id", day, **_known(day))
            for day in ("due_on", "response_due_at", "verify_due_on")
        ),
        # Few come back after they were said to be solved. Lists ask for "> 0", so that no planner
        # reads all of these where a page of the latest is wanted.
        Index(
            "ix_cases_reopened",
            "grid_id",
            sqlite_where=text("reopened >= 1"),
            postgresql_where=text("reopened >= 1"),
        ),
        # What waits for a worker's look, by the day until which it may wait.
        Index(
            "ix_cases_to_verify",
            "grid_id",
            "verify_due_on",
            "id",
            sqlite_where=text("status = 'resolved'"),
            postgresql_where=text("status = 'resolved'"),
        ),
        # Open cases are few however old the portal grows: what is late or waiting is found here.
        Index("ix_cases_open_due_on", "due_on", "id", **_OPEN),
        # Of all dates, those that were computed without the holidays of their year.
        *(
            Index(
                f"ix_cases_{name}_provisional",
                day,
                sqlite_where=text(f"is_{name}_provisional = 1"),
                postgresql_where=text(f"is_{name}_provisional"),
            )
            for name, day in _DATES.items()
        ),
        # `closed_at` stands first, always empty, so that no planner prefers a unit's whole past.
        Index("ix_cases_open_unit", "closed_at", "unit_id", "id", **_OPEN),
        Index("ix_cases_open_grid", "closed_at", "grid_id", "id", **_OPEN),
        Index(
            "ix_cases_open_community",
            "closed_at",
            "community_id",
            "id",
            **_OPEN,
        ),
        # All that the live page counts of open cases, read from the index alone.
        Index(
            "ix_cases_open_street",
            "closed_at",
            "street_id",
            "status",
            "unit_id",
            "due_on",
            **_OPEN,
        ),
        Index(
            "ix_cases_assigned_to_id_id",
            "assigned_to_id",
            "id",
            **_ASSIGNED,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # what a resident reads out on the phone
    request_key: Mapped[str] = mapped_column(
        unique=True
    )  # one per form shown: a retry is no new case
    follow_token: Mapped[str] = mapped_column(unique=True)  # the reporter's secret link
    pin: Mapped[str]  # six digits, for those who lost the link
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    # Where the grid belonged when the case was reported: boundaries move, records stay.
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    street_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    source: Mapped[Source]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str]
    place_note: Mapped[str]
    lat: Mapped[float | None]  # where the reporter stood, if they allowed it (WGS 84)
    lon: Mapped[float | None]
    language: Mapped[str]  # the reporter's, for messages
    is_held: Mapped[bool] = mapped_column(
        default=False
    )  # no proof of work: looked at before anyone is sent
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.REPORTED)
    level: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # of the unit
    # The same problem as another case, which speaks for both; never a chain of them.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))  # the whole it is of
    part: Mapped[int | None]  # 1-10
    validity: Mapped[Validity] = mapped_column(default=Validity.NOT_JUDGED)
    decline_reason: Mapped[DeclineReason | None]
    reported_at: Mapped[datetime]
    triage_due_on: Mapped[date]
    is_triage_provisional: Mapped[bool] = mapped_column(default=False)
    promised_on: Mapped[date]  # what the reporter was told; never recomputed
    dispatched_at: Mapped[datetime | None]  # when the clock that runs now was started
    # Whose clock it is, whoever has the case later; and whether it went up too late for that, or
    # is in time only by a date that its unit has from handing it up.
    clock_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    went_up_late: Mapped[bool] = mapped_column(default=False)
    # What figures ask of each case, and would else look for in its history.
    came_from_grid: Mapped[bool] = mapped_column(default=False)  # whose worker handed it up
    handed_on: Mapped[bool] = mapped_column(default=False)  # to another unit, or up
    has_parts: Mapped[bool] = mapped_column(default=False)
    clock_days: Mapped[int | None]  # its level's working days when it was started
    paused_days: Mapped[int] = mapped_column(default=0)  # working days; the clock starts with none
    extended_days: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]  # start + level + pauses + extensions, by the policy named below
    is_due_provisional: Mapped[bool] = mapped_column(default=False)
    policy_version: Mapped[int] = mapped_column(default=0)
    response_due_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    is_overdue: Mapped[bool] = mapped_column(default=False)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verify_due_on: Mapped[date | None]  # by when the grid's worker looks
    is_verify_provisional: Mapped[bool] = mapped_column(default=False)
    was_in_time: Mapped[bool | None]  # resolved on or before the due date it then had
    outcome: Mapped[Outcome | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Step | None]  # confirm, verify or lapse; decline; or merge
    round: Mapped[int] = mapped_column(default=0)  # how often it was resolved, its main included
    reopened: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    matter: Mapped[Matter] = relationship()
    grid: Mapped[Grid] = relationship()
    community: Mapped[Area] = relationship(foreign_keys=[community_id])
    street: Mapped[Area] = relationship(foreign_keys=[street_id])
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=[resolved_by_id])
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])
    merged_into: Mapped["Case | None"] = relationship(
        foreign_keys=[merged_into_id], remote_side="Case.id", back_populates="merged"
    )
    merged: Mapped[list["Case"]] = relationship(
        foreign_keys=[merged_into_id], back_populates="merged_into", order_by="Case.id"
    )
    whole: Mapped["Case | None"] = relationship(
        foreign_keys=[part_of_id], remote_side="Case.id", back_populates="parts"
    )
    parts: Mapped[list["Case"]] = relationship(
        foreign_keys=[part_of_id], back_populates="whole", order_by="Case.part"
    )
    events: Mapped[list["CaseEvent"]] = relationship(back_populates="case", order_by="CaseEvent.id")
    photos: Mapped[list["Photo"]] = relationship(back_populates="case", order_by="Photo.id")
    contact: Mapped["Contact | None"] = relationship(back_populates="case")
    ratings: Mapped[list["Rating"]] = relationship(
        foreign_keys="Rating.case_id", back_populates="case", order_by="Rating.round"
    )


class CaseEvent(Base):
    """One step of a case, added and never changed: who, when, why, and what it became."""

    __tablename__ = "case_events"
    __table_args__ = (
        # What a worker has looked at: few among a worker's many steps.
        Index(
            "ix_case_events_looked",
            "by_id",
            "id",
            sqlite_where=text("step IN ('verify', 'dispute')"),
            postgresql_where=text("step IN ('verify', 'dispute')"),
        ),
        # What was given away as "not ours" or beyond a level, by when.
        Index(
            "ix_case_events_given_away",
            "at",
            sqlite_where=text("step IN ('return', 'hand_up')"),
            postgresql_where=text("step IN ('return', 'hand_up')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    step: Mapped[Step]
    status: Mapped[CaseStatus]  # what it became
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # the unit in hand after
    clock_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # whose clock, after
    level: Mapped[int | None]
    words: Mapped[str]  # to the reporter
    note: Mapped[str]  # to staff only
    outcome: Mapped[Outcome | None]
    due_on: Mapped[date | None]  # the due date after the step

    case: Mapped[Case] = relationship(back_populates="events")
    by: Mapped[Person | None] = relationship()
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    photos: Mapped[list["Photo"]] = relationship(back_populates="event", order_by="Photo.id")


class Photo(Base):
    """A photo of a case, re-encoded and without its metadata; kept in the file store by key."""

    __tablename__ = "photos"
    __table_args__ = (Index(None, "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("case_events.id"), index=True)
    key: Mapped[str]
    fingerprint: Mapped[str | None]  # perceptual hash, 16 hex digits: the same photo sent again
    shown_at: Mapped[datetime | None]  # when somebody looked: residents may see it in small
    width: Mapped[int]
    height: Mapped[int]

    case: Mapped[Case] = relationship(back_populates="photos")
    event: Mapped[CaseEvent] = relationship(back_populates="photos")


class Contact(Base):
    """How to reach a reporter who allowed it; erased on request and in time, a tombstone stays."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_kept",
            "consented_at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    consented_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="contact")


class Rating(Base):
    """What a reporter was asked once per closing round, and what they answered."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_ratings_grid_id_asked_at", "grid_id", "asked_at"),
        Index("ix_ratings_main_id_main_round", "main_id", "main_round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))  # figures are asked by grid
    round: Mapped[int]
    # Of a report joined to another: the closing of which case, and of which of its rounds.
    main_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    main_round: Mapped[int | None]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    solved: Mapped[Solved | None]
    stars: Mapped[int | None]
    words: Mapped[str | None]
    answered_at: Mapped[datetime | None]  # the first tap

    case: Mapped[Case] = relationship(foreign_keys=[case_id], back_populates="ratings")
    main: Mapped[Case | None] = relationship(foreign_keys=[main_id])


class DayCount(Base):
    """How many cases a day has had: the next number of that day."""

    __tablename__ = "day_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class ChangedMonth(Base):
    """A grid and month whose figures a case has changed; written in the case's own transaction.

    Whoever keeps figures reads and clears it: cases know nothing of figures.
    """

    __tablename__ = "changed_months"

    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    marks: Mapped[int]  # counted up, so that a mark waits for whoever is just clearing the row
