"""Files for the province and the city: made in turns, in every format, summed, acknowledged."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree as Tree

import pytest
from python_calamine import CalamineWorkbook

from portal import clock, files, jobs
from portal.accounts.rules import Role
from portal.db import db
from portal.exchange import jobs as later
from portal.exchange.actions import maps as map_actions
from portal.exchange.actions import uploads as actions
from portal.exchange.models import StoredMap, Upload
from portal.exchange.rules import read_map
from portal.jobs import WantedJob
from tests.exchange.uploads_cast import MAP, work
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_grid, a_matter, signed_in
from tests.laws.test_pages import faults_of

KINDS = ("csv", "xlsx", "json", "xml")


@pytest.fixture
def keeper(app):
    return a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)


def kept(keeper, text=MAP, **changed):
    for key, value in changed.items():
        text = f"{key}: {value}\n{text}"
    plan, faults = read_map(text)
    assert faults == []
    return map_actions.keep_map(plan, text, None, by=keeper, now=clock.now())


def begun(keeper, kind):
    """The file of October in one format."""
    stored = kept(keeper, MAP.replace("name: m", f"name: m-{kind}"), format=kind)
    return actions.begin_upload(stored, by=keeper, today=date(2026, 11, 2), now=clock.now())


def table_of(kind, content):
    """Read a file back as another system would: header and rows."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if kind == "xlsx":
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return sheet.to_python()
    if kind == "json":
        rows = json.loads(content)
        return [list(rows[0]), *(list(row.values()) for row in rows)]
    rows = [[each.text or "" for each in row] for row in Tree.fromstring(content)]
    names = [each.get("name") for each in Tree.fromstring(content)[0]]
    return [names, *rows]


def test_the_file_of_the_last_period_is_made_in_turns_and_is_alike_in_every_format(
    keeper, monkeypatch
):
    monkeypatch.setattr(actions, "CASES_AT_ONCE", 2)
    matter = a_matter(name="=1+1")
    grid = a_grid()
    with clock.stopped_at(clock.start_of(date(2026, 10, 5))):
        cases = [a_case(grid=grid, matter=matter, now=clock.now()) for _n in range(3)]
    with clock.stopped_at(clock.start_of(date(2026, 9, 30))):
        a_case(grid=grid, matter=matter, now=clock.now())  # of the month before
    wanted = {kind: begun(keeper, kind) for kind in KINDS}
    assert [each.rows_all for each in wanted.values()] == [3] * 4

    turns = work("make_upload", "clear_upload")

    assert turns["make_upload"] == 8  # two each: of two cases, and of the rest
    tables = {}
    for kind, upload in wanted.items():
        content = files.read(upload.file_key)
        assert (upload.status, upload.rows_done, upload.rows_kept) == ("ready", 3, 3)
        assert upload.sha256 == hashlib.sha256(content).hexdigest()
        assert upload.size == len(content)
        tables[kind] = table_of(kind, content)
        with pytest.raises(FileNotFoundError):
            files.read(f"uploads/{upload.id}/part-0.json")
    assert tables["csv"][1][1] == "'=1+1"  # a spreadsheet would run it
    tables["csv"] = [[cell.removeprefix("'") for cell in row] for row in tables["csv"]]
    expected = [["编号", "名称", "网格", "来源"]] + [
        [case.number, "=1+1", grid.code, "07"] for case in cases
    ]
    assert tables == dict.fromkeys(KINDS, expected)


def test_rows_without_what_is_required_are_left_out_and_named(keeper):
    with clock.stopped_at(clock.start_of(date(2026, 10, 5))):
        case = a_case(matter=a_matter(national_code=None), now=clock.now())
    text = MAP.replace("from: matter_name", "from: national_code_2026, required: yes")
    upload = actions.begin_upload(
        kept(keeper, text), by=keeper, today=date(2026, 11, 2), now=clock.now()
    )

    work("make_upload")

    assert (upload.rows_done, upload.rows_kept) == (1, 0)
    assert upload.problems[0][0] == case.number
    assert upload.problems[0][2] == {"column": "名称"}


def test_the_timetable_makes_one_file_a_period_and_none_of_ended_maps(keeper):
    on_time, ended = kept(keeper), kept(keeper, MAP.replace("name: m", "name: n"))
    for each in (on_time, ended):
        map_actions.set_timed(each, is_timed=True)
    map_actions.end_map(ended, now=clock.now())

    later.make_timed_uploads()
    later.make_timed_uploads()

    (upload,) = db.session.query(Upload).all()
    assert (upload.map, upload.by) == (on_time, None)
    assert upload.last_day < clock.today().replace(day=1)


def test_a_failed_file_says_so_once_nobody_tries_again(keeper):
    upload = actions.begin_upload(kept(keeper), by=None, today=clock.today(), now=clock.now())

    jobs.AFTER_FAILURE["make_upload"](upload.id, why="x", again_at=clock.now())
    assert upload.status == "being_made"
    jobs.AFTER_FAILURE["make_upload"](upload.id, why="x", again_at=None)
    assert upload.status == "failed"


@pytest.fixture
def case(app):
    """A case of the month before this one."""
    with clock.stopped_at(clock.start_of(clock.today().replace(day=1)) - timedelta(days=1)):
        return a_case(now=clock.now())


def test_staff_try_a_map_keep_it_and_every_version_stays(client, keeper, case):
    signed_in(client, keeper)
    new = "/staff/field-maps/new"
    bad = client.post(f"{new}?lang=en", data={"text": MAP.replace("number", "numbr")})
    assert bad.status_code == 422
    assert "Line 4: There is no field called “numbr”; fields are number" in bad.text
    tried = client.post(new, data={"text": MAP, "try": "1"})
    assert case.number in tried.text
    assert db.session.query(StoredMap).count() == 0

    page = client.post(new, data={"text": MAP}).location
    assert client.post(page, data={"text": MAP.replace("07", "08")}).location == page
    shown = client.get(page)
    assert "&#39;08&#39;" in shown.text
    assert "&#39;07&#39;" in client.get(f"{page}?version=1").text
    assert client.get(f"{page}?version=3").status_code == 404
    assert client.post(new, data={"text": MAP}).status_code == 422  # called so already
    for one in (bad, tried, shown):
        assert list(faults_of(one.text, "en")) == []


def test_the_examples_are_listed_by_their_titles(client, keeper):
    signed_in(client, keeper)

    chinese, english = (
        client.get(f"/staff/field-maps?lang={tongue}").text for tongue in ("zh", "en")
    )

    assert "12345 热线工单" in chinese
    assert "Work orders of the 12345 hotline" in english
    assert ">hotline-12345<" not in chinese + english


def test_staff_watch_a_file_fetch_it_with_its_sum_and_note_the_receipt(client, keeper, case):
    signed_in(client, keeper)
    begun = client.post(f"/staff/field-maps/{kept(keeper).id}/uploads").location
    looked = client.get(f"{begun}?lang=en")
    assert looked.headers["Refresh"]
    assert client.get(f"{begun}/file").status_code == 409
    work("make_upload")

    ready, file = client.get(begun), client.get(f"{begun}/file")
    assert "Refresh" not in ready.headers
    assert case.number.encode() in file.data
    name = file.headers["Content-Disposition"].split('"')[1]
    summed = client.get(f"{begun}/file.sha256").text
    assert summed == f"{hashlib.sha256(file.data).hexdigest()}  {name}\n"

    entry = {"handed_to": "平安办", "received_on": "2026-11-03", "number": "HZ-77", "accepted": "1"}
    assert client.post(f"{begun}/receipts", data=entry | {"refused": "5"}).status_code == 422
    assert client.post(f"{begun}/receipts", data=entry | {"handed_to": ""}).status_code == 422
    client.post(f"{begun}/receipts", data=entry | {"refused": "0"})
    noted = client.get(begun)
    assert "HZ-77" in noted.text
    for one in (looked, noted):
        assert list(faults_of(one.text, "en")) == []


def test_who_may_only_look_changes_nothing_and_others_see_nothing(client, keeper):
    page = f"/staff/field-maps/{kept(keeper).id}"
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert [client.get(each).status_code for each in ("/staff/uploads", page)] == [200, 200]
    refused = [
        client.post(f"{page}{end}").status_code for end in ("", "/end", "/timed", "/uploads")
    ]
    assert refused == [403] * 4

    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108002"))
    assert [client.get(each).status_code for each in ("/staff/uploads", page)] == [403] * 2
    assert db.session.query(WantedJob).filter_by(name="make_upload").count() == 0
