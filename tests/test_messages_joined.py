"""News of one case: joined into one letter, not at night, taken back, forgotten; each state."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock, jobs, messages
from portal.cases import actions
from portal.cases.actions.telling import tell_reporter
from portal.db import db
from portal.messages import About, Mail, Message, State, quiet
from portal.policy.actions import set_value
from portal.policy.rules import DRAFT
from tests.factories import a_case, a_dispatched_case
from tests.ports import free_port
from tests.test_messages import (
    NOW,
    mail_server,
    postbox,
    set_server,
    with_mail,
    work_through,
)

__all__ = ["mail_server", "postbox", "with_mail"]  # fixtures
LI = actions.ContactGiven(email="li@example.cn")
NIGHT = datetime(2026, 9, 21, 14, 30, tzinfo=UTC)  # 22:30 in Hangzhou
MORNING = datetime(2026, 9, 22, 0, 0, tzinfo=UTC)  # 8:00
TEN_MINUTES = timedelta(minutes=10)


def work_until_done(at):
    """What the worker does until nothing more is due; return what failed."""
    failed = []
    while jobs.waiting(at, 1):
        failed += work_through(at)
    return failed


def written():
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def text_of(letter):
    return letter[1].get_content().replace("\r\n", "\n").strip()


# quiet hours


@pytest.mark.parametrize(
    ("hours", "at", "goes"),
    [
        pytest.param("21:00-08:00", "2026-09-21T20:59", "2026-09-21T20:59", id="just before"),
        pytest.param("21:00-08:00", "2026-09-21T21:00", "2026-09-22T08:00", id="first minute"),
        pytest.param("21:00-08:00", "2026-09-22T00:00", "2026-09-22T08:00", id="midnight"),
        pytest.param("21:00-08:00", "2026-09-22T07:59", "2026-09-22T08:00", id="last minute"),
        pytest.param("21:00-08:00", "2026-09-22T08:00", "2026-09-22T08:00", id="over"),
        pytest.param("12:00-14:00", "2026-09-22T13:00", "2026-09-22T14:00", id="a rest at noon"),
        pytest.param("12:00-14:00", "2026-09-22T14:00", "2026-09-22T14:00", id="after the rest"),
        pytest.param("12:00-14:00", "2026-09-22T02:00", "2026-09-22T02:00", id="night without"),
        pytest.param("08:00-08:00", "2026-09-22T03:00", "2026-09-22T03:00", id="never quiet"),
        pytest.param("", "2026-09-22T03:00", "2026-09-22T03:00", id="no hours"),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_for_their_end(hours, at, goes):
    here = {"tzinfo": clock.LOCAL}
    moment = datetime.fromisoformat(at).replace(**here)

    assert quiet.after(moment, hours) == datetime.fromisoformat(goes).replace(**here)


@pytest.mark.parametrize("hour", ["25:00", "evening", ""])
def test_hours_that_no_clock_shows_are_no_policy(hour):
    with pytest.raises(ValueError, match=r"hour must be|isoformat"):
        DRAFT.changed_by({"quiet_from": hour}, version=1)


@pytest.mark.usefixtures("with_mail")
def test_what_is_reported_at_night_is_answered_in_the_morning(postbox):
    with clock.stopped_at(NIGHT):
        a_case(contact=LI)

    assert work_until_done(NIGHT) == []
    assert work_until_done(MORNING - timedelta(seconds=1)) == []
    assert postbox.letters == []
    assert work_until_done(MORNING) == []
    assert len(postbox.letters) == 1
    assert written()[0].state is State.SENT


@pytest.mark.usefixtures("with_mail")
def test_a_worker_that_comes_late_and_at_night_waits_for_the_morning(postbox):
    a_case(contact=LI)  # due at ten in the morning

    work_until_done(NIGHT)
    assert postbox.letters == []
    assert written()[0].not_before == MORNING
    work_until_done(MORNING)
    assert len(postbox.letters) == 1


def test_a_failed_message_is_not_tried_again_at_night(app, monkeypatch):
    set_server(app, f"smtp://127.0.0.1:{free_port()}", monkeypatch)
    evening = datetime(2026, 9, 21, 12, 59, 55, tzinfo=UTC)  # 20:59:55
    with clock.stopped_at(evening):
        a_case(contact=LI)

    assert len(work_until_done(evening)) == 1

    (message,) = written()
    assert message.state is State.FAILED
    assert message.not_before == MORNING
    assert jobs.waiting(NIGHT, 9) == []
    assert len(jobs.waiting(MORNING, 9)) == 1


# one letter instead of many


@pytest.mark.usefixtures("with_mail")
def test_the_first_word_goes_at_once_and_later_news_wait_for_more(postbox):
    case = a_dispatched_case(contact=LI, language="en")
    work_until_done(NOW)
    assert len(postbox.letters) == 1
    assert f"We have your report {case.number}" in text_of(postbox.letters[0])

    work_until_done(NOW + TEN_MINUTES - timedelta(seconds=1))
    assert len(postbox.letters) == 1
    work_until_done(NOW + TEN_MINUTES)
    assert len(postbox.letters) == 2


@pytest.mark.usefixtures("with_mail")
def test_news_that_wait_together_go_as_one_where_each_line_stands_once_and_the_newest_day_wins(
    postbox,
):
    case = a_dispatched_case(contact=LI, language="en")
    work_until_done(NOW)
    later = NOW + timedelta(minutes=6)
    case.due_on += timedelta(days=7)
    tell_reporter(case, "extended", now=later, words="The part comes from Ningbo.")
    tell_reporter(case, "extended", now=later, words="The part comes from Ningbo.")

    assert work_until_done(NOW + TEN_MINUTES) == [], "all at the turn of the first that waited"

    assert len(postbox.letters) == 2
    text, subject = text_of(postbox.letters[1]), postbox.letters[1][1]["Subject"]
    assert subject == f"Your report {case.number} takes longer than promised"
    assert text.count("The part comes from Ningbo.") == 1
    assert text.index("passed your report on") < text.index("takes longer")
    assert text.count("to be resolved by") == 1
    assert "by Tuesday 6 October." in text
    assert text.count("/f/") == 1
    assert text.endswith(f"/f/{case.follow_token}")
    assert [message.state for message in written()] == [State.SENT] * 4
    assert len({message.sent_as_id for message in written()}) == 2


@pytest.mark.usefixtures("with_mail")
def test_news_of_two_cases_stay_two_letters(postbox):
    a_dispatched_case(contact=LI)
    a_dispatched_case(contact=LI)

    work_until_done(NOW + TEN_MINUTES)

    assert len(postbox.letters) == 2


@pytest.mark.usefixtures("with_mail")
def test_what_is_settled_while_a_letter_fails_goes_as_one_of_its_own(app, postbox, monkeypatch):
    case = a_case(contact=LI, language="en")
    url = app.config["SETTINGS"].smtp_url
    set_server(app, f"smtp://127.0.0.1:{free_port()}", monkeypatch)
    assert len(work_until_done(NOW)) == 1
    tell_reporter(case, "answered", now=NOW, words="We come on Friday.")
    set_server(app, url, monkeypatch)

    assert work_until_done(NOW + TEN_MINUTES) == []

    first, second = postbox.letters
    assert "We come on Friday." not in text_of(first)
    assert "We come on Friday." in text_of(second)
    assert first[1]["Message-ID"] != second[1]["Message-ID"]
    assert [(message.tries, message.state) for message in written()] == [
        (2, State.SENT),
        (1, State.SENT),
    ]


@pytest.mark.usefixtures("with_mail")
def test_how_long_news_waits_is_the_districts_choice(postbox):
    set_value("digest_minutes", 0, from_day=clock.today(), why="", by="", now=NOW)
    a_dispatched_case(contact=LI)

    work_until_done(NOW)

    assert len(postbox.letters) == 1, "nothing waits for more, and what is due at once is one"
    assert len(written()) == 2


# states


def test_a_message_says_that_there_is_no_server_to_send_it(app):
    assert app
    a_case(contact=LI)

    assert work_until_done(NOW) == []

    (message,) = written()
    assert message.state is State.NOT_SENT
    assert message.given_up_at == NOW
    assert message.last_error is None


@pytest.mark.usefixtures("with_mail")
def test_a_refused_address_shows_each_failure_and_the_last_one_without_the_address():
    a_case(contact=actions.ContactGiven(email="gone@refused.cn"))
    assert len(work_until_done(NOW)) == 1
    (message,) = written()
    assert (message.state, message.tries, message.failed_at) == (State.FAILED, 1, NOW)
    assert message.not_before == NOW + jobs.FIRST_PAUSE

    for _ in range(jobs.MOST_TRIES - 1):
        work_until_done(message.not_before)

    assert message.state is State.GIVEN_UP
    assert message.tries == jobs.MOST_TRIES
    assert "550 no such user here: …" in message.last_error
    assert "refused.cn" not in message.last_error


@pytest.mark.usefixtures("with_mail")
def test_an_address_that_makes_the_line_fail_stands_in_no_error():
    messages.mail("li@example.cn\nBcc: spy@evil.cn", "news", "news", now=NOW)
    work_until_done(NOW)

    (message,) = written()
    assert message.state is State.FAILED
    assert "example" not in message.last_error
    assert all("example" not in (row.last_error or "") for row in jobs_kept())


# taken back, and forgotten


@pytest.mark.usefixtures("with_mail")
def test_a_step_that_can_be_taken_back_is_held_and_withdrawn_with_it(postbox):
    case = a_case(contact=LI)
    work_until_done(NOW)
    tell_reporter(case, "dispatched", now=NOW)
    messages.hold(case.number, since=NOW, until=NOW + timedelta(minutes=30))
    work_until_done(NOW + timedelta(minutes=29))
    assert len(postbox.letters) == 1, "the first word only, though ten minutes would have done"

    taken_back = messages.withdraw(
        case.number, "dispatched", since=NOW, now=NOW + timedelta(minutes=29)
    )
    work_until_done(NOW + timedelta(hours=1))

    assert taken_back == 1
    assert len(postbox.letters) == 1
    assert [message.state for message in written()] == [State.SENT, State.WITHDRAWN]


@pytest.mark.usefixtures("with_mail")
def test_what_is_held_goes_when_its_time_is_over(postbox):
    case = a_case(contact=LI)
    messages.hold(case.number, since=NOW, until=NIGHT)

    work_until_done(NIGHT)
    assert postbox.letters == [], "that was in the quiet hours"
    work_until_done(MORNING)
    assert len(postbox.letters) == 1


@pytest.mark.usefixtures("with_mail")
def test_what_has_gone_cannot_be_withdrawn():
    case = a_case(contact=LI)
    work_until_done(NOW)

    assert messages.withdraw(case.number, since=NOW, now=NOW) == 0
    assert written()[0].state is State.SENT


def test_only_what_was_settled_since_is_withdrawn_and_of_that_kind_if_one_is_named(app):
    assert app
    case = a_case(contact=LI)
    tell_reporter(case, "answered", now=NOW + TEN_MINUTES, words="Soon.")
    tell_reporter(case, "dispatched", now=NOW + TEN_MINUTES)

    since = NOW + timedelta(minutes=1)
    assert messages.withdraw(case.number, "answered", since=since, now=since) == 1
    assert messages.withdraw(case.number, since=since, now=since) == 1
    assert [message.withdrawn_at for message in written()] == [None, since, since]


@pytest.mark.usefixtures("with_mail")
def test_of_a_letter_that_waits_the_rest_goes_without_what_was_withdrawn(postbox):
    case = a_case(contact=LI, language="en")
    work_until_done(NOW)
    tell_reporter(case, "answered", now=NOW, words="We come on Friday.")
    tell_reporter(case, "paused", now=NOW, words="It rains.")
    messages.withdraw(case.number, "answered", since=NOW, now=NOW)

    work_until_done(NOW + TEN_MINUTES)

    assert "It rains." in text_of(postbox.letters[1])
    assert "Friday" not in text_of(postbox.letters[1])


@pytest.mark.usefixtures("with_mail")
def test_whoever_erases_their_contact_on_one_report_still_hears_of_the_other(postbox):
    first, second = a_case(contact=LI), a_case(contact=LI)
    messages.mail("li@example.cn", "of no case", "of no case", now=NOW)

    actions.erase_contact(first, now=NOW)
    assert work_until_done(NOW) == []

    assert [message.case_number for message in written()] == [second.number]
    assert len(postbox.letters) == 1


def test_messages_of_a_case_are_found_by_an_index(app):
    assert app
    messages.mail("a@example.cn", "s", "b", now=NOW, about=About("BJ1", "answered", ""))
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = "EXPLAIN " + ("QUERY PLAN " if db.engine.dialect.name == "sqlite" else "")
    asked = "SELECT * FROM mails WHERE case_number = 'BJ1' ORDER BY id DESC"
    lines = db.session.connection().exec_driver_sql(plan + asked).all()

    assert "ix_mails_case_number_to" in str(lines)


def test_mail_from_before_messages_had_states_can_still_be_read_and_sent(app, postbox, with_mail):
    assert app
    assert with_mail is None
    db.session.connection().exec_driver_sql(
        "INSERT INTO mails"
        ' (id, channel, case_number, kind, standing, quiet, tries, "to", subject, body, settled_at)'
        " VALUES (4711, 'mail', '', '', '', '', 0, 'old@example.cn', 'old', 'old', "
        + ("'2026-09-20 00:00:00+00')" if db.engine.dialect.name == "postgresql" else "0)")
    )
    jobs.want("send_mail", 4711)
    db.session.flush()

    assert work_until_done(clock.now()) == []

    assert len(postbox.letters) == 1
    assert db.session.get(Mail, 4711).state is State.SENT


def jobs_kept():
    return db.session.scalars(select(jobs.WantedJob)).all()
