"""The open data: files that say what their dictionary says, and nothing about a person."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest

from portal import clock
from portal.assessment.jobs import recount_changed_months
from portal.assessment.models import GridMonth
from portal.db import db
from portal.opendata import dictionary
from portal.policy.actions import set_value
from tests.factories import a_board, a_case, a_grid, a_matter

FILES = ["grids.geojson", "matters.csv", "figures.csv", "policy.csv"]
COLUMNS = {
    "matters.csv": dictionary.MATTERS,
    "figures.csv": dictionary.FIGURES,
    "policy.csv": dictionary.POLICY,
}
NO_COUNTS = dict.fromkeys(
    (
        "reported",
        "resolved",
        "on_time",
        "asked",
        "answered",
        "satisfied",
        "stars",
        "said",
        "solved",
    ),
    0,
)
SEPTEMBER = date(2026, 9, 1)


def rows_of(client, file, **query):
    page = client.get(f"/open-data/{file}", query_string=query)
    assert page.status_code == 200
    return list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"), newline="")))


def features_of(page):
    return json.loads(page.data)["features"]


def kept(grid, month=SEPTEMBER, **counts):
    row = GridMonth(grid_id=grid.id, month=month, counted_at=clock.now(), **NO_COUNTS | counts)
    db.session.add(row)
    db.session.flush()


def test_the_page_lists_every_file_with_a_word_on_every_column(client):
    page = client.get("/open-data/?lang=en")

    assert page.status_code == 200
    for file in FILES:
        assert f"/open-data/{file}" in page.text
    for file in dictionary.FILES:
        for column in file.columns:
            assert f"<dt>{column.name}</dt>" in page.text
    assert "/open-data/figures.csv?month=2026-09" in page.text
    assert "/open-data/figures.csv?month=2026-04" in page.text
    assert "/open311/discovery.xml" in page.text


@pytest.mark.parametrize("file", COLUMNS)
def test_a_files_header_is_its_dictionary(client, file):
    page = client.get(f"/open-data/{file}")

    header = page.data.decode("utf-8-sig").split("\r\n")[0]
    assert header.split(",") == [column.name for column in COLUMNS[file]]


@pytest.mark.parametrize("file", COLUMNS)
def test_a_spreadsheet_reads_chinese_rightly(client, file):
    page = client.get(f"/open-data/{file}")

    assert page.data.startswith(b"\xef\xbb\xbf")
    assert page.content_type == "text/csv; charset=utf-8"
    assert page.data.endswith(b"\r\n")


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_has_not_changed_is_not_sent_again(client, file):
    a_board()
    first = client.get(f"/open-data/{file}")
    tag = first.headers["ETag"]

    again = client.get(f"/open-data/{file}", headers={"If-None-Match": tag})
    other = client.get(f"/open-data/{file}", headers={"If-None-Match": '"another"'})

    assert tag == f'"{hashlib.sha256(first.data).hexdigest()}"'
    assert (again.status_code, again.data) == (304, b"")
    assert (other.status_code, other.data) == (200, first.data)


def test_a_changed_file_has_another_tag(client):
    a_matter()
    before = client.get("/open-data/matters.csv").headers["ETag"]
    a_matter()

    page = client.get("/open-data/matters.csv", headers={"If-None-Match": before})

    assert page.status_code == 200
    assert page.headers["ETag"] != before


@pytest.mark.parametrize("file", ["", *FILES])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_open_data_is_for_reading(client, file, method):
    assert getattr(client, method)(f"/open-data/{file}").status_code == 405


@pytest.mark.parametrize("file", FILES)
def test_asking_for_the_head_alone_says_the_same_of_the_file(client, file):
    head, whole = client.head(f"/open-data/{file}"), client.get(f"/open-data/{file}")

    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Content-Disposition"):
        assert head.headers[name] == whole.headers[name]


def test_a_grid_has_its_outline_its_community_and_its_board(client):
    clockwise = [[120.2, 30.2], [120.2, 30.3], [120.3, 30.3], [120.3, 30.2], [120.2, 30.2]]
    board = a_board(a_grid(outline=clockwise))
    newer = a_board(board.grid)

    page = client.get("/open-data/grids.geojson")

    assert page.content_type == "application/geo+json"
    assert "示意图" in page.text
    (feature,) = features_of(page)
    properties = feature["properties"]
    assert properties["code"] == board.grid.code
    assert properties["name"] == board.grid.name
    assert properties["kind"] == "residential"
    assert properties["community"] == "春江社区"
    assert properties["board"] == f"http://localhost:8000/b/{newer.code}"
    assert properties["is_schematic"] is True
    assert list(properties) == [column.name for column in dictionary.GRIDS]
    assert feature["geometry"]["coordinates"] == [clockwise[::-1]]


def test_a_grid_without_outline_or_board_is_there_all_the_same(client):
    a_grid(outline=None)

    (feature,) = features_of(client.get("/open-data/grids.geojson"))

    assert feature["geometry"] is None
    assert feature["properties"]["board"] is None


def test_a_grid_that_has_ended_is_no_longer_among_the_grids(client):
    a_grid(ended_on=date(2026, 1, 1))
    lasting = a_grid()

    codes = [f["properties"]["code"] for f in features_of(client.get("/open-data/grids.geojson"))]

    assert codes == [lasting.code]


def test_the_matters_are_all_there_in_the_order_of_their_codes(client):
    a_matter(code="Z9", residents_may_report=False, first_response_hours=4)
    a_matter(code="A1", name="路面,破损", is_private=True)

    first, last = rows_of(client, "matters.csv")

    assert (first["code"], last["code"]) == ("A1", "Z9")
    assert first["name"] == "路面,破损"
    assert (first["is_private"], first["residents_may_report"]) == ("true", "true")
    assert (last["first_response_hours"], last["residents_may_report"]) == ("4", "false")
    assert first["first_response_hours"] == ""


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(client, name):
    a_matter(name=name)

    (row,) = rows_of(client, "matters.csv")

    assert row["name"] == f"'{name}"


def test_the_figures_have_a_line_for_every_grid_quiet_ones_too(client):
    busy, quiet = a_grid(), a_grid()
    kept(busy, reported=12, resolved=9, on_time=8, asked=9, answered=6, satisfied=5, stars=27)

    rows = {row["code"]: row for row in rows_of(client, "figures.csv")}

    assert rows[busy.code]["month"] == "2026-09"
    shown = [rows[busy.code][name] for name in ("reported", "resolved", "on_time", "answered")]
    assert shown == ["12", "9", "8", "6"]
    assert (rows[busy.code]["satisfied"], rows[busy.code]["stars"]) == ("5", "27")
    assert rows[quiet.code]["reported"] == "0"


def test_few_answers_are_only_said_to_be_few_and_so_are_their_parts(client):
    grid = a_grid()
    kept(grid, reported=2, resolved=2, asked=2, answered=1, satisfied=0, stars=1, said=4, solved=4)

    (row,) = rows_of(client, "figures.csv")

    assert [row[name] for name in ("reported", "resolved", "asked")] == ["2", "2", "2"]
    for name in ("answered", "satisfied", "stars", "said", "solved"):
        assert row[name] == "<5"


def test_a_month_is_asked_for_by_its_year_and_number(client):
    grid = a_grid()
    kept(grid, date(2026, 8, 1), reported=7)

    (row,) = rows_of(client, "figures.csv", month="2026-08")
    page = client.get("/open-data/figures.csv?month=2026-08")

    assert (row["month"], row["reported"]) == ("2026-08", "7")
    assert 'filename="figures-2026-08.csv"' in page.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("month", "status"),
    [
        ("2026-13", 422),
        ("2026-00", 422),
        ("September", 422),
        ("2026-09-01", 422),
        ("0000-01", 422),
        ("２０２６-09", 422),
        ("2026-10", 404),
    ],
)
def test_a_month_that_is_none_or_to_come_is_refused(client, month, status):
    assert client.get("/open-data/figures.csv", query_string={"month": month}).status_code == status


def test_the_figures_agree_with_the_cases(client):
    case = a_case()
    db.session.commit()  # its months are marked when it is kept
    recount_changed_months()

    (row,) = rows_of(client, "figures.csv")

    assert (row["code"], row["reported"]) == (case.grid.code, "1")


def test_the_policy_is_given_as_it_stands_today_without_whoever_set_it(client):
    set_value("lapse_days", 20, from_day=SEPTEMBER, why="试行", by="王试行", now=clock.now())

    rows = {row["name"]: row for row in rows_of(client, "policy.csv")}

    assert rows["lapse_days"]["value"] == "20"
    assert rows["lapse_days"]["in_force_on"] == "2026-09-01"
    assert rows["level_days"]["value"] == "1; 3; 5; 7"
    assert rows["level_days"]["clause"] == "clocks.levels"
    assert "王试行" not in client.get("/open-data/policy.csv").text
