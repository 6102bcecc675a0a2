"""Which key is this, and may it still be used."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models import ApiKey, KeptAnswer
from portal.exchange.rules import fingerprint


def live_key(secret: str, now: datetime) -> ApiKey | None:
    """Return the key of this secret, unless it is unknown, revoked or past its end."""
    is_live = or_(ApiKey.ends_at.is_(None), ApiKey.ends_at > now)
    return db.session.scalar(
        select(ApiKey)
        .where(ApiKey.secret_hash == fingerprint(secret), ApiKey.revoked_at.is_(None), is_live)
        .options(joinedload(ApiKey.person))
    )


def live_keys_of(person: Person, now: datetime) -> Sequence[ApiKey]:
    """Return the keys that may still be used and act as this account."""
    is_live = or_(ApiKey.ends_at.is_(None), ApiKey.ends_at > now)
    held = select(ApiKey).where(ApiKey.person_id == person.id, ApiKey.revoked_at.is_(None), is_live)
    return db.session.scalars(held.order_by(ApiKey.id)).all()


def key_by_id(key_id: int) -> ApiKey:
    """Return a key, or refuse: there is none."""
    key = db.session.get(ApiKey, key_id)
    if key is None:
        raise NotFound(N_("There is no such key."))
    return key


def keys_by_name() -> Sequence[ApiKey]:
    """Return all keys, also those that are over, by the names of the systems that hold them."""
    held = select(ApiKey).options(joinedload(ApiKey.person))
    return db.session.scalars(held.order_by(ApiKey.name, ApiKey.id.desc())).all()


def kept_answer(key: ApiKey, name: str) -> KeptAnswer | None:
    """Return what was answered when this key's holder sent this idempotency key before."""
    return db.session.scalar(
        select(KeptAnswer).where(KeptAnswer.api_key_id == key.id, KeptAnswer.name == name)
    )
