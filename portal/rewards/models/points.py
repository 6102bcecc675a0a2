"""What is stored of points: facts, the entries that pay them, and what people say against them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.cases.models import Rating
from portal.db import Base, one_of
from portal.rewards.rules import FactKind, SignalKind, WhyNot


class PointFact(Base):
    """Something verified that somebody did: what it is worth, and what stands against it.

    It follows what it was drawn from. What was paid for it are its entries.
    """

    __tablename__ = "point_facts"
    __table_args__ = (
        UniqueConstraint("kind", "source_id"),
        Index(None, "person_id", "at", "id"),
        Index(None, "person_id", "month"),
        Index(None, "person_id", "day", "kind", "why_not", "at"),  # who was active when
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FactKind]
    source_id: Mapped[int]  # of the case, event, patrol, ... that it is drawn from
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    day: Mapped[date]
    month: Mapped[date]  # its first day
    level: Mapped[int | None]  # of a report, as it was first dispatched
    subject: Mapped[str]  # the number or name by which its owner knows it
    worth: Mapped[int]  # by the policy of its day, before caps
    # What its source shows against it.
    stands_against: Mapped[WhyNot | None] = mapped_column(one_of(WhyNot, "standsagainst"))
    why_not: Mapped[WhyNot | None]  # why it got less than its worth, caps included
    decided: Mapped[int | None]  # points that a decision on an objection set
    policy_version: Mapped[int]
    noted_at: Mapped[datetime]  # when its owner could first read of it as it is now

    person: Mapped[Person] = relationship()
    entries: Mapped[list["PointEntry"]] = relationship(
        back_populates="fact", order_by="PointEntry.turn"
    )
    call: Mapped["FakeCall | None"] = relationship(back_populates="fact")
    objection: Mapped["PointObjection | None"] = relationship(back_populates="fact")

    @property
    def points(self) -> int:
        """What it has been paid, all its entries together."""
        return sum(entry.points for entry in self.entries)


class PointEntry(Base):
    """A line of the ledger, added and never changed: points for a fact, or what takes them back."""

    __tablename__ = "point_entries"
    __table_args__ = (
        UniqueConstraint("fact_id", "turn"),
        Index(None, "person_id", "day"),
        CheckConstraint("points <> 0", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("point_facts.id"))
    turn: Mapped[int]  # 1, 2, ... for one fact: the same turn is never posted twice
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    day: Mapped[date]  # of the fact
    points: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("point_entries.id"), unique=True)
    posted_at: Mapped[datetime]

    fact: Mapped[PointFact] = relationship(back_populates="entries")


class PointMonth(Base):
    """What one person's facts of a month come to; counted anew from its rows at every change."""

    __tablename__ = "point_months"
    __table_args__ = (Index(None, "month"),)  # a quarter is rated from the months of everybody

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    points: Mapped[int]
    judged: Mapped[int]  # reports
    valid: Mapped[int]
    fakes: Mapped[int]


class PointMark(Base):
    """How far a source of facts has been read."""

    __tablename__ = "point_marks"

    source: Mapped[str] = mapped_column(primary_key=True)
    last_id: Mapped[int]


class Thanks(Base):
    """Thanks by name, from whoever gave five stars, to somebody who went to look."""

    __tablename__ = "thanks"

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("ratings.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    words: Mapped[str]

    rating: Mapped[Rating] = relationship()


class FakeCall(Base):
    """A finding that a fact was made up: by whom, in words, and whether it was taken back."""

    __tablename__ = "fake_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("point_facts.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    words: Mapped[str]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    why_withdrawn: Mapped[str]

    fact: Mapped[PointFact] = relationship(back_populates="call")
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class PointObjection(Base):
    """What a volunteer says against a line of their statement, and what somebody else decided."""

    __tablename__ = "point_objections"
    __table_args__ = (
        Index(
            "ix_point_objections_open",
            "community_id",
            "id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(None, "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("point_facts.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    words: Mapped[str]
    made_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    points: Mapped[int | None]  # what the fact is worth from then on; none: as before
    decision: Mapped[str]

    fact: Mapped[PointFact] = relationship(back_populates="objection")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class FairSignal(Base):
    """Something that looks odd, with its evidence, until somebody has looked at it."""

    __tablename__ = "fair_signals"
    __table_args__ = (
        Index(
            "ix_fair_signals_open",
            "community_id",
            "id",
            sqlite_where=text("seen_at IS NULL"),
            postgresql_where=text("seen_at IS NULL"),
        ),
        Index("ix_fair_signals_community_id_id", "community_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # the same evidence is shown once
    kind: Mapped[SignalKind]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    day: Mapped[date]
    evidence: Mapped[Any] = mapped_column(JSON)
    noted_at: Mapped[datetime]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    seen_at: Mapped[datetime | None]
    words: Mapped[str]  # what whoever looked found

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id])
