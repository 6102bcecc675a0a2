"""The results of spot checks for the team and whoever keeps teams, and as files."""

import csv
import io

import pytest

from portal.accounts.rules import Role
from tests.factories import DISTRICT_CODE, a_clerk, an_area, signed_in
from tests.staff.test_figures import bare
from tests.supervision.results_cast import LEVEL_1, LEVEL_2, a_check, ended, looked_at


@pytest.fixture
def check(client):
    an_area()
    check = a_check()
    looked_at(check, LEVEL_1, solved=16, false_closure=4)
    looked_at(check, LEVEL_2, solved=4, partly=1, waiting=2)
    client.set_cookie("lang", "en")
    return check


def of(check, end):
    return f"/staff/supervision/checks/{check.code}/{end}"


def as_lead(client, check):
    signed_in(client, check.team.members[0].person)


def test_the_team_reads_rates_with_ranges_and_counts_where_few_were_judged(client, check):
    as_lead(client, check)

    page = client.get(of(check, "results"))

    words = bare(page)
    assert page.status_code == 200
    assert "80.0 % (58.1–92.0 %)" in words  # of level 1, with finite population correction
    assert "4 of 5" in words
    assert "4 of 5 80.0 %" not in words
    assert "2 are not signed yet: these numbers are not final." in words


def test_a_rate_of_fewer_than_ten_is_not_shown(client, check):
    few = a_check(check.team)
    looked_at(few, LEVEL_1, solved=9)
    as_lead(client, few)

    words = bare(client.get(of(few, "results")))

    assert "Fewer than 10 were judged: there are counts and no rates." in words
    assert "%" not in words.split("By stratum")[1].split("How this is counted")[0]


@pytest.mark.parametrize("end", ["results", "results.csv", "results.xlsx", "report.pdf"])
def test_another_teams_check_is_not_there(client, check, end):
    as_lead(client, a_check())

    assert client.get(of(check, end)).status_code == 404


@pytest.mark.parametrize("end", ["results", "results.csv", "results.xlsx", "report.pdf"])
def test_who_may_not_see_checks_is_refused(client, check, end):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))

    assert client.get(of(check, end)).status_code == 403


def test_the_files_hold_the_same_numbers(client, check):
    as_lead(client, check)

    text = client.get(of(check, "results.csv"))
    rows = list(csv.DictReader(io.StringIO(text.data.decode("utf-8-sig"))))
    workbook, report = client.get(of(check, "results.xlsx")), client.get(of(check, "report.pdf"))

    assert [row["stratum"] for row in rows] == [LEVEL_1, LEVEL_2, "*"]
    assert (rows[0]["population"], rows[0]["judged"], rows[0]["false_closure"]) == (
        "900",
        "20",
        "4",
    )
    assert text.headers["Content-Disposition"].endswith(f'{check.code}-results.csv"')
    assert workbook.data.startswith(b"PK")
    assert report.data.startswith(b"%PDF-")


def test_ended_checks_stand_one_after_the_other(client, check):
    as_lead(client, check)
    assert "No check has ended yet" in client.get("/staff/supervision/results").text
    ended(check)

    page = client.get("/staff/supervision/results")

    assert f"/staff/supervision/checks/{check.code}/results" in page.text
    assert "25 of 1,000" in bare(page)
