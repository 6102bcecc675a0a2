"""Scorecards, the page of who leads, and other weights: each open to whom it is about."""

import re
from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.assessment.indicators import scheme_of
from portal.assessment.models import Objection, Revision
from portal.assessment.rules import RevisionStatus, SubjectKind
from portal.db import db
from portal.policy.rules import DRAFT
from tests.assessment.editions import a_subject, an_edition, communities, counts
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_grid,
    a_unit,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.plans import GROWING, listening, scans_of, without_scans

HOME = "/staff/assessment"
OTHER_STREET, OTHER_COMMUNITY = "330108001", "330108002022"
OPEN, SHUT = 200, 403
ONE_MORE = str(scheme_of(SubjectKind.COMMUNITY, DRAFT)["effective_resolution"] + 1)


def bare(page):
    """Return the page's words alone, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)).replace("&#39;", "'")


def opened(client, person, *paths):
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return {path: client.get(f"{HOME}/{path}").status_code for path in paths}


@pytest.fixture
def town(app):
    """A worker in a grid, a street team, a department, and an edition that speaks of all."""
    grid = a_grid()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code, name="Worker")
    team = a_unit()
    department = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    an_area(OTHER_COMMUNITY)
    held = counts(40, 30, 36)
    peers = [a_subject(SubjectKind.WORKER, f"W{n}", held) for n in range(6)]
    an_edition(
        *communities(),
        a_subject(SubjectKind.DISTRICT, DISTRICT_CODE, counts(1200, 990, 1050), "district"),
        a_subject(SubjectKind.STREET, STREET_CODE, counts(1200, 990, 1050), "street"),
        a_subject(SubjectKind.GRID, grid.code, held),
        a_subject(SubjectKind.UNIT, team.code, held, "street_team"),
        a_subject(SubjectKind.UNIT, department.code, held, "department"),
        a_subject(SubjectKind.WORKER, worker.number, counts(40, 30, 36, verified=8)),
        *peers,
    )
    return grid, worker, team, department


def test_pages_are_open_to_whom_they_are_about_and_refused_to_others(client, town):
    _grid, worker, team, _department = town
    card, unit = f"worker/{worker.number}", f"unit/{team.code}"

    theirs = opened(client, worker, card, f"{card}/improve", unit, "what-if")
    teams = opened(client, a_clerk(Role.UNIT_CLERK, unit=team), card, f"{unit}/improve", unit)

    assert theirs == {card: OPEN, f"{card}/improve": OPEN, unit: SHUT, "what-if": SHUT}
    assert teams == {card: SHUT, f"{unit}/improve": OPEN, unit: OPEN}


def test_a_card_says_counts_range_peers_place_and_what_helps(client, town):
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))
    client.set_cookie("lang", "en")

    page = client.get(f"{HOME}/community/{COMMUNITY_CODE}")

    words = bare(page)
    assert "Community 1 in August 2026" in words
    assert "50.0 % (43.1–56.9) 100 of 200" in words  # closed in time
    assert "Rank 6 of 6" in words
    assert "The weights are a draft" in words
    assert "On-time rate: 50.0 %, your peers together 87.5 %." in words
    assert "of=on_time_rate" in page.text
    assert "Object" not in words
    assert not list(faults_of(page.text, "en"))


def test_a_card_draws_how_it_has_moved_and_says_the_same_in_numbers(client, town):
    an_edition(*communities(), on=date(2026, 7, 9))
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))
    client.set_cookie("lang", "en")

    words = bare(client.get(f"{HOME}/community/{COMMUNITY_CODE}"))

    assert re.search(r"How it has moved.* 26-08 .* 45.0 \(38.3–51.9\).* 26-07 ", words)


def test_a_worker_reads_no_single_colleague_out_of_their_own_card(client, town):
    _grid, worker, _team, _department = town
    revision = db.session.query(Revision).one()
    lone = a_clerk(Role.GRID_WORKER, area_code=f"{COMMUNITY_CODE}001")
    an_edition(
        *(a_subject(SubjectKind.WORKER, n, counts(40, 30, 36, verified=31)) for n in ("A", "B")),
        a_subject(SubjectKind.WORKER, lone.number, counts(40, 30, 36, verified=8)),
        number=2,
        replaces_id=revision.id,
    )
    signed_in(client, lone)
    client.set_cookie("lang", "en")

    of_few = bare(client.get(f"{HOME}/worker/{lone.number}?edition=2026-08.2"))
    signed_in(client, worker)
    of_many = bare(client.get(f"{HOME}/worker/{worker.number}?edition=2026-08.1"))

    assert "Looked at in time" in of_few
    assert "77.5" not in of_few
    assert "20.0–100.0 %" in of_many


def test_who_leads_sees_what_has_turned_and_who_is_surely_behind(client, town):
    an_edition(
        a_subject(SubjectKind.DISTRICT, DISTRICT_CODE, counts(1200, 700, 1150), "district"),
        on=clock.today(),
        status=RevisionStatus.DRAFT,
    )
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    client.set_cookie("lang", "en")

    page = client.get(HOME)

    words = bare(page)
    assert words.index("September 2026, in draft") < words.index("August 2026, published")
    assert re.search(r"What goes well On-time rate: \+8.3", words)
    assert re.search(r"What gets worse Effective resolution: -24.2", words)
    assert "Communities: 1 Community 1 Effective resolution, On-time rate" in words
    assert not list(faults_of(page.text, "en"))


def test_whoever_leads_nothing_is_led_to_their_own_card(client, town):
    _grid, worker, team, _department = town
    signed_in(client, worker)
    assert client.get(HOME).location.endswith(f"/worker/{worker.number}")

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=team))
    assert client.get(HOME).location.endswith(f"/unit/{team.code}")

    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    assert "Nothing of your own here" in client.get(HOME, headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("role", [Role.LEAD, Role.GRID_WORKER], ids=str)
def test_before_anything_is_counted_the_page_says_what_will_be_here(client, role):
    grid = a_grid()
    code = DISTRICT_CODE if role is Role.LEAD else grid.code
    signed_in(client, a_clerk(role, area_code=code))

    page = client.get(HOME, query_string={"lang": "en"})

    assert "as soon as a month has been counted" in bare(page)


def test_other_weights_move_places_before_anything_is_in_force(client, town):
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    client.set_cookie("lang", "en")
    as_it_is = client.get(f"{HOME}/what-if?kind=community")

    none_of_them = dict.fromkeys(scheme_of(SubjectKind.COMMUNITY, DRAFT), 0)
    tried = client.get(f"{HOME}/what-if", query_string=none_of_them | {"satisfaction": 100})

    assert "0 of 6 would have another place" in bare(as_it_is)
    assert "6 of 6 would have another place" in bare(tried)
    assert "Community 1 6 1–6 another place" in bare(tried)
    assert not list(faults_of(tried.text, "en"))


def test_weights_typed_for_one_kind_are_not_taken_for_another(client, town):
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))

    page = client.get(f"{HOME}/what-if?kind=grid&of=community&effective_resolution=99")

    assert page.status_code == OPEN
    assert 'value="99"' not in page.text


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        pytest.param(ONE_MORE, "The weights sum to 101, and must sum to 100.", id="one too many"),
        pytest.param("-5", "A weight is a whole number from 0 to 100.", id="below nought"),
        pytest.param("many", "A weight is a whole number from 0 to 100.", id="no number"),
    ],
)
def test_weights_that_make_no_score_are_refused_and_stay_in_their_fields(
    client, town, weight, said
):
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    client.set_cookie("lang", "en")

    page = client.get(f"{HOME}/what-if?effective_resolution={weight}")

    assert page.status_code == 422
    assert said in bare(page)
    assert f'value="{weight}"' in page.text


def test_an_unknown_edition_or_kind_is_no_page(client, town):
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))

    assert client.get(f"{HOME}/community/{COMMUNITY_CODE}?edition=2020-01.1").status_code == 404
    assert client.get(f"{HOME}/what-if?kind=district").status_code == 404
    assert client.get(f"{HOME}/community/330108009999").status_code == 404
    assert client.get(f"{HOME}/village/{COMMUNITY_CODE}").status_code == 404


def test_no_page_of_scores_reads_a_growing_table_from_end_to_end(app, client, request):
    without_scans()
    grid, worker, team, _department = request.getfixturevalue("town")
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    cards = (f"grid/{grid.code}", f"unit/{team.code}", f"worker/{worker.number}")
    paths = ("", *(f"/{card}" for card in cards), f"/{cards[0]}/improve", "/what-if?kind=grid")

    for path in paths:
        with listening() as sent:
            assert client.get(f"{HOME}{path}").status_code == OPEN
        found = [scan for one in sent for scan in scans_of(*one, (*GROWING, "results"))]
        assert found == [], path


def test_while_figures_are_open_a_card_leads_to_objecting_and_the_lead_sees_what_waits(
    client, town
):
    revision = an_edition(
        *communities(),
        a_subject(SubjectKind.DISTRICT, DISTRICT_CODE, counts(1200, 990, 1050), "district"),
        on=clock.today(),
        status=RevisionStatus.OPEN,
        objections_until=clock.today(),
    )
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    about = {"kind": SubjectKind.COMMUNITY, "code": COMMUNITY_CODE, "indicator": "on_time_rate"}
    db.session.add(
        Objection(revision=revision, words="Bridge closed", by=clerk, at=clock.now(), **about)
    )
    signed_in(client, clerk)
    client.set_cookie("lang", "en")

    card = client.get(f"{HOME}/community/{COMMUNITY_CODE}?edition=2026-09.1")
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    board = client.get(HOME)

    assert "open to objections until Monday 21 September" in bare(card)
    assert "/staff/periods/2026-09/mine" in card.text
    assert "Objections that wait for a decision: 1" in bare(board)
