"""What is stored of places: areas, grids with their outlines, and who answers for them."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.rules import AreaKind, Duty, GridKind


class Area(Base):
    """The district, a street (街道) or a community (社区), by its official code."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # 6, 9 or 12 digits
    kind: Mapped[AreaKind]
    name: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)

    parent: Mapped["Area | None"] = relationship(remote_side="Area.id")


class Grid(Base):
    """A grid (网格): 300-500 households, or a park, a street, an enterprise."""

    __tablename__ = "grids"
    __table_args__ = (
        CheckConstraint("households >= 0 AND residents >= 0", name="counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # community code + 3 digits
    external_code: Mapped[str | None]
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[GridKind]
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    households: Mapped[int]
    residents: Mapped[int]
    scope: Mapped[str]  # the service area in words
    outline: Mapped[Any | None] = mapped_column(JSON)  # ring of [longitude, latitude]; schematic
    ended_on: Mapped[date | None]

    community: Mapped[Area] = relationship()
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="grid", order_by="Appointment.id"
    )


class Appointment(Base):
    """Somebody's duty on a grid (1 + 1 + 1 + X), from a day until a day."""

    __tablename__ = "appointments"
    __table_args__ = (Index(None, "grid_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    duty: Mapped[Duty]
    tasks: Mapped[str]  # separated by semicolons, as printed on the board
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    grid: Mapped[Grid] = relationship(back_populates="appointments")
    person: Mapped[Person] = relationship()
