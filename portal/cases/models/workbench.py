"""What is stored of staff's own tools: routes, answer templates, saved filters, bulk runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.cases.models.case import Case
from portal.cases.rules import BulkKind, Outcome
from portal.db import Base


class Route(Base):
    """One row of the routing table: matter x area x level -> unit; the first match wins."""

    __tablename__ = "routes"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(index=True)
    matter: Mapped[str]  # a code, the start of one (group or category), or empty for all
    platform: Mapped[str]  # or empty for all
    area_code: Mapped[str]  # the case's grid lies in it; the district's for all
    level: Mapped[int | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # within the unit
    note: Mapped[str]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # rows are ended, never deleted

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship()


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
    undone_at: Mapped[datetime | None]

    items: Mapped[list["BulkItem"]] = relationship(back_populates="run", order_by="BulkItem.id")


class BulkItem(Base):
    """What a bulk run did to one case, or why not."""

    __tablename__ = "bulk_items"
    __table_args__ = (UniqueConstraint("run_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("bulk_runs.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    version: Mapped[int | None]  # of the case after it: has anybody touched it since?
    before: Mapped[Any] = mapped_column(JSON)  # what taking it back needs
    refusal: Mapped[str]  # why it was left alone, or empty
    undone_at: Mapped[datetime | None]

    run: Mapped[BulkRun] = relationship(back_populates="items")
    case: Mapped[Case] = relationship()
