"""Keys are made, replaced and revoked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from portal import counting
from portal.accounts.models import Person, Unit
from portal.db import db
from portal.exchange.actions.systems import system_account
from portal.exchange.models import ApiKey
from portal.exchange.rules import Scope, fingerprint, new_secret, prefix_of

USES = "uses of keys"
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """For whom a key is made: a system of one unit, or of the command room of an area."""

    name: str
    scopes: Iterable[Scope]
    unit: Unit | None = None
    area_code: str | None = None  # a street's or the district's, where no unit is given
    ends_at: datetime | None = None


def make_key(new: NewKey, *, by: Person, now: datetime) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is shown once and never again."""
    secret = new_secret()
    key = ApiKey(
        name=new.name,
        prefix=prefix_of(secret),
        secret_hash=fingerprint(secret),
        scopes=sorted(new.scopes),
        person=system_account(new.name, unit=new.unit, area_code=new.area_code, now=now),
        made_by=by,
        made_at=now,
        ends_at=new.ends_at,
    )
    db.session.add(key)
    db.session.flush()
    return key, secret


def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """End a key at once."""
    key.revoked_at = key.revoked_at or now


def note_key_use(key: ApiKey, *, now: datetime) -> None:
    """Note that a key is in use, once a minute; nothing is written now: reading changes nothing."""
    if key.used_at is None or now - key.used_at >= NOTED_EVERY:
        counting.count(USES, (key.id, now))


@counting.written_by(USES)
def add_uses(uses: Mapping[Any, int]) -> None:
    """Write down when keys were used last."""
    last: dict[int, datetime] = {}
    for key_id, moment in uses:
        last[key_id] = max(moment, last.get(key_id, moment))
    for key_id in sorted(last):
        db.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=last[key_id]))
