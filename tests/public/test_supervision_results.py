"""Results for everybody: of ended checks, the numbers that staff read too."""

import pytest

from portal.supervision.rules import FrameKind, StrataBy
from tests.factories import STREET_CODE, an_area
from tests.staff.test_figures import bare
from tests.supervision.results_cast import LEVEL_1, a_check, ended, looked_at

FILES = ["results", "results.csv", "report.pdf"]


@pytest.fixture
def check(client):
    an_area()
    check = a_check(populations={LEVEL_1: 900})
    looked_at(check, LEVEL_1, solved=16, false_closure=4)
    client.set_cookie("lang", "en")
    return check


@pytest.mark.parametrize("end", FILES)
def test_results_are_not_there_before_the_check_has_ended(client, check, end):
    assert client.get(f"/supervision/{check.code}/{end}").status_code == 404
    ended(check)
    assert client.get(f"/supervision/{check.code}/{end}").status_code == 200
    assert client.get(f"/supervision/CC-2020-001/{end}").status_code == 404


def test_the_page_says_it_in_a_sentence_with_the_range(client, check):
    page = client.get(f"/supervision/{ended(check).code}/results")

    words = bare(page)
    assert "20 of 900 were looked at; 80.0 % are as they should be (between 58.1–92.0 %)." in words
    assert "求真第三方评估中心" in words
    assert check.team.members[0].person.name not in page.text


def test_all_ended_checks_stand_in_rows_by_what_they_are_of(client, check):
    ended(check)
    patrols = a_check(
        frame=FrameKind.PATROLS, strata_by=StrataBy.STREET, populations={STREET_CODE: 80}
    )
    looked_at(patrols, STREET_CODE, good=11, false_patrol=1)
    ended(patrols)

    words = bare(client.get("/supervision/results"))

    assert words.index(check.code) < words.index(patrols.code)
    assert "12 of 80" in words


def test_without_any_ended_check_the_page_says_what_will_be_here(client, check):
    assert "No check has ended yet" in client.get("/supervision/results").text
