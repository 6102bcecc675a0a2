"""What is stored of spot checks: the plan, the frozen list, the rounds, and what was drawn.

The list itself lies in the file store, as it is published: sorted lines
`number,stratum`, compressed. Its SHA-256 stands here, and is compared before each draw.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.models import Grid
from portal.supervision.models.teams import SupervisionTeam
from portal.supervision.rules import (
    CheckStatus,
    CheckStep,
    FrameKind,
    SizeBy,
    StrataBy,
    VisitState,
    WhyPriority,
)


class SpotCheck(Base):
    """One spot check (抽查) of a team: what of, how much, and how far it is."""

    __tablename__ = "spot_checks"
    __table_args__ = (
        Index(None, "team_id", "id"),
        CheckConstraint("period_to >= period_from", name="period"),
        CheckConstraint("level_one_times BETWEEN 1 AND 5", name="level_one_times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)  # of the form that made it
    code: Mapped[str] = mapped_column(unique=True)  # CC-2026-001: public, for ever
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    frame: Mapped[FrameKind]
    area_code: Mapped[str]  # the district, or one street
    period_from: Mapped[date]
    period_to: Mapped[date]
    strata_by: Mapped[StrataBy]
    size_by: Mapped[SizeBy]
    margin_permille: Mapped[int | None]
    confidence_permille: Mapped[int] = mapped_column(default=950)
    expected_permille: Mapped[int] = mapped_column(default=500)  # of those that fail
    inspection_level: Mapped[str] = mapped_column(default="")  # of GB/T 2828.1: "II"
    aql: Mapped[str] = mapped_column(default="")  # as the standard prints it: "2.5"
    severity: Mapped[str] = mapped_column(default="")
    plan_letter: Mapped[str] = mapped_column(default="")  # these three are fixed at the freeze
    accept_at: Mapped[int | None]
    refuse_at: Mapped[int | None]
    level_one_times: Mapped[int] = mapped_column(default=1)  # over-sampling, weighted back
    visits_a_day: Mapped[int] = mapped_column(default=12)  # of one pair, to say what it costs
    status: Mapped[CheckStatus] = mapped_column(default=CheckStatus.DRAFT)
    freeze_asked_at: Mapped[datetime | None]
    population: Mapped[int | None]
    left_out: Mapped[Any] = mapped_column(
        JSON, default=list
    )  # area codes in conflict, at the freeze
    list_key: Mapped[str | None]  # in the file store
    list_sha256: Mapped[str | None]
    frozen_at: Mapped[datetime | None]
    seed_from: Mapped[str] = mapped_column(default="")  # what will give it; said when published
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # or abandoned
    why_abandoned: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    team: Mapped[SupervisionTeam] = relationship()
    strata: Mapped[list["Stratum"]] = relationship(
        back_populates="check", order_by="Stratum.name", cascade="all, delete-orphan"
    )
    rounds: Mapped[list["DrawRound"]] = relationship(
        back_populates="check", order_by="DrawRound.turn"
    )
    events: Mapped[list["CheckEvent"]] = relationship(order_by="CheckEvent.id")


class Stratum(Base):
    """One stratum (层) of a frozen list; one that was too small says what it was merged into."""

    __tablename__ = "check_strata"

    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)  # 330108001-2: street and level
    population: Mapped[int]  # with what was merged into it; of a merged one, what it had itself
    size: Mapped[int]  # to draw in the first round; fixed with the list, before any seed
    merged_into: Mapped[str | None]

    check: Mapped[SpotCheck] = relationship(back_populates="strata")


class CheckEvent(Base):
    """One step of a check: who, when. Public from the publication of the hash on."""

    __tablename__ = "check_events"
    __table_args__ = (Index(None, "check_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"))
    step: Mapped[CheckStep]
    turn: Mapped[int | None]  # the round that it is about
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(default="")  # a seed as entered, a hash, a reason

    by: Mapped[Person] = relationship()


class DrawRound(Base):
    """One round (轮次) of a check: its own seed, given by two people, and its own sizes."""

    __tablename__ = "draw_rounds"
    __table_args__ = (
        UniqueConstraint("check_id", "turn"),
        UniqueConstraint("check_id", "seed"),  # a further round takes a fresh one
        CheckConstraint("entered_by_id <> confirmed_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"))
    turn: Mapped[int]  # from 1
    sizes: Mapped[Any] = mapped_column(JSON)  # stratum: how many
    seed: Mapped[str]  # as it is used, letter for letter
    typed: Mapped[str]  # as it was typed, where that differs
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]

    check: Mapped[SpotCheck] = relationship(back_populates="rounds")
    entered_by: Mapped[Person] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])


class Sampled(Base):
    """One thing to look at (样本): drawn in a round, or added as urgent beside the draw."""

    __tablename__ = "sampled"
    __table_args__ = (
        UniqueConstraint("check_id", "number", "is_priority"),
        CheckConstraint("is_priority = (round_id IS NULL)", name="drawn_or_added"),
        Index(None, "check_id", "id"),
        Index(None, "round_id", "id"),
        Index(None, "inspector_id", "state", "id"),
        Index(None, "inspector_id", "street_code", "assigned_on"),  # whose turn it is to move on
        Index(None, "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("draw_rounds.id"))
    number: Mapped[str]  # as in the list: a case's number, P000012 a patrol, L000012 a place
    stratum: Mapped[str]  # empty for what was added
    rank: Mapped[int | None]  # by ticket within its stratum and round, from 1
    source_id: Mapped[int]  # of the case, the patrol log or the place, by the check's frame
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    street_code: Mapped[str]
    is_priority: Mapped[bool] = mapped_column(default=False)  # never part of an estimate
    why_priority: Mapped[WhyPriority | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("sampled.id"), unique=True)
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assigned_on: Mapped[date | None]
    state: Mapped[VisitState] = mapped_column(default=VisitState.TO_VISIT)

    check: Mapped[SpotCheck] = relationship()
    round: Mapped[DrawRound | None] = relationship()
    grid: Mapped[Grid] = relationship()
    inspector: Mapped[Person | None] = relationship()
    replaces: Mapped["Sampled | None"] = relationship(remote_side="Sampled.id")


class Reserve(Base):
    """The next tickets of a stratum after the drawn ones: what stands in for what cannot be seen.

    In the order of the draw, so that nobody chooses: the first that is left comes first.
    """

    __tablename__ = "draw_reserves"

    round_id: Mapped[int] = mapped_column(ForeignKey("draw_rounds.id"), primary_key=True)
    stratum: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)  # goes on after the drawn ones
    number: Mapped[str]
    taken_at: Mapped[datetime | None]  # when it became a sampled thing

    round: Mapped[DrawRound] = relationship()
