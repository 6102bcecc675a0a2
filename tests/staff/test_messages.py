"""A case page shows what was written to its reporter and what became of each message."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, messages
from portal.accounts.rules import Role
from portal.cases import actions
from portal.db import db
from portal.messages import Message
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_dispatched_case, signed_in

LI = actions.ContactGiven(email="li@example.cn")


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def shown(client, case):
    page = client.get(f"/staff/cases/{case.number}").text
    part = re.search(r'<details class="fold" id="messages".*?</details>', page, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def the_last(**changes):
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    for name, value in changes.items():
        setattr(message, name, value)
    db.session.flush()
    return message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({}, "It goes out any moment.", id="due"),
        pytest.param(
            {"not_before": NOW + timedelta(minutes=10), "quiet": "21:00-08:00"},
            "Waits until Monday 21 September 10:10 for more news, to go as one.",
            id="waiting",
        ),
        pytest.param(
            {"not_before": NOW + timedelta(hours=22), "quiet": "21:00-08:00"},
            "Waits for the end of the quiet hours, Tuesday 22 September 08:00.",
            id="quiet hours",
        ),
        pytest.param({"sent_at": NOW, "tries": 1}, "Sent Monday 21 September 10:00.", id="sent"),
        pytest.param(
            {"sent_at": NOW, "tries": 3, "failed_at": NOW, "last_error": "too busy"},
            "Sent Monday 21 September 10:00, at try 3.",
            id="sent at last",
        ),
        pytest.param(
            {
                "tries": 2,
                "failed_at": NOW,
                "last_error": "550 no such user",
                "not_before": NOW + timedelta(minutes=20),
            },
            "Failed 2 times. It is tried again Monday 21 September 10:20. Why: 550 no such user",
            id="failed",
        ),
        pytest.param(
            {"tries": 14, "given_up_at": NOW, "failed_at": NOW, "last_error": "550 no such user"},
            "Given up after 14 tries. Why: 550 no such user",
            id="given up",
        ),
        pytest.param(
            {"given_up_at": NOW}, "Not sent: the portal has no mail server.", id="no server"
        ),
        pytest.param(
            {"withdrawn_at": NOW},
            "Taken back before it went, as its step was undone.",
            id="withdrawn",
        ),
    ],
)
def test_each_message_says_what_became_of_it(client, clerk, changes, words):
    assert clerk
    case = a_case(contact=LI, language="en")
    the_last(**changes)

    part = shown(client, case)

    assert "Messages to the reporter (1)" in part
    assert f"Your report {case.number} has arrived" in part
    assert words in part


def test_an_sms_without_a_gateway_says_so(client, clerk):
    assert clerk
    case = a_case(contact=actions.ContactGiven(phone="13812345678"), language="en")
    the_last(given_up_at=NOW)

    part = shown(client, case)

    assert "Not sent: the portal has no SMS gateway." in part
    assert "SMS to 138****5678" in part
    assert "13812345678" not in part


def test_news_that_went_as_one_letter_say_so(client, clerk):
    assert clerk
    case = a_dispatched_case(contact=LI, language="en")
    lead = min(messages.messages_of(case.number), key=lambda one: one.id)
    for message in messages.messages_of(case.number):
        message.sent_as_id, message.sent_at, message.tries = lead.id, NOW, 1

    assert shown(client, case).count("It went as one with 1 other news.") == 2


def test_staff_never_see_the_reporters_secret_links(client, clerk):
    assert clerk
    case = a_dispatched_case(contact=LI, language="en")
    clerk_of_unit = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.resolve(
        case,
        outcome=actions.closing.Outcome.DONE,
        words="done",
        photos=[],
        by=clerk_of_unit,
        now=NOW,
        policy=actions.closing.Policy(),
    )
    assert "/r/" in the_last().standing

    page = client.get(f"/staff/cases/{case.number}").text

    assert case.follow_token not in page
    assert case.ratings[0].token not in page


def test_the_address_is_masked_but_for_the_unit_at_work(client, clerk):
    assert clerk
    case = a_dispatched_case(contact=LI, language="en")
    assert "E-mail to l**@example.cn" in shown(client, case)
    assert "li@example.cn" not in shown(client, case)

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=case.unit))
    assert "E-mail to li@example.cn" in shown(client, case)


@pytest.mark.parametrize(
    ("contact", "then", "words"),
    [
        (None, None, "The reporter left no way to write to them."),
        (LI, "erase", "The reporter's contact was erased, and the messages with it."),
        (LI, "age", "Nothing has been written yet, or it is longer ago than messages are kept."),
    ],
    ids=["no contact", "erased", "long ago"],
)
def test_where_there_are_no_messages_it_says_why(client, clerk, contact, then, words):
    assert clerk
    case = a_case(contact=contact)
    if then == "erase":
        actions.erase_contact(case, now=NOW)
    elif then == "age":
        with clock.stopped_at(NOW + timedelta(days=91)):
            messages.clear_old_mails()

    assert words in shown(client, case).replace("&#39;", "'")


def test_a_message_that_was_given_up_is_seen_without_opening_anything(client, clerk):
    assert clerk
    case = a_case(contact=LI)
    the_last(given_up_at=NOW, last_error="550")

    page = client.get(f"/staff/cases/{case.number}").text

    assert re.search(r'<details class="fold" id="messages" open>', page)
