"""In by a code or a link: the same page for everybody, used once, and never as somebody else."""

import json
import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock, web
from portal.access import KEY
from portal.accounts import actions, jobs, queries, rules
from portal.accounts.models import AccountChange, OneTimeSecret, SecretReader, SignIn
from portal.accounts.rules import AccountStep, Device, Role, SignInWay
from portal.db import db
from portal.messages import Message
from portal.policy.actions import set_value
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, a_clerk, signed_in
from tests.plans import listening
from tests.staff.test_at_once import own_app
from tests.staff.test_sign_in import limited
from tests.test_messages import mail_server, postbox, with_mail
from tests.test_messages_joined import work_until_done
from tests.test_messages_sms import gateway, server, set_up

__all__ = [  # fixtures
    "gateway",
    "limited",
    "mail_server",
    "own_app",
    "postbox",
    "server",
    "set_up",
    "with_mail",
]
ASK, CODE = "/staff/sign-in/ask", "/staff/sign-in/code"
PHONE = "13812345678"
ON_A_PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
WRONG_OR_OVER = "The code is wrong or over."


@pytest.fixture
def chen(client):
    client.set_cookie("lang", "en")
    return a_clerk(
        Role.COMMUNITY_CLERK,
        area_code=COMMUNITY_CODE,
        number="T-chen",
        name="陈小林",
        phone="138 1234 5678",
        email="chen@example.cn",
        login="chenlin",
    )


@pytest.fixture
def sms(set_up):
    """What the gateway was given."""
    return set_up()


def ask(client, known_as=PHONE, at=NOW):
    """Ask for a code, let the worker send it, and return how the page answered."""
    with clock.stopped_at(at):
        answer = client.post(ASK, data={"known_as": known_as})
    assert work_until_done(at) == []
    return answer


def code_in(gateway):
    return re.search(r"\b\d{6}\b", json.loads(gateway.asked[-1]["body"])["text"])[0]


def enter(client, code, at=NOW, **more):
    with clock.stopped_at(at):
        return client.post(CODE, data={"code": code} | more, headers=ON_A_PHONE)


def key_of(client):
    with client.session_transaction() as cookie:
        return cookie.get(KEY)


def link_in(postbox):
    (_to, letter) = postbox.letters[-1]
    return re.search(r"http://localhost:8000(/staff/sign-in/link/\S+)", letter.get_content())[1]


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize("known_as", [PHONE, "138-1234-5678", "+86 13812345678"])
def test_a_code_by_sms_lets_in_and_says_who_came_in(client, chen, sms, known_as):
    assert ask(client, known_as).location == CODE

    sent = json.loads(sms.asked[0]["body"])
    assert sent["to"] == PHONE
    assert "陈 (T-chen) signs in" in sent["text"]
    assert "/staff" not in sent["text"], "a code alone, no link"
    answer = enter(client, code_in(sms))

    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert "You are signed in as 陈小林 (T-chen)." in client.get("/staff/").text
    begun = db.session.scalars(select(SignIn)).one()
    assert (begun.person, begun.way, begun.device) == (chen, SignInWay.CODE, Device.PHONE)
    assert begun.from_address == "127.0.0.1"


@pytest.mark.usefixtures("chen")
def test_a_code_comes_at_night_for_somebody_waits_for_it(client, sms):
    at_night = NOW + timedelta(hours=13)

    ask(client, at=at_night)

    assert enter(client, code_in(sms), at=at_night).status_code == 303


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize("known_as", ["chen@example.cn", "CHEN@example.cn", "chenlin", "T-chen"])
def test_a_mail_holds_a_link_and_a_code_and_looking_at_the_link_uses_nothing(
    client, chen, postbox, app, known_as
):
    ask(client, known_as)
    link = link_in(postbox)
    another_device = app.test_client()
    another_device.set_cookie("lang", "en")

    for _look in range(3):
        page = another_device.get(link)
        assert page.status_code == 200
        assert "This link signs in 陈小林 (T-chen)." in page.text
        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert db.session.scalar(select(func.count(SignIn.key))) == 0
    assert another_device.post(link).location == "/staff/"

    used = another_device.post(link)
    assert used.status_code == 410
    assert "This link is used or over" in another_device.get(link).text
    assert db.session.scalars(select(SignIn)).one().person == chen
    assert enter(client, "000000").status_code == 422


@pytest.mark.usefixtures("with_mail", "chen")
def test_the_code_of_a_mail_is_over_once_its_link_was_used(client, postbox):
    ask(client, "chenlin")
    code = re.search(r"\s(\d{6})\s", postbox.letters[0][1].get_content())[1]
    client.post(link_in(postbox))

    assert enter(client, code).status_code == 422


@pytest.mark.usefixtures("chen")
def test_whoever_asks_learns_nothing_and_waits_as_long(client, sms):
    said, done = [], []
    for known_as in (PHONE, "13900000000", "nobody@example.cn", "' OR 1=1"):
        with listening() as sent:
            answer = client.post(ASK, data={"known_as": known_as})
        with listening() as tried:
            page = enter(client, "12345")
        done.append(([line for line, _given in sent], [line for line, _given in tried]))
        said.append((answer.status_code, answer.location, page.status_code, strip(page.text)))

    assert all(one == said[0] for one in said)
    assert all(one == done[0] for one in done), "the same is asked of the database"
    work_until_done(NOW)
    assert len(sms.asked) == 1
    for secret in db.session.scalars(select(OneTimeSecret)):
        assert secret.asked_as is None
        assert secret.code_hash


def strip(page):
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


@pytest.mark.usefixtures("chen")
def test_tries_at_a_code_that_was_never_sent_look_the_same(client, sms):
    pages, done = [], []
    for known_as in (PHONE, "13900000000"):
        ask(client, known_as)
        with listening() as tried:
            pages.append(strip(enter(client, "1").text))
        done.append([line for line, _given in tried])

    assert pages[0] == pages[1]
    assert done[0] == done[1]
    assert WRONG_OR_OVER in pages[0]
    assert len(sms.asked) == 1


@pytest.mark.usefixtures("chen")
def test_nothing_that_lets_somebody_in_is_stored(client, sms):
    ask(client)
    code = code_in(sms)
    secret = db.session.scalars(select(OneTimeSecret)).one()
    assert code not in (secret.code_hash, secret.link_hash, secret.browser_hash)
    assert secret.link_until is None, "an SMS has no link"
    enter(client, code)
    jobs.forget_secrets()

    assert db.session.scalar(select(func.count(Message.id))) == 0
    assert db.session.scalars(select(OneTimeSecret)).one().used_by_id


def test_what_nobody_asked_for_is_forgotten_after_a_day_and_the_rest_after_half_a_year(client):
    ask(client, "nobody")
    for after, left in ((timedelta(hours=23), 1), (timedelta(hours=25), 0)):
        with clock.stopped_at(NOW + after):
            jobs.forget_secrets()
        assert db.session.scalar(select(func.count(OneTimeSecret.id))) == left


@pytest.mark.usefixtures("chen")
def test_who_asked_is_known_for_half_a_year(client, sms):
    ask(client)
    for days, left in ((1, 1), (179, 1), (181, 0)):
        with clock.stopped_at(NOW + timedelta(days=days)):
            jobs.forget_secrets()
        assert db.session.scalar(select(func.count(OneTimeSecret.id))) == left
    assert sms.asked


@pytest.mark.usefixtures("chen")
def test_a_code_is_good_for_the_browser_that_asked_and_no_other(client, app, sms):
    ask(client)
    thief = app.test_client()
    thief.set_cookie("lang", "en")
    assert thief.get(CODE).location == ASK

    assert enter(thief, code_in(sms)).status_code == 422
    ask(thief, "nobody")
    assert enter(thief, code_in(sms)).status_code == 422
    assert enter(client, code_in(sms)).status_code == 303


@pytest.mark.usefixtures("chen")
def test_five_wrong_tries_and_a_code_is_void(client, sms):
    ask(client)
    code = code_in(sms)
    for _try in range(5):
        assert WRONG_OR_OVER in enter(client, wrong(code)).text

    assert enter(client, code).status_code == 422
    assert db.session.scalars(select(OneTimeSecret)).one().wrong_tries == 5


@pytest.mark.usefixtures("chen")
@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (10, 422)])
def test_a_code_works_for_ten_minutes(client, sms, minutes, status):
    ask(client)

    assert enter(client, code_in(sms), at=NOW + timedelta(minutes=minutes)).status_code == status


@pytest.mark.usefixtures("with_mail", "chen")
@pytest.mark.parametrize(("minutes", "status"), [(29, 303), (30, 410)])
def test_a_link_works_for_half_an_hour(client, postbox, minutes, status):
    ask(client, "chenlin")

    with clock.stopped_at(NOW + timedelta(minutes=minutes)):
        assert client.post(link_in(postbox)).status_code == status


@pytest.mark.usefixtures("chen")
def test_nobody_is_written_to_who_no_longer_waits(client, sms):
    client.post(ASK, data={"known_as": PHONE})

    work_until_done(NOW + timedelta(minutes=10))

    assert sms.asked == []


@pytest.mark.usefixtures("chen")
def test_five_messages_an_hour_and_the_page_says_nothing_of_it(client, sms):
    answers = {ask(client, at=NOW + timedelta(minutes=n)).location for n in range(8)}

    assert answers == {CODE}
    assert len(sms.asked) == 5
    ask(client, at=NOW + timedelta(minutes=61))
    assert len(sms.asked) == 6


def test_of_two_with_one_phone_whoever_signs_in_chooses(client, chen, sms):
    other = a_clerk(
        Role.DISPATCHER, area_code=DISTRICT_CODE, number="T-li", name="李芳", phone=PHONE
    )
    ask(client)
    (asked,) = sms.asked
    assert "陈 (T-chen) / 李 (T-li)" in json.loads(asked["body"])["text"]
    code = code_in(sms)

    page = enter(client, code)
    assert page.status_code == 200
    assert "Which of you is it?" in page.text
    assert "李芳 (T-li)" in page.text
    assert key_of(client) is None
    assert "Which of you is it?" in enter(client, code, who="T00000").text
    assert enter(client, code, who="T-li").status_code == 303

    assert db.session.scalars(select(SignIn)).one().person is other
    assert chen.number in page.text


@pytest.mark.usefixtures("with_mail", "chen")
def test_of_two_with_one_mail_whoever_opens_the_link_chooses(client, postbox):
    a_clerk(
        Role.DISPATCHER,
        area_code=DISTRICT_CODE,
        number="T-li",
        name="李芳",
        email="chen@example.cn",
    )
    ask(client, "chen@example.cn")
    link = link_in(postbox)

    unsaid = client.post(link)
    assert unsaid.status_code == 422
    assert "Choose which of you it is." in unsaid.text
    assert client.post(link, data={"who": "T-li"}).status_code == 303
    assert "You are signed in as 李芳 (T-li)." in client.get("/staff/").text


def test_whoever_shares_a_phone_is_not_let_in_alone_when_the_other_had_too_many(client, chen, sms):
    a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE, number="T-li", name="李芳", phone=PHONE)
    for n in range(5):
        ask(client, "T-li", at=NOW + timedelta(minutes=n))
    ask(client, at=NOW + timedelta(minutes=6))

    assert len(sms.asked) == 5
    assert chen


def test_whoever_has_left_is_sent_nothing_and_not_let_in(client, chen, sms):
    ask(client)
    code = code_in(sms)
    chen.ended_on = clock.today()
    db.session.flush()

    assert enter(client, code).status_code == 422
    ask(client)
    assert len(sms.asked) == 1


def test_a_code_opens_what_too_many_wrong_passwords_have_locked(client, chen, sms):
    chen.locked_until, chen.failed_sign_ins = NOW + timedelta(minutes=14), 0
    ask(client)

    assert enter(client, code_in(sms)).status_code == 303
    db.session.refresh(chen)
    assert chen.locked_until is None


@pytest.mark.usefixtures("chen")
def test_the_way_back_is_kept_to_the_end(client, sms):
    client.post(f"{ASK}?next=/staff/boards", data={"known_as": PHONE})
    work_until_done(NOW)
    answer = client.post(f"{CODE}?next=/staff/boards", data={"code": code_in(sms)})

    assert answer.location == "/staff/boards"
    assert client.post(f"{ASK}?next=//evil.example", data={"known_as": "x"}).location == CODE


@pytest.mark.parametrize(("known_as", "said"), [("", "Enter one of them"), ("x" * 101, "at most")])
def test_what_cannot_be_anybody_is_said_at_once(client, known_as, said):
    client.set_cookie("lang", "en")
    page = client.post(ASK, data={"known_as": known_as})

    assert page.status_code == 422
    assert said in page.text
    assert db.session.scalar(select(func.count(OneTimeSecret.id))) == 0


def test_a_portal_that_can_send_nothing_says_so(client):
    client.set_cookie("lang", "en")

    assert "can send neither e-mail nor SMS yet" in client.get(ASK).text


@pytest.mark.parametrize("token", ["made-up", "x" * 400, "%27"])
def test_a_link_that_nobody_was_sent_is_over(client, token):
    assert client.get(f"/staff/sign-in/link/{token}").status_code == 410
    assert client.post(f"/staff/sign-in/link/{token}").status_code == 410


def test_an_invitation_lets_in_for_a_week_and_leads_to_a_password(client, chen, sms):
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    chen.email, chen.language, chen.login = None, "en", None
    assert actions.invite(chen, by=clerk, now=NOW)
    first = last_link(sms)
    assert actions.invite(chen, by=clerk, now=NOW)
    link = last_link(sms)

    assert client.get(first).status_code == 410, "the newer one is in force"
    with clock.stopped_at(NOW + timedelta(days=6)):
        assert "Welcome" in client.get(link).text
        assert client.post(link).location == "/staff/my-password"
        typed = {"password": "a good long password", "again": "a good long password"}
        assert client.post("/staff/my-password", data=typed).status_code == 303
    assert chen.login == "T-chen"
    changes = db.session.scalars(select(AccountChange).order_by(AccountChange.id)).all()
    assert [(one.step, one.by_id) for one in changes] == [
        (AccountStep.INVITED, clerk.id),
        (AccountStep.INVITED, clerk.id),
        (AccountStep.PASSWORD_SET, chen.id),
    ]


def last_link(gateway):
    assert work_until_done(NOW) == []
    said = json.loads(gateway.asked[-1]["body"])["text"]
    return re.search(r"http://localhost:8000(/staff/sign-in/link/\S+)", said)[1]


def test_an_invitation_ends_after_its_week_and_waits_for_the_morning(client, chen, sms):
    at_night = NOW + timedelta(hours=13)
    actions.invite(chen, by=chen, now=at_night)
    work_until_done(at_night)
    assert sms.asked == []
    chen.email = None
    morning = NOW + timedelta(hours=22)
    work_until_done(morning)

    assert len(sms.asked) == 1
    with clock.stopped_at(NOW + timedelta(days=7, hours=13)):
        said = json.loads(sms.asked[0]["body"])["text"]
        link = re.search(r"http://localhost:8000(\S+)", said)[1]
        assert client.get(link).status_code == 410


def test_whoever_left_no_way_to_reach_them_is_not_invited(chen):
    chen.phone = chen.email = None

    assert actions.invite(chen, by=chen, now=NOW) is None


@pytest.mark.usefixtures("chen")
def test_volunteers_may_stay_signed_in_on_their_phone(client, sms, monkeypatch):
    monkeypatch.setattr(rules.entering, "KEPT_ROLES", frozenset({Role.COMMUNITY_CLERK}))
    ask(client)
    enter(client, code_in(sms), keep="y")
    assert client.get_cookie("portal").expires > NOW + timedelta(days=90)

    for days in (80, 160):
        with clock.stopped_at(NOW + timedelta(days=days)):
            assert client.get("/staff/").status_code == 200
    with clock.stopped_at(NOW + timedelta(days=251)):
        assert client.get("/staff/").status_code == 303


def test_another_role_ends_a_kept_session_with_the_half_hour(client, chen, sms, monkeypatch):
    monkeypatch.setattr(rules.entering, "KEPT_ROLES", frozenset({Role.COMMUNITY_CLERK}))
    ask(client)
    enter(client, code_in(sms), keep="y")
    actions.give_post(chen, Role.DISPATCHER, area_code=DISTRICT_CODE, on=clock.today())
    db.session.flush()

    with clock.stopped_at(NOW + timedelta(minutes=31)):
        assert client.get("/staff/").status_code == 303


@pytest.mark.usefixtures("chen")
def test_everybody_else_is_out_after_half_an_hour_whatever_they_wished(client, sms):
    ask(client)
    enter(client, code_in(sms), keep="y")

    assert db.session.scalars(select(SignIn)).one().is_kept is False
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        assert client.get("/staff/").status_code == 303


def test_one_name_is_asked_for_twenty_times_an_hour_at_most(limited):
    browser = limited.test_client()

    answers = [browser.post(ASK, data={"known_as": ""}).status_code for _try in range(21)]

    assert answers == [422] * 20 + [429]
    web.limiter.reset()


def test_one_code_used_twice_at_one_moment_signs_in_once(own_app):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    browser = own_app.test_client()
    with browser.session_transaction() as cookie:
        cookie["asked_in"] = "this browser"
    actions.ask_secret("x", browser="this browser", language="en", address="", now=NOW)
    secret = db.session.scalars(select(OneTimeSecret)).one()
    secret.code_hash = queries.hash_of_code(secret, "123456")
    secret.code_until = NOW + timedelta(minutes=10)
    secret.readers.append(SecretReader(person=person, sent_at=NOW))
    db.session.commit()
    cookie = browser.get_cookie("portal").value
    together, answers = threading.Barrier(4), []

    def press():
        hand = own_app.test_client()
        hand.set_cookie("portal", cookie)
        together.wait(timeout=10)
        with clock.stopped_at(NOW):
            answers.append(hand.post(CODE, data={"code": "123456"}).status_code)

    hands = [threading.Thread(target=press) for _hand in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)

    assert sorted(answers) == [303, 422, 422, 422]
    db.session.expire_all()
    assert db.session.scalar(select(func.count(SignIn.key))) == 1


def test_a_policy_may_say_otherwise(client, chen, sms):
    set_value("code_minutes", 3, from_day=clock.today(), why="shorter", by="district", now=NOW)
    ask(client)

    assert enter(client, code_in(sms), at=NOW + timedelta(minutes=4)).status_code == 422
    assert chen


def test_a_session_of_somebody_else_ends_when_a_link_is_used(client, chen, sms):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    before = key_of(client)
    actions.invite(chen, by=chen, now=NOW)
    link = last_link(sms)

    assert "is signed in here" in client.get(link).text
    client.post(link)
    assert db.session.get(SignIn, before).ended_at == NOW
