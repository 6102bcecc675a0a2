"""What is stored of stars: a rating per volunteer and quarter, frozen with its figures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base


class StarRating(Base):
    """The stars of one volunteer for one quarter (星级评价); never changed once it is frozen."""

    __tablename__ = "star_ratings"
    __table_args__ = (
        UniqueConstraint("person_id", "quarter"),
        Index(None, "quarter", "community_id", "person_id"),
        CheckConstraint("stars BETWEEN 0 AND 5", name="stars"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    quarter: Mapped[date]  # its first day
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))  # where they then served
    points: Mapped[int]  # of the four quarters that end with this one
    judged: Mapped[int]  # reports in them
    valid: Mapped[int]
    had_fake: Mapped[bool]
    is_trained: Mapped[bool]  # on the quarter's last day
    stars: Mapped[int]
    policy_version: Mapped[int]
    frozen_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
