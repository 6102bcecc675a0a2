"""What is stored of people: who they are, what they may do where, and how they sign in."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.rules import Role, UnitKind
from portal.db import Base


class Unit(Base):
    """A body that handles cases (处置单位): a community, a street team, a district department."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[UnitKind]
    platform: Mapped[str]  # one of the Four Platforms, or empty
    area_code: Mapped[str] = mapped_column(index=True)  # what it serves
    phone: Mapped[str]
    about: Mapped[str]  # its duties in words, shown where a unit is chosen
    ended_on: Mapped[date | None]


class Person(UserMixin, Base):
    """Somebody who works for the grids. Ended when they leave, never deleted."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # staff number, what imports know them by
    name: Mapped[str]
    phone: Mapped[str | None]  # a work number
    email: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="zh")
    login: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    photo_key: Mapped[str | None]  # their own, for the board of their grid
    photo_agreed_at: Mapped[datetime | None]  # without their consent there is no photo

    posts: Mapped[list["Post"]] = relationship(back_populates="person", order_by="Post.id")


class Post(Base):
    """A right: role x area or unit, both explicit, from a day until a day."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("(area_code IS NULL) <> (unit_id IS NULL)", name="area_or_unit"),
        Index(None, "role", "area_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role]
    area_code: Mapped[str | None]  # a street, community or grid code; the district's for all
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="posts")
    unit: Mapped[Unit | None] = relationship()


class SignIn(Base):
    """One session of one person: ending it here ends it everywhere, whatever the cookie says."""

    __tablename__ = "sign_ins"

    key: Mapped[str] = mapped_column(primary_key=True)  # random; all that the cookie holds
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    from_address: Mapped[str]

    person: Mapped[Person] = relationship()


class TypedForm(Base):
    """What somebody had typed when their session was over: theirs alone, one form, for a day."""

    __tablename__ = "typed_forms"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    path: Mapped[str]  # where the form was being sent to
    fields: Mapped[str]  # JSON: pairs of name and value, as a browser sends them
    had_files: Mapped[bool]  # some that cannot be kept: they must be chosen again
    kept_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Sending(Base):
    """A form from a phone's outbox that was taken: sent again, it leads to the same page."""

    __tablename__ = "sendings"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)  # what the phone calls this form
    led_to: Mapped[str]  # a path of this site
    sent_at: Mapped[datetime]


class NewsByMail(Base):
    """The wish of somebody who wants their unread notices in one mail a day, and what it held."""

    __tablename__ = "news_by_mail"
    __table_args__ = (Index(None, "sent_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    address: Mapped[str]
    hour: Mapped[int]  # of the day in Asia/Shanghai
    on_working_days: Mapped[bool]  # only
    sent_on: Mapped[date]  # looked at last; before that day's hour nothing more goes
    last_notice_id: Mapped[int]  # the newest that a mail has told

    person: Mapped[Person] = relationship()
