"""What a message says of what comes next and until when, and why something happened."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.actions.closing import reopen
from portal.cases.actions.telling import tell_reporter
from portal.cases.rules import CaseStatus, Solved, Step
from portal.db import db
from portal.messages import Sms, by_sms
from portal.policy.queries import policy_on, work_calendar
from tests.cases.test_requests import paused
from tests.conftest import NOW
from tests.factories import a_case, a_clerk, a_dispatched_case, a_person, a_resolved_case, resolved
from tests.test_messages_told import LI, WANG, a_told_case, written

pytestmark = pytest.mark.usefixtures("app")


def test_the_first_word_says_by_when_it_is_passed_on_and_by_when_it_is_resolved():
    a_case(contact=LI, language="en")

    assert written()[-1].standing.split("\n")[:-1] == [
        "We pass it on to whoever is in charge by Tuesday 22 September.",
        "We will resolve it by Wednesday 30 September.",
        "Follow it here:",
    ]


def test_a_day_of_passing_on_that_is_over_is_not_promised_again():
    case = a_case(contact=LI, language="en")

    tell_reporter(case, "answered", now=NOW + timedelta(days=2), words="We ask around.")

    assert "pass it on" not in written()[-1].standing
    assert "We will resolve it by" in written()[-1].standing


def test_a_pause_says_until_when_it_lasts_at_most():
    case = a_dispatched_case(contact=LI, language="en")
    paused(case, until=date(2026, 9, 24), words="The road is closed.")

    message = written()[-1]
    assert "The road is closed." in message.body
    assert "It goes on after Thursday 24 September at the latest." in message.standing


def test_the_words_with_which_a_pause_ends_are_told():
    case = a_dispatched_case(contact=LI, language="en")
    paused(case)

    actions.resume(
        case,
        words="The part is here.",
        by=a_person(),
        now=NOW,
        calendar=work_calendar(),
    )

    assert written()[-1].body.endswith("goes on with your report.\nThe part is here.")


def test_what_a_unit_writes_as_it_begins_is_told_and_silence_is_not():
    case, other = (a_dispatched_case(contact=LI, language="en") for _ in range(2))

    for one, words in ((case, "We come on Friday."), (other, "")):
        actions.take(one, words=words, by=a_clerk(Role.UNIT_CLERK, unit=one.unit), now=NOW)

    taken = [message for message in written() if message.kind == "taken"]
    assert [message.case_number for message in taken] == [case.number]
    assert taken[0].body.endswith("has begun to work on your report:\nWe come on Friday.")


def test_a_closed_case_says_what_to_do_should_it_come_back():
    message = a_told_case("closed", status=CaseStatus.CLOSED)[1]

    assert message.standing.startswith("Should it come back, report it once more.\n")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step.REOPEN, "Your report is open again, and"),
        (Step.DISPUTE, "A grid worker looked and found it not solved yet."),
        (Step.ESCALATE, "It was not solved the second time either."),
    ],
)
def test_a_reporter_is_told_why_their_report_is_open_again(step, words):
    case = a_resolved_case(contact=LI, language="en")

    reopen(case, step, now=NOW, policy=policy_on(clock.day_of(NOW)), calendar=work_calendar())

    message = written()[-1]
    assert message.kind == "reopened"
    assert message.body.startswith(words)


def test_whose_report_was_joined_hears_that_another_closed_it_and_may_still_say_no():
    case, other = a_dispatched_case(contact=LI, language="en"), a_case(contact=WANG, language="en")
    other.merged_into, other.status = case, CaseStatus.MERGED
    db.session.flush()
    resolved(case)
    mine, theirs = (one.ratings[-1] for one in (case, other))
    before = len(written())

    actions.say_solved(
        mine, Solved.YES, now=NOW, policy=policy_on(clock.day_of(NOW)), calendar=work_calendar()
    )

    (message,) = written()[before:]
    assert message.to == "wang@example.cn"
    assert message.body.startswith("Somebody else who reported the same problem says")
    assert message.standing == (
        f"Is it solved? Tell us with two taps by Monday 5 October:\n"
        f"http://localhost:8000/r/{theirs.token}"
    )


@pytest.mark.parametrize(
    ("body", "standing", "words"),
    [
        ("已收到。", "承诺周二前解决。\nhttps://a.cn/f", "已收到。承诺周二前解决。 https://a.cn/f"),
        ("已收到。", "我们 2 天内来。", "已收到。我们 2 天内来。"),
        ("It is here.", "Follow it:\nhttps://a.cn/f", "It is here. Follow it: https://a.cn/f"),
    ],
)
def test_chinese_sentences_of_an_sms_follow_without_a_space_and_a_link_after_one(
    body, standing, words
):
    assert by_sms.words_of([Sms(body=body, standing=standing)]) == words
