"""What is done by people and with them: forms and notices kept, posts given and ended."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock, config, i18n, messages
from portal.accounts.actions.passwords import set_password
from portal.accounts.models import NewsByMail, Person, Post, Sending, TypedForm, Unit
from portal.accounts.queries import (
    NOTICES,
    newest_notice,
    news_choice_of,
    people_by_number,
    person_by_login,
    posts_of,
    sending_of,
    untold_notices,
)
from portal.accounts.rules import (
    Role,
    has_left,
    refuse_misplaced_post,
    refuse_mixed_roles,
)
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.messages import Notice
from portal.policy.rules import Policy, WorkCalendar

SENDINGS_KEPT = timedelta(days=60)  # a phone that was off for longer asks its owner again


def keep_typed(
    person: Person,
    *,
    path: str,
    fields: Sequence[tuple[str, str]],
    had_files: bool,
    now: datetime,
) -> None:
    """Keep what somebody had typed when their session was over, in place of an older one."""
    db.session.merge(
        TypedForm(
            person_id=person.id,
            path=path,
            fields=json.dumps(fields, ensure_ascii=False),
            had_files=had_files,
            kept_at=now,
        )
    )


def drop_typed(person: Person, *, path: str | None = None) -> None:
    """Forget what somebody had typed: all of it, or what was on its way to one address."""
    kept = delete(TypedForm).where(TypedForm.person_id == person.id)
    db.session.execute(kept.where(TypedForm.path == path) if path else kept)


def claim_sending(person: Person, key: str, *, now: datetime) -> str | None:
    """Return where this very form led when it was sent before; else note that it is being sent.

    The row is taken before the form's own work is done, in the same
    transaction: the same form from two tabs at once is done one after the
    other, and what is refused leaves no row behind.
    """
    old = delete(Sending).where(Sending.person_id == person.id)
    db.session.execute(old.where(Sending.sent_at < now - SENDINGS_KEPT))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(Sending).values(person_id=person.id, key=key, led_to="", sent_at=now)
    db.session.execute(row.on_conflict_do_nothing())
    known = sending_of(person, key)
    return known.led_to or None if known else None


def settle_sending(person: Person, key: str, *, led_to: str) -> None:
    """Write down where a form from an outbox has led."""
    if known := sending_of(person, key):
        known.led_to = led_to


def read_notices(person: Person, *, up_to: int, now: datetime) -> None:
    """Mark somebody's notices read, up to the newest one that their page showed."""
    unread = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    db.session.execute(unread.where(Notice.id <= up_to).values(read_at=now))


def choose_news(
    person: Person, *, address: str, hour: int, on_working_days: bool, now: datetime
) -> None:
    """Send somebody's new notices to an address once a day, from the next time of that hour on."""
    choice = news_choice_of(person)
    if choice is None:
        choice = NewsByMail(person=person, last_notice_id=newest_notice(person))
        db.session.add(choice)
    local = now.astimezone(clock.LOCAL)
    is_over = local.hour >= hour
    choice.sent_on = local.date() if is_over else local.date() - timedelta(days=1)
    choice.address, choice.hour, choice.on_working_days = address, hour, on_working_days


def stop_news(person: Person) -> None:
    """Tell somebody on their page only."""
    if choice := news_choice_of(person):
        db.session.delete(choice)


def choose_letters(person: Person, *, wants: bool) -> None:
    """Send somebody letters about figures of what they lead, or send none any more."""
    person.wants_letters = wants


def send_news(choice: NewsByMail, *, now: datetime, policy: Policy, calendar: WorkCalendar) -> None:
    """Settle the mail of one day, unless nothing is new, it is a day off, or they have left."""
    today, person = clock.day_of(now), choice.person
    choice.sent_on = today
    is_off = choice.on_working_days and not calendar.is_working(today)
    if is_off or has_left(person.ended_on, today):
        return
    notices, how_many = untold_notices(person, after=choice.last_notice_id, most=NOTICES)
    if not notices:
        return
    choice.last_notice_id = notices[0].id
    with i18n.speaking(person.language):
        subject, body = _news(notices, how_many)
    messages.mail(choice.address, subject, body, now=now, quiet_hours=policy.quiet_hours)


def give_post(
    person: Person, role: Role, *, area_code: str | None = None, unit: Unit | None = None, on: date
) -> Post:
    """Give a role over an area or for a unit, from a day on; nobody inspects and works for us."""
    refuse_mixed_roles({role, *(held.role for held in posts_of(person, on))})
    post = Post(person=person, role=role, area_code=area_code, unit=unit, started_on=on)
    db.session.add(post)
    return post


def end_people(people: Iterable[Person], *, on: date) -> None:
    """End those of these people who hold no post any more; nobody is ever deleted."""
    db.session.flush()
    for person in people:
        db.session.refresh(person, ["posts"])
        if all(post.ended_on and post.ended_on <= on for post in person.posts):
            person.ended_on = on


def make_staff(
    login: str,
    name: str,
    role: Role,
    *,
    password: str,
    on: date,
    area_code: str | None = None,
    unit: Unit | None = None,
    number: str | None = None,
) -> Person:
    """Let somebody sign in and give them a post; by their staff number, if they are known by one.

    A login that is taken is refused, and so is a post without its area or unit.
    """
    refuse_misplaced_post(role, area_code, has_unit=unit is not None)
    if person_by_login(login):
        raise NotAcceptable(N_("The login “%(login)s” is taken. Choose another."), login=login)
    person = people_by_number([number]).get(number) if number else None
    if person is None:
        person = Person(number=number or f"staff-{login}", name=name)
        db.session.add(person)
    elif person.login:
        raise NotAcceptable(
            N_("Number %(number)s signs in as “%(login)s” already."),
            number=number,
            login=person.login,
        )
    person.login, person.name, person.ended_on = login, name, None
    set_password(person, password)
    db.session.flush()
    held = [(post.role, post.area_code, post.unit_id) for post in posts_of(person, on)]
    if (role, area_code, unit.id if unit else None) not in held:
        give_post(person, role, area_code=area_code, unit=unit, on=on)
    db.session.flush()
    return person


def _news(notices: Sequence[Notice], how_many: int) -> tuple[str, str]:
    """Return the subject and the words of a mail: a line for each notice, the newest first."""
    lines = [_news_line(notice) for notice in notices]
    if how_many > len(notices):
        lines.append(i18n._("And %(count)s more.", count=how_many - len(notices)))
    way_on = i18n._("See and mark them here:")
    lines += ["", way_on, f"{config.current().base_url}/staff/notices"]
    return i18n._("New notices: %(count)s", count=how_many), "\n".join(lines)


def _news_line(notice: Notice) -> str:
    words = i18n._(messages.NEWS.get(notice.kind, messages.OTHER_NEWS))
    if not notice.case_number:  # what is told is in the notice itself
        return f"- {words}"
    line = i18n._("%(words)s: %(number)s", words=words, number=notice.case_number)
    if not notice.day:
        return f"- {line}"
    return str("- " + i18n._("%(news)s, due by %(day)s", news=line, day=i18n.day(notice.day)))
