"""What is stored of rules that were tried: the values, what they would have changed, what came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base


class RuleTrial(Base):
    """Other values tried on a past quarter; they may then be put in force from a day on."""

    __tablename__ = "rule_trials"
    __table_args__ = (CheckConstraint("done_count <= all_count", name="counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    changes: Mapped[Any] = mapped_column(JSON)  # name: value, only those that change
    was: Mapped[Any] = mapped_column(JSON)  # the same names as they stood then
    from_day: Mapped[date]
    reason: Mapped[str]
    quarter: Mapped[date]  # whose stars are counted anew
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    policy_version: Mapped[int]  # the rules it was compared with
    all_count: Mapped[int]  # people
    done_count: Mapped[int] = mapped_column(default=0)
    last_person_id: Mapped[int] = mapped_column(default=0)
    result: Mapped[Any | None] = mapped_column(JSON)
    ended_at: Mapped[datetime | None]
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    put_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    why_withdrawn: Mapped[str] = mapped_column(default="")

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    put_by: Mapped[Person | None] = relationship(foreign_keys=[put_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
