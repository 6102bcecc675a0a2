"""A server that hangs or fails: nothing else waits for it, and no old news comes after new."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import messages
from portal.cases.actions.telling import tell_reporter
from portal.db import db
from portal.messages import Mail, Sms, State, by_mail, by_sms, sending
from tests.conftest import NOW
from tests.factories import a_case
from tests.test_messages import mail_server, postbox, set_server, with_mail
from tests.test_messages_joined import LI, TEN_MINUTES, work_until_done
from tests.test_messages_sms import PHONE, gateway, server, set_up, silent_server

__all__ = ["gateway", "mail_server", "postbox", "server", "set_up", "silent_server", "with_mail"]
WAITED = "no answer in time"
NOT_ASKED = "the server kept us waiting in vain a moment ago"


@pytest.fixture
def hanging(set_up, silent_server, monkeypatch):
    """A gateway that takes every connection and says nothing."""
    monkeypatch.setattr(by_sms, "PATIENCE", 0.2)
    monkeypatch.setattr(sending, "SLOW", 0.1)
    monkeypatch.setattr(sending, "_resting", {})
    return set_up(PORTAL_SMS_URL=f"http://127.0.0.1:{silent_server}")


def messages_by(kind):
    return db.session.scalars(select(kind).order_by(kind.id)).all()


@pytest.mark.usefixtures("with_mail", "hanging")
def test_only_the_first_of_many_waits_for_a_gateway_that_hangs_and_mail_for_none(postbox):
    for _ in range(3):
        a_case(contact=PHONE)
    a_case(contact=LI)

    assert sorted(work_until_done(NOW)) == sorted([WAITED, NOT_ASKED, NOT_ASKED])

    assert len(postbox.letters) == 1
    assert {one.state for one in messages_by(Sms)} == {State.FAILED}


@pytest.mark.usefixtures("hanging")
def test_after_a_minute_it_is_asked_again_and_what_was_put_off_goes(set_up):
    for _ in range(2):
        a_case(contact=PHONE)
    work_until_done(NOW)

    assert work_until_done(NOW + timedelta(seconds=59)) == [NOT_ASKED] * 2
    assert WAITED in work_until_done(NOW + timedelta(minutes=2))
    well = set_up()
    work_until_done(NOW + timedelta(hours=1))

    assert len(well.asked) == 2
    assert {one.state for one in messages_by(Sms)} == {State.SENT}


@pytest.mark.usefixtures("app")
def test_a_mail_server_that_hangs_is_left_alone_too(app, silent_server, monkeypatch):
    monkeypatch.setattr(by_mail, "PATIENCE", 0.2)
    monkeypatch.setattr(sending, "SLOW", 0.1)
    monkeypatch.setattr(sending, "_resting", {})
    set_server(app, f"smtp://127.0.0.1:{silent_server}", monkeypatch)
    for n in range(2):
        messages.mail(f"li{n}@example.cn", "subject", "words", now=NOW)

    first, second = work_until_done(NOW)

    assert NOT_ASKED in {first, second}
    assert first != second
    assert {one.state for one in messages_by(Mail)} == {State.FAILED}


def test_a_server_that_refuses_at_once_keeps_nobody_waiting(set_up, monkeypatch):
    monkeypatch.setattr(sending, "_resting", {})
    busy = set_up()
    busy.status = 500
    for _ in range(2):
        a_case(contact=PHONE)

    assert work_until_done(NOW) == ["the SMS gateway answered 500"] * 2


def test_what_a_server_did_not_take_goes_with_what_came_after_it_in_their_order(set_up):
    gateway = set_up()
    gateway.status = 500
    case = a_case(contact=PHONE, language="en")
    work_until_done(NOW)
    tell_reporter(case, "dispatched", now=NOW)
    for minutes in (1, 3, 6, 9):  # the next try would come after the next letter
        work_until_done(NOW + timedelta(minutes=minutes))
    gateway.status, gateway.asked = 200, []

    work_until_done(NOW + TEN_MINUTES)
    work_until_done(NOW + 2 * TEN_MINUTES)

    (asked,) = gateway.asked
    received, dispatched = messages_by(Sms)
    words = json.loads(asked["body"])["text"]
    assert words.index("has arrived") < words.index("is with The command room")
    assert asked["headers"]["Idempotency-Key"] == f"sms-{dispatched.id}", "not one known before"
    assert {received.state, dispatched.state} == {State.SENT}


def test_what_is_given_up_is_not_taken_up_again(set_up):
    gateway = set_up()
    case = a_case(contact=PHONE, language="en")
    (received,) = messages_by(Sms)
    received.sent_as_id = received.id
    received.failed_at = received.given_up_at = NOW
    received.last_error = "the SMS gateway answered 500"
    tell_reporter(case, "dispatched", now=NOW)

    work_until_done(NOW + TEN_MINUTES)

    assert received.state is State.GIVEN_UP
    assert "has arrived" not in json.loads(gateway.asked[-1]["body"])["text"]
