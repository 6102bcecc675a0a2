"""What is stored of leading: thanks that a leader sent, and to whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.models import Area


class LeaderThanks(Base):
    """A few words of thanks from somebody who leads an area; sent once, kept with who and when."""

    __tablename__ = "leader_thanks"
    __table_args__ = (Index(None, "area_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)  # the same form sent twice sends once
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    sent_to: Mapped[int]  # people

    area: Mapped[Area] = relationship()
    by: Mapped[Person] = relationship()


class LeaderThanksTo(Base):
    """One of those whom thanks were sent to."""

    __tablename__ = "leader_thanks_to"

    thanks_id: Mapped[int] = mapped_column(ForeignKey("leader_thanks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
