"""What is stored of people: who they are, what they may do where, and how they sign in."""

from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.rules import AccountStep, Device, Role, SignInWay, UnitKind
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
    __table_args__ = (Index(None, "phone"), Index(None, "email"))  # by which they ask to come in

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
    wants_letters: Mapped[bool] = mapped_column(default=True)  # about figures of what they lead
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
    __table_args__ = (Index(None, "started_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)  # random; all that the cookie holds
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    from_address: Mapped[str]
    way: Mapped[SignInWay] = mapped_column(default=SignInWay.PASSWORD)
    device: Mapped[Device] = mapped_column(default=Device.OTHER)
    is_kept: Mapped[bool] = mapped_column(default=False)  # on a phone, where the roles allow it
    second_at: Mapped[datetime | None]  # when the second factor was given as well
    seen_at: Mapped[datetime | None]  # last used, give or take a minute; None: not since it began

    person: Mapped[Person] = relationship()


class SecondFactor(Base):
    """What somebody's phone makes codes from (TOTP), beside the password."""

    __tablename__ = "second_factors"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    secret: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # none until a first code has come from the phone
    last_step: Mapped[int] = mapped_column(default=0)  # of time: a code works once
    wrong_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class RecoveryCode(Base):
    """A way in for who lost the phone: works once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class OneTimeSecret(Base):
    """One way in, for once: a code for the browser that asked, a link for whoever reads the mail.

    Only hashes are kept. What was typed is looked up by a job, so that the page
    cannot tell, not even by how long it takes, whether anybody goes by that.
    """

    __tablename__ = "one_time_secrets"
    __table_args__ = (Index(None, "clean_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    from_address: Mapped[str]
    language: Mapped[str]
    asked_as: Mapped[str | None]  # what was typed, until it is looked up
    browser_hash: Mapped[str | None] = mapped_column(unique=True)  # of the one that may use a code
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    code_hash: Mapped[str | None]
    link_until: Mapped[datetime | None]
    code_until: Mapped[datetime | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]  # used, or void
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    clean_at: Mapped[datetime | None]  # when its message, and in the end the row, is forgotten

    readers: Mapped[list["SecretReader"]] = relationship(
        back_populates="secret", order_by="SecretReader.person_id", cascade="all, delete-orphan"
    )

    @property
    def thread(self) -> str:
        """The name under which its message is kept, until that is forgotten."""
        return f"sign-in-{self.id}"


class SecretReader(Base):
    """Whom a one-time secret can let in: several, where a phone or a mail is shared."""

    __tablename__ = "secret_readers"
    __table_args__ = (Index(None, "person_id", "sent_at"),)

    secret_id: Mapped[int] = mapped_column(ForeignKey("one_time_secrets.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sent_at: Mapped[datetime]

    secret: Mapped[OneTimeSecret] = relationship(back_populates="readers")
    person: Mapped[Person] = relationship()


class AccountChange(Base):
    """Something that was changed about how somebody signs in: who, when, from where."""

    __tablename__ = "account_changes"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    step: Mapped[AccountStep]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    from_address: Mapped[str]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


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
