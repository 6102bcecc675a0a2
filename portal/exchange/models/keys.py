"""What is stored of keys: whose, for what, until when; and answers to repeated requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base


class ApiKey(Base):
    """A key of another system. It acts as an account whose posts say how far it reaches."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # of the system that holds it
    prefix: Mapped[str]  # its first characters, by which staff tell keys apart
    secret_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256; the key itself is not kept
    scopes: Mapped[list[str]] = mapped_column(JSON)  # of rules.Scope
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    revoke_reason: Mapped[str] = mapped_column(default="")
    used_at: Mapped[datetime | None]  # last, give or take a minute
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("api_keys.id"))  # the one it replaces

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    revoked_by: Mapped[Person | None] = relationship(foreign_keys=[revoked_by_id])
    follows: Mapped["ApiKey | None"] = relationship(remote_side="ApiKey.id")


class KeptAnswer(Base):
    """What was answered to a request with an idempotency key: asked again, it is said again."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("api_key_id", "name"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    name: Mapped[str]  # the idempotency key that the client chose
    request_hash: Mapped[str]  # SHA-256 of method, path and body: another request is refused
    status: Mapped[int]
    headers: Mapped[Any] = mapped_column(JSON)  # list of [name, value]
    body: Mapped[str]
    at: Mapped[datetime]
