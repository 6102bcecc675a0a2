"""Lists of registry, staff and working days: previewed, taken over, undone, exported."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock, files
from portal.accounts.actions import give_post
from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.exchange.actions import SentList, preview_list, take_list_over, undo_list
from portal.exchange.actions.batch_clearing import PREVIEW_KEPT, clear_previews
from portal.exchange.models import Batch, BatchRow
from portal.exchange.queries import exported
from portal.exchange.rules import IMPORTED, BatchKind, BatchStatus, Deed, difference
from portal.grids.models import Appointment, Grid
from portal.grids.rules import Duty
from portal.policy.models import CalendarYear, WorkDay
from portal.sheets import csv_lines, lines_of, workbook
from portal.volunteers.actions import agree
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import VolunteerStatus
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_clerk,
    a_grid,
    a_unit,
    a_volunteer,
    an_appointment,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.plans import GROWING, listening, scans_of, without_scans

STAFF = ("number", "name", "login", "phone", "email", "role", "area", "unit", "ended")
DAYS = ("day", "worked", "name")
VOLUNTEERS = ("number", "name", "phone", "grid", "kind")
states = st.dictionaries(
    st.sampled_from("abcde"), st.fixed_dictionaries({"name": st.sampled_from("xyz")})
)


@pytest.fixture
def admin(app):
    an_area(DISTRICT_CODE)
    return a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)


def sent(kind, *rows, encoding="utf-8"):
    content = b"".join(csv_lines(rows)).decode("utf-8-sig").encode(encoding)
    return SentList(kind, "list.csv", content)


def previewed(by, kind, *rows):
    return preview_list(sent(kind, *rows), by=by, now=NOW)


def taken(by, kind, *rows):
    batch = previewed(by, kind, *rows)
    take_list_over(batch, by=by, now=NOW)
    return batch


def deeds(batch):
    wanted = select(BatchRow).where(BatchRow.batch_id == batch.id).order_by(BatchRow.id)
    rows = db.session.scalars(wanted)
    return [(row.subject, row.deed) for row in rows.all()]


def is_kept(key):
    try:
        return bool(files.read(key))
    except FileNotFoundError:
        return False


def person(number):
    return db.session.scalar(select(Person).where(Person.number == number))


@settings(max_examples=100)
@given(states, states)
def test_a_difference_leads_there_and_back(before, after):
    changes = difference(before, after, dict.fromkeys(after, 2))

    there, back = dict(before), dict(after)
    for change in changes:
        there |= {change.subject: change.after}
        back |= {change.subject: change.before}
    assert {key: row for key, row in there.items() if row is not None} == after
    assert {key: row for key, row in back.items() if row is not None} == before
    assert all(one.deed is Deed.UNCHANGED for one in difference(after, after, {}))


@pytest.mark.parametrize("kind", sorted(IMPORTED))
def test_what_is_exported_changes_nothing_when_imported_again(admin, kind):
    grid = a_grid()
    worker = an_appointment(grid, Duty.FULL_TIME_WORKER, tasks="巡查；走访").person
    worker.name, worker.phone = "=王小明", "0571-86520000"
    a_clerk(Role.UNIT_CLERK, unit=a_unit())
    volunteer = a_volunteer(grid)
    volunteer.name, volunteer.phone = "-李", "+86 571"
    rows = list(exported(kind, by=admin, on=clock.today()))
    # Nobody imports what is about themselves.
    rows = [row for row in rows if admin.number not in row]

    batch = previewed(admin, kind, *rows)
    as_workbook = workbook(rows, name="x")
    other = preview_list(SentList(kind, "x.xlsx", as_workbook), by=admin, now=NOW)

    assert set(batch.counts) - {"refused"} == {"unchanged"}
    assert batch.counts["refused"] == 0
    assert batch.counts["unchanged"] >= len(rows) - 1 > 0
    assert other.counts == batch.counts


def test_staff_are_taken_on_changed_and_ended_and_all_of_it_is_undone(admin):
    unit = a_unit()
    old = a_clerk(Role.UNIT_CLERK, unit=unit)
    old.name, old.phone = "李一", "0571-1000001"
    rows = (
        STAFF,
        ("N-1", "王新", "wangxin", "", "", "finance", DISTRICT_CODE, "", ""),
        (old.number, "李一一", old.login or "", "", "", "unit_clerk", "", unit.code, "yes"),
    )
    batch = previewed(admin, BatchKind.STAFF, *rows)

    assert person("N-1") is None
    assert old.name == "李一"
    assert deeds(batch) == [
        ("#N-1", Deed.CREATED),
        (f"N-1 finance {DISTRICT_CODE}", Deed.CREATED),
        (f"#{old.number}", Deed.CHANGED),
        (f"{old.number} unit_clerk {unit.code}", Deed.ENDED),
    ]
    take_list_over(batch, by=admin, now=NOW)
    today = clock.today()
    assert [post.role for post in posts_of(person("N-1"), today)] == [Role.FINANCE]
    assert (old.name, old.phone, posts_of(old, today)) == ("李一一", None, [])
    with pytest.raises(NotAllowedNow):
        take_list_over(batch, by=admin, now=NOW)

    assert undo_list(batch, by=admin, now=NOW) == 0

    db.session.flush()
    db.session.expire_all()
    assert (person("N-1").ended_on, posts_of(person("N-1"), today)) == (today, [])
    assert (old.name, old.phone, old.ended_on) == ("李一", "0571-1000001", None)
    assert [post.unit for post in posts_of(old, today)] == [unit]
    assert (batch.status, batch.undone_by) == (BatchStatus.UNDONE, admin)
    with pytest.raises(NotAllowedNow):
        undo_list(batch, by=admin, now=NOW)


def test_what_somebody_changed_since_is_named_and_left(admin):
    one, two = a_clerk(Role.UNIT_CLERK, unit=a_unit()), a_clerk(Role.UNIT_CLERK, unit=a_unit())
    before = one.name
    rows = [
        (who.number, "新名", who.login or "", "", "", "unit_clerk", "", who.posts[0].unit.code, "")
        for who in (one, two)
    ]
    batch = taken(admin, BatchKind.STAFF, STAFF, *rows)
    two.name = "又改"
    db.session.flush()

    assert undo_list(batch, by=admin, now=NOW) == 1

    assert (one.name, two.name) == (before, "又改")
    left = select(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.problem.is_not(None))
    assert [row.subject for row in db.session.scalars(left)] == [f"#{two.number}"]


def test_a_stale_preview_does_nothing(admin):
    who = a_clerk(Role.UNIT_CLERK, unit=a_unit())
    code = who.posts[0].unit.code
    row = (who.number, "新名", who.login or "", "", "", "unit_clerk", "", code, "")
    batch = previewed(admin, BatchKind.STAFF, STAFF, row)
    who.name = "又改"
    db.session.flush()

    with pytest.raises(NotAllowedNow):
        take_list_over(batch, by=admin, now=NOW)


def test_lines_that_cannot_be_taken_over_are_told_one_by_one(admin):
    taken_login = a_clerk(Role.FINANCE, area_code=DISTRICT_CODE)
    taken_login.login = "is.taken"
    db.session.flush()
    finance = ("finance", DISTRICT_CODE, "", "")
    batch = previewed(
        admin,
        BatchKind.STAFF,
        STAFF,
        (admin.number, "自己", "", "", "", *finance),
        ("N-1", "甲", "is.taken", "", "", *finance),
        ("N-2", "乙", "", "", "", "volunteer", DISTRICT_CODE, "", ""),
        ("N-3", "丙", "", "", "", "finance", "999999", "", ""),
        ("N-4", "丁", "", "", "no address", *finance),
        ("N-5", "", "", "", "", *finance),
        ("N-6", "戊", "", "", "", *finance),
        ("N-6", "戊", "", "", "", *finance),
        ("N-6", "己", "", "", "", "lead", DISTRICT_CODE, "", ""),
        ("N-7", "庚", "", "", "", "finance", DISTRICT_CODE, "", "yes"),
        ("N-8", "辛", "", "", "", "unit_clerk", DISTRICT_CODE, "", ""),
    )

    refused = db.session.scalars(
        select(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.deed == Deed.REFUSED)
        .order_by(BatchRow.id)
    ).all()
    assert [row.line for row in refused] == [2, 3, 4, 5, 6, 7, 9, 10, 11, 12]
    assert all(row.problem for row in refused)
    assert batch.counts == {"created": 2, "refused": 10}


def test_volunteers_join_and_change_and_undo_lets_them_stand_as_before(admin):
    grid, other = a_grid(), a_grid()
    moved, worker = a_volunteer(grid), an_appointment(grid, Duty.PART_TIME_WORKER, tasks="巡查")
    named = worker.person.name
    before = list(exported(BatchKind.VOLUNTEERS, by=admin, on=clock.today()))
    batch = taken(
        admin,
        BatchKind.VOLUNTEERS,
        VOLUNTEERS,
        ("Z 1", "王新", "138 1", grid.code, "党员"),
        ("Z-2", "李新", "", grid.code, "楼道长"),
        (moved.number, moved.name, "139", other.code, "居民代表"),
        (worker.person.number, "改名", "", grid.code, "志愿者"),
    )
    assert [deed.value for _subject, deed in deeds(batch)] == [*["created"] * 2, *["changed"] * 2]
    assert db.session.get(Volunteer, moved.id).grid is other
    agree(db.session.get(Volunteer, person("Z-2").id), version=1, now=NOW)

    assert undo_list(batch, by=admin, now=NOW) == 1

    db.session.flush()
    db.session.expire_all()
    after = list(exported(BatchKind.VOLUNTEERS, by=admin, on=clock.today()))
    assert [row for row in after if row not in before] == [["Z-2", "李新", "", grid.code, "楼道长"]]
    assert [row for row in before if row not in after] == []
    assert (worker.ended_on, worker.person.name, worker.person.ended_on) == (None, named, None)
    assert posts_of(person("Z 1"), clock.today()) == []

    taken(admin, BatchKind.VOLUNTEERS, VOLUNTEERS, ("Z 1", "王新", "", grid.code, "党员"))
    back = db.session.get(Volunteer, person("Z 1").id)
    assert (back.left_on, back.status) == (None, VolunteerStatus.ACTIVE)


def test_a_list_of_volunteers_reaches_nobody_else(app):
    grid, away = a_grid(), a_grid(code="330108003001001")
    by = a_clerk(Role.COMMUNITY_CLERK, area_code=grid.community.code)
    elsewhere, clerk = a_volunteer(away), a_clerk(Role.FINANCE, area_code=DISTRICT_CODE)
    both = a_volunteer(grid)
    give_post(both, Role.GRID_WORKER, area_code=grid.code, on=clock.today())
    rows = [
        (number, "改名", "", code, "党员")
        for number, code in (
            (by.number, grid.code),
            (elsewhere.number, grid.code),
            (clerk.number, grid.code),
            (both.number, grid.code),
            ("Z-1", away.code),
        )
    ]

    batch = taken(by, BatchKind.VOLUNTEERS, VOLUNTEERS, *rows)

    assert batch.counts == {"refused": 5}
    assert "改名" not in {one.name for one in (by, elsewhere, clerk, both)}
    numbers = [row[0] for row in exported(BatchKind.VOLUNTEERS, by=by, on=clock.today())]
    assert numbers == ["number", both.number]


def test_the_name_of_a_day_that_has_passed_comes_in_and_goes_again(admin):
    before = db.session.get(WorkDay, date(2026, 1, 1)).name
    batch = taken(admin, BatchKind.CALENDAR, DAYS, ("2026-01-01", "no", "新年"))
    assert db.session.get(WorkDay, date(2026, 1, 1)).name == "新年"

    assert undo_list(batch, by=admin, now=NOW) == 0

    assert db.session.get(WorkDay, date(2026, 1, 1)).name == before


def test_a_year_of_the_calendar_comes_in_and_goes_again(admin):
    year = (DAYS, ("2027-01-01", "no", "元旦"), ("2027-01-03", "是", "调休上班"))
    batch = taken(admin, BatchKind.CALENDAR, *year)
    assert db.session.get(CalendarYear, 2027)
    assert db.session.get(WorkDay, date(2027, 1, 3)).is_working
    changed = taken(admin, BatchKind.CALENDAR, DAYS, ("2027-01-01", "no", "新年"))
    assert deeds(changed) == [("2027-01-01", Deed.CHANGED), ("2027-01-03", Deed.ENDED)]

    assert undo_list(changed, by=admin, now=NOW) == 0
    assert undo_list(batch, by=admin, now=NOW) == 0

    assert db.session.get(CalendarYear, 2027) is None
    assert db.session.get(CalendarYear, 2026)


def test_days_that_say_nothing_have_passed_or_leave_a_year_out_are_refused(admin):
    passed = clock.today() - timedelta(days=1)
    passed -= timedelta(days=max(0, passed.weekday() - 4))
    batch = previewed(
        admin,
        BatchKind.CALENDAR,
        DAYS,
        ("2027-01-02", "no", "元旦"),
        ("2028-01-03", "no", "元旦"),
        (passed.isoformat(), "no", "放假"),
        ("tomorrow", "no", "放假"),
        ("2027-01-01", "perhaps", "放假"),
        ("2027-01-01", "no", ""),
    )

    assert (batch.counts, batch.status) == ({"refused": 6}, BatchStatus.PREVIEWED)


def test_a_grid_with_its_people_comes_in_and_is_undone(admin):
    grid = a_grid()
    leaving = an_appointment(grid, Duty.PART_TIME_WORKER)
    code = f"{grid.community.code}{'987' if grid.code[-3:] != '987' else '986'}"
    rows = (
        ("kind", "code", "name", "grid_kind", "households", "residents", "grid", "duty", "person"),
        ("grid", code, "新网格", "residential", "300", "900", "", "", ""),
        ("staff", "", "钱新", "", "", "", grid.code, "full_time_worker", "N-9"),
        ("grid", grid.code, "改名", "residential", "x", "1", "", "", ""),
        ("staff", "", "自己", "", "", "", grid.code, "grid_leader", admin.number),
    )
    batch = taken(admin, BatchKind.REGISTRY, *rows)
    duty = f"{grid.code} part_time_worker {leaving.person.number}"
    assert (duty, Deed.ENDED) in deeds(batch)
    assert batch.counts["refused"] == 2
    assert [post.area_code for post in posts_of(person("N-9"), clock.today())] == [grid.code]

    assert undo_list(batch, by=admin, now=NOW) == 0

    db.session.flush()
    db.session.expire_all()
    assert leaving.ended_on is None
    new = db.session.scalar(select(Grid).where(Grid.code == code))
    assert new.ended_on == clock.today()
    assert posts_of(person("N-9"), clock.today()) == []
    held = select(Appointment).where(Appointment.person == person("N-9"))
    assert db.session.scalar(held).ended_on == clock.today()


def test_what_nobody_took_over_is_forgotten_with_its_file_after_a_day(admin):
    old = clock.now() - PREVIEW_KEPT - timedelta(hours=1)
    lists = [sent(BatchKind.CALENDAR, DAYS, (f"2027-01-0{n}", "no", "元旦")) for n in (4, 5, 6)]
    forgotten, _again, took = (preview_list(file, by=admin, now=old) for file in lists)
    take_list_over(took, by=admin, now=old)
    newer = preview_list(lists[1], by=admin, now=clock.now())
    keys = [batch.file_key for batch in (forgotten, newer, took)]

    clear_previews(clock.now())

    assert [batch.id for batch in db.session.scalars(select(Batch).order_by(Batch.id))] == [
        took.id,
        newer.id,
    ]
    batches = set(db.session.scalars(select(BatchRow.batch_id)))
    assert batches == {took.id, newer.id}
    assert [is_kept(key) for key in keys] == [False, True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_whatever_saved_it_a_list_is_read(admin, encoding):
    file = sent(BatchKind.CALENDAR, DAYS, ("2027-01-01", "否", "元旦"), encoding=encoding)

    assert preview_list(file, by=admin, now=NOW).counts["created"] == 1


@pytest.mark.parametrize("content", [b"\xff\x00\x81", b"", b"day,name\r\n2027-01-01,x\r\n"])
def test_what_cannot_be_read_as_a_whole_is_refused(admin, content):
    with pytest.raises(NotAcceptable):
        preview_list(SentList(BatchKind.CALENDAR, "x.csv", content), by=admin, now=NOW)
    assert db.session.scalar(select(Batch.id)) is None


def test_the_pages_lead_from_a_file_to_taking_over_and_back(client, admin):
    signed_in(client, admin)
    assert "/staff/imports/of/registry" in client.get("/staff/imports").text
    asked = client.get("/staff/imports/of/staff")
    rows = (
        (*STAFF,),
        ("N-1", "<b>王</b>", "", "", "", "finance", DISTRICT_CODE, "", ""),
        ("N-2", "李", "", "", "", "nobody", "", "", ""),
        ("N-3", "周", "", "", "", "finance", "", "", ""),  # told with the role that it is about
    )
    file = (io.BytesIO(sent(BatchKind.STAFF, *rows).content), "人员.csv")
    missing = client.post("/staff/imports/of/staff", data={})
    preview = client.post("/staff/imports/of/staff", data={"file": file})
    address = preview.location
    page, refused = client.get(address), client.get(f"{address}?deed=refused")
    took = client.post(f"{address}/take")
    again = client.post(f"{address}/take")
    undone = client.post(f"{address}/undo")
    after = client.get(address)

    assert [each.status_code for each in (asked, missing, preview, page)] == [200, 422, 303, 200]
    assert [each.status_code for each in (took, again, undone)] == [303, 409, 303]
    assert "&lt;b&gt;王&lt;/b&gt;" in page.text
    assert "王" not in refused.text
    assert "finance" in refused.text
    assert f"{address}/undo" not in after.text
    assert admin.name in after.text
    for each in (asked, page, refused, after, client.get("/staff/imports")):
        assert list(faults_of(each.text, "zh")) == []
    book = client.get("/staff/imports/of/staff/now.xlsx")
    assert lines_of(book.data, most_bytes=10_000_000)[0][1] == list(STAFF)
    assert client.get("/staff/imports/of/staff/template.pdf").status_code == 404


def test_only_who_keeps_people_imports_who_works_here(client, admin):
    people = taken(admin, BatchKind.STAFF, STAFF)
    days = taken(admin, BatchKind.CALENDAR, DAYS)
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))

    assert client.get("/staff/imports/of/calendar").status_code == 200
    assert client.get(f"/staff/imports/{days.id}").status_code == 200
    for kind in ("staff", "registry", "cases", "nothing"):
        assert client.get(f"/staff/imports/of/{kind}").status_code == 404
    for path in ("", "/take", "/undo"):
        send = client.post if path else client.get
        assert send(f"/staff/imports/{people.id}{path}").status_code == 404


def test_the_log_and_the_rows_are_read_by_their_index(client, admin):
    batch = taken(admin, BatchKind.CALENDAR, DAYS, ("2027-01-01", "no", "元旦"))
    signed_in(client, admin)
    without_scans()
    batch = taken(admin, BatchKind.CALENDAR, DAYS, ("2027-01-01", "no", "新年"))
    with listening() as heard:
        client.get("/staff/imports?before=900000")
        client.get(f"/staff/imports/{batch.id}?deed=changed&after=1")

    assert [scan for said, facts in heard for scan in scans_of(said, facts, GROWING)] == []
