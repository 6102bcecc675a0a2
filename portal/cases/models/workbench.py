"""What is stored of staff's own tools: routes, answer templates, saved filters, bulk runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind
from portal.cases.models.case import Case
from portal.cases.rules import BulkKind, Outcome
from portal.db import Base


class Route(Base):
    """One row of the routing table: matter x area x level -> unit; the first match wins.

    A row is never changed: it is ended, and another one replaces it.
    """

    __tablename__ = "routes"
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) <> (kind IS NULL)", name="unit_or_kind"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        # Rows in force are few among all that ever were.
        Index(
            "ix_routes_in_force",
            "area_code",
            "matter",
            "position",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_routes_ended_at", "ended_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(index=True)
    matter: Mapped[str]  # a code, its group's or its category's, or empty for all
    platform: Mapped[str]  # or empty for all
    area_code: Mapped[str]  # the case's grid lies in it; the district's for all
    level: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[UnitKind | None]  # instead of a unit: the one of this kind where the case lies
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # within the unit
    note: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("routes.id"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]  # rows are ended, never deleted

    unit: Mapped[Unit | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])


class AnswerTemplate(Base):
    """Words for the reporter, ready but for their placeholders."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    outcome: Mapped[Outcome | None]  # none: for answers while the work goes on
    words: Mapped[str]
    words_en: Mapped[str]
    area_code: Mapped[str]  # where it is offered
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    made_by_id: Mapped[int | None]
    ended_on: Mapped[date | None]


class SavedFilter(Base):
    """A list of cases that somebody keeps under a name, for themselves or for colleagues."""

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]  # as in the list's address
    shared_with: Mapped[str]  # an area's code, "unit:" and a unit's code, or empty
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class BulkRun(Base):
    """One thing done to many cases at once; it can be taken back for a few minutes."""

    __tablename__ = "bulk_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BulkKind]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    asked: Mapped[Any] = mapped_column(JSON)  # what was to be done
    ended_at: Mapped[datetime | None]  # when the last case was through
    undone_at: Mapped[datetime | None]

    items: Mapped[list["BulkItem"]] = relationship(back_populates="run", order_by="BulkItem.id")


class BulkItem(Base):
    """What a bulk run did to one case, or why not."""

    __tablename__ = "bulk_items"
    __table_args__ = (UniqueConstraint("run_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("bulk_runs.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    is_done: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int | None]  # of the case after it: has anybody touched it since?
    before: Mapped[Any] = mapped_column(JSON)  # what taking it back needs
    refusal: Mapped[Any] = mapped_column(JSON)  # why it was left alone: sentence and facts, or none
    undone_at: Mapped[datetime | None]

    run: Mapped[BulkRun] = relationship(back_populates="items")
    case: Mapped[Case] = relationship()
