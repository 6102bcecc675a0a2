"""Finished files go to the address that a map names: with their sum, until they are taken."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from sqlalchemy import select

from portal import clock, files, jobs
from portal.accounts.rules import Role
from portal.db import db, reading
from portal.errors import NotAcceptable, NotAllowedNow
from portal.exchange.actions import handovers as actions
from portal.exchange.actions import maps as map_actions
from portal.exchange.actions import uploads
from portal.exchange.jobs import handovers as later
from portal.exchange.models import UploadHandover
from portal.exchange.rules import Handover, read_map
from portal.exchange.rules.handing_over import is_final
from portal.exchange.rules.reasons import Why, read_reason, reason
from portal.i18n import speaking
from portal.jobs import WantedJob
from portal.messages.notices import Notice
from portal.troubles import Trouble
from tests.exchange.uploads_cast import MAP, work
from tests.factories import DISTRICT_CODE, a_case, a_clerk, signed_in
from tests.laws.test_pages import faults_of
from tests.receiver import Receiver

KEY = "the-key-that-the-city-gave-us"


@pytest.fixture
def keeper(app):
    return a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)


@pytest.fixture
def city(app, monkeypatch):
    """A receiver of the city that this portal may ask, with a key."""
    there = Receiver()
    settings = replace(
        app.config["SETTINGS"],
        outbound_hosts=("127.0.0.1",),
        outbound_private=(ip_network("127.0.0.0/8"),),
        partner_keys=(("city", KEY),),
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    yield there
    there.close()


def said_by(city, **given):
    given = {"to": f"http://127.0.0.1:{city.port}/in/{{file}}"} | given
    said = ", ".join(f'{name}: "{text}"' for name, text in given.items())
    return f"{MAP}deliver: {{{said}}}\n"


def kept(keeper, text, stored=None):
    plan, faults = read_map(text)
    assert faults == []
    return map_actions.keep_map(plan, text, stored, by=keeper, now=clock.now())


def made(keeper, city, **given):
    """A file of the month before, finished; it waits to be sent."""
    with clock.stopped_at(clock.start_of(clock.today().replace(day=1)) - timedelta(days=1)):
        a_case(now=clock.now())
    stored = kept(keeper, said_by(city, **given))
    upload = uploads.begin_upload(stored, by=None, today=clock.today(), now=clock.now())
    work("make_upload", "clear_upload")
    return upload


def turn(*, is_last=False):
    """Take one turn at sending, as the worker does; return why it came to nothing."""
    asked = select(WantedJob).where(WantedJob.name == "hand_over", WantedJob.done_at.is_(None))
    row = db.session.scalars(asked.order_by(WantedJob.id)).first()
    row_id, args = row.id, list(row.args)
    db.session.commit()
    try:
        with reading():
            jobs.prepare(row_id)
    except actions.NotTaken as error:
        again_at = None if is_last else clock.now() + timedelta(minutes=1)
        why = f"{type(error).__name__}: {error}"
        later.note_failure(*args, why=why, again_at=again_at)
        return read_reason(str(error))
    jobs.do(row_id)
    return None


def told():
    kinds = select(Notice.facts).where(Notice.kind == actions.UPLOAD_STUCK)
    return db.session.scalars(kinds).all()


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_finished_file_is_sent_with_its_sum_and_the_answer_is_kept(keeper, city, method):
    city.answer = lambda line: line.sendall(
        b"HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\nHZ-77\x07 call 138000000"
    )
    upload = made(keeper, city, method=method, key="city")

    assert turn() is None

    (asked,) = city.asked
    name = uploads.name_of(upload)
    assert asked.line == f"{method.upper()} /in/{name} HTTP/1.1"
    assert asked.body == files.read(upload.file_key)
    sum_said = base64.b64encode(hashlib.sha256(asked.body).digest()).decode()
    heads = {head.lower(): text for head, text in asked.headers.items()}
    assert heads["content-digest"] == f"sha-256=:{sum_said}:"
    assert heads["content-type"] == "text/csv"
    assert heads["authorization"] == f"Bearer {KEY}"
    (row,) = upload.handovers
    assert (row.state, row.status, row.tries) == (Handover.TAKEN, 201, 1)
    assert row.answer.startswith("HZ-77 call")
    work("clear_answer")
    assert KEY not in str(vars(row))


def test_what_is_not_taken_is_tried_again_and_known_as_the_same(keeper, city):
    upload = made(keeper, city)
    city.says(503)
    assert turn() == (Why.ANSWERED, {"status": 503, "said": ""})
    row = upload.handovers[0]
    assert (row.state, row.tries) == (Handover.WAITS, 1)
    assert row.next_at

    city.says(200)
    assert turn() is None

    first, second = city.asked
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert (row.state, row.tries, row.why, row.next_at) == (Handover.TAKEN, 2, "", None)
    assert told() == []


def test_after_the_last_try_or_a_refusal_keepers_are_told_and_may_send_it_again(keeper, city):
    upload = made(keeper, city)
    city.says(302, "Location: http://127.0.0.1:1/elsewhere")
    assert turn() == (Why.ANSWERED, {"status": 302, "said": ""})
    assert upload.handovers[0].state is Handover.GIVEN_UP
    assert told() == ["m"]

    actions.hand_over_again(upload, now=clock.now())
    with pytest.raises(NotAllowedNow):
        actions.hand_over_again(upload, now=clock.now())
    work_left = turn_after_first()
    assert work_left == (Why.ANSWERED, {"status": 302, "said": ""})
    city.answer = lambda line: None  # hangs up
    actions.hand_over_again(upload, now=clock.now())
    assert turn_after_first(is_last=True)[0] is Trouble.NO_HTTP
    assert [row.state for row in upload.handovers] == [Handover.GIVEN_UP] * 3


def turn_after_first(**given):
    """Let the turn of what was given up pass, which sends nothing, and take the next."""
    assert turn() is None
    return turn(**given)


def test_a_host_that_is_allowed_no_more_is_sent_nothing(keeper, city, app, monkeypatch):
    made(keeper, city)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], outbound_hosts=()))

    assert turn() == (Trouble.NOT_ALLOWED, {})
    assert city.asked == []


def test_a_file_that_is_too_long_or_whose_key_is_gone_is_given_up_at_once(
    keeper, city, app, monkeypatch
):
    upload = made(keeper, city, key="city")
    settings = replace(app.config["SETTINGS"], partner_keys=())
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    assert turn() == (Why.NO_KEY, {"key": "city"})
    assert upload.handovers[0].state is Handover.GIVEN_UP
    monkeypatch.setattr("portal.outbound.MOST_SENT", 3)
    with pytest.raises(actions.NotTaken, match="too_long"):
        actions.request_of(upload.handovers[0])


def test_what_failed_here_is_said_by_its_kind_alone(keeper, city):
    upload = made(keeper, city)

    later.note_failure(upload.handovers[0].id, why="KeyError: '13812345678'", again_at=clock.now())

    assert read_reason(upload.handovers[0].why) == (Why.OUR_FAULT, {"kind": "KeyError"})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"to": "http://169.254.169.254/x"}, "PORTAL_OUTBOUND_HOSTS"),
        ({"to": "http://u:p@127.0.0.1:8000/x"}, "a name or a password"),
        ({"key": "county"}, "no key called “county”"),
    ],
)
def test_a_map_names_no_address_or_key_that_may_not_be_used(keeper, city, given, words):
    with speaking("en"), pytest.raises(NotAcceptable, match=words):
        kept(keeper, said_by(city, **given))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"to": "file:///etc/passwd"}, "needs an address that begins"),
        ({"method": "delete"}, "known are put, post"),
        ({"key": "x y"}, "small letters, digits"),
        ({"token": "x"}, "known are to, method, key"),
    ],
)
def test_what_is_wrong_with_a_target_is_said_by_its_line(city, given, words):
    _plan, (fault,) = read_map(said_by(city, **given))

    assert words in fault.words % fault.facts if fault.facts else words in fault.words
    assert fault.line == 8


@pytest.mark.parametrize(
    ("why", "final"),
    [
        (reason(Why.ANSWERED, {"status": 404}), True),
        (reason(Why.ANSWERED, {"status": 429}), False),
        (reason(Why.ANSWERED, {"status": 500}), False),
        (reason(Trouble.IN_TIME), False),
        (reason(Trouble.TOO_LONG), True),
        ("in words", False),
    ],
)
def test_only_what_trying_again_does_not_change_is_final(why, final):
    assert is_final(why) is final


def test_staff_see_where_a_file_goes_and_what_was_said(client, keeper, city):
    upload = made(keeper, city)
    city.says(404)
    turn()
    signed_in(client, keeper)
    page = f"/staff/uploads/{upload.id}"

    for language, words in (("zh", "对方答复 404"), ("en", "the other system answered 404")):
        shown = client.get(f"{page}?lang={language}").text
        assert words in shown
        assert f"/in/{uploads.name_of(upload)}" in shown
        assert list(faults_of(shown, language)) == []
    assert client.post(f"{page}/handovers").status_code == 303
    assert client.post(f"{page}/handovers").status_code == 409
    assert len(db.session.scalars(select(UploadHandover)).all()) == 2
    assert f"127.0.0.1:{city.port}" in client.get(f"/staff/field-maps/{upload.map_id}").text
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert client.post(f"{page}/handovers").status_code == 403
