"""What is stored of snapshots: files of the open data as they were on a day."""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Snapshot(Base):
    """One file of the open data as it was made on a day. It is never made again."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("day", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]  # on which it was made
    name: Mapped[str]  # of the file: cases-2026.csv
    media_type: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    file_key: Mapped[str]  # in the file store
    made_at: Mapped[datetime]
