"""What is stored of the live page: counts by day, written in the transaction of what they count."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.rules.tallies import TallyKind
from portal.db import Base


class DayTally(Base):
    """How often something happened in a street on a day: by hour, matter, grid or change of level.

    Never a sum over the past at page time, and never recounted in passing:
    each step adds its own one just before its transaction is kept.
    """

    __tablename__ = "day_tallies"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is all there is to look by

    kind: Mapped[TallyKind] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)  # the hour, a code, or from which level-to
    count: Mapped[int]
