"""Who has said to be whose relative."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import Person
from portal.db import db
from portal.volunteers.models import Relative


def are_related(one_id: int, other_id: int) -> bool:
    """Say whether either of two has declared, and not taken back, that the other is a relative."""
    pairs = ((one_id, other_id), (other_id, one_id))
    said = [db.session.get(Relative, pair) for pair in pairs]
    return any(word is not None and word.withdrawn_at is None for word in said)


def relatives_said_by(person: Person) -> Sequence[Person]:
    """Return whom somebody has declared to be a relative."""
    rows = select(Relative).where(Relative.person_id == person.id, Relative.withdrawn_at.is_(None))
    return [word.other for word in db.session.scalars(rows.order_by(Relative.other_id))]


def relatives_who_said(person: Person) -> Sequence[Person]:
    """Return who has declared to be a relative of somebody."""
    rows = select(Relative).where(Relative.other_id == person.id, Relative.withdrawn_at.is_(None))
    return [word.person for word in db.session.scalars(rows.order_by(Relative.person_id))]


def relatives_of(person: Person) -> Sequence[Person]:
    """Return who was declared a relative of somebody, by them or by the other."""
    both = {one.id: one for one in (*relatives_said_by(person), *relatives_who_said(person))}
    return [both[key] for key in sorted(both)]
