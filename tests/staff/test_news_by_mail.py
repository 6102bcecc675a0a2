"""Notices once a day by mail, for those who want that: chosen on a page, sent by a job."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock, jobs
from portal.accounts import jobs as news
from portal.accounts.actions import choose_news, read_notices
from portal.accounts.models import NewsByMail
from portal.accounts.queries import NOTICES, news_choice_of, notices_of
from portal.accounts.rules import Role
from portal.db import db
from portal.messages import NEWS, Mail, notify
from portal.policy.actions import set_value
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_case, a_clerk, signed_in

PAGE = "/staff/notices/by-mail"
WISH = {"way": "mail", "address": "chen@example.cn", "hour": "9", "on_working_days": "y"}
TUESDAY_NINE = datetime(2026, 9, 22, 1, 0, tzinfo=UTC)
SATURDAY_NINE = datetime(2026, 10, 17, 1, 0, tzinfo=UTC)


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    person.language = "en"
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def wants_news(person, **given):
    defaults = {"address": "chen@example.cn", "hour": 9, "on_working_days": False, "now": NOW}
    choose_news(person, **defaults | given)


def told(person, kind="overdue", facts="2026-09-22"):
    number = a_case().number
    notify(person.id, kind, case_number=number, facts=facts, now=clock.now())
    db.session.flush()
    return number


def mails_after(moment):
    with clock.stopped_at(moment):
        while news.send_news_by_mail():
            pass
    return db.session.scalars(select(Mail).order_by(Mail.id)).all()


def test_one_mail_a_day_holds_what_is_new_and_unread_and_leads_to_the_page(clerk):
    wants_news(clerk)
    first, second = told(clerk), told(clerk, "returned", "")

    (mail,) = mails_after(TUESDAY_NINE)

    assert mail.to == "chen@example.cn"
    assert mail.subject == "New notices: 2"
    assert mail.body.splitlines() == [
        f"- {NEWS['returned']}: {second}",
        f"- {NEWS['overdue']}: {first}, due by Tuesday 22 September",
        "",
        "See and mark them here:",
        "http://localhost:8000/staff/notices",
    ]
    assert len(mails_after(TUESDAY_NINE + timedelta(hours=3))) == 1, "once a day"


def test_without_news_no_mail_goes_and_nothing_is_told_twice(clerk):
    wants_news(clerk)
    assert mails_after(TUESDAY_NINE) == []

    told(clerk)
    assert len(mails_after(TUESDAY_NINE + timedelta(days=1))) == 1
    assert len(mails_after(TUESDAY_NINE + timedelta(days=2))) == 1
    told(clerk)
    assert len(mails_after(TUESDAY_NINE + timedelta(days=3))) == 2


def test_what_was_read_on_the_page_is_no_news(clerk):
    wants_news(clerk)
    told(clerk)
    read_notices(clerk, up_to=notices_of(clerk, before=None)[0].id, now=NOW)

    assert mails_after(TUESDAY_NINE) == []


def test_what_was_told_before_somebody_chose_is_no_news(clerk):
    told(clerk)
    wants_news(clerk)

    assert mails_after(TUESDAY_NINE) == []


def test_of_very_much_news_the_newest_stand_in_the_mail_with_the_count_of_the_rest(clerk):
    wants_news(clerk)
    case = a_case()
    for _notice in range(NOTICES + 3):
        notify(clerk.id, "overdue", case_number=case.number, now=NOW)
    db.session.flush()

    (mail,) = mails_after(TUESDAY_NINE)

    assert mail.subject == f"New notices: {NOTICES + 3}"
    assert mail.body.count(case.number) == NOTICES
    assert "And 3 more." in mail.body


@pytest.mark.parametrize(
    ("only_working_days", "mails"), [(True, 0), (False, 1)], ids=["working days", "every day"]
)
def test_a_day_off_brings_no_mail_to_whoever_wants_none(clerk, only_working_days, mails):
    wants_news(clerk, on_working_days=only_working_days)
    told(clerk)

    assert len(mails_after(SATURDAY_NINE)) == mails
    if only_working_days:
        assert len(mails_after(SATURDAY_NINE + timedelta(days=2))) == 1, "on Monday it comes"


def test_a_mail_comes_at_its_hour_and_not_before_and_the_first_at_the_next_such_hour(clerk):
    wants_news(clerk, hour=11)
    told(clerk)
    assert mails_after(NOW) == [], "it is ten"
    assert len(mails_after(NOW + timedelta(hours=1))) == 1

    wants_news(clerk, hour=9)
    told(clerk)
    assert len(mails_after(NOW + timedelta(hours=2))) == 1, "nine is over: tomorrow"
    assert len(mails_after(TUESDAY_NINE)) == 2


def test_whoever_has_left_is_written_to_no_more(clerk):
    wants_news(clerk)
    told(clerk)
    clerk.ended_on = clock.day_of(NOW)
    db.session.flush()

    assert mails_after(TUESDAY_NINE) == []


def test_a_mail_whose_hour_has_become_a_quiet_one_waits_for_its_end(clerk):
    wants_news(clerk)
    told(clerk)
    set_value("quiet_until", "10:00", from_day=clock.today(), why="", by="", now=NOW)

    (mail,) = mails_after(TUESDAY_NINE)

    assert mail.not_before == TUESDAY_NINE + timedelta(hours=1)


def test_many_people_are_written_to_a_batch_at_a_time(clerk, monkeypatch):
    monkeypatch.setattr(news, "AT_ONCE", 2)
    people = [a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE) for _ in range(5)]
    for person in people:
        wants_news(person)
        told(person)

    assert clerk
    assert len(mails_after(TUESDAY_NINE)) == 5


def test_the_job_stands_on_the_timetable():
    assert "send_news_by_mail" in jobs.TIMETABLE


# the page


def test_choosing_keeps_the_choice_and_the_page_shows_it(client, clerk):
    assert "On my page only" in client.get(PAGE).text

    answer = client.post(PAGE, data=WISH)

    assert answer.status_code == 303
    assert answer.location == "/staff/notices"
    assert "chen@example.cn once a day" in client.get("/staff/notices").text
    choice = news_choice_of(clerk)
    assert (choice.hour, choice.on_working_days) == (9, True)
    assert 'value="chen@example.cn"' in client.get(PAGE).text


def test_choosing_anew_changes_and_choosing_the_page_only_ends_it(client, clerk):
    client.post(PAGE, data=WISH)
    client.post(PAGE, data=WISH | {"hour": "17", "on_working_days": ""})
    choice = news_choice_of(clerk)
    assert (choice.hour, choice.on_working_days) == (17, False)

    client.post(PAGE, data={"way": "page", "hour": "9"})
    assert db.session.scalar(select(func.count()).select_from(NewsByMail)) == 0
    assert client.post(PAGE, data={"way": "page", "hour": "9"}).status_code == 303, "twice as well"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"way": ""}, id="no way chosen"),
        pytest.param({"way": "pigeon"}, id="an unknown way"),
        pytest.param({"address": ""}, id="no address"),
        pytest.param({"address": "chen at example"}, id="no such address"),
        pytest.param({"address": "a@b.cn, c@d.cn"}, id="two addresses"),
        pytest.param({"address": "a" * 250 + "@example.cn"}, id="a huge address"),
        pytest.param({"hour": "22"}, id="a quiet hour"),
        pytest.param({"hour": "25"}, id="no hour"),
        pytest.param({"hour": "x"}, id="no number"),
    ],
)
def test_a_form_that_makes_no_sense_is_shown_again_and_changes_nothing(client, clerk, changes):
    answer = client.post(PAGE, data=WISH | changes)

    assert answer.status_code == 422
    assert news_choice_of(clerk) is None
    assert "Please look at these points" in answer.text


def test_without_a_mail_server_the_page_says_that_no_mail_goes_out(client, clerk):
    assert clerk
    assert "no mail server yet" in client.get(PAGE).text


def test_only_who_is_signed_in_chooses_and_only_by_sending_the_form(client):
    assert client.get(PAGE).location.startswith("/staff/sign-in")
    assert client.post(PAGE, data=WISH).location.startswith("/staff/sign-in")
    assert client.delete(PAGE).status_code == 405
