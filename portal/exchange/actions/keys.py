"""Keys are made, replaced and revoked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from portal import clock, counting
from portal.accounts.actions import end_post
from portal.accounts.models import Person, Unit
from portal.accounts.queries import posts_of
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.exchange.actions.systems import system_account
from portal.exchange.models import ApiKey
from portal.exchange.queries import live_keys_of
from portal.exchange.rules import (
    Scope,
    fingerprint,
    last_end,
    new_secret,
    prefix_of,
    refuse_unless_live,
    state_of,
)

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
    account = system_account(new.name, unit=new.unit, area_code=new.area_code, now=now)
    key = ApiKey(name=new.name, scopes=sorted(new.scopes), person=account, ends_at=new.ends_at)
    return _kept(key, secret, by=by, now=now), secret


def rotate_key(
    old: ApiKey, *, overlap_days: int, ends_at: datetime | None, by: Person, now: datetime
) -> tuple[ApiKey, str]:
    """Make the key that follows an old one, which lives on for some days until its system changes.

    Both act as the same account, so nothing else changes for anybody.
    """
    refuse_unless_live(state_of(old.ends_at, old.revoked_at, now))
    old.ends_at = last_end(old.ends_at, overlap_days, now)
    secret = new_secret()
    key = ApiKey(
        name=old.name, scopes=list(old.scopes), person=old.person, ends_at=ends_at, follows=old
    )
    return _kept(key, secret, by=by, now=now), secret


def revoke_key(key: ApiKey, *, reason: str, by: Person, now: datetime) -> None:
    """End a key at once, and its account's posts if no other key acts as it."""
    refuse_unless_live(state_of(key.ends_at, key.revoked_at, now))
    if not reason:
        raise NotAcceptable(N_("Say why the key is revoked: colleagues read this."))
    key.revoked_at, key.revoked_by, key.revoke_reason = now, by, reason
    db.session.flush()
    if not live_keys_of(key.person, now):
        for post in posts_of(key.person, clock.day_of(now)):
            end_post(post, by=by, now=now)


def _kept(key: ApiKey, secret: str, *, by: Person, now: datetime) -> ApiKey:
    key.prefix, key.secret_hash = prefix_of(secret), fingerprint(secret)
    key.made_by, key.made_at = by, now
    db.session.add(key)
    db.session.flush()
    return key


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
