"""The sum that a reporter's device does: asked for, checked, spent once, forgiven when missing."""

import json
import time
from base64 import b64encode
from datetime import timedelta

import altcha
import pytest
from sqlalchemy import select

from portal import clock
from portal.cases.models import Case
from portal.db import db
from tests.factories import a_board, a_matter
from tests.public.reporting import form_for, in_english, sent


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    return in_english(client)


@pytest.fixture
def asking(app, monkeypatch):
    """The app with the sum asked for, at the real time: the sum's own clock is the machine's."""
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config, "SETTINGS", settings.__class__(**settings.__dict__ | {"proof_of_work": True})
    )
    with clock.stopped_at(clock.from_timestamp(time.time())):
        yield app


def solved(client) -> str:
    given = client.get("/challenge").get_json()
    challenge = altcha.Challenge.from_dict(given)
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def the_case(board) -> Case:
    return db.session.scalars(
        select(Case).where(Case.grid_id == board.grid_id).order_by(Case.id.desc())
    ).first()


@pytest.mark.usefixtures("asking")
def test_a_report_with_the_sum_done_is_not_held(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code, altcha=solved(client))

    assert sent(client, board, form).status_code == 303
    assert the_case(board).is_held is False


@pytest.mark.usefixtures("asking")
def test_a_sum_spent_on_one_report_is_worth_nothing_for_the_next(client):
    board, matter, proof = a_board(), a_matter(), solved(client)
    sent(client, board, form_for(client, board, matter=matter.code, altcha=proof))
    first = the_case(board)

    sent(client, board, form_for(client, board, matter=matter.code, altcha=proof))

    assert the_case(board).id != first.id
    assert the_case(board).is_held is True


@pytest.mark.usefixtures("asking")
def test_a_form_that_came_back_brings_its_sum_again_and_is_not_held(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, altcha=solved(client))
    assert sent(client, board, form).status_code == 422

    sent(client, board, form | {"matter": matter.code})

    assert the_case(board).is_held is False


@pytest.mark.parametrize(
    "proof",
    [
        pytest.param("", id="none, as without scripts"),
        pytest.param("not base64 §", id="no base64"),
        pytest.param(b64encode(b"[]").decode(), id="another shape"),
        pytest.param(b64encode(json.dumps({"challenge": {}}).encode()).decode(), id="half"),
        pytest.param("A" * 100_000, id="very long"),
        pytest.param("0" * 5000, id="longer than any"),
    ],
)
@pytest.mark.usefixtures("asking")
def test_a_report_without_a_good_sum_is_taken_and_held(client, proof):
    board, matter = a_board(), a_matter()

    page = sent(client, board, form_for(client, board, matter=matter.code, altcha=proof))

    assert page.status_code == 303
    assert the_case(board).is_held is True
    assert "looks at this report" in client.get(page.location).text


@pytest.mark.usefixtures("asking")
def test_a_sum_signed_by_somebody_else_is_no_sum(client):
    board, matter = a_board(), a_matter()
    own = altcha.create_challenge("SHA-256", 1, hmac_secret="theirs")
    proof = altcha.Payload(own, altcha.solve_challenge(own)).to_base64()

    sent(client, board, form_for(client, board, matter=matter.code, altcha=proof))

    assert the_case(board).is_held is True


def test_a_sum_asked_for_over_twenty_minutes_ago_is_late(asking, client):
    board, matter = a_board(), a_matter()
    with clock.stopped_at(clock.now() - timedelta(minutes=21)):
        late = solved(client)

    sent(client, board, form_for(client, board, matter=matter.code, altcha=late))

    assert the_case(board).is_held is True


@pytest.mark.usefixtures("asking")
def test_the_page_asks_for_the_sum_only_where_it_is_wanted(client):
    assert "data-challenge-url" in client.get(f"/b/{a_board().code}/report").text


def test_a_test_instance_may_do_without(client):
    board, matter = a_board(), a_matter()
    assert "data-challenge-url" not in client.get(f"/b/{board.code}/report").text

    sent(client, board, form_for(client, board, matter=matter.code))

    assert the_case(board).is_held is False


def test_a_sum_is_new_each_time_and_kept_by_no_one(client):
    first, second = client.get("/challenge"), client.get("/challenge")

    assert first.get_json()["parameters"]["nonce"] != second.get_json()["parameters"]["nonce"]
    assert first.headers["Cache-Control"] == "no-store"
    assert client.post("/challenge").status_code == 405
