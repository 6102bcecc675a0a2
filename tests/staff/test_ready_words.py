"""Ready words: written once, filled with the facts of each case, and ended."""

import re

import pytest

from portal.accounts.rules import Role
from portal.cases.models import AnswerTemplate
from portal.db import db
from tests.factories import STREET_CODE, a_clerk, a_dispatched_case, a_unit, signed_in


def write(client, person, **given):
    fields = {
        "name": "配件在途",
        "outcome": "",
        "words": "{unit}：配件在途，{due}前修好",
        "words_en": "Parts for {number} are on their way",
        "post": str(person.posts[0].id),
    } | given
    return client.post("/staff/ready-words?lang=en", data=fields)


def the_words():
    return db.session.query(AnswerTemplate).one()


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.UNIT_CLERK, unit=a_unit(name="长河中队"))
    signed_in(client, person)
    return person


def test_ready_words_are_offered_and_filled_in_where_they_are_for(client, clerk):
    case = a_dispatched_case(unit=clerk.posts[0].unit)

    assert write(client, clerk).status_code == 303

    page = client.get(f"/staff/cases/{case.number}?ready={the_words().id}")
    assert "长河中队：配件在途，9月29日" in page.text.replace(" ", "")
    assert "{unit}" not in page.text


def test_the_reporters_language_chooses_the_words(client, clerk):
    case = a_dispatched_case(unit=clerk.posts[0].unit, language="en")
    write(client, clerk)

    page = client.get(f"/staff/cases/{case.number}?ready={the_words().id}")

    assert f"Parts for {case.number} are on their way" in page.text


def test_words_for_an_outcome_choose_it_with_them(client, clerk):
    case = a_dispatched_case(unit=clerk.posts[0].unit)
    write(client, clerk, outcome="explained", words="这里暂不安排", words_en="")

    page = client.get(f"/staff/cases/{case.number}?ready={the_words().id}").text

    assert "这里暂不安排" in page
    chosen = re.findall(r"<input[^>]*name=\"outcome\"[^>]*>", page)
    assert ["explained" in one for one in chosen if " checked" in one] == [True]


def test_a_placeholder_that_we_do_not_know_is_refused_as_typed(client, clerk):
    answer = write(client, clerk, words="您好 {name}")

    assert answer.status_code == 422
    assert "您好 {name}" in answer.text
    assert db.session.query(AnswerTemplate).count() == 0


def test_a_change_ends_the_old_words_and_offers_the_new(client, clerk):
    write(client, clerk)
    old = the_words()

    answer = client.post(
        f"/staff/ready-words/{old.id}/change",
        data={"name": "到货了", "outcome": "", "words": "到货了", "post": clerk.posts[0].id},
    )

    assert answer.status_code == 303
    assert old.ended_on is not None
    assert old.words.startswith("{unit}")
    shown = client.get("/staff/ready-words").text
    assert "到货了" in shown
    assert "配件在途" not in shown


def test_ended_words_are_offered_no_longer(client, clerk):
    case = a_dispatched_case(unit=clerk.posts[0].unit)
    write(client, clerk)
    kept = the_words()

    assert client.post(f"/staff/ready-words/{kept.id}/end").status_code == 303

    assert "配件在途" not in client.get(f"/staff/cases/{case.number}").text
    assert client.post(f"/staff/ready-words/{kept.id}/end").status_code == 404


def test_words_of_another_unit_are_not_ours_to_change(client, clerk):
    write(client, clerk)
    kept = the_words()
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit()))

    assert client.get(f"/staff/ready-words/{kept.id}").status_code == 404
    assert client.post(f"/staff/ready-words/{kept.id}/end").status_code == 404
    assert "配件在途" not in client.get("/staff/ready-words").text


def test_a_post_that_is_not_ones_own_is_refused(client, clerk):
    other = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    assert write(client, clerk, post=str(other.posts[0].id)).status_code == 422
    assert db.session.query(AnswerTemplate).count() == 0


def test_whoever_is_not_signed_in_is_led_to_the_door(client):
    for page in ("/staff/ready-words", "/staff/ready-words/1", "/staff/keys"):
        assert client.get(page).status_code == 303
    assert client.get("/staff/ready-words/1/end").status_code == 405


def test_an_administrator_handles_no_cases(client):
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code="330108"))

    assert client.get("/staff/ready-words").status_code == 403
    assert client.get("/staff/keys").status_code == 200


@pytest.mark.parametrize(
    ("step", "typed", "read"),
    [
        ("answer", {"words": "配件明天到"}, "长河中队写给你：\n配件明天到"),
        ("resolve", {"words": "已清理", "outcome": "done"}, "已清理"),
    ],
)
def test_words_are_read_as_the_reporter_would_before_anything_is_sent(
    client, clerk, step, typed, read
):
    case = a_dispatched_case(unit=clerk.posts[0].unit)
    before = len(case.events)

    page = client.post(
        f"/staff/cases/{case.number}/look/{step}", data=typed | {"version": case.version}
    )

    assert page.status_code == 200
    assert read.partition("\n")[2] or read in page.text
    assert typed["words"] in page.text
    assert len(case.events) == before
    assert client.post(f"/staff/cases/{case.number}/look/take").status_code == 404


def test_placeholders_are_filled_in_where_they_are_typed_by_hand_too(client, clerk):
    case = a_dispatched_case(unit=clerk.posts[0].unit)
    typed = {"words": "{unit}已经出发", "version": case.version}

    seen = client.post(f"/staff/cases/{case.number}/look/answer", data=typed)
    sent = client.post(f"/staff/cases/{case.number}/answer", data=typed)

    assert "长河中队已经出发" in seen.text
    assert sent.status_code == 303
    assert case.events[-1].words == "长河中队已经出发"
