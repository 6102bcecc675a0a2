"""Cases of other systems: looked through, taken in once, and taken back where nobody worked."""

import io
import json
from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.accounts.rules import Role
from portal.cases import actions as case_actions
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Source
from portal.db import db
from portal.exchange import jobs as later
from portal.exchange.actions import case_batches as actions
from portal.exchange.actions import maps as map_actions
from portal.exchange.actions.batch_clearing import PREVIEW_KEPT
from portal.exchange.models import Batch, BatchRow, ExternalNumber, MapVersion
from portal.exchange.rules import read_map
from portal.grids.actions.clues import note_clues
from portal.sheets import csv_lines
from tests.exchange.uploads_cast import work
from tests.factories import (
    DISTRICT_CODE,
    a_clerk,
    a_grid,
    a_matter,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of

PAGE = "/staff/imports/cases"
MAP = """name: 12345 工单
system: "12345"
direction: import
format: {format}
columns:
  - {{name: 编号, from: external_number, required: yes}}
  - {{name: 类别, from: matter_code, codes: {{{code}: 占道|流动摊贩}}}}
  - {{name: 网格, from: grid_code}}
  - {{name: 纬度, from: lat}}
  - {{name: 经度, from: lon}}
  - {{name: 内容, from: words, required: yes, max: 50}}
  - {{name: 时间, from: reported_at}}
"""
HEADER = ["编号", "类别", "网格", "纬度", "经度", "内容", "时间"]


@pytest.fixture
def matter(app):
    return a_matter()


@pytest.fixture
def grid(app):
    grid = a_grid(outline=[[121.5, 31.2], [121.51, 31.2], [121.51, 31.21], [121.5, 31.21]])
    note_clues([grid])
    return grid


@pytest.fixture
def clerk(client):
    clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, clerk)
    client.set_cookie("lang", "en")
    return clerk


def version_for(matter, clerk, form="csv"):
    text = MAP.format(format=form, code=matter.code)
    plan, faults = read_map(text)
    assert faults == []
    return map_actions.keep_map(plan, text, None, by=clerk, now=clock.now()).versions[0]


def sheet(*rows):
    return b"".join(csv_lines([HEADER, *rows]))


def look_through(client, version, content, name="gd.csv"):
    return client.post(PAGE, data={"map": version.map_id, "file": (io.BytesIO(content), name)})


def rows_by_number():
    return {row.subject: row for row in db.session.query(BatchRow).order_by(BatchRow.id)}


@pytest.fixture
def two(client, clerk, matter, grid):
    """A sheet of two new rows, looked through; the address of its page."""
    content = sheet(
        ["A1", "占道", grid.code, "", "", "=有人占道", "2026-11-01 08:00"],
        ["A2", "流动摊贩", grid.code, "", "", "又来了", ""],
    )
    return look_through(client, version_for(matter, clerk), content).location


def test_a_sheet_is_looked_through_row_by_row_and_nothing_is_made(client, clerk, matter, grid):
    content = sheet(
        ["A2", "占道", grid.code, "", "", "又来了", ""],
        ["A2", "占道", grid.code, "", "", "同号", ""],
        ["A3", "噪声", grid.code, "", "", "吵", ""],
        ["A4", "占道", "330108009999999", "", "", "没有网格", ""],
        ["A5", "占道", grid.code, "", "", "", ""],
        ["", "占道", grid.code, "", "", "没有编号", ""],
    )

    looked = look_through(client, version_for(matter, clerk), content).location
    page = client.get(looked)

    assert db.session.query(Case).count() == 0
    assert db.session.query(Batch).one().counts == {"created": 1, "refused": 5}
    assert list(faults_of(page.text, "en")) == []
    for said in (
        "line 3</span> Refused",
        "This number stands in the file twice.",
        "类别: there is no code for “噪声”.",
        "No grid of yours: give its 15 digits, or a place inside one.",
        "内容: nothing stands here.",
        "编号: nothing stands here.",
    ):
        assert said in page.text
    only = client.get(f"{looked}?deed=created").text
    assert ("A2" in only, "A4" in only) == (True, False)


def test_rows_become_cases_once_and_the_same_number_is_known_afterwards(
    client, clerk, matter, grid, two
):
    assert client.post(f"{two}/take").status_code == 303
    assert client.post(f"{two}/take").status_code == 409
    assert client.get(two).headers["Refresh"]
    work("take_cases")

    one, _other = db.session.query(Case).order_by(Case.id)
    assert (one.words, one.grid, one.matter) == ("=有人占道", grid, matter)
    assert one.source is Source.RESIDENT
    assert [event.note for event in one.events] == ["", "来自12345，编号A1，2026-11-01 08:00"]
    kept = rows_by_number()["A1"].after
    assert kept["case"] == one.number
    assert "=有人占道" not in json.dumps(kept, ensure_ascii=False)

    version = db.session.query(MapVersion).one()
    again = sheet(["A1", "占道", grid.code, "", "", "=有人占道", ""])
    page = client.get(look_through(client, version, again).location).text
    assert "Nothing in it is new" in page
    assert one.number in page


def test_undoing_declines_what_nobody_touched_and_names_what_stays(client, clerk, two):
    client.post(f"{two}/take")
    work("take_cases")
    one, other = db.session.query(Case).order_by(Case.id)
    case_actions.note(other, note="看过了", by=clerk, now=clock.now())

    assert client.post(f"{two}/undo").status_code == 303
    work("take_cases_back")

    batch, rows = db.session.query(Batch).one(), rows_by_number()
    assert (batch.status, batch.undone_by) == ("undone", clerk)
    assert (one.status, other.status) == (CaseStatus.DECLINED, CaseStatus.REPORTED)
    assert "12345" in one.events[-1].words
    assert rows["A1"].undone_at
    assert "Somebody has worked on this case since: it stays." in client.get(two).text
    assert [each.number for each in db.session.query(ExternalNumber)] == ["A2"]
    assert client.post(f"{two}/undo").status_code == 409


def test_an_import_that_fails_for_good_says_so_and_goes_on_or_is_taken_back(
    client, two, monkeypatch
):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    batch = db.session.query(Batch).one()
    client.post(f"{two}/take")
    later.take_cases(batch.id)
    stopped = jobs.AFTER_FAILURE["take_cases"]
    stopped(batch.id, why="x", again_at=clock.now())
    assert batch.status == "running"
    stopped(batch.id, why="x", again_at=None)
    page = client.get(two)
    assert "stopped after 1 of 2 cases" in page.text
    assert list(faults_of(page.text, "en")) == []

    assert client.post(f"{two}/take").status_code == 303
    assert (batch.status, batch.done) == ("running", rows_by_number()["A1"].id)
    stopped(batch.id, why="x", again_at=None)
    assert client.post(f"{two}/undo").status_code == 303
    later.take_cases_back(batch.id)
    jobs.AFTER_FAILURE["take_cases_back"](batch.id, why="x", again_at=None)
    assert client.post(f"{two}/take").status_code == 409  # it goes back only
    assert "stopped while it took the cases back" in client.get(two).text
    client.post(f"{two}/undo")
    work("take_cases", "take_cases_back")

    rows = rows_by_number()
    assert (batch.status, rows["A2"].after) == ("undone", {})
    assert (bool(rows["A1"].undone_at), rows["A1"].problem) == (True, None)
    assert [case.status for case in db.session.query(Case)] == [CaseStatus.DECLINED]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_alarms_of_sensors_find_their_grid_by_where_they_are(clerk, matter, grid, form):
    version = version_for(matter, clerk, form)
    values = ["S1", "占道", "", "31.205", "121.505", "满", ""]
    far = ["S2", "占道", "", "10", "10", "远", ""]
    rows = [dict(zip(HEADER, each, strict=True)) for each in (values, far)]
    content = json.dumps(rows) if form == "json" else as_xml(rows)

    batch = actions.preview_cases(
        actions.Sent(f"a.{form}", content.encode()), version, by=clerk, now=clock.now()
    )

    assert batch.counts == {"created": 1, "refused": 1}
    assert rows_by_number()["S1"].after["grid_code"] == grid.code


def as_xml(rows):
    told = [
        [f"<field name='{name}'>{value}</field>" for name, value in row.items()] for row in rows
    ]
    inside = "".join(f"<row>{''.join(each)}</row>" for each in told)
    return f"<?xml version='1.0' encoding='UTF-8'?><rows>{inside}</rows>"


@pytest.mark.parametrize(
    ("form", "content", "said"),
    [
        ("csv", b"a,b\n1,2", "lacks the columns"),
        ("json", b'{"a": 1}', "no list of rows"),
        ("json", b"[" * 5000, "cannot be read as JSON"),
        ("xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><rows/>", "Leave DOCTYPE out"),
        ("xml", b"<rows><row>", "cannot be read as XML"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client, clerk, matter, form, content, said):
    refused = look_through(client, version_for(matter, clerk, form), content)

    assert refused.status_code == 422
    assert said in refused.text
    assert db.session.query(Batch).count() == 0


def test_a_row_of_another_area_or_a_matter_not_for_residents_is_refused(matter):
    grid = a_grid(community=an_area("330108003001"))
    clerk = a_clerk(Role.DISPATCHER, area_code="330108002")
    version = version_for(matter, clerk)
    theirs = actions.Sent("a.csv", sheet(["B1", "占道", grid.code, "", "", "x", ""]))

    assert actions.preview_cases(theirs, version, by=clerk, now=clock.now()).counts == {
        "refused": 1
    }
    matter.residents_may_report = False
    all_over = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.preview_cases(theirs, version, by=all_over, now=clock.now())
    problems = [row.problem for row in db.session.query(BatchRow).order_by(BatchRow.id)]
    assert "No grid of yours" in problems[0]
    assert problems[1] == "This matter is not reported from outside."


def test_what_was_only_looked_through_is_forgotten_after_a_day(clerk, matter, grid):
    version = version_for(matter, clerk)
    content = sheet(["C1", "占道", grid.code, "", "", "x", ""])
    sent = actions.Sent("a.csv", content)
    old = clock.now() - PREVIEW_KEPT
    actions.preview_cases(sent, version, by=clerk, now=old - timedelta(hours=1))
    actions.preview_cases(sent, version, by=clerk, now=clock.now())

    later.clear_previews()

    assert db.session.query(Batch).count() == 1
    assert db.session.query(BatchRow).count() == 1


def test_who_may_not_import_sees_no_import(client, matter):
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108002"))

    assert client.get(PAGE).status_code == 403
