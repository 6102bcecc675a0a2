"""What is stored of findings: what two people signed, the log of all that followed, orders."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Unit
from portal.db import Base, one_of
from portal.supervision.models.checks import Sampled, SpotCheck
from portal.supervision.models.teams import SupervisionTeam
from portal.supervision.rules import Breach, FindingState, FindingStep, OrderState, Verdict


class Finding(Base):
    """What a team found of something sampled (核查结论): proposed by one, signed by another.

    Signed, its verdict and words never change: after an unlocking a new version follows.
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("sampled_id", "version"),
        CheckConstraint("proposed_by_id <> signed_by_id", name="two_people"),
        CheckConstraint("(signed_at IS NULL) = (state = 'proposed')", name="signed"),
        Index(None, "team_id", "state", "id"),
        Index(None, "team_id", "id"),
        Index(None, "unit_id", "id"),
        Index(
            "ix_findings_to_rebut",
            "rebut_by",
            "id",
            sqlite_where=text("state = 'signed'"),
            postgresql_where=text("state = 'signed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sampled_id: Mapped[int] = mapped_column(ForeignKey("sampled.id"))
    version: Mapped[int]  # from 1
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "findingverdict"))
    words: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")  # hash of what was seen, photos included
    state: Mapped[FindingState] = mapped_column(default=FindingState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # that it is held against
    rebut_by: Mapped[date | None]  # the last day on which that unit may rebut it
    revision: Mapped[int] = mapped_column(default=1)

    # Two at once: one wins, the other is told.
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read by SQLAlchemy

    sampled: Mapped[Sampled] = relationship()
    team: Mapped[SupervisionTeam] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])
    unit: Mapped[Unit | None] = relationship()
    log: Mapped[list["LogEntry"]] = relationship(back_populates="finding", order_by="LogEntry.turn")
    order: Mapped["Rectification | None"] = relationship(back_populates="finding")


class LogEntry(Base):
    """One entry of the log of findings, added and never changed; its hash holds the one before."""

    __tablename__ = "finding_log"
    __table_args__ = (
        Index(None, "finding_id", "turn"),
        Index(None, "team_id", "step", "turn"),
        Index(None, "check_id", "turn"),
    )

    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # without a gap
    at: Mapped[datetime]
    step: Mapped[FindingStep]
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # none: time, or the chain
    words: Mapped[str]
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict, "logverdict"))
    nonce: Mapped[str]  # so that nobody guesses what a digest stands for before it is published
    digest: Mapped[str]
    hash: Mapped[str]

    finding: Mapped[Finding] = relationship(back_populates="log")
    check: Mapped[SpotCheck] = relationship()
    by: Mapped[Person | None] = relationship()


class LogCount(Base):
    """How many entries the log has: whoever adds one holds this row, one at a time."""

    __tablename__ = "finding_log_counts"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class LogProof(Base):
    """That the whole log was checked against itself and against the findings, and how it was."""

    __tablename__ = "finding_log_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    entries: Mapped[int]
    head: Mapped[str]
    broken_turn: Mapped[int | None]
    why: Mapped[Breach | None]


class Rectification(Base):
    """An order to put something right (整改单), by a day; then somebody else looks again."""

    __tablename__ = "rectifications"
    __table_args__ = (
        Index(None, "unit_id", "state", "id"),
        Index(None, "state", "id"),
        Index(
            "ix_rectifications_open",
            "due_on",
            "id",
            sqlite_where=text("state = 'open' AND told_late_on IS NULL"),
            postgresql_where=text("state = 'open' AND told_late_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    at: Mapped[datetime]
    due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)  # that day
    state: Mapped[OrderState] = mapped_column(default=OrderState.OPEN)
    mended_at: Mapped[datetime | None]
    told_late_on: Mapped[date | None]
    failed: Mapped[int] = mapped_column(default=0)  # rechecks
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    finding: Mapped[Finding] = relationship(back_populates="order")
    unit: Mapped[Unit] = relationship()
    notes: Mapped[list["OrderNote"]] = relationship(back_populates="order", order_by="OrderNote.id")


class OrderNote(Base):
    """What the unit or the team wrote below an order."""

    __tablename__ = "rectification_notes"
    __table_args__ = (Index(None, "order_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("rectifications.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_from_unit: Mapped[bool]
    at: Mapped[datetime]
    words: Mapped[str]

    order: Mapped[Rectification] = relationship(back_populates="notes")
    by: Mapped[Person] = relationship()


class SecondLook(Base):
    """A finding that the chain drew for a second inspector (复核), and what they found, blind."""

    __tablename__ = "second_looks"
    __table_args__ = (
        UniqueConstraint("team_id", "upto"),
        Index(
            "ix_second_looks_open",
            "team_id",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_teams.id"))
    upto: Mapped[int]  # the entry that made the block whole; its hash is the seed of the draw
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict, "secondverdict"))
    done_at: Mapped[datetime | None]

    finding: Mapped[Finding] = relationship()
    by: Mapped[Person | None] = relationship()
