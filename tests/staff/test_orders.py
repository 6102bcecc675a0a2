"""Hurrying a case on and answering: what each page says, to staff and to the reporter."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.rules import Step
from tests.factories import (
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_unit,
    resolved,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher, look, press, ready_for


def a_street_clerk():
    return a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)


def the_story(client, case):
    return client.get(f"/f/{case.follow_token}?lang=en").text


def test_the_form_says_who_is_told_and_that_the_date_stays(client):
    case, person = ready_for(Step.EXPEDITE)
    signed_in(client, person)

    page = look(client, case).text

    assert "The reporter sees that you hurried it on, not your words." in page
    assert "The date stays: Tuesday 29 September." in page
    assert '<option selected value="2026-09-23">' in page


def test_the_thread_shows_who_wants_what_by_when_and_what_was_answered(client):
    case = a_dispatched_case(unit=a_unit())
    street, clerk = a_street_clerk(), a_clerk(Role.UNIT_CLERK, unit=case.unit)
    for person, words in ((street, "请今天去看"), (a_dispatcher(), "区里催办")):
        signed_in(client, person)
        press(client, case, Step.EXPEDITE, words=words, reply_by="2026-09-23")
    signed_in(client, clerk)
    waiting = look(client, case).text
    assert waiting.count("Waits for an answer") == 2

    oldest = str(queries.orders_of(case)[-1].id)
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        signed_in(client, clerk)
        press(client, case, Step.REPLY, order=oldest, words="昨天去过了")
        page = look(client, case).text

    for words in ("请今天去看", "区里催办", "昨天去过了", street.name, "Late answer"):
        assert words in page
    assert "The command room of the street" in page
    assert page.count("No answer: late") == 1


def test_whoever_ordered_can_write_back_below_the_same_order(client):
    case, clerk = ready_for(Step.REPLY)
    signed_in(client, clerk)
    order = str(queries.orders_of(case)[0].id)
    press(client, case, Step.REPLY, order=order, words="明天去")

    signed_in(client, a_street_clerk())
    answer = press(client, case, Step.REPLY, order=order, words="请发照片")

    assert answer.status_code == 303
    (thread,) = queries.threads_of(case, clock.today())
    assert [reply.is_from_unit for reply, _late in thread.replies] == [True, False]


def test_the_oldest_order_without_an_answer_is_chosen_beforehand(client):
    case, clerk = ready_for(Step.REPLY)
    street = a_street_clerk()
    day = clock.today() + timedelta(days=2)
    for words in ("第二张", "第三张"):
        actions.order(case, words=words, reply_by=day, by=street, now=clock.now())
    newest, second, first = queries.orders_of(case)
    actions.reply(first, words="好", by=clerk, now=clock.now())
    signed_in(client, clerk)

    page = look(client, case).text

    assert f'<option selected value="{second.id}">' in page
    assert f'<option value="{newest.id}">' in page


def test_an_order_of_another_case_is_not_answered_here(client):
    case, clerk = ready_for(Step.REPLY)
    other, _clerk = ready_for(Step.REPLY)
    signed_in(client, clerk)

    answer = press(client, case, Step.REPLY, order=str(queries.orders_of(other)[0].id), words="好")

    assert answer.status_code == 422
    assert all(order.replied_at is None for order in queries.orders_of(other))


@pytest.mark.parametrize("order", ["", "x", "999999999", None])
def test_an_unknown_order_is_asked_for_again(client, order):
    case, clerk = ready_for(Step.REPLY)
    signed_in(client, clerk)

    assert press(client, case, Step.REPLY, order=order, words="好").status_code == 422


@pytest.mark.parametrize("day", ["2026-09-20", "2027-01-01", "soon", "", None])
def test_a_day_that_is_not_offered_is_asked_for_again(client, day):
    case, person = ready_for(Step.EXPEDITE)
    signed_in(client, person)

    answer = press(client, case, Step.EXPEDITE, words="请抓紧", reply_by=day)

    assert answer.status_code == 422
    assert "请抓紧" in answer.text
    assert queries.orders_of(case) == []


def test_where_nothing_was_ordered_there_is_nothing_to_answer(client):
    case = a_dispatched_case()
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=case.unit))

    page = look(client, case).text

    assert 'id="reply"' not in page
    assert "Expedite orders" not in page


def test_the_reporter_sees_who_hurried_it_on_and_none_of_the_words(client):
    case = a_dispatched_case(unit=a_unit())
    for person, words in ((a_street_clerk(), "街道催"), (a_dispatcher(), "区里催")):
        signed_in(client, person)
        press(client, case, Step.EXPEDITE, words=words, reply_by="2026-09-23")
    order = queries.orders_of(case)[0]
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.reply(order, words="内部回复", by=clerk, now=clock.now())

    page = the_story(client, case)

    assert "Hurried on by the command room of the street" in page
    assert "Hurried on by the command centre of the district" in page
    assert not any(words in page for words in ("街道催", "区里催", "内部回复"))


def test_the_reporter_sees_that_a_day_passed_and_the_level_above_was_told(client):
    case = a_dispatched_case()
    actions.expedite(case, now=clock.now())

    assert "The promised day passed; the level above was told" in the_story(client, case)


def test_the_command_room_hurries_no_case_that_it_has_itself(client):
    room = a_unit(kind=UnitKind.COMMAND_ROOM, area_code=STREET_CODE)
    case = a_dispatched_case(unit=room)
    signed_in(client, a_street_clerk())

    answer = press(client, case, Step.EXPEDITE, words="快", reply_by="2026-09-23")
    assert answer.status_code == 403
    signed_in(client, a_dispatcher())
    answer = press(client, case, Step.EXPEDITE, words="快", reply_by="2026-09-23")
    assert answer.status_code == 303


def test_an_order_can_still_be_answered_when_the_case_is_resolved(client):
    case, clerk = ready_for(Step.REPLY)
    resolved(case)
    signed_in(client, clerk)
    order = str(queries.orders_of(case)[0].id)

    colleague = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    signed_in(client, colleague)
    assert press(client, case, Step.REPLY, order=order, words="已办完").status_code == 303
