"""What is stored of supervision teams: who is in them, and where they may not look."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base


class SupervisionTeam(Base):
    """A team from outside the district's chain (第三方监督小组), of one organisation."""

    __tablename__ = "supervision_teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # short, upper case; stands in addresses
    name: Mapped[str]
    name_en: Mapped[str]
    organisation: Mapped[str]  # who sends it
    contract: Mapped[str]  # by which number it was asked to look
    phone: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    members: Mapped[list["TeamMember"]] = relationship(
        back_populates="team", order_by="TeamMember.id"
    )
    conflicts: Mapped[list["Conflict"]] = relationship(order_by="Conflict.id.desc()")


class TeamMember(Base):
    """Somebody in a team, from a day until a day; one person is in one team at a time."""

    __tablename__ = "team_members"
    __table_args__ = (
        Index(None, "team_id", "id"),
        Index(None, "person_id", "id"),
        Index(
            "ix_team_members_current",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_lead: Mapped[bool]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    team: Mapped[SupervisionTeam] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Conflict(Base):
    """An area that a team, or one of its members, may not inspect, and why (利益冲突)."""

    __tablename__ = "supervision_conflicts"
    __table_args__ = (Index(None, "team_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: the whole team
    area_code: Mapped[str]  # a street, community or grid: everything whose code begins so
    reason: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
