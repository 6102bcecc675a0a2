"""What is stored of publicity: releases of photos, stories with their steps, views, followers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.cases.models import Case, Photo
from portal.db import Base
from portal.grids.models import Grid
from portal.publicity.rules import StoryState, StoryStep

_LASTING: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("withdrawn_at IS NULL"))
_CONFIRMED: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("due_at IS NOT NULL"))
_UNCONFIRMED: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("due_at IS NULL"))


class PhotoRelease(Base):
    """That a photo may be seen by everybody: somebody looked, and said that nobody is on it.

    Taken back it stays as a row, with who and why; released again it is another row.
    """

    __tablename__ = "photo_releases"
    __table_args__ = (
        Index(None, "photo_id"),
        Index("ix_photo_releases_lasting", "photo_id", unique=True, **_LASTING),
        Index("ix_photo_releases_case", "case_id", "photo_id", **_LASTING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))  # the photo's: found by it
    code: Mapped[str] = mapped_column(unique=True)  # its public address
    released_at: Mapped[datetime]
    released_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")  # for which it was taken back

    photo: Mapped[Photo] = relationship()
    released_by: Mapped[Person] = relationship(foreign_keys=[released_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])


class Story(Base):
    """A solved case told to everybody, in words of its own (宣传故事)."""

    __tablename__ = "stories"
    __table_args__ = (
        Index(None, "state", "changed_at", "id"),
        Index(None, "grid_id", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    state: Mapped[StoryState] = mapped_column(default=StoryState.DRAFT)
    title: Mapped[str]
    title_en: Mapped[str]  # may be empty: then the Chinese stands on English pages too
    words: Mapped[str]
    words_en: Mapped[str]
    before_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"))
    changed_at: Mapped[datetime]  # when its last step was
    version: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    case: Mapped[Case] = relationship()
    grid: Mapped[Grid] = relationship()
    steps: Mapped[list["StoryAct"]] = relationship(back_populates="story", order_by="StoryAct.id")


class StoryAct(Base):
    """One step of a story, added and never changed: who, when and why."""

    __tablename__ = "story_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), index=True)
    step: Mapped[StoryStep]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]

    story: Mapped[Story] = relationship(back_populates="steps")
    by: Mapped[Person] = relationship()


class StoryViews(Base):
    """How often a story was opened on a day (Asia/Shanghai); by whom is written nowhere."""

    __tablename__ = "story_views"

    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int]


class Follower(Base):
    """An address to which news of a grid goes, once it is confirmed; leaving deletes the row."""

    __tablename__ = "followers"
    __table_args__ = (
        UniqueConstraint("grid_id", "address"),
        Index(None, "address"),
        Index("ix_followers_due", "due_at", "id", **_CONFIRMED),
        Index("ix_followers_unconfirmed", "asked_at", "id", **_UNCONFIRMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    address: Mapped[str]
    language: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime | None]  # what happened up to then is no news any more
    due_at: Mapped[datetime | None]  # when news may go next; none before it is confirmed

    grid: Mapped[Grid] = relationship()
