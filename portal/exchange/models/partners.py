"""What is stored of partners: where they are, what is sent there, and each exchange with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.cases.models import Case
from portal.db import Base
from portal.exchange.rules.partners import ExchangeKind, PushState

DUE = text("next_at IS NOT NULL")
WAITING = text("state IN ('unsure', 'refused', 'unmapped', 'needs_photo')")


class Partner(Base):
    """An outside Open311 server that works for one of our units, such as a county's road office.

    Its API key is not here: it must be sent, so a hash would not do, and a cipher
    of our own would only move the secret. The setting PORTAL_PARTNER_KEYS holds it
    under the partner's code.
    """

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    base_url: Mapped[str]
    jurisdiction_id: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # as which it acts on cases
    takes_all: Mapped[bool]  # of its unit's cases; otherwise only those of its matters
    with_notes: Mapped[bool]  # what a dispatcher wrote for the unit goes along
    knows_copies: Mapped[bool]  # files a second copy with the same Idempotency-Key only once
    services: Mapped[Any] = mapped_column(JSON)  # our matter code: {code, attributes}
    statuses: Mapped[Any] = mapped_column(JSON)  # rows: theirs, words in the notes, a Meaning
    offers: Mapped[Any] = mapped_column(JSON)  # services as the partner listed them
    offers_at: Mapped[datetime | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]  # it is sent what reached its unit since
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    rests_until: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class PartnerPush(Base):
    """One case on its way to one partner; a case that came back after it was done is a new one."""

    __tablename__ = "partner_pushes"
    __table_args__ = (
        UniqueConstraint("partner_id", "case_id", "round"),
        Index(None, "case_id"),
        Index(
            "ix_partner_pushes_due",
            *("partner_id", "next_at"),
            sqlite_where=DUE,
            postgresql_where=DUE,
        ),
        Index(
            "ix_partner_pushes_waiting",
            *("partner_id", "id"),
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    reference: Mapped[str]  # our name for it, which travels along
    state: Mapped[PushState] = mapped_column(default=PushState.QUEUED)
    request_id: Mapped[str | None]  # the partner's number
    token: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)  # in this state
    next_at: Mapped[datetime | None]  # when it is its turn; none while the partner is asked
    sent_at: Mapped[datetime | None]  # first
    their_status: Mapped[str] = mapped_column(default="")
    their_notes: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")  # it waits, as rules.reasons keeps it
    made_at: Mapped[datetime]

    partner: Mapped[Partner] = relationship()
    case: Mapped[Case] = relationship()


class PartnerExchange(Base):
    """One question to a partner and its answer: the log, and the mark that it was asked.

    `asked_at` is kept before the first byte leaves. A worker that is killed then
    finds it and does not ask again: whether it arrived is not known.
    """

    __tablename__ = "partner_exchanges"
    __table_args__ = (Index(None, "partner_id", "id"), Index(None, "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    push_id: Mapped[int | None] = mapped_column(ForeignKey("partner_pushes.id"), index=True)
    batch: Mapped[list[int]] = mapped_column(JSON)  # of a pull: the pushes asked about
    kind: Mapped[ExchangeKind]
    attempt: Mapped[int]
    sent: Mapped[str] = mapped_column(default="")  # without the key
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    status: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")  # of what is over, only the beginning
    why: Mapped[str] = mapped_column(default="")  # there is no answer, likewise
    done_at: Mapped[datetime | None]

    partner: Mapped[Partner] = relationship()
    push: Mapped[PartnerPush | None] = relationship()


class PartnerMark(Base):
    """Up to which step of cases partners need look no more."""

    __tablename__ = "partner_marks"

    id: Mapped[int] = mapped_column(primary_key=True)  # there is one
    last_event_id: Mapped[int]
