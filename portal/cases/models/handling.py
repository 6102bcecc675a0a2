"""What is stored of handling: what was asked and approved, ordered, helped with, and met about."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind
from portal.cases.models.case import Case, CaseEvent
from portal.cases.rules import MeetingKind, PauseReason, RequestKind
from portal.db import Base


class CaseRequest(Base):
    """A pause or an extension that a unit asked for, and what somebody above it decided."""

    __tablename__ = "case_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[RequestKind]
    reason: Mapped[PauseReason | None]
    words: Mapped[str]
    days: Mapped[int | None]  # working days to be added by an extension
    until: Mapped[date | None]  # the last day of a pause: then the clock runs on by itself
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    is_granted: Mapped[bool | None]
    answer: Mapped[str | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_events.id"))  # the decision's
    ended_at: Mapped[datetime | None]  # of a pause: when the clock ran on

    case: Mapped[Case] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class ExpediteOrder(Base):
    """One expedite order (督办): who wants what by when; none ever replaces another."""

    __tablename__ = "expedite_orders"
    __table_args__ = (
        Index(
            "ix_expedite_orders_provisional",
            "reply_by",
            sqlite_where=text("is_provisional = 1"),
            postgresql_where=text("is_provisional"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("case_events.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: the clock itself
    office: Mapped[UnitKind | None]  # for which it was given
    at: Mapped[datetime]
    words: Mapped[str]
    reply_by: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)  # that day
    replied_at: Mapped[datetime | None] = mapped_column(index=True)  # the first reply

    case: Mapped[Case] = relationship()
    event: Mapped[CaseEvent] = relationship()
    by: Mapped[Person | None] = relationship()
    replies: Mapped[list["ExpediteReply"]] = relationship(
        back_populates="order", order_by="ExpediteReply.id"
    )


class ExpediteReply(Base):
    """What the unit in hand answered to an order; or what whoever gave it wrote back."""

    __tablename__ = "expedite_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("expedite_orders.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_from_unit: Mapped[bool]  # which has the case; else somebody above wrote back
    at: Mapped[datetime]
    words: Mapped[str]

    order: Mapped[ExpediteOrder] = relationship(back_populates="replies")
    by: Mapped[Person] = relationship()


class Reminder(Base):
    """That somebody was reminded of a case once: each day that passes is said once."""

    __tablename__ = "reminders"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # of the notice
    day: Mapped[date] = mapped_column(primary_key=True)  # that came or passed


class Assist(Base):
    """A second unit on a case (协办): what it was asked, and what it did; the first keeps it."""

    __tablename__ = "assists"
    __table_args__ = (Index(None, "unit_id", "answered_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    ask: Mapped[str]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])


class Meeting(Base):
    """A difficult-case consultation (疑难问题会商) or a joint meeting (联席会议)."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind]
    title: Mapped[str]
    area_code: Mapped[str] = mapped_column(index=True)  # of whoever called it
    place: Mapped[str]
    starts_at: Mapped[datetime]
    called_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    called_at: Mapped[datetime]
    minutes: Mapped[str]
    held_at: Mapped[datetime | None]  # when its minutes were kept: it changes no more

    called_by: Mapped[Person] = relationship()
    units: Mapped[list["MeetingUnit"]] = relationship(
        back_populates="meeting", order_by="MeetingUnit.id"
    )
    cases: Mapped[list["MeetingCase"]] = relationship(
        back_populates="meeting", order_by="MeetingCase.id"
    )


class MeetingUnit(Base):
    """A unit that was invited, and whether it came."""

    __tablename__ = "meeting_units"
    __table_args__ = (UniqueConstraint("meeting_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    came: Mapped[bool | None]

    meeting: Mapped[Meeting] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()


class MeetingCase(Base):
    """A case that was put before a meeting, and what was decided of it."""

    __tablename__ = "meeting_cases"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question: Mapped[str]
    decision: Mapped[str | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # who is to do it

    meeting: Mapped[Meeting] = relationship(back_populates="cases")
    case: Mapped[Case] = relationship()
    unit: Mapped[Unit | None] = relationship()
