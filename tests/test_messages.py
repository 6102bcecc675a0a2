"""Mail, to a real mail server on this machine."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from portal import clock, jobs, messages
from portal.cases import actions
from portal.db import db
from portal.jobs import WantedJob
from portal.messages import Mail
from tests.factories import a_case
from tests.ports import free_port

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


class Postbox:
    """What arrived: each envelope's recipients and message. Full boxes, refused.cn: nothing."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.endswith("@refused.cn"):
            return f"550 no such user here: {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if envelope.rcpt_tos[0].startswith("full"):
            return f"552 the box of {envelope.rcpt_tos[0].upper()} is full"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(scope="module")
def mail_server() -> Iterator[Controller]:
    server = Controller(Postbox(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postbox(mail_server: Controller) -> Postbox:
    mail_server.handler.letters.clear()
    return mail_server.handler  # type: ignore[no-any-return]


@pytest.fixture
def with_mail(app: Flask, mail_server: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    set_server(app, f"smtp://127.0.0.1:{mail_server.port}", monkeypatch)


def set_server(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], smtp_url=url, mail_from="网格门户 <portal@grid.cn>")
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def a_mail(
    to: str = "li@example.cn", subject: str = "您的上报已收到", body: str = "请查看"
) -> Mail:
    messages.mail(to, subject, body, now=NOW)
    return db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()  # type: ignore[return-value]


def work_through(at: datetime = NOW) -> list[str]:
    """Do what the worker does, without its durability; return what failed."""
    failed = []
    with clock.stopped_at(at):
        for turn in jobs.waiting(at, 100):
            jobs.take(turn.row_id, turn.found, turn.until)
            try:
                jobs.prepare(turn.row_id)
                jobs.do(turn.row_id)
            except Exception as error:  # noqa: BLE001 - as the worker does
                jobs.put_off(turn.row_id, turn.until, f"{type(error).__name__}: {error}")
                failed.append(str(error))
    return failed


@pytest.mark.usefixtures("with_mail")
def test_a_mail_arrives_as_it_was_settled(postbox: Postbox):
    row = a_mail(
        subject="您的上报 BJ20260921000014 已收到",
        body="我们将在9月30日前解决。\n跟进：http://x/f/1",
    )

    assert work_through() == []

    ((recipients, letter),) = postbox.letters
    assert recipients == ["li@example.cn"]
    assert letter["To"] == "li@example.cn"
    assert letter["From"] == "网格门户 <portal@grid.cn>"
    assert letter["Subject"] == "您的上报 BJ20260921000014 已收到"
    assert letter.get_content().splitlines() == ["我们将在9月30日前解决。", "跟进：http://x/f/1"]
    assert letter["Message-ID"] == f"<mail-{row.id}@localhost>"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert row.sent_at == NOW


@pytest.mark.usefixtures("with_mail")
def test_a_mail_is_sent_once_however_often_its_job_is_begun(postbox: Postbox):
    row = a_mail()
    work_through()
    messages.deliver(row.id)

    assert len(postbox.letters) == 1


@pytest.mark.usefixtures("with_mail")
def test_a_mail_sent_again_after_a_kill_bears_the_same_message_id(postbox: Postbox):
    row = a_mail()
    messages.deliver(row.id)
    assert row.sent_at is None, "only the job's transaction notes it"

    work_through()

    assert len(postbox.letters) == 2
    assert len({letter["Message-ID"] for _, letter in postbox.letters}) == 1


@pytest.mark.usefixtures("with_mail")
def test_a_subject_of_many_lines_becomes_one_line_and_no_header(postbox: Postbox):
    a_mail(subject="已收到\r\nBcc: spy@evil.cn\n\nDear Sir")

    assert work_through() == []

    ((recipients, letter),) = postbox.letters
    assert recipients == ["li@example.cn"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "已收到 Bcc: spy@evil.cn Dear Sir"


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize(
    "address",
    [
        "li@example.cn\nBcc: spy@evil.cn",
        "li@example.cn\r\nSubject: won",
        "li@example.cn, spy@evil.cn",
        "Li <li@example.cn>, spy@evil.cn",
        "not an address",
        "",
    ],
)
def test_an_address_that_is_not_one_address_gets_nothing_and_fails(postbox: Postbox, address: str):
    a_mail(to=address)

    assert len(work_through()) == 1
    assert postbox.letters == []


@pytest.mark.usefixtures("with_mail")
def test_a_refused_address_is_tried_for_a_day_then_shown_as_given_up_without_the_address(
    postbox: Postbox,
):
    bad, good = a_mail(to="gone@refused.cn"), a_mail()
    moment = NOW
    for _ in range(jobs.MOST_TRIES):
        assert len(work_through(moment)) == 1
        moment = job_of(bad).not_before

    assert work_through(moment + timedelta(days=30)) == []
    (lost,) = jobs.given_up()
    assert lost.args == [bad.id]
    assert lost.last_error is not None
    assert "550 no such user" in lost.last_error
    assert "gone@refused.cn" not in lost.last_error
    assert bad.sent_at is None
    assert good.sent_at == NOW, "the good one did not wait for the bad one"


@pytest.mark.usefixtures("with_mail")
def test_what_a_server_says_against_a_letter_is_kept_without_the_address():
    row = a_mail(to="full@example.cn")

    assert work_through() == ["the mail server answered 552 the box of … is full"]
    assert row.last_error == "the mail server answered 552 the box of … is full"


def test_while_the_server_is_down_mail_waits_and_goes_out_when_it_is_back(
    app: Flask, mail_server: Controller, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
):
    set_server(app, f"smtp://127.0.0.1:{free_port()}", monkeypatch)
    row = a_mail()
    assert len(work_through()) == 1
    assert work_through(NOW + timedelta(seconds=9)) == [], "not before its pause is over"

    set_server(app, f"smtp://127.0.0.1:{mail_server.port}", monkeypatch)
    assert work_through(NOW + timedelta(seconds=10)) == []

    assert len(postbox.letters) == 1
    assert row.sent_at == NOW + timedelta(seconds=10)


@pytest.mark.usefixtures("app")
def test_without_a_mail_server_the_job_is_done_and_the_mail_says_that_it_was_not_sent():
    row = a_mail()
    assert work_through() == []

    assert row.sent_at is None
    assert job_of(row).done_at == NOW


@pytest.mark.usefixtures("with_mail")
def test_who_erases_their_contact_is_written_to_no_more(postbox: Postbox):
    case = a_case(contact=actions.ContactGiven(email="li@example.cn"))
    a_mail(to="other@example.cn")
    actions.erase_contact(case, now=NOW)

    assert work_through() == []
    assert [recipients for recipients, _ in postbox.letters] == [["other@example.cn"]]
    assert db.session.scalars(select(Mail.to)).all() == ["other@example.cn"]


@pytest.mark.usefixtures("app")
def test_mails_are_kept_for_ninety_days(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "CLEARED_AT_ONCE", 2)
    for _ in range(3):
        a_mail()
    late = a_mail()
    late.settled_at = NOW + timedelta(days=2)
    db.session.flush()

    with clock.stopped_at(NOW + timedelta(days=91)):
        while messages.clear_old_mails():
            pass

    assert db.session.scalars(select(Mail.id)).all() == [late.id]


@pytest.mark.usefixtures("app")
def test_a_mail_whose_cause_is_undone_is_not_wanted():
    with db.session.begin_nested() as cause:
        a_mail()
        cause.rollback()

    assert db.session.scalar(select(func.count(Mail.id))) == 0
    assert db.session.scalar(select(func.count(WantedJob.id))) == 0


def job_of(mail: Mail) -> WantedJob:
    rows = db.session.scalars(select(WantedJob))
    return next(row for row in rows if row.args == [mail.id])
