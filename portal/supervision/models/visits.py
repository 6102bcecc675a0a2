"""What is stored of field work: visits, their photos, what was seen there, and what it fits."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.db import Base
from portal.supervision.models.checks import Sampled
from portal.supervision.rules import CouldNot

_POSITION = "(lon IS NULL) = (lat IS NULL)"


class CheckQuestion(Base):
    """One question of the check-lists: of every look, of a group of matters, or of one matter."""

    __tablename__ = "check_questions"
    __table_args__ = (Index(None, "about", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str]  # a kind of frame, or the code of a group of matters or of a matter
    words: Mapped[str]
    words_en: Mapped[str]  # the same as the words where nobody has translated them
    ended_at: Mapped[datetime | None]  # asked no more; what was answered keeps its words


class Visit(Base):
    """One look at something sampled (核查): where, when, what was answered, or why it failed.

    Added and never changed. Only the look at a place stays open, while problems are noted.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(_POSITION, name="position"),
        Index(None, "sampled_id", "id"),
        Index(None, "by_id", "id"),
        Index(
            "ix_visits_open",
            "sampled_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str | None] = mapped_column(unique=True)  # of the form that ended it
    sampled_id: Mapped[int] = mapped_column(ForeignKey("sampled.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]  # by the phone's clock, where that can be true
    came_at: Mapped[datetime]  # when we heard of it: a phone may have been without a line
    ended_at: Mapped[datetime | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    metres: Mapped[int | None]  # from where it was to be, where both are known
    answers: Mapped[Any] = mapped_column(JSON)  # [words, in English, answer] of each question
    words: Mapped[str]
    could_not: Mapped[CouldNot | None]

    sampled: Mapped[Sampled] = relationship()
    by: Mapped[Person] = relationship()
    photos: Mapped[list["VisitPhoto"]] = relationship(
        back_populates="visit", order_by="VisitPhoto.id"
    )
    problems: Mapped[list["SeenProblem"]] = relationship(
        back_populates="visit", order_by="SeenProblem.id"
    )


class SeenProblem(Base):
    """A problem that an inspector saw at a place, not knowing whether anybody had reported it."""

    __tablename__ = "seen_problems"
    __table_args__ = (
        CheckConstraint(_POSITION, name="position"),
        Index(None, "visit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    matter_code: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    taken_back_at: Mapped[datetime | None]  # noted by mistake, and said so before the hand-in

    visit: Mapped[Visit] = relationship(back_populates="problems")
    photos: Mapped[list["VisitPhoto"]] = relationship(order_by="VisitPhoto.id")
    matches: Mapped[list["ProblemMatch"]] = relationship(
        back_populates="problem", order_by="ProblemMatch.id"
    )

    @property
    def match(self) -> "ProblemMatch | None":
        """What somebody has said last of what it fits."""
        return self.matches[-1] if self.matches else None


class ProblemMatch(Base):
    """What somebody confirmed: that a seen problem is that of a case, or of none. The last counts.

    It keeps what was compared, so that it can be judged again when thresholds have changed.
    """

    __tablename__ = "problem_matches"
    __table_args__ = (Index(None, "problem_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("seen_problems.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    metres: Mapped[int | None]
    days: Mapped[int | None]
    offered: Mapped[int]  # how many cases stood there to choose from
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    problem: Mapped[SeenProblem] = relationship(back_populates="matches")
    case: Mapped[Case | None] = relationship()
    by: Mapped[Person] = relationship()


class VisitPhoto(Base):
    """A photo of a visit, clean like every other, with when and where the phone says it was taken.

    Time and place come beside the picture: what stands in a file is never kept.
    """

    __tablename__ = "visit_photos"
    __table_args__ = (
        CheckConstraint(_POSITION, name="position"),
        Index(None, "visit_id", "id"),
        Index(None, "problem_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("seen_problems.id"))
    key: Mapped[str]
    fingerprint: Mapped[str | None]
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    metres: Mapped[int | None]  # from where it was to be

    visit: Mapped[Visit] = relationship(back_populates="photos")
