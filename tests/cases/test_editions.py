"""Editions of the list: what differs, what a sheet may hold, what adopting one does to cases."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal import clock
from portal.accounts.rules import Role
from portal.cases.actions import load_matters, load_platforms
from portal.cases.actions import matters as actions
from portal.cases.models import Matter, MatterEdition, Platform
from portal.cases.queries import matter_by_code, matters_for_staff
from portal.cases.queries.editions import latest_edition, newest_list, row_of, rows_on
from portal.cases.rules.editions import carried_over, check_sheet, difference, sheet_of
from portal.cases.rules.matter_rows import BLANK, KEYS, Known, cells_of, read_row
from portal.db import db
from portal.district.loading import PLATFORMS
from portal.errors import NotAcceptable, NotAllowedNow
from portal.grids.rules.initials import initials_of
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_matter, a_unit

TODAY = clock.day_of(NOW)
LATER = TODAY + timedelta(days=10)
SHIPPED = Path(__file__).parents[2] / "portal" / "district" / "matters.csv"
KNOWN = Known([name for name, _ in PLATFORMS], {"CGJ"}, (1, 3, 7, 15))


def a_row(code="B901", **said):
    """A row of the list as an edition holds it."""
    given = {
        "code": code,
        "name": "占道经营",
        "name_en": "Trading on the public way",
        "initials": "zdjy",
        "category": "B",
        "category_name": "社区网格事项",
        "group_code": "B2",
        "group_name": "网格事件类",
        "platform": "综合执法",
        "level": 3,
        "days": 5,
    }
    return BLANK | given | said


def lines_with(*rows, header=None):
    """A sheet's lines: rows of columns by name, told as cells."""
    names = header or list(rows[0])
    cells = [[str(row.get(name, "")) for name in names] for row in rows]
    return [(1, names), *enumerate(cells, 2)]


def a_good_line(**said):
    cells = {
        "code": "B901",
        "name": "占道经营",
        "category": "B",
        "category_name": "社区网格事项",
        "group_code": "B2",
        "group_name": "网格事件类",
        "platform": "综合执法",
        "level": "3",
        "limit_value": "5",
    }
    return cells | said


def faults_in(*rows, known=KNOWN):
    return check_sheet(lines_with(*rows), known).faults


# what differs


def test_a_difference_names_what_is_added_changed_and_retired():
    old = [a_row("B901"), a_row("B902"), a_row("B903")]
    new = [a_row("B904"), a_row("B902", level=2, days=3), a_row("B901")]

    change = difference(old, new)

    assert [row["code"] for row in change.added] == ["B904"]
    assert [row["code"] for row in change.retired] == ["B903"]
    assert [each.code for each in change.changed] == ["B902"]
    assert change.changed[0].cells == [("level", 3, 2), ("limit_value", 5, 3)]


def test_lists_that_read_the_same_do_not_differ():
    assert not difference([a_row("B901"), a_row("B902")], [a_row("B902"), a_row("B901")])


codes = st.sampled_from(["B901", "B902", "B903", "B904"])
lists = st.dictionaries(codes, st.tuples(st.integers(1, 4), st.sampled_from(["一", "二"]))).map(
    lambda found: [a_row(code, level=level, evidence=word) for code, (level, word) in found.items()]
)


@given(base=lists, mine=lists)
def test_a_draft_carried_over_to_the_list_it_began_with_is_that_draft(base, mine):
    assert not difference(carried_over(base, mine, base), mine)


@given(base=lists, now=lists)
def test_a_draft_that_changed_nothing_follows_the_list(base, now):
    assert not difference(carried_over(base, base, now), now)


def test_of_one_matter_both_sides_keep_the_cells_that_each_changed():
    base, mine = [a_row()], [a_row(evidence="近景照片")]
    now = [a_row(level=2, days=3)]

    (row,) = carried_over(base, mine, now)

    assert (row["evidence"], row["level"], row["days"]) == ("近景照片", 2, 3)


# what a row may hold


@pytest.mark.parametrize(
    ("said", "column"),
    [
        pytest.param({"code": "b9 01"}, "code", id="no code"),
        pytest.param({"code": ""}, "code", id="empty code"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "长" * 41}, "name", id="long name"),
        pytest.param({"name": "占道\x07经营"}, "name", id="a bell in the name"),
        pytest.param({"name": "占道\x00经营"}, "name", id="a nought in the name"),
        pytest.param({"evidence": "x" * 100_000}, "evidence", id="absurdly long"),
        pytest.param({"platform": "五平台"}, "platform", id="unknown platform"),
        pytest.param({"level": "5"}, "level", id="no such level"),
        pytest.param({"level": "三"}, "level", id="level in words"),
        pytest.param({"limit_value": "0"}, "limit_value", id="no time"),
        pytest.param({"limit_value": "8"}, "limit_value", id="longer than the level"),
        pytest.param({"limit_unit": "周"}, "limit_unit", id="unknown unit"),
        pytest.param({"limit_value": "80", "limit_unit": "小时"}, "limit_value", id="many hours"),
        pytest.param({"department": "XYZ"}, "department", id="unknown department"),
        pytest.param({"national_code": "2A"}, "national_code", id="no national code"),
        pytest.param({"national_code_2013": "0104"}, "national_code_2013", id="no old code"),
        pytest.param({"is_info": "也许"}, "is_info", id="neither case nor information"),
        pytest.param({"rank": "1"}, "rank", id="a tile without a short name"),
        pytest.param({"same_within_m": "-5"}, "same_within_m", id="less than no distance"),
    ],
)
def test_each_fault_is_found_in_its_column(said, column):
    (fault,) = faults_in(a_good_line(**said))

    assert (fault.line, fault.column) == (2, column)
    assert fault.message % fault.facts  # the sentence and its facts fit


def test_all_faults_of_all_rows_are_told_at_once():
    faults = faults_in(
        a_good_line(code="B901", level="9", platform="x"),
        a_good_line(code="B902"),
        a_good_line(code="B901", name=""),
    )

    assert sorted((fault.line, fault.column) for fault in faults) == [
        (2, "level"),
        (2, "platform"),
        (4, "code"),
        (4, "name"),
    ]


def test_one_tile_and_one_group_cannot_be_two():
    tile = {"rank": "1", "short_name": "占道"}
    faults = faults_in(
        a_good_line(code="B901", **tile),
        a_good_line(code="B902", group_name="别的", **tile),
    )

    assert [(fault.line, fault.column) for fault in faults] == [(3, "rank"), (3, "group_name")]


def test_a_line_with_more_cells_than_the_header_is_named():
    lines = lines_with(a_good_line())
    lines[1][1].append("stray")

    (fault,) = check_sheet(lines, KNOWN).faults

    assert (fault.line, fault.column) == (2, "")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param(["编码", "说明"], "名称", id="no name"),
        pytest.param(["", "x"], "编码", id="nothing that is known"),
        pytest.param(["编码", "名称", "code"], "twice", id="one twice"),
    ],
)
def test_a_wrong_header_is_refused_with_what_is_wrong(header, said):
    with pytest.raises(NotAcceptable, match=said):
        check_sheet([(1, header), (2, ["B901", "占道经营", "x"][: len(header)])], KNOWN)


def test_a_header_alone_is_refused():
    with pytest.raises(NotAcceptable, match="empty"):
        check_sheet([(1, ["编码", "名称"])], KNOWN)


def test_too_many_rows_are_refused_before_they_are_read():
    lines = [(1, ["编码", "名称"])] + [(n, ["B1", "x"]) for n in range(20_001)]

    with pytest.raises(NotAcceptable, match="20001"):
        check_sheet(lines, KNOWN)


def test_what_a_sheet_leaves_out_stays_as_it_is_and_an_empty_cell_is_empty():
    old = a_row(evidence="近景照片", kind_of_unit="执法中队", rank=None)
    known = Known(KNOWN.platforms, KNOWN.units, KNOWN.longest_days, {"B901": old})

    row, faults = read_row({"code": "B901", "name": "占道", "evidence": ""}, known)

    assert faults == []
    assert (row["name"], row["evidence"], row["kind_of_unit"]) == ("占道", "", "执法中队")


def test_what_a_new_matter_leaves_open_gets_its_usual_value():
    (row,) = check_sheet(lines_with(a_good_line(name="私搭乱建")), KNOWN).rows

    assert (row["initials"], row["name_en"]) == ("sdlj", "私搭乱建")
    assert (row["is_draft"], row["is_private"], row["residents_may_report"]) == (True, False, True)
    assert (row["same_within_m"], row["same_within_days"], row["limit_hours"]) == (50, 7, None)


@pytest.mark.parametrize(
    ("value", "unit", "days", "hours"),
    [
        pytest.param("3", "", 3, None, id="days unless it says hours"),
        pytest.param("4", "小时", 1, 4, id="hours of one day"),
        pytest.param("20", "hours", 3, 20, id="hours of three days"),
    ],
)
def test_a_limit_is_in_working_days_or_hours(value, unit, days, hours):
    (row,) = check_sheet(lines_with(a_good_line(limit_value=value, limit_unit=unit)), KNOWN).rows

    assert (row["days"], row["limit_hours"]) == (days, hours)
    assert cells_of(row)["limit_value"] == int(value)


def test_signs_without_a_shape_are_passed_over_and_wide_ones_made_plain():
    (row,) = check_sheet(
        lines_with(a_good_line(code="\ufeffＢ９０１", name="占道\u200b经营")), KNOWN
    ).rows

    assert (row["code"], row["name"]) == ("B901", "占道经营")


@pytest.mark.parametrize("is_chinese", [True, False], ids=["Chinese", "English"])
def test_what_is_written_is_read_back_as_it_was(is_chinese):
    rows = [
        a_row("B901", limit_hours=4, days=1, level=1),
        a_row("B902", is_info=True, residents_may_report=False, is_private=True, is_draft=False),
        a_row("B903", rank=2, short_name="占道", first_response_hours=2, national_code="02038"),
        a_row("B904", evidence="=1+1", name_basis="standard", national_code_2013="E:01-04"),
    ]
    header, *lines = sheet_of(rows, is_chinese=is_chinese)
    cells = [["" if cell is None else str(cell) for cell in line] for line in lines]

    checked = check_sheet([(1, header), *enumerate(cells, 2)], KNOWN)

    assert checked.faults == []
    assert not difference(rows, checked.rows)


def test_ten_thousand_rows_tell_every_fault():
    rows = [a_good_line(code=f"B{n:05}", level="9" if n % 3 == 0 else "3") for n in range(10_000)]

    faults = faults_in(*rows)

    assert len(faults) == 3334


# pinyin initials


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        pytest.param("消防通道（占用）", "xftdzy", id="brackets are passed over"),
        pytest.param("LED屏", "ledp", id="letters stay"),
        pytest.param("深圳𠀀", "s", id="what cannot be told is passed over"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_initials_are_proposed(name, initials):
    assert initials_of(name) == initials


def test_the_initials_of_every_shipped_matter_are_proposed_as_they_are():
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 127
    assert {row["initials"] for row in rows} > {"zyxftd", "ysbzyc"}
    assert [initials_of(row["name_zh"]) for row in rows] == [row["initials"] for row in rows]


# what adopting does


@pytest.fixture
def clerk(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


@pytest.fixture
def listed(app):
    """A list of three matters."""
    return [a_matter(code=code, name_en=code) for code in ("B901", "B902", "B903")]


def a_draft(clerk, *, retire=(), add=(), **changed):
    """A draft that retires, adds and changes matters, by code."""
    draft = actions.draft_edition("draft", by=clerk, now=NOW)
    rows = [row for row in draft.rows if row["code"] not in retire]
    draft.rows = [row | changed.get(row["code"], {}) for row in rows] + list(add)
    db.session.flush()
    return draft


def adopted(clerk, *, on=LATER, **change):
    draft = a_draft(clerk, **change)
    actions.adopt(draft, on=on, reason="每年修订", by=clerk, now=NOW)
    return draft


def codes_on(day):
    return [row["code"] for row in rows_on(day)]


def test_an_edition_counts_from_its_day_on_and_not_before(clerk, listed):
    adopted(clerk, retire={"B903"}, add=[a_row("B904")], B902={"level": 2, "days": 3})

    assert codes_on(TODAY) == codes_on(LATER - timedelta(days=1)) == ["B901", "B902", "B903"]
    assert codes_on(LATER) == ["B901", "B902", "B904"]
    assert matter_by_code("B902", LATER).level == 2
    assert matter_by_code("B902").level == 3
    assert [matter.code for matter in matters_for_staff()] == ["B901", "B902", "B903"]


def test_unchanged_rows_stay_the_same_rows_and_none_is_deleted(clerk, listed):
    ids = [matter.id for matter in listed]
    adopted(clerk, retire={"B903"}, B902={"evidence": "x"})

    assert matter_by_code("B901", LATER).id == ids[0]
    assert matter_by_code("B902", LATER).id != ids[1]
    assert db.session.get(Matter, ids[2]).ended_on == LATER
    assert db.session.scalar(select(func.count(Matter.id))) == 4


def test_a_case_keeps_the_matter_as_it_read_when_it_was_reported(clerk, listed):
    case = a_case(matter=listed[2])
    adopted(clerk, on=TODAY, retire={"B903"}, B902={"name": "另一个名字"})
    db.session.expire_all()

    assert (case.matter_id, case.matter.name_en) == (listed[2].id, "B903")
    assert matter_by_code("B903") is None


@pytest.mark.parametrize(
    ("on", "said"),
    [
        pytest.param(TODAY - timedelta(days=1), "past", id="yesterday"),
        pytest.param(TODAY + timedelta(days=400), "more than a year", id="in two years"),
    ],
)
def test_some_days_are_refused(clerk, listed, on, said):
    draft = a_draft(clerk, retire={"B903"})

    with pytest.raises(NotAcceptable, match=said):
        actions.adopt(draft, on=on, reason="x", by=clerk, now=NOW)

    assert codes_on(LATER) == ["B901", "B902", "B903"]


def test_a_draft_that_changes_nothing_is_not_adopted(clerk, listed):
    with pytest.raises(NotAcceptable, match="nothing to adopt"):
        actions.adopt(a_draft(clerk), on=LATER, reason="x", by=clerk, now=NOW)


def test_of_two_drafts_one_wins_and_the_other_is_brought_up_to_date(clerk, listed):
    first, second = a_draft(clerk, retire={"B903"}), a_draft(clerk, B902={"evidence": "x"})
    actions.adopt(first, on=TODAY, reason="x", by=clerk, now=NOW)

    with pytest.raises(NotAllowedNow, match="Bring it up to date"):
        actions.adopt(second, on=LATER, reason="x", by=clerk, now=NOW)
    actions.bring_up_to_date(second, now=NOW)
    actions.adopt(second, on=LATER, reason="x", by=clerk, now=NOW)

    assert codes_on(LATER) == ["B901", "B902"]
    assert matter_by_code("B902", LATER).evidence == "x"


def test_editions_follow_one_another_day_by_day(clerk, listed):
    adopted(clerk, retire={"B903"})
    draft = a_draft(clerk, retire={"B902"})

    with pytest.raises(NotAcceptable, match="later day"):
        actions.adopt(draft, on=LATER, reason="x", by=clerk, now=NOW)


def test_the_next_draft_begins_with_the_edition_still_to_come(clerk, listed):
    adopted(clerk, retire={"B903"})

    assert [row["code"] for row in newest_list(TODAY)] == ["B901", "B902"]
    assert [row["code"] for row in a_draft(clerk).rows] == ["B901", "B902"]


def test_an_edition_still_to_come_is_withdrawn_and_is_a_draft_again(clerk, listed):
    before = [row_of(matter) for matter in listed]
    edition = adopted(clerk, retire={"B903"}, add=[a_row("B904")], B902={"level": 2, "days": 3})

    actions.withdraw(edition, today=TODAY)

    assert not difference(before, rows_on(LATER))
    assert (edition.in_force_on, latest_edition()) == (None, None)
    assert [row["code"] for row in edition.rows] == ["B901", "B902", "B904"]
    actions.adopt(edition, on=LATER, reason="after all", by=clerk, now=NOW)
    assert codes_on(LATER) == ["B901", "B902", "B904"]


def test_an_edition_whose_day_has_come_stays(clerk, listed):
    edition = adopted(clerk, retire={"B903"})

    with pytest.raises(NotAllowedNow, match="still to come"):
        actions.withdraw(edition, today=LATER)


def test_an_edition_on_which_another_stands_is_not_withdrawn_first(clerk, listed):
    first = adopted(clerk, retire={"B903"})
    adopted(clerk, on=LATER + timedelta(days=1), retire={"B902"})

    with pytest.raises(NotAllowedNow, match="stands on this one"):
        actions.withdraw(first, today=TODAY)


def test_a_matter_that_was_retired_can_come_back(clerk, listed):
    adopted(clerk, retire={"B903"}, on=TODAY)
    back = adopted(clerk, add=[a_row("B903", name="回来了")])

    assert matter_by_code("B903") is None
    assert matter_by_code("B903", LATER).name == "回来了"
    assert back.in_force_on == LATER


def test_an_adopted_edition_is_not_changed_any_more(clerk, listed):
    edition = adopted(clerk, retire={"B903"})

    for change in (
        lambda: actions.put_row(edition, a_row("B999"), old=None),
        lambda: actions.retire_row(edition, "B901"),
        lambda: actions.restore_row(edition, "B903", today=TODAY),
        lambda: actions.bring_up_to_date(edition, now=NOW),
        lambda: actions.discard(edition),
        lambda: actions.adopt(edition, on=LATER, reason="x", by=clerk, now=NOW),
    ):
        with pytest.raises(NotAllowedNow, match="adopted"):
            change()


def test_a_row_changed_by_somebody_else_is_not_overwritten(clerk, listed):
    draft = a_draft(clerk)
    shown = draft.rows[0]
    actions.put_row(draft, shown | {"evidence": "theirs"}, old=shown)

    with pytest.raises(NotAllowedNow, match="meanwhile"):
        actions.put_row(draft, shown | {"evidence": "mine"}, old=shown)
    with pytest.raises(NotAcceptable, match="taken"):
        actions.put_row(draft, a_row("B901"), old=None)


# loading and platforms


def test_once_an_edition_is_adopted_nothing_is_loaded_any_more(clerk, listed):
    new = a_row("B950") | {"started_on": date(2020, 1, 1)}
    assert load_matters([new]) == 1
    adopted(clerk, retire={"B903"})

    assert load_matters([new | {"code": "B951"}]) == 0


def test_columns_that_an_older_release_did_not_have_are_filled_in(app):
    matter = a_matter(code="B901", name_basis="", national_name="")
    row = a_row(name_basis="standard", national_name="占道经营", name="别的名字")

    assert load_matters([row]) == 0

    assert (matter.name_basis, matter.national_name) == ("standard", "占道经营")
    assert matter.name == "占道经营"


def test_a_platform_is_renamed_wherever_it_is_named(clerk, listed):
    load_platforms([{"name": "综合执法", "name_en": "Enforcement", "rank": 1}])
    unit, draft = a_unit(), a_draft(clerk)
    (platform,) = db.session.scalars(select(Platform))

    actions.rename_platform(platform, name="综合行政执法", name_en="Enforcement", rank=1)
    db.session.expire_all()

    assert {unit.platform, listed[0].platform} == {"综合行政执法"}
    assert not difference(newest_list(TODAY), draft.rows)
    assert db.session.scalar(select(func.count(MatterEdition.id))) == 1


def test_platforms_are_loaded_once_and_keep_their_new_names(app):
    rows = [{"name": name, "name_en": name_en, "rank": 1} for name, name_en in PLATFORMS]
    assert load_platforms(rows) == 4
    first = db.session.scalars(select(Platform)).first()
    actions.rename_platform(first, name="新名字", name_en="New", rank=1)

    assert load_platforms(rows) == 0


def test_two_platforms_cannot_have_one_name(app):
    load_platforms([{"name": name, "name_en": en, "rank": 1} for name, en in PLATFORMS])
    first = db.session.scalars(select(Platform)).first()

    with pytest.raises(NotAcceptable, match="this name already"):
        actions.rename_platform(first, name=PLATFORMS[1][0], name_en="x", rank=1)


def test_every_column_of_a_matter_but_its_period_is_compared():
    columns = {column.name for column in Matter.__table__.columns}

    assert columns - set(KEYS) == {"id", "started_on", "ended_on"}
