"""What a reporter reads at each step, in their language; and who of the staff hears of what."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.actions.telling import (
    tell,
    tell_dispatchers,
    tell_reporter,
)
from portal.cases.models import Rating
from portal.cases.rules import CaseStatus, Outcome, Step
from portal.cases.rules.told import SAID
from portal.db import db
from portal.messages import NEWS, Message, Notice
from portal.policy.queries import policy_on, work_calendar
from portal.staff.notices import PICTURES
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_resolved_case,
    a_unit,
    resolved,
)

LI = actions.ContactGiven(email="li@example.cn")
WANG = actions.ContactGiven(email="wang@example.cn")
PHONE = actions.ContactGiven(phone="13812345678")
KINDS = sorted({kind.partition(".")[0] for kind in SAID})


@pytest.fixture(autouse=True)
def _on_both_databases(app):
    assert app


def a_told_case(kind, contact=LI, language="en", **changes):
    """A dispatched case about which its reporter has just been told this."""
    case = a_dispatched_case(contact=contact, language=language)
    for name, value in changes.items():
        setattr(case, name, value)
    db.session.flush()
    tell_reporter(case, kind, now=NOW, words="The part comes from Ningbo.")
    return case, written()[-1]


def written():
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def told(kind):
    notices = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [notice.person_id for notice in notices]


@pytest.mark.parametrize("contact", [LI, PHONE], ids=["mail", "sms"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_has_whole_words_with_the_number_in_both_ways(kind, contact):
    case, message = a_told_case(kind, contact)

    words = " ".join((message.subject, message.body, message.standing))
    assert case.number in words
    assert "%(" not in words
    assert "None" not in words
    assert message.kind == kind
    assert message.case_number == case.number
    assert message.standing.count("http") == 1
    if contact is PHONE:
        assert len(message.body) <= 110, "an SMS is short"
        assert message.subject == ""


@pytest.mark.parametrize(
    "kind", ["transferred", "answered", "paused", "extended", "declined", "handed_up"]
)
def test_why_is_told_in_the_words_of_whoever_took_the_step(kind):
    assert "The part comes from Ningbo." in a_told_case(kind)[1].body


@pytest.mark.parametrize("kind", ["transferred", "answered", "paused", "extended", "declined"])
def test_an_sms_holds_no_words_of_anybody(kind):
    assert "Ningbo" not in a_told_case(kind, PHONE)[1].body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "It is to be resolved by Tuesday 29 September."),
        ({"is_due_provisional": True}, "the day may still move a little"),
        (
            {"due_on": (NOW - timedelta(days=4)).date()},
            "It was to be resolved by Thursday 17 September and is late.",
        ),
        ({"due_on": None}, "We will resolve it by Wednesday 30 September."),
    ],
    ids=["in time", "holidays unknown", "late", "no clock yet"],
)
def test_a_message_ends_with_the_promised_day_and_its_weekday(changes, words):
    assert words in " ".join(a_told_case("answered", **changes)[1].standing.split("\n"))


@pytest.mark.parametrize("status", [CaseStatus.PAUSED, CaseStatus.DECLINED, CaseStatus.CLOSED])
def test_no_day_is_promised_while_nobody_is_at_work(status):
    message = a_told_case("answered", status=status)[1]

    assert "resolve" not in message.standing
    assert "Follow it here:" in message.standing


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.DONE, "says that it is resolved"),
        (Outcome.EXPLAINED, "found nothing that has to be done"),
        (Outcome.CANNOT_NOW, "cannot be done now"),
        (Outcome.NOT_FOUND, "looked and did not find it"),
    ],
)
def test_what_a_unit_says_of_the_outcome_is_told_as_it_is_and_asked_about(outcome, words):
    case = a_resolved_case(contact=LI, language="en", outcome=outcome, words_back="See you.")

    message = written()[-1]
    assert words in message.body
    assert "See you." in message.body
    assert message.standing == (
        "Is it solved? Tell us with two taps by Monday 5 October; after that we close it:\n"
        f"http://localhost:8000/r/{case.ratings[0].token}"
    )


def test_a_case_that_was_answered_is_not_asked_about_again():
    case = a_resolved_case(contact=LI, language="en")
    case.status, case.closed_by = CaseStatus.CLOSED, Step.VERIFY
    tell_reporter(case, "closed", now=NOW + timedelta(days=16))
    assert "/f/" in written()[-1].standing, "its rating link is over"

    tell_reporter(case, "closed", now=NOW)
    assert "/r/" in written()[-1].standing, "not answered yet"
    assert "A grid worker looked and found it solved" in written()[-1].body


def test_a_reporter_is_told_in_their_own_language_whatever_page_the_step_was_taken_on(client):
    assert client
    case = a_case(contact=LI, language="zh")

    tell_reporter(case, "answered", now=NOW, words="配件从宁波来。")

    assert "配件从宁波来。" in written()[-1].body


def test_whoever_left_nothing_or_only_a_house_phone_is_written_to_in_no_way():
    a_dispatched_case()
    a_dispatched_case(contact=actions.ContactGiven(phone="0571-86543210"))

    assert written() == []


def test_whose_report_was_joined_hears_the_same_with_their_own_number_and_link():
    case, other = a_dispatched_case(contact=LI, language="en"), a_case(contact=WANG, language="en")
    other.merged_into, other.status = case, CaseStatus.MERGED
    db.session.flush()

    tell_reporter(case, "answered", now=NOW, words="We come on Friday.")

    first, second = written()[-2:]
    assert [first.to, second.to] == ["li@example.cn", "wang@example.cn"]
    assert second.case_number == other.number
    assert other.number in second.subject
    assert f"/f/{other.follow_token}" in second.standing
    assert "to be resolved by" in second.standing
    assert case.follow_token not in second.standing


def test_each_of_two_joined_reporters_is_asked_by_a_link_of_their_own():
    case, other = a_dispatched_case(contact=LI, language="en"), a_case(contact=WANG, language="en")
    other.merged_into, other.status = case, CaseStatus.MERGED
    db.session.flush()
    resolved(case)

    tokens = {rating.token for rating in db.session.scalars(select(Rating))}
    asked = [m.standing.rpartition("/r/")[2] for m in written() if "/r/" in m.standing]
    assert len(asked) == 2
    assert set(asked) == tokens


@pytest.mark.parametrize("kind", ["merged", "unmerged", "received"])
def test_what_concerns_one_report_alone_is_told_to_its_reporter_alone(kind):
    case, other = a_dispatched_case(contact=LI), a_case(contact=WANG)
    other.merged_into, other.status = case, CaseStatus.MERGED
    db.session.flush()
    before = len(written())

    tell_reporter(case, kind, now=NOW)

    assert [message.to for message in written()[before:]] == ["li@example.cn"]


def test_a_merged_report_names_the_other_one():
    case, other = a_dispatched_case(contact=LI), a_case(contact=WANG, language="en")
    other.merged_into, other.status = case, CaseStatus.MERGED

    tell_reporter(other, "merged", now=NOW)

    assert f"same problem as report {case.number}" in written()[-1].body


@pytest.mark.parametrize(
    ("way", "words"),
    [("verify", "A grid worker looked and found it solved"), ("lapse", "Nobody objected")],
)
def test_a_reporter_is_told_that_and_how_their_report_was_closed(way, words):
    case = a_resolved_case(contact=LI, language="en")
    if way == "verify":
        worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
        actions.verify(case, words="", by=worker, now=NOW)
    else:
        actions.lapse(case, now=NOW)

    assert written()[-1].kind == "closed"
    assert words in written()[-1].body


# staff


def test_a_return_is_told_to_the_street_that_dispatches():
    street = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    district = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)

    case = a_dispatched_case(level=2, unit=a_community_unit())
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    policy, calendar = policy_on(clock.today()), work_calendar()
    actions.return_to_triage(
        case, words="Not ours", by=clerk, now=NOW, policy=policy, calendar=calendar
    )

    assert told("returned") == [street.id]
    assert district.id not in told("returned")


def test_where_the_street_has_nobody_the_district_is_told():
    district = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    case = a_dispatched_case(level=2, unit=a_community_unit())

    tell_dispatchers(case, "returned", now=NOW)

    assert district.id in told("returned")


def test_whoever_is_told_twice_over_is_told_once():
    clerk, case = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), a_dispatched_case()

    tell([clerk, clerk], case, "settled", now=NOW, facts="2026-09-25")

    assert told("settled") == [clerk.id]
    (notice,) = db.session.scalars(select(Notice).where(Notice.kind == "settled"))
    assert str(notice.day) == "2026-09-25"


def a_community_unit():
    return a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)


# nothing is told without words

ACTIONS = Path(actions.__file__).parent


def kinds_told(*tellers):
    """Every kind that an action names when it tells somebody."""
    calls = (
        call
        for path in ACTIONS.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in tellers
    )
    values = (argument.value for call in calls for argument in call.args if is_word(argument))
    return set(values)


def is_word(argument):
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def test_every_kind_that_an_action_tells_a_reporter_has_words():
    kinds = kinds_told("tell_reporter")

    assert len(kinds) > 10
    assert kinds <= set(KINDS)


def test_every_kind_that_an_action_tells_staff_has_words_and_a_picture():
    kinds = kinds_told("tell", "tell_unit", "tell_level_above", "tell_dispatchers")

    assert len(kinds) > 10
    assert kinds <= NEWS.keys()
    assert NEWS.keys() == PICTURES.keys()
