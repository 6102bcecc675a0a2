"""Who is written to about which figures, and of which editions there is news."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from portal.accounts.models import Person, Post
from portal.accounts.queries import current_posts, posts_of
from portal.accounts.rules import Role, UnitKind, has_left
from portal.assessment.models import Period, Revision
from portal.assessment.rules import PeriodKind, RevisionStatus, SubjectKind
from portal.clock import start_of
from portal.db import db

NEWS_FOR = timedelta(days=14)  # later nobody is told any more: whoever comes then finds the page
ASSESSED_UNITS = frozenset({UnitKind.STREET_TEAM, UnitKind.DEPARTMENT})
LEADERS = {
    Role.STREET_CLERK: SubjectKind.STREET,
    Role.COMMUNITY_CLERK: SubjectKind.COMMUNITY,
    Role.UNIT_CLERK: SubjectKind.UNIT,
}
Subjects = list[tuple[SubjectKind, str]]


def leaders_to_tell(on: date) -> list[tuple[Person, Subjects]]:
    """Return the clerks of streets, communities and units, each with all that they answer for."""
    found: dict[int, tuple[Person, Subjects]] = {}
    for role in LEADERS:
        for post in current_posts(role, on):
            if post.started_on <= on and not has_left(post.person.ended_on, on):
                subjects = found.setdefault(post.person_id, (post.person, []))[1]
                subjects += [one for one in _led(post) if one not in subjects]
    return [found[key] for key in sorted(found)]


def leads_figures(person: Person, on: date) -> Subjects:
    """Return what somebody leads of which figures are told: a street, a community or a unit."""
    posts = [post for post in posts_of(person, on) if post.role in LEADERS]
    return [one for post in posts for one in _led(post)]


def editions_with_news(on: date) -> Sequence[Revision]:
    """Return what was published lately, and drafts of months that have just ended.

    They are held: of two who tell of them at once one waits, so that nobody is told twice.
    """
    is_out = and_(
        Revision.status == RevisionStatus.PUBLISHED,
        Revision.published_at >= start_of(on - NEWS_FOR),
    )
    is_draft = and_(
        Revision.status.in_((RevisionStatus.DRAFT, RevisionStatus.OPEN)),
        Revision.replaces_id.is_(None),
        Revision.counted_at.is_not(None),
        Period.kind == PeriodKind.MONTH,
        Period.ends.between(on - NEWS_FOR, on - timedelta(days=1)),
    )
    rows = select(Revision).join(Revision.period).where(or_(is_out, is_draft))
    return db.session.scalars(rows.order_by(Revision.id).with_for_update(of=Revision)).all()


def _led(post: Post) -> Subjects:
    kind = LEADERS[post.role]
    if post.unit is None:
        return [(kind, post.area_code or "")]
    return [(kind, post.unit.code)] if post.unit.kind in ASSESSED_UNITS else []
