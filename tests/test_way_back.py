"""A refused step leads back to the page that it was taken on, whatever that is about."""

import pytest

from portal.accounts.rules import Role
from tests.factories import COMMUNITY_CODE, a_clerk, a_grid, a_resolved_case, a_volunteer, signed_in


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def refused(client, address):
    answer = client.post(address, data={})
    assert answer.status_code in {403, 404, 409}, answer.status
    return answer.text


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("/staff/relatives/nobody/take-back", 'href="/staff/relatives">Back to the page'),
        (
            "/staff/volunteers/people/{volunteer}/resume",
            'href="/staff/volunteers/people/{volunteer}">Back to the page',
        ),
        ("/staff/cases/{case}/take", 'href="/staff/cases/{case}">Back to the case'),
    ],
)
def test_a_refused_step_leads_to_the_page_above_it(client, clerk, sent, back):
    grid = a_grid()
    names = {"volunteer": a_volunteer(grid).number, "case": a_resolved_case(grid=grid).number}

    assert back.format(**names) in refused(client, sent.format(**names))


def test_an_address_below_no_page_leads_to_none(client, clerk):
    assert "Back to the" not in refused(client, "/staff/cases/bulk/nothing")


def test_residents_are_not_led_to_staff_pages(client):
    client.set_cookie("lang", "en")

    assert "Back to the" not in refused(client, "/join/nothing/withdraw")
