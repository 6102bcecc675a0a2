"""What is stored of boards: the printed address of a grid."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.grids.models import Grid


class Board(Base):
    """A responsibility board (责任公示牌): its code is printed, works for ever, is never reused."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)  # what the print shop and the register call it
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]

    grid: Mapped[Grid] = relationship()
