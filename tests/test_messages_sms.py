"""SMS, to a real HTTP gateway on this machine; and the settings that describe one."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select

from portal import config, messages
from portal.cases import actions
from portal.cases.actions.telling import tell_reporter
from portal.cases.rules.told import Channel, channel_for, mobile
from portal.db import db
from portal.jobs import WantedJob
from portal.messages import Message, Sms, State, by_sms
from tests.factories import a_case, a_dispatched_case
from tests.ports import free_port
from tests.test_messages import NOW
from tests.test_messages_joined import TEN_MINUTES, work_until_done

PHONE = actions.ContactGiven(phone="138 1234-5678")
KEY = "Bearer a-very-secret-key"


class Gateway:
    """What arrived, and what is answered to it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status, self.answer, self.headers = 200, b'{"result": {"code": "OK"}}', {}

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        self.asked.append(
            {
                "method": request.command,
                "path": request.path,
                "headers": dict(request.headers),
                "body": request.rfile.read(length).decode(),
            }
        )
        request.send_response(self.status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(self.answer)))
        request.end_headers()
        request.wfile.write(self.answer)


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.server.gateway.handle(self)  # type: ignore[attr-defined]

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def gateway(server) -> Gateway:
    server.gateway = Gateway()
    return server.gateway


@pytest.fixture
def set_up(app, server, gateway, monkeypatch):
    """Let the portal use the gateway, described as asked."""

    def with_settings(**environ: str) -> Gateway:
        defaults = {
            "PORTAL_SMS_URL": f"http://127.0.0.1:{server.server_port}/send?account=7",
            "PORTAL_SMS_HEADERS": f"Authorization: {KEY}\nX-Sign: grid",
            "PORTAL_SMS_ACCEPTED": "result.code=OK",
        }
        settings = replace(app.config["SETTINGS"], sms=gateway_of(**defaults | environ))
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        return gateway

    return with_settings


def gateway_of(**environ: str) -> config.SmsGateway | None:
    instance = {"PORTAL_INSTANCE": "test", "PORTAL_HOME": "/nowhere", "PORTAL_SECRET_KEY": "k" * 32}
    return config.from_environment(instance | environ).sms


def the_message() -> Message:
    return db.session.scalars(select(Message)).one()


def test_an_sms_arrives_as_settled_with_its_name_and_our_headers(set_up):
    gateway = set_up()
    case = a_case(contact=PHONE, language="en")

    assert work_until_done(NOW) == []

    (asked,) = gateway.asked
    message = the_message()
    assert (asked["method"], asked["path"]) == ("POST", "/send?account=7")
    assert asked["headers"]["Authorization"] == KEY
    assert asked["headers"]["X-Sign"] == "grid"
    assert asked["headers"]["Content-Type"] == "application/json; charset=utf-8"
    assert asked["headers"]["Idempotency-Key"] == f"sms-{message.id}"
    sent = json.loads(asked["body"])
    assert sent["to"] == "13812345678"
    assert sent["id"] == f"sms-{message.id}"
    assert sent["text"] == (
        f"Your report {case.number} has arrived. "
        "We pass it on to whoever is in charge by Tuesday 22 September. "
        "We will resolve it by Wednesday 30 September. "
        f"Follow it here: http://localhost:8000/f/{case.follow_token}"
    )
    assert isinstance(message, Sms)
    assert message.state is State.SENT


def test_several_news_are_one_sms_with_one_link(set_up):
    gateway = set_up()
    case = a_dispatched_case(contact=PHONE, language="en")
    work_until_done(NOW)
    tell_reporter(case, "expedited", now=NOW)

    work_until_done(NOW + TEN_MINUTES)

    text = json.loads(gateway.asked[-1]["body"])["text"]
    assert len(gateway.asked) == 2
    assert text.startswith(f"Your report {case.number} is with ")
    assert "is told to hurry" in text
    assert text.count("http") == 1
    assert "\n" not in text


def test_a_gateway_that_takes_forms_gets_one(set_up):
    gateway = set_up(
        PORTAL_SMS_FORMAT="form", PORTAL_SMS_BODY="mobile={to}&content=【网格】{text}&uid={id}"
    )
    messages.sms("13812345678", "50% & more = {id}?", now=NOW)

    work_until_done(NOW)

    fields = parse_qs(gateway.asked[0]["body"], strict_parsing=True)
    assert fields["mobile"] == ["13812345678"]
    assert fields["content"] == ["【网格】50% & more = {id}?"], "what is filled in is left as it is"
    assert fields["uid"] == [f"sms-{the_message().id}"]


def test_a_gateway_that_is_asked_by_get_gets_the_form_in_its_address(set_up):
    gateway = set_up(PORTAL_SMS_METHOD="GET")
    messages.sms("13812345678", "news", now=NOW)

    work_until_done(NOW)

    path = gateway.asked[0]["path"]
    assert path.startswith("/send?account=7&to=13812345678&text=news&id=sms-")


def test_words_cannot_break_out_of_the_json_they_are_put_into(set_up):
    gateway = set_up(PORTAL_SMS_BODY='{"messages": [{"to": "{to}", "body": "{text}"}], "v": 2}')
    messages.sms("13812345678", '", "to": "110', now=NOW)

    work_until_done(NOW)

    body = json.loads(gateway.asked[0]["body"])
    assert body == {"messages": [{"to": "13812345678", "body": '", "to": "110'}], "v": 2}


@pytest.mark.parametrize(
    ("status", "answer", "why"),
    [
        pytest.param(500, b"{}", "the SMS gateway answered 500", id="a fault"),
        pytest.param(401, b"{}", "the SMS gateway answered 401", id="a wrong key"),
        pytest.param(
            200,
            b'{"result": {"code": "no money"}}',
            "the SMS gateway did not accept it: no money",
            id="refused in words",
        ),
        pytest.param(
            200,
            b'{"result": {"code": "bad number 13812345678"}}',
            "the SMS gateway did not accept it: bad number …",
            id="refused with the number",
        ),
        pytest.param(
            200,
            b"<html>",
            "the SMS gateway did not accept it: no field result.code",
            id="not JSON",
        ),
        pytest.param(
            200,
            b'{"result": []}',
            "the SMS gateway did not accept it: no field result.code",
            id="another shape",
        ),
    ],
)
def test_what_the_gateway_does_not_accept_is_tried_again(set_up, status, answer, why):
    gateway = set_up()
    gateway.status, gateway.answer = status, answer
    a_case(contact=PHONE)

    assert work_until_done(NOW) == [why]

    message = the_message()
    assert message.state is State.FAILED
    assert message.last_error == why
    gateway.status, gateway.answer = 200, b'{"result": {"code": "OK"}}'
    assert work_until_done(NOW + timedelta(seconds=10)) == []
    assert message.state is State.SENT
    assert message.tries == 2
    names = {asked["headers"]["Idempotency-Key"] for asked in gateway.asked}
    assert names == {f"sms-{message.id}"}, "the second copy is known as the same"


def test_without_a_field_to_look_at_any_good_status_means_accepted(set_up):
    gateway = set_up(PORTAL_SMS_ACCEPTED="")
    gateway.status, gateway.answer = 202, b"queued"
    a_case(contact=PHONE)

    assert work_until_done(NOW) == []
    assert the_message().state is State.SENT


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_an_answer_that_leads_elsewhere_is_not_followed(set_up, server, status):
    gateway = set_up()
    gateway.status = status
    gateway.headers = {"Location": f"http://127.0.0.1:{server.server_port}/other"}
    a_case(contact=PHONE)

    assert work_until_done(NOW) == [f"the SMS gateway answered {status}"]
    assert len(gateway.asked) == 1


def test_a_gateway_that_is_down_or_speaks_no_http_is_tried_again(set_up, mute_server):
    set_up(PORTAL_SMS_URL=f"http://127.0.0.1:{free_port()}")
    a_case(contact=PHONE)
    assert work_until_done(NOW) == ["Connection refused"]

    set_up(PORTAL_SMS_URL=f"http://127.0.0.1:{mute_server}")
    (why,) = work_until_done(NOW + timedelta(seconds=10))
    assert why == "the SMS gateway does not speak HTTP: BadStatusLine"
    assert the_message().state is State.FAILED


def test_a_gateway_that_never_answers_is_left_after_a_while(set_up, silent_server, monkeypatch):
    monkeypatch.setattr(by_sms, "PATIENCE", 0.2)
    set_up(PORTAL_SMS_URL=f"http://127.0.0.1:{silent_server}")
    a_case(contact=PHONE)

    assert work_until_done(NOW) == ["no answer in time"]


@pytest.mark.usefixtures("app")
def test_without_a_gateway_the_message_says_so():
    a_case(contact=PHONE)

    assert work_until_done(NOW) == []

    assert the_message().state is State.NOT_SENT


def test_whoever_erases_their_number_is_written_to_no_more(set_up):
    gateway = set_up()
    case = a_case(contact=PHONE)
    actions.erase_contact(case, now=NOW)

    work_until_done(NOW + TEN_MINUTES)

    assert gateway.asked == []
    assert db.session.scalars(select(Message.id)).all() == []


def test_neither_key_nor_number_stands_in_what_is_kept_of_a_failure_or_shown_of_the_settings(
    set_up,
):
    gateway = set_up()
    gateway.status = 500
    a_case(contact=PHONE)
    work_until_done(NOW)

    kept = str([row.last_error for row in db.session.scalars(select(WantedJob))])
    shown = repr(gateway_of(PORTAL_SMS_URL="http://x/?key=s3", PORTAL_SMS_HEADERS=f"A: {KEY}"))
    assert "answered 500" in kept
    for secret in (KEY, "13812345678", "s3"):
        assert secret not in kept
        assert secret not in shown


# who is written to, and how


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("+852 5123 4567", "+85251234567"),
        ("0571-86543210", None),
        ("12812345678", None),
        ("110", None),
        ("+8612345678", None),
        ("", None),
        (None, None),
    ],
)
def test_an_sms_goes_to_mobile_numbers_only(phone, number):
    assert mobile(phone) == number


@pytest.mark.parametrize(
    ("email", "phone", "has_mail", "has_sms", "way"),
    [
        ("li@x.cn", None, True, True, (Channel.MAIL, "li@x.cn")),
        ("li@x.cn", "13812345678", True, True, (Channel.MAIL, "li@x.cn")),
        ("li@x.cn", "13812345678", False, True, (Channel.SMS, "13812345678")),
        ("li@x.cn", "13812345678", False, False, (Channel.MAIL, "li@x.cn")),
        (None, "13812345678", True, False, (Channel.SMS, "13812345678")),
        (None, "0571-86543210", True, True, None),
        (None, None, True, True, None),
    ],
)
def test_a_reporter_is_written_to_in_one_way_by_mail_if_they_can_be(
    email, phone, has_mail, has_sms, way
):
    assert channel_for(email, phone, has_mail=has_mail, has_sms=has_sms) == way


# the settings


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORTAL_SMS_URL": "ftp://x"}, "PORTAL_SMS_URL must begin"),
        ({"PORTAL_SMS_URL": "https://短信.example.cn/s 1"}, "PORTAL_SMS_URL must begin"),
        ({"PORTAL_SMS_METHOD": "DELETE"}, "PORTAL_SMS_METHOD"),
        ({"PORTAL_SMS_ACCEPTED": "code"}, "PORTAL_SMS_ACCEPTED must be FIELD=VALUE"),
        ({"PORTAL_SMS_METHOD": "GET", "PORTAL_SMS_FORMAT": "json"}, "PORTAL_SMS_FORMAT"),
        ({"PORTAL_SMS_BODY": "{to} {text}"}, "PORTAL_SMS_BODY must be a JSON object"),
        ({"PORTAL_SMS_BODY": '["{to}", "{text}"]'}, "PORTAL_SMS_BODY must be a JSON object"),
        ({"PORTAL_SMS_BODY": '{"a": "{to}"}'}, "hold {to} and {text}"),
        ({"PORTAL_SMS_FORMAT": "form", "PORTAL_SMS_BODY": "x{to}{text}"}, "PORTAL_SMS_BODY"),
        ({"PORTAL_SMS_HEADERS": "no colon"}, "PORTAL_SMS_HEADERS"),
        ({"PORTAL_SMS_HEADERS": "Schlüssel: x"}, "PORTAL_SMS_HEADERS"),
        ({"PORTAL_SMS_HEADERS_FILE": "/nowhere/at/all"}, "PORTAL_SMS_HEADERS_FILE cannot be read"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_shows_no_secret(environ, words):
    secret = {"PORTAL_SMS_URL": "https://sms.example.cn/?key=s3cret"}

    with pytest.raises(config.WrongSetting) as stopped:
        gateway_of(**secret | environ)

    assert words in str(stopped.value)
    assert "s3cret" not in str(stopped.value)


def test_headers_may_stand_in_a_file_that_only_the_portal_reads(tmp_path: Path):
    file = tmp_path / "headers"
    file.write_text("Authorization: Bearer abc\n\nX-App: 7\n")

    made = gateway_of(PORTAL_SMS_URL="https://x.cn", PORTAL_SMS_HEADERS_FILE=str(file))

    assert made
    assert made.headers == (("Authorization", "Bearer abc"), ("X-App", "7"))


def test_without_an_address_there_is_no_gateway_whatever_else_is_set():
    assert gateway_of(PORTAL_SMS_METHOD="nonsense") is None


@pytest.fixture
def mute_server() -> Iterator[int]:
    yield from _line_server(b"220 no HTTP here\r\n")


@pytest.fixture
def silent_server() -> Iterator[int]:
    yield from _line_server(b"")


def _line_server(words: bytes) -> Iterator[int]:
    """Something that listens and says these words, or nothing, whatever it is asked."""
    import socket

    listening = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []

    def answer() -> None:
        while True:
            try:
                line, _address = listening.accept()
            except OSError:
                return
            lines.append(line)
            if words:
                line.recv(65536)
                line.sendall(words)
                line.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for line in lines:
        line.close()
    thread.join()
