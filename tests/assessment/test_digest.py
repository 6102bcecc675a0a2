"""Who leads a unit or an area is written to once a period, in their language, not at night."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.models import NewsByMail
from portal.accounts.rules import Role
from portal.assessment import jobs
from portal.assessment.rules import RevisionStatus, SubjectKind
from portal.db import db
from portal.messages import Mail
from tests.assessment.editions import a_subject, an_edition, communities, counts
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, a_clerk, a_unit, an_area, signed_in
from tests.laws.test_pages import faults_of

BEHIND = "330108002021"


@pytest.fixture
def clerk(app):
    an_area(COMMUNITY_CODE)
    return a_clerk(
        Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE, email="zhou@example.com", language="en"
    )


def mails():
    return db.session.query(Mail).order_by(Mail.id).all()


def run():
    while jobs.tell_leaders():
        db.session.flush()


def test_a_clerk_reads_once_where_they_stand_and_what_would_have_made_the_difference(clerk):
    an_edition(*communities())

    run()
    run()
    with clock.stopped_at(NOW + timedelta(days=1)):
        run()

    (mail,) = mails()
    assert (mail.to, mail.subject) == (
        "zhou@example.com",
        "Figures of August 2026: what to improve next",
    )
    assert "Place 6 of 6" in mail.body
    assert "On-time rate: 50.0 %, your peers together 87.5 %" in mail.body
    assert "With 75 more of 200" in mail.body
    assert f"/staff/assessment/community/{COMMUNITY_CODE}/improve?edition=2026-08.1" in mail.body
    assert mail.standing.split("\n")[1].endswith("/staff/assessment")


def test_a_correction_is_news_again_and_what_it_replaces_no_more(clerk):
    first = an_edition(*communities())
    run()
    first.status = RevisionStatus.REPLACED
    an_edition(*communities(worst="330108002022"), number=2, replaces_id=first.id)

    run()

    assert ["Place 6 of 6" in mail.body for mail in mails()] == [True, False]
    assert "Nothing stands out against your peers" in mails()[1].body


def test_a_month_that_has_ended_is_told_of_as_a_draft_and_a_running_one_is_not(clerk):
    an_edition(*communities(), status=RevisionStatus.DRAFT, on=date(2026, 9, 1))
    run()
    assert mails() == []

    with clock.stopped_at(NOW + timedelta(days=11)):  # 2 October
        run()
        run()

    (mail,) = mails()
    assert "They are a draft and will still change" in mail.standing


def test_old_news_is_told_to_nobody(clerk):
    an_edition(*communities(), published_at=NOW - timedelta(days=20))

    run()

    assert mails() == []


def test_letters_wait_for_the_morning_and_are_in_the_language_of_their_reader(clerk):
    clerk.language = "zh"
    an_edition(*communities())
    late = clock.start_of(date(2026, 9, 21)) + timedelta(hours=22)

    with clock.stopped_at(late):
        run()

    (mail,) = mails()
    morning = clock.start_of(date(2026, 9, 22)) + timedelta(hours=8)
    assert mail.not_before == morning
    assert "2026年8月" in mail.subject


def test_who_has_no_address_gets_no_letter_and_who_chose_one_gets_it_there(clerk):
    a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    choice = {"hour": 9, "on_working_days": True, "sent_on": date(2026, 9, 21)}
    db.session.add(NewsByMail(person=clerk, address="desk@example.com", last_notice_id=0, **choice))
    an_edition(*communities())

    run()

    assert [mail.to for mail in mails()] == ["desk@example.com"]


def test_who_leads_can_stop_the_letters_on_their_page_which_each_letter_names(clerk, client):
    an_edition(*communities())
    run()
    where = "/staff/notices/by-mail"
    assert where in mails()[0].standing

    signed_in(client, clerk)
    page = client.get(f"{where}?lang=en").text
    assert "Send me no more of them" in page
    assert not list(faults_of(page, "en"))
    assert client.post("/staff/notices/letters", data={"wants": "perhaps"}).status_code == 422
    client.post("/staff/notices/letters", data={"wants": "no"})
    assert "You have stopped them" in client.get(f"{where}?lang=en").text
    an_edition(*communities(), on=date(2026, 7, 1))
    run()
    assert len(mails()) == 1
    client.post("/staff/notices/letters", data={"wants": "yes"})
    run()
    assert len(mails()) == 2


def test_one_letter_holds_all_that_somebody_answers_for(clerk):
    unit = a_unit()
    both = a_clerk(Role.UNIT_CLERK, unit=unit, email="both@example.com", language="en")
    team = a_subject(SubjectKind.UNIT, unit.code, counts(40, 36, 39), "street_team", "Team North")
    an_edition(*communities(), team)

    run()

    theirs = [mail for mail in mails() if mail.to == both.email]
    assert ["Team North" in mail.body for mail in theirs] == [True]
    assert "Community 1" not in theirs[0].body
