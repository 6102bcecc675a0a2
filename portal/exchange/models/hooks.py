"""What is stored of webhooks: where they lead, what they want, and what became of each delivery."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.db import Base
from portal.exchange.rules import DeliveryState, PausedWhy

OPEN = text("state IN ('queued', 'sending')")
DEAD = text("state = 'dead'")


class Webhook(Base):
    """An address of another system that is told of steps of cases in its account's reach."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # of the system that listens
    url: Mapped[str]
    steps: Mapped[list[str]] = mapped_column(JSON)  # of cases.rules.Step: those it is told of
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # whose posts are its reach
    generation: Mapped[int] = mapped_column(default=1)  # of its secret, which is kept nowhere
    rotated_at: Mapped[datetime | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]  # it is told of what happened since
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[PausedWhy | None]
    ended_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]  # the first failure since something was taken
    rests_until: Mapped[datetime | None]  # it kept us waiting: meanwhile it is asked nothing

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])


class Delivery(Base):
    """One step of one case on its way to one webhook, or a ping, which is of no case."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("hook_id", "event_id"),
        Index(None, "hook_id", "id"),
        Index(None, "made_at"),
        Index(
            "ix_deliveries_open",
            *("hook_id", "case_id", "event_id"),
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_deliveries_dead", "hook_id", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_events.id"), index=True)
    event: Mapped[str]  # the step, or "ping"
    at: Mapped[datetime]  # of the step
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    turn: Mapped[int] = mapped_column(default=0)  # a job of an earlier turn does nothing
    tries: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]  # of the last answer that was no success
    last_error: Mapped[str | None]
    tried_at: Mapped[datetime | None]
    made_at: Mapped[datetime]

    hook: Mapped[Webhook] = relationship()
    case: Mapped[Case | None] = relationship()

    @property
    def name(self) -> str:
        """The name under which it is sent, however often: by it receivers know a second copy."""
        return f"delivery-{self.id}"


class HookMark(Base):
    """Up to which step of cases webhooks need look no more."""

    __tablename__ = "hook_marks"

    id: Mapped[int] = mapped_column(primary_key=True)  # there is one
    last_event_id: Mapped[int]
