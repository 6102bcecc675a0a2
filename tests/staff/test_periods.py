"""Periods for staff: each step where it belongs, with what it does said before the button."""

from datetime import timedelta

import pytest

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from portal.assessment import actions, queries
from portal.grids.queries import place_by_code
from tests.assessment.period_cast import AFTER, OVER, Cast, cast
from tests.factories import COMMUNITY_CODE, a_case, signed_in

__all__ = ["cast"]
MINE = "/staff/periods/2026-08/mine"


@pytest.fixture
def to(client):
    """Send a form as somebody, at a moment."""

    def send(person, address, moment=OVER, **fields):
        with clock.stopped_at(moment):
            signed_in(client, person)
            return client.post(f"{address}?lang=en", data=fields)

    return send


@pytest.fixture
def read(client):
    """Read a page as somebody, today."""

    def get(person, address):
        signed_in(client, person)
        return client.get(f"{address}?lang=en").text

    return get


def test_an_assessor_and_the_lead_take_a_month_to_its_publication(cast: Cast, read, to) -> None:
    refused = to(cast.lead, "/staff/periods", period="month 2026-10-01")
    begun = to(cast.assessor, "/staff/periods", period="month 2026-08-01")
    counted = to(cast.assessor, "/staff/periods/2026-08/count")
    to(cast.assessor, "/staff/periods/2026-08/open")
    early = to(cast.lead, "/staff/periods/2026-08/publish")
    to(cast.lead, "/staff/periods/2026-08/publish", AFTER)

    assert (refused.status_code, begun.status_code, counted.status_code) == (422, 303, 303)
    assert early.status_code == 409
    assert "Publish on the day after it" in early.text
    shown = queries.shown_revision("2026-08")
    page = read(cast.lead, "/staff/periods/2026-08")
    assert shown.sha256 in page
    assert "only correct them" not in page
    assert read(cast.lead, "/staff/periods").count("2026-08") >= 1

    empty = to(cast.lead, "/staff/periods/2026-08/revise", AFTER, words="")
    to(cast.lead, "/staff/periods/2026-08/revise", AFTER, words="An answer was entered twice")
    assert empty.status_code == 422
    assert queries.running_revision("2026-08").replaces == shown


def test_a_clerk_objects_to_their_own_figures_and_somebody_else_decides(
    cast: Cast, read, to
) -> None:
    revision = cast.august().revisions[0]
    actions.open_to_objections(revision, now=OVER)
    figure = f"community {COMMUNITY_CODE} satisfaction"
    neighbour = "community 330108002998 satisfaction"

    foreign = to(cast.clerk, MINE, figure=neighbour, words="Theirs is too high")
    to(cast.clerk, MINE, figure=figure, words="Two answers are missing")

    assert foreign.status_code == 422
    assert "Theirs is too high" in foreign.text  # what was typed is kept
    objection = queries.objections_to(revision)[0]
    mine = read(cast.clerk, MINE)
    assert "Two answers are missing" in mine
    stars = mine[mine.index("Mean stars</th>") :].partition("</tr>")[0]
    assert "mean of " in stars  # so many stars "of" so many answers would be nonsense
    assert "%" not in stars
    address = f"/staff/periods/objections/{objection.id}"
    assert to(cast.clerk, address, verdict="yes", words="I say so").status_code == 403
    assert to(cast.lead, address, verdict="yes", words="").status_code == 422
    assert to(cast.lead, address, verdict="yes", words="They were sent late").status_code == 303
    page = read(cast.lead, "/staff/periods/2026-08")
    assert "upheld" in page
    assert "They were sent late" in page

    late = to(cast.clerk, MINE, AFTER, figure=figure, words="One more")
    assert late.status_code == 409
    assert "command centre" in late.text


def test_an_objection_says_by_name_whom_it_is_about(cast: Cast, read, to) -> None:
    actions.open_to_objections(cast.august().revisions[0], now=OVER)
    figure = f"community {COMMUNITY_CODE} satisfaction"
    to(cast.clerk, MINE, figure=figure, words="Two answers are missing")

    name = place_by_code(COMMUNITY_CODE).name_en
    assert f"</strong> · {name}</p>" in read(cast.clerk, MINE)
    waiting = read(cast.lead, "/staff/periods/2026-08")
    assert f"{name} · Satisfaction</strong><span>Not answered yet" in waiting


def test_a_case_is_left_out_when_a_second_person_grants_it(cast: Cast, read, to) -> None:
    case = a_case(grid=cast.grid)
    case.due_on = OVER.date() - timedelta(days=10)

    nowhere = to(cast.assessor, "/staff/exclusions", number="BJ00000000", words="Flood")
    to(cast.assessor, "/staff/exclusions", number=case.number, words="Flood")
    exclusion = queries.newest_exclusions()[0]
    address = f"/staff/exclusions/{exclusion.id}"
    granted = to(cast.lead, address, verdict="yes", words="Nobody could pass")

    assert nowhere.status_code == 422
    assert "Compare it with" in nowhere.text
    assert granted.status_code == 303
    page = read(cast.lead, "/staff/exclusions")
    assert case.number in page
    assert "Nobody could pass" in page


def test_nobody_publishes_or_decides_whose_figures_they_are() -> None:
    answers = {Role.STREET_CLERK, Role.COMMUNITY_CLERK, Role.UNIT_CLERK, Role.GRID_WORKER}
    judges = {Permission.ASSESS, Permission.PUBLISH_FIGURES, Permission.DECIDE_OBJECTIONS}

    for role, granted in GRANTS.items():
        assert (Permission.OBJECT_FIGURES in granted) == (role in answers)
        assert role not in answers or not granted & judges
