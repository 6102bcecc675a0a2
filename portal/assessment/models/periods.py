"""What is stored of periods: their revisions, results, objections, and cases left out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.assessment.rules import (
    EXCLUSIONS,
    MATTERS,
    MIX,
    PeriodKind,
    RevisionStatus,
    SubjectKind,
)
from portal.cases.models import Case
from portal.db import Base


class Period(Base):
    """A month, a quarter or a year that is assessed; of one kind no two hold the same day."""

    __tablename__ = "periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # 2026-08, 2026Q3, 2026
    kind: Mapped[PeriodKind]
    begins: Mapped[date]
    ends: Mapped[date]
    is_example: Mapped[bool] = mapped_column(default=False)  # made up, and said to be so

    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="period", order_by="Revision.number"
    )


class Revision(Base):
    """One edition of a period's figures: drafted, open to objections, then published for ever."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    number: Mapped[int]  # 1 is the first edition, later ones correct it
    status: Mapped[RevisionStatus] = mapped_column(
        default=RevisionStatus.DRAFT, active_history=True
    )
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    reason: Mapped[str] = mapped_column(default="")  # why it replaces another
    counted_at: Mapped[datetime | None]
    policy_version: Mapped[int] = mapped_column(default=0)
    policy: Mapped[Any] = mapped_column(JSON, default=dict)  # the values that it goes by, by name
    opened_at: Mapped[datetime | None]
    objections_until: Mapped[date | None]
    round: Mapped[int] = mapped_column(default=1)  # of objections; later ones to what changed
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    exclusions: Mapped[str] = mapped_column(default="")  # the file of what was left out, whole
    matters: Mapped[str] = mapped_column(default="", deferred=True)  # the file by matter, whole
    mix: Mapped[str] = mapped_column(default="", deferred=True)  # the file of the peers' mix
    nonce: Mapped[str] = mapped_column(default="")  # hashed with what is not published
    manifest: Mapped[str] = mapped_column(default="")  # the hash of each result and file
    sha256: Mapped[str | None]  # of the manifest

    period: Mapped[Period] = relationship(back_populates="revisions")
    replaces: Mapped["Revision | None"] = relationship(remote_side="Revision.id")
    published_by: Mapped[Person | None] = relationship()

    @property
    def files(self) -> dict[str, str]:
        """Return the files that are sealed with the results, by name."""
        return {EXCLUSIONS: self.exclusions, MATTERS: self.matters, MIX: self.mix}


class StoredResult(Base):
    """What a revision says of one subject, as text that is hashed byte for byte."""

    __tablename__ = "results"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]  # Result.as_text()
    round: Mapped[int] = mapped_column(default=1)  # of objections in which its figures are new

    revision: Mapped[Revision] = relationship()


class Objection(Base):
    """What a unit or an area says against its own figures, and what somebody else decided."""

    __tablename__ = "figure_objections"
    __table_args__ = (Index(None, "revision_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), active_history=True)
    kind: Mapped[SubjectKind]
    code: Mapped[str]
    indicator: Mapped[str]
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    is_upheld: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")

    revision: Mapped[Revision] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class Exclusion(Base):
    """A case that is left out of what was due: one person asks with a reason, another decides."""

    __tablename__ = "exclusions"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    is_granted: Mapped[bool | None] = mapped_column(active_history=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
