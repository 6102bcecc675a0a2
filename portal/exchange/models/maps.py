"""What is stored of field maps and uploads: every version, every file, and what came back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.db import Base
from portal.exchange.rules import Direction, Handover, UploadStatus


class StoredMap(Base):
    """A field map under its name; what it says is its newest version."""

    __tablename__ = "field_maps"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    direction: Mapped[Direction]
    is_timed: Mapped[bool] = mapped_column(default=False)  # after every period that it names
    ended_at: Mapped[datetime | None]

    versions: Mapped[list["MapVersion"]] = relationship(
        back_populates="map", order_by="MapVersion.version.desc()"
    )


class MapVersion(Base):
    """What a map said from a moment on; never changed, so that an old file can be explained."""

    __tablename__ = "map_versions"
    __table_args__ = (UniqueConstraint("map_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("field_maps.id"))
    version: Mapped[int]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    map: Mapped[StoredMap] = relationship(back_populates="versions")
    by: Mapped[Person] = relationship()


class Upload(Base):
    """A file for another system, made row by row in the background."""

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "map_id", "first_day", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("field_maps.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("map_versions.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: by the timetable
    at: Mapped[datetime]
    first_day: Mapped[date]
    last_day: Mapped[date]
    status: Mapped[UploadStatus]
    rows_all: Mapped[int]  # cases to look at
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_kept: Mapped[int] = mapped_column(default=0)  # rows in the file
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)  # the first that were left out
    last_number: Mapped[str] = mapped_column(default="")  # of the case looked at last
    parts: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str | None]
    size: Mapped[int | None]  # bytes
    sha256: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    map: Mapped[StoredMap] = relationship()
    version: Mapped[MapVersion] = relationship()
    by: Mapped[Person | None] = relationship()
    receipts: Mapped[list["UploadReceipt"]] = relationship(order_by="UploadReceipt.id")
    handovers: Mapped[list["UploadHandover"]] = relationship(
        back_populates="upload", order_by="UploadHandover.id"
    )


class UploadReceipt(Base):
    """What staff entered of an upload: where it was handed in, and what the other system said."""

    __tablename__ = "upload_receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    handed_to: Mapped[str]
    number: Mapped[str]  # of the receipt, empty while there is none
    received_on: Mapped[date]
    accepted: Mapped[int]  # rows
    refused: Mapped[int]
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class UploadHandover(Base):
    """A file on its way to the address that its map names, and what was answered there."""

    __tablename__ = "upload_handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    to: Mapped[str]
    method: Mapped[str]
    key: Mapped[str]  # its name in the settings; never the key
    state: Mapped[Handover] = mapped_column(default=Handover.WAITS)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]  # when it is tried again
    status: Mapped[int | None]  # of the answer that took it
    answer: Mapped[str] = mapped_column(default="")  # its beginning, in plain words
    why: Mapped[str] = mapped_column(default="")  # it was not taken, as rules.reasons keeps it
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    upload: Mapped[Upload] = relationship(back_populates="handovers")


class ExternalNumber(Base):
    """Under which number another system knows a case: what is known is never taken twice."""

    __tablename__ = "external_numbers"
    __table_args__ = (UniqueConstraint("system", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str]
    number: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)

    case: Mapped[Case] = relationship()
