"""Webhooks: signed, in each case's order, tried again, given up, sent again; only within reach."""

import json
import re
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import jobs
from portal.cases.models import CaseEvent
from portal.cases.rules import Step
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.exchange import actions
from portal.exchange.actions import deliveries as deliver
from portal.exchange.jobs import clear_deliveries
from portal.exchange.jobs import hooks as hook_jobs
from portal.exchange.models import Delivery, HookMark, Webhook
from portal.exchange.queries import hooks as hook_queries
from portal.exchange.queries.hooks import PAGE, deliveries_of
from portal.exchange.rules import MOST_TRIES, DeliveryState, PausedWhy, pause_after
from portal.i18n import speaking
from portal.messages import Notice
from portal.staff.partner_words import why_said
from tests.exchange.cast import NOW, a_hook, noted, told, worked
from tests.factories import STREET_CODE, a_case, a_dispatched_case, a_grid, a_unit
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.ports import free_port
from tests.receiver import Receiver

DAY = timedelta(days=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _allowed(app, monkeypatch):
    """Names of this test lead to this machine, which may be asked; nobody waits for long."""
    inside = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config,
        "SETTINGS",
        replace(
            inside,
            outbound_hosts=("hooks.test",),
            outbound_private=(ip_network("127.0.0.0/8"),),
        ),
    )
    monkeypatch.setattr(hook_jobs, "PATIENCE", 0.5)
    real = socket.getaddrinfo
    lead = {"hooks.test": "127.0.0.1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: real(lead.get(host, host), *args, **more)
    )


def documented() -> Callable[[str, str, bytes, float], bool]:
    """Return the check of a signature as docs/webhooks.md gives it to receivers."""
    page = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["is_ours"]


IS_OURS = documented()


def is_signed(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    return IS_OURS(secret, headers["Portal-Signature"], body, now)


def bodies(receiver: Receiver) -> list[dict]:
    return [json.loads(asked.body) for asked in receiver.asked]


def events(receiver: Receiver) -> list[str]:
    return [body["event"] for body in bodies(receiver)]


def deliveries() -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def states() -> list[str]:
    return [one.state for one in deliveries()]


def test_each_step_of_a_case_is_told_once_in_its_order_and_signed(receiver):
    _hook, secret = a_hook(receiver)
    case = a_dispatched_case(words="电话 13812345678 找李阿姨")
    noted(case, "one", "two")

    told()
    told()  # read again: what is younger than a slow transaction
    assert worked() == []

    assert events(receiver) == ["report", "dispatch", "note", "note"]
    assert states() == [DeliveryState.DONE] * 4
    for asked, body in zip(receiver.asked, bodies(receiver), strict=True):
        assert is_signed(secret, asked.headers, asked.body, NOW.timestamp())
        assert not is_signed(secret, asked.headers, asked.body + b" ", NOW.timestamp())
        assert not is_signed(secret, asked.headers, asked.body, NOW.timestamp() + 301)
        assert asked.headers["Webhook-Id"] == body["id"]
        assert body["case"]["number"] == case.number
        assert "13812345678" not in asked.body.decode()
        assert "李阿姨" not in asked.body.decode()
    assert len({body["id"] for body in bodies(receiver)}) == 4
    assert hook_marks() == [0]  # nothing is settled yet


def hook_marks() -> list[int]:
    return list(db.session.scalars(select(HookMark.last_event_id)))


def test_a_step_that_comes_to_light_after_a_later_one_is_told_all_the_same(receiver):
    a_hook(receiver)
    case, other = a_case(), a_case()
    first, second = (db.session.scalars(select(CaseEvent).order_by(CaseEvent.id))).all()
    late = first.id
    values = {name: getattr(first, name) for name in ("case_id", "step", "status", "at", "words")}
    values |= {"note": first.note}
    db.session.delete(first)  # its transaction has not ended yet
    told()
    db.session.add(CaseEvent(id=late, **values))
    told(NOW + timedelta(minutes=5))
    worked(NOW + timedelta(minutes=5))

    assert [body["case"]["number"] for body in bodies(receiver)] == [other.number, case.number]

    told(NOW + timedelta(minutes=11))
    assert hook_marks() == [second.id]
    told(NOW + timedelta(minutes=12))
    assert len(deliveries()) == 2


def test_many_steps_at_once_keep_no_later_one_back(receiver, monkeypatch):
    a_hook(receiver)
    noted(a_case(), *"123456")
    monkeypatch.setattr(hook_queries, "AT_ONCE", 2)
    told()
    assert len(deliveries()) == 7
    assert hook_marks() == [0]
    monkeypatch.setattr(deliver, "MOST_READ", 2)
    told(NOW + timedelta(minutes=11))
    assert hook_marks() == [deliveries()[3].event_id]


def test_what_happened_before_a_webhook_was_made_and_other_steps_are_not_told(receiver):
    case = a_case()
    db.session.execute(CaseEvent.__table__.update().values(at=NOW - timedelta(minutes=1)))
    a_hook(receiver, steps=[Step.NOTE])
    told()
    a_dispatched_case()
    noted(case, "one")
    told()
    worked()

    assert events(receiver) == ["note"]


def test_only_cases_in_reach_are_told(receiver):
    unit, other = a_unit(), a_unit()
    a_hook(receiver, unit=unit)
    ours = a_dispatched_case(unit=unit)
    a_dispatched_case(unit=other)
    told()
    worked()

    assert {body["case"]["number"] for body in bodies(receiver)} == {ours.number}


def test_a_street_is_told_of_its_own_and_no_more_once_its_post_ends(receiver):
    hook, _secret = a_hook(receiver, area_code=STREET_CODE)
    a_case(grid=a_grid())
    told()
    for post in hook.person.posts:
        post.ended_on = post.started_on
    db.session.commit()
    failed = worked()

    assert receiver.asked == []
    assert failed == ["Withheld: "]
    assert states() == [DeliveryState.WITHHELD]


def said_in(kept: str, language: str) -> str:
    with speaking(language):
        return why_said(kept)


def reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@pytest.mark.parametrize(
    ("fails", "status", "words"),
    [
        pytest.param(lambda made: made.says(500), 500, "500", id="an error"),
        pytest.param(lambda made: made.says(404), 404, "404", id="not there"),
        pytest.param(
            lambda made: made.says(302, "Location: http://127.0.0.1/"), 302, "302", id="elsewhere"
        ),
        pytest.param(lambda made: setattr(made, "answer", reset), None, "reset", id="reset"),
        pytest.param(
            lambda made: setattr(made, "answer", lambda line: None), None, "HTTP", id="closes"
        ),
        pytest.param(
            lambda made: setattr(made, "answer", lambda line: line.sendall(b"hello\r\n")),
            *(None, "HTTP"),
            id="garbage",
        ),
        pytest.param(
            lambda made: setattr(made, "answer", lambda line: made.drip(line, b"HTTP/1.1 200 ")),
            *(None, "in time"),
            id="drips",
        ),
        pytest.param(
            lambda made: setattr(made, "answer", lambda line: made.over.wait()),
            *(None, "in time"),
            id="says nothing",
        ),
    ],
)
def test_a_receiver_that_fails_is_asked_again_and_the_next_step_waits(
    receiver, fails, status, words
):
    a_hook(receiver)
    noted(a_case(), "one")
    told()
    fails(receiver)
    assert len(worked()) == 1

    first, second = deliveries()
    assert (first.state, second.state) == (DeliveryState.SENDING, DeliveryState.QUEUED)
    assert first.last_status == status
    assert words in said_in(first.last_error, "en")
    assert len(receiver.asked) == 1

    receiver.over.set()
    receiver.says(204)
    later = NOW + timedelta(minutes=2)
    assert worked(later) == []

    assert states() == [DeliveryState.DONE] * 2
    assert events(receiver) == ["report", "report", "note"]
    assert bodies(receiver)[0]["id"] == bodies(receiver)[1]["id"]


def test_a_receiver_that_keeps_us_waiting_is_asked_nothing_for_a_while(receiver):
    a_hook(receiver)
    for _case in range(3):
        a_case()
    told()
    receiver.answer = lambda line: receiver.over.wait()
    failed = worked()

    assert said_in(deliveries()[0].last_error, "zh") == "未按时答复"
    assert len(receiver.asked) == 1  # the others were put off unasked
    assert failed[1:] == ["Resting: "] * 2
    assert [one.tries for one in deliveries()] == [1, 0, 0]

    receiver.over.set()
    receiver.says(200)
    worked(NOW + timedelta(minutes=2))
    assert states() == [DeliveryState.DONE] * 3


def test_what_is_given_up_is_a_dead_letter_lets_the_next_go_and_can_be_sent_again():
    hook, _secret = a_hook(f"http://hooks.test:{free_port()}/")
    noted(a_case(), "one")
    told()
    at = NOW
    for tries in range(1, MOST_TRIES + 1):
        assert len(worked(at, most=1)) == 1
        at += pause_after(tries)

    dead, waits = deliveries()
    assert (dead.state, waits.state) == (DeliveryState.DEAD, DeliveryState.SENDING)
    assert "refused" in said_in(dead.last_error, "en")
    assert jobs.given_up()  # the worker's own list names it too

    receiver = Receiver()
    hook.url = f"http://hooks.test:{receiver.port}/"
    actions.resend([dead])
    told(at)
    worked(at)
    told(at)
    worked(at)
    receiver.close()

    assert sorted(events(receiver)) == ["note", "report"]
    assert states() == [DeliveryState.DONE] * 2
    with pytest.raises(NotAllowedNow):
        actions.resend([dead])


def test_a_webhook_that_fails_for_days_is_paused_and_its_maker_told(receiver):
    hook, _secret = a_hook(receiver)
    receiver.says(503)
    for day in range(4):
        a_case()
        told(NOW + day * DAY)
        worked(NOW + day * DAY, most=3)

    assert hook.paused_why is PausedWhy.FAILING
    (notice,) = db.session.scalars(select(Notice).where(Notice.kind == "hook_paused"))
    assert (notice.person_id, notice.facts) == (hook.made_by_id, hook.name)
    assert set(states()) == {DeliveryState.QUEUED}
    before = len(receiver.asked)
    told(NOW + 5 * DAY)
    worked(NOW + 5 * DAY)
    assert len(receiver.asked) == before

    receiver.says(200)
    actions.resume_hook(hook)
    told(NOW + 6 * DAY)
    assert worked(NOW + 6 * DAY) == []
    assert set(states()) == {DeliveryState.DONE}


def test_gone_ends_a_webhook(receiver):
    hook, _secret = a_hook(receiver)
    noted(a_case(), "one")
    receiver.says(410)
    told()
    worked()
    told()
    worked(NOW + DAY)

    assert hook.ended_at == NOW
    assert states() == [DeliveryState.WITHHELD] * 2
    assert len(receiver.asked) == 1
    with pytest.raises(NotAllowedNow):
        actions.ping(hook, now=NOW)


def test_paused_between_sending_and_noting_nothing_is_lost(receiver):
    hook, _secret = a_hook(receiver)
    a_case()
    told()
    (delivery,) = deliveries()
    hook_jobs.send_delivery(delivery.id, delivery.turn)
    actions.pause_hook(hook, PausedWhy.STAFF, now=NOW)
    actions.resume_hook(hook)
    told()
    hook_jobs.deliver_hook(delivery.id, 1)  # the job of the turn before
    assert delivery.state is DeliveryState.SENDING

    worked()
    first, second = bodies(receiver)
    assert first["id"] == second["id"]
    assert delivery.state is DeliveryState.DONE


def test_while_a_secret_is_replaced_both_sign_and_later_only_the_new_one(receiver):
    hook, old = a_hook(receiver)
    new = actions.rotate_secret(hook, now=NOW)
    actions.ping(hook, now=NOW)
    told()
    worked()
    actions.ping(hook, now=NOW)
    told(NOW + DAY)
    worked(NOW + DAY)

    assert old != new
    during, after = receiver.asked
    stamps = [NOW.timestamp(), (NOW + DAY).timestamp()]
    assert is_signed(old, during.headers, during.body, stamps[0])
    assert is_signed(new, during.headers, during.body, stamps[0])
    assert not is_signed(old, after.headers, after.body, stamps[1])
    assert is_signed(new, after.headers, after.body, stamps[1])
    assert json.loads(during.body)["case"] is None


def test_a_secret_is_its_webhooks_own_and_stored_nowhere(receiver):
    hook, secret = a_hook(receiver)
    other, another = a_hook(receiver)

    assert secret != another
    assert hook.id != other.id
    row = db.session.execute(select(Webhook.__table__).where(Webhook.id == hook.id)).one()
    assert secret not in str(row)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://10.0.0.1/", "https://u:p@hooks.test/", "http://x.test/"]
)
def test_an_address_that_is_never_asked_is_refused_at_once(receiver, url):
    with speaking("en"), pytest.raises(NotAcceptable):
        a_hook(url)
    hook, _secret = a_hook(receiver)
    with speaking("en"), pytest.raises(NotAcceptable):
        actions.change_hook(hook, actions.HookFacts("x", url, [Step.NOTE]))


def test_a_host_that_is_allowed_no_more_is_not_asked(receiver, app, monkeypatch):
    a_hook(receiver)
    a_case()
    told()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], outbound_hosts=()))
    (why,) = worked()

    assert "not_allowed" in why
    assert receiver.asked == []


def test_deliveries_are_read_page_by_page_and_cleared_after_a_month(receiver):
    hook, _secret = a_hook(receiver)
    for _one in range(PAGE + 1):
        actions.ping(hook, now=NOW)
    first = deliveries_of(hook, None)
    rest = deliveries_of(hook, first[PAGE - 1].id)

    assert (len(first), len(rest)) == (PAGE + 1, 1)
    assert rest[0].id == first[PAGE].id
    db.session.execute(Delivery.__table__.update().values(made_at=NOW - 31 * DAY))
    actions.ping(hook, now=NOW)
    assert clear_deliveries() is False
    assert db.session.scalar(select(func.count(Delivery.id))) == 1


def test_no_turn_of_a_delivery_reads_a_growing_table_from_end_to_end(receiver):
    without_scans()
    a_hook(receiver)
    a_hook(receiver, unit=(unit := a_unit()))
    noted(a_dispatched_case(unit=unit), "one")
    with listening() as sent:
        told()
        worked()
    assert set(states()) == {DeliveryState.DONE}
    assert [scan for said, given in sent for scan in scans_of(said, given, GROWING)] == []


def test_a_unit_is_told_that_a_case_was_taken_from_it_and_of_what_came_of_it(receiver):
    unit = a_unit()
    a_hook(receiver, unit=unit)
    case = a_dispatched_case(unit=unit)
    told()
    worked()
    case.unit = a_unit()
    noted(case, "gone")
    told()
    worked()

    assert events(receiver) == ["report", "dispatch", "note"]
