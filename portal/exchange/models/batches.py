"""What is stored of an import: the batch, and row by row what it did, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.exchange.rules import BatchKind, BatchStatus, Deed


class Batch(Base):
    """Rows that came in together, by whom and when, and what became of them."""

    __tablename__ = "batches"
    __table_args__ = (Index(None, "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BatchKind]
    name: Mapped[str]  # of the file
    sha256: Mapped[str]  # of the file, so that whoever sent it can tell that it was theirs
    file_key: Mapped[str | None]  # in the file store, until a day has passed
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    status: Mapped[BatchStatus]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)  # by deed
    done: Mapped[int] = mapped_column(default=0)  # rows, while it is being taken over
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # such as the map's version
    note: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id])


class BatchRow(Base):
    """One row of a batch: what it did to what, with both states, or why it was refused."""

    __tablename__ = "batch_rows"
    __table_args__ = (Index(None, "batch_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    line: Mapped[int]  # in the file
    deed: Mapped[Deed]
    subject: Mapped[str]  # a code or a number by which people know the thing
    before: Mapped[Any | None] = mapped_column(JSON)
    after: Mapped[Any | None] = mapped_column(JSON)
    problem: Mapped[str | None]  # an English sentence of the catalogues
    undone_at: Mapped[datetime | None]  # when this row was taken back

    batch: Mapped[Batch] = relationship()
