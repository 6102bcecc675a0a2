"""The accounts as which other systems act."""

import secrets
from datetime import datetime

from portal import clock
from portal.accounts.actions import give_post
from portal.accounts.models import Person, Unit
from portal.accounts.rules import SYSTEM, Role
from portal.db import db


def system_account(name: str, *, unit: Unit | None, area_code: str | None, now: datetime) -> Person:
    """Make the account as which a system acts: it has no password, so nobody signs in as it."""
    person = Person(number=f"{SYSTEM}{secrets.token_hex(4)}", name=name)
    db.session.add(person)
    db.session.flush()
    role = Role.UNIT_CLERK if unit else Role.STREET_CLERK
    give_post(person, role, area_code=area_code, unit=unit, on=clock.day_of(now))
    return person
