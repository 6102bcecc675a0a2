"""A draw in the open: the page, the list whose hash anybody gets, and three ways to draw again."""

import csv
import hashlib
import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli.draws import verify_draw
from portal.supervision import actions, queries
from portal.supervision.rules import Row, list_hash
from tests.conftest import NOW
from tests.factories import a_grid
from tests.supervision.cast import (
    a_check,
    a_team,
    closed_cases,
    drawn,
    frozen,
    lead_of,
    published,
    seeded,
)

ROOT = Path(__file__).parents[2]
SEED = "3 1 4 1 5"


@pytest.fixture
def check(client):
    grid = a_grid()
    closed_cases(grid, 30)
    closed_cases(grid, 9, level=1)
    drawn(check := a_check(a_team()))
    return check


def in_file(client, check, name):
    answer = client.get(f"/supervision/{check.code}/{name}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.text


def sampled_numbers(check):
    return [one.number for one in queries.sampled_in(check)]


def test_nothing_is_public_before_the_hash_is_published(client):
    closed_cases(a_grid(), 5)
    check = frozen(a_check(a_team()))

    for name in ("", "/list.csv", "/drawn.csv", "/redraw.html"):
        assert client.get(f"/supervision/{check.code}{name}").status_code == 404
    assert check.code not in client.get("/supervision").text


def test_the_page_shows_all_that_a_draw_follows_from(client, check):
    client.set_cookie("lang", "en")
    page = client.get(f"/supervision/{check.code}").text

    turn = check.rounds[0]
    for words in (check.list_sha256, SEED, turn.entered_by.name, turn.confirmed_by.name):
        assert words in page
    assert "confirmed the seed" in page
    assert check.code in client.get("/supervision").text


def test_a_check_that_waits_for_its_seed_shows_no_sample(client):
    closed_cases(a_grid(), 5)
    check = published(a_check(a_team()))
    actions.enter_seed(check, "not confirmed yet", by=lead_of(check.team), now=NOW)

    page = client.get(f"/supervision/{check.code}")

    assert page.status_code == 200
    assert in_file(client, check, "drawn.csv").splitlines() == [
        "number,stratum,round,rank,as,ticket"
    ]


def test_the_list_has_the_published_hash(client, check):
    headings, body = in_file(client, check, "list.csv").split("\n", 1)

    assert headings == "number,stratum"
    assert hashlib.sha256(body.encode()).hexdigest() == check.list_sha256
    rows = [Row(*line.split(",")) for line in body.splitlines()]
    assert list_hash(rows) == check.list_sha256


def test_the_command_draws_the_same(client, check, tmp_path):
    (tmp_path / "list.csv").write_text(in_file(client, check, "list.csv"))
    sizes = [f"--size={name}={n}" for name, n in check.rounds[0].sizes.items()]

    said = CliRunner().invoke(
        verify_draw, [str(tmp_path / "list.csv"), "--seed", SEED, *sizes], catch_exceptions=False
    )

    assert check.list_sha256 in said.output
    assert [line.split("\t")[0] for line in said.output.splitlines()[1:]] == sampled_numbers(check)


def test_what_was_drawn_can_be_given_as_earlier_to_the_command(client, check, tmp_path):
    (tmp_path / "list.csv").write_text(in_file(client, check, "list.csv"))
    (tmp_path / "drawn.csv").write_text(in_file(client, check, "drawn.csv"))
    more = actions.draw_round(seeded(check, "2 7", further=6), by=lead_of(check.team), now=NOW)
    sizes = [f"--size={name}={n}" for name, n in more[0].round.sizes.items()]

    said = CliRunner().invoke(
        verify_draw,
        [
            *(str(tmp_path / "list.csv"), "--seed", "2 7", *sizes),
            *("--earlier", str(tmp_path / "drawn.csv")),
        ],
        catch_exceptions=False,
    )

    drawn_again = [line.split("\t")[0] for line in said.output.splitlines()[1:]]
    assert drawn_again == [one.number for one in more]


def test_a_shell_with_sha256sum_and_sort_draws_the_same(client, check, tmp_path):
    """The lines of docs/drawing.md, run as they stand there."""
    (tmp_path / "list.csv").write_text(in_file(client, check, "list.csv"))
    document = (ROOT / "docs" / "drawing.md").read_text()
    (script,) = re.findall(r"```sh\n(# draw.*?)```", document, re.DOTALL)
    for stratum, size in check.rounds[0].sizes.items():
        found = subprocess.run(
            ["bash", "-c", script],
            env={"SEED": SEED, "STRATUM": stratum, "SIZE": str(size), "PATH": "/usr/bin:/bin"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        numbers = [line.split()[1] for line in found.stdout.splitlines()]
        assert numbers == [n.number for n in queries.sampled_in(check) if n.stratum == stratum]


def test_each_drawn_line_names_its_ticket_and_reserves_follow(client, check):
    rows = list(csv.DictReader(io.StringIO(in_file(client, check, "drawn.csv"))))

    assert [row["number"] for row in rows if row["as"] == "drawn"] == sampled_numbers(check)
    assert {row["as"] for row in rows} == {"drawn", "reserve"}
    for row in rows:
        ticket = hashlib.sha256(f"{SEED}:{row['number']}".encode()).hexdigest()
        assert row["ticket"] == ticket


def test_the_file_that_draws_holds_what_was_published(client, check):
    page = in_file(client, check, "redraw.html")

    (inside,) = re.findall(r'id="published">(.*?)</script>', page)
    published_there = json.loads(inside)
    assert published_there["sha256"] == check.list_sha256
    assert published_there["rounds"] == [{"turn": 1, "seed": SEED, "sizes": check.rounds[0].sizes}]
    assert "function sha256" in page
    assert "src=" not in page
    assert "http" not in page.split("<script>")[1]
