"""A course is taken: each try is one row, and says what was wrong without giving the key away."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.policy.rules import Policy
from portal.training.actions.courses import keys_of
from portal.training.models import Course, CourseResult
from portal.training.queries import passes_of, result_by_request, tries_on
from portal.training.rules import grade, may_renew, valid_until

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # what can be read out and typed again
CODE_LENGTH = 10


def take(
    course: Course,
    answers: Sequence[Collection[int]],
    *,
    request_key: str,
    by: Person,
    now: datetime,
    policy: Policy,
) -> CourseResult:
    """Mark the answers of somebody's try, question by question the places (from 0) they chose.

    The same form sent twice is one try.
    """
    if known := result_by_request(by, request_key):
        return known
    if why_not := why_not_take(course, by, now=now, policy=policy):
        raise NotAllowedNow(why_not)
    today, marks = clock.day_of(now), grade(keys_of(course), answers, course.pass_percent)
    result = CourseResult(
        code=certificate_code(),
        person=by,
        course=course,
        day=today,
        at=now,
        nth=tries_on(by, course, today) + 1,
        correct=marks.right,
        asked=marks.asked,
        wrong=",".join(map(str, marks.wrong)),
        passed=marks.passed,
        valid_until=valid_until(today, course.valid_months) if marks.passed else None,
        request_key=request_key,
    )
    return _kept_once(result)


def why_not_take(course: Course, person: Person, *, now: datetime, policy: Policy) -> str | None:
    """Return why somebody cannot try a course now, or None if they can."""
    today = clock.day_of(now)
    held = passes_of(person, [course], today).get(course.id)
    if held and not may_renew(held.valid_until, today, policy.renewal_days):
        return N_("You have passed this course, and that still counts.")
    if tries_on(person, course, today) >= policy.quiz_tries:
        return N_("You have used your tries of today. Read the steps again and come tomorrow.")
    return None


def certificate_code() -> str:
    """Return a code by which anybody checks a certificate; nobody guesses another one."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _kept_once(result: CourseResult) -> CourseResult:
    """Keep a try; sent twice at the same moment, the second finds what the first has kept."""
    by, key = result.person, result.request_key
    try:
        with db.session.begin_nested():
            db.session.add(result)
    except IntegrityError:
        if known := result_by_request(by, key):
            return known
        raise NotAllowedNow(N_("Two tries came at once. Look at your results.")) from None
    return result
