"""Units are added, changed, ended and taken up again: on both databases."""

import pytest

from portal.accounts import actions, queries
from portal.accounts.actions import UnitFacts
from portal.accounts.models import Unit
from portal.accounts.rules import UNIT_DIGITS, UnitKind, refuse_misplaced_unit, why_not_end
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotFound, NotYours
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_unit

pytestmark = pytest.mark.usefixtures("app")
TODAY = NOW.date()
OTHER_STREET = "330108001"
AREAS = {6: DISTRICT_CODE, 9: STREET_CODE, 12: COMMUNITY_CODE}


def facts(**given):
    defaults = {"name": "长河街道环保站", "name_en": "Changhe Environment Station"}
    more = {"platform": "综合执法", "phone": "0571-86520000", "about": "水和空气"}
    return UnitFacts(**defaults | more | given)


def a_room(**given):
    return a_unit(kind=UnitKind.COMMAND_ROOM, platform="", **given)


def ends(unit, *, open_cases=0, colleagues=1, seen=None):
    actions.end_unit(
        unit,
        open_cases=open_cases,
        colleagues=colleagues,
        seen=seen or queries.mark_of(unit),
        on=TODAY,
    )


# what is true


@pytest.mark.parametrize("kind", list(UnitKind))
def test_each_kind_of_unit_serves_areas_of_one_size(kind):
    for digits, code in AREAS.items():
        if digits == UNIT_DIGITS[kind]:
            refuse_misplaced_unit(kind, code)
        else:
            with pytest.raises(NotAcceptable, match="Choose the"):
                refuse_misplaced_unit(kind, code)


@pytest.mark.parametrize(
    ("kind", "is_only_one", "open_cases", "colleagues", "why"),
    [
        pytest.param(UnitKind.COMMAND_ROOM, True, 0, 3, "fits nowhere else", id="last room"),
        pytest.param(UnitKind.COMMAND_CENTRE, True, 0, 3, "fits nowhere else", id="last centre"),
        pytest.param(UnitKind.COMMAND_ROOM, False, 5, 3, None, id="a room that is followed"),
        pytest.param(UnitKind.STREET_TEAM, True, 0, 0, None, id="nothing hangs on it"),
        pytest.param(UnitKind.STREET_TEAM, True, 4, 1, None, id="somebody finishes them"),
        pytest.param(UnitKind.COMMUNITY, True, 1, 0, "Hand them to another", id="nobody would"),
    ],
)
def test_a_unit_ends_only_if_no_case_is_left_with_nobody(
    kind, is_only_one, open_cases, colleagues, why
):
    answer = why_not_end(
        kind, is_only_one=is_only_one, open_cases=open_cases, colleagues=colleagues
    )

    assert (answer is None) if why is None else (why in answer)


# what is asked


def test_around_a_street_lie_its_communities_and_the_district_and_no_other_street():
    here = {
        a_unit(area_code=code, kind=kind)
        for code, kind in (
            (DISTRICT_CODE, UnitKind.DEPARTMENT),
            (STREET_CODE, UnitKind.STREET_TEAM),
            (COMMUNITY_CODE, UnitKind.COMMUNITY),
        )
    }
    ended, elsewhere = a_unit(ended_on=TODAY), a_unit(area_code=OTHER_STREET)

    found = queries.units_around([STREET_CODE])

    assert set(found) == here | {ended}
    assert elsewhere in queries.units_around([DISTRICT_CODE])
    assert queries.units_around([]) == []


@pytest.mark.parametrize(
    "asked", ["环保", "ENVIRON ment", "hb-1", "86520000", "噪声", "综合执法", "ＨＢ"]
)
def test_a_unit_is_found_by_name_code_phone_duties_and_platform(asked):
    unit = a_unit(
        code="HB-1",
        name="环保站",
        name_en="Environment Station",
        phone="0571-86520000",
        about="噪声",
    )
    other = a_unit(name="平安办", name_en="Safety Office", platform="综治工作", about="消防")

    assert queries.units_called([other, unit], asked) == [unit]
    assert queries.units_called([other, unit], "") == [other, unit]
    assert queries.units_called([other, unit], "没有这个词") == []


def test_a_unit_beside_an_area_does_not_exist_and_one_around_it_cannot_be_edited():
    department = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    beside = a_unit(area_code=OTHER_STREET)

    assert queries.unit_in_reach(department.code, [STREET_CODE]) is department
    with pytest.raises(NotYours, match="Ask the command centre"):
        queries.unit_in_reach(department.code, [STREET_CODE], to_edit=True)
    for code in (beside.code, "NOPE"):
        with pytest.raises(NotFound):
            queries.unit_in_reach(code, [STREET_CODE])


# what is done


def test_a_unit_is_added_with_all_that_is_said_of_it():
    unit = actions.add_unit("HB-1", facts(), kind=UnitKind.STREET_TEAM, area_code=STREET_CODE)

    assert queries.unit_by_code("HB-1") is unit
    assert (unit.name, unit.phone, unit.about) == ("长河街道环保站", "0571-86520000", "水和空气")
    assert unit.ended_on is None


def test_a_code_is_never_used_twice_not_even_after_its_unit_has_ended():
    old = a_unit(code="HB-1", ended_on=TODAY)

    with pytest.raises(NotAcceptable, match="HB-1 is taken"):
        actions.add_unit("HB-1", facts(), kind=UnitKind.STREET_TEAM, area_code=STREET_CODE)

    assert db.session.query(Unit).all() == [old]


def test_two_working_units_never_have_one_name():
    first, second = a_unit(name="环保站"), a_unit()

    with pytest.raises(NotAcceptable, match="called “环保站” already"):
        actions.add_unit(
            "HB-2", facts(name="环保站"), kind=UnitKind.STREET_TEAM, area_code=STREET_CODE
        )
    with pytest.raises(NotAcceptable, match="called “环保站” already"):
        actions.change_unit(second, facts(name="环保站"), seen=queries.mark_of(second))

    actions.change_unit(first, facts(name="环保站"), seen=queries.mark_of(first))
    assert first.name_en == "Changhe Environment Station"


def test_the_name_of_a_unit_that_has_ended_is_free_until_it_is_taken_up_again():
    old = a_unit(name="环保站", ended_on=TODAY)
    new = a_unit()

    actions.change_unit(new, facts(name="环保站"), seen=queries.mark_of(new))
    with pytest.raises(NotAcceptable, match="already"):
        actions.take_up_unit(old, seen=queries.mark_of(old))
    actions.change_unit(old, facts(name="老环保站"), seen=queries.mark_of(old))
    actions.take_up_unit(old, seen=queries.mark_of(old))

    assert (old.name, old.ended_on) == ("老环保站", None)


@pytest.mark.parametrize(
    "act",
    [
        lambda unit, seen: actions.change_unit(unit, facts(), seen=seen),
        lambda unit, seen: ends(unit, seen=seen),
        lambda unit, seen: actions.take_up_unit(unit, seen=seen),
    ],
    ids=["change", "end", "take up"],
)
def test_whoever_saw_an_older_unit_is_told_and_changes_nothing(act):
    unit = a_unit()
    seen = queries.mark_of(unit)
    unit.phone = "12345"
    db.session.flush()
    before = queries.mark_of(unit)

    with pytest.raises(NotAllowedNow, match="Somebody else changed this unit"):
        act(unit, seen)

    assert queries.mark_of(unit) == before != seen


def test_a_unit_ends_today_and_is_offered_no_more():
    unit = a_unit()

    ends(unit, open_cases=2)

    assert unit.ended_on == TODAY
    assert queries.units_for([STREET_CODE]) == []
    with pytest.raises(NotAllowedNow, match="has ended already"):
        ends(unit)


def test_a_command_room_ends_once_another_follows_it():
    room = a_room()
    with pytest.raises(NotAllowedNow, match="no other one of its kind here"):
        ends(room)

    a_room(ended_on=TODAY)
    a_room(area_code=OTHER_STREET)
    with pytest.raises(NotAllowedNow, match="no other one of its kind here"):
        ends(room)

    follower = a_room()
    ends(room)
    assert room.ended_on == TODAY
    with pytest.raises(NotAllowedNow, match="no other one of its kind here"):
        ends(follower)


def test_a_unit_whose_cases_nobody_would_finish_goes_on():
    unit = a_unit()

    with pytest.raises(NotAllowedNow, match="Hand them to another unit first"):
        ends(unit, open_cases=1, colleagues=0)

    assert unit.ended_on is None


def test_a_unit_that_works_cannot_be_taken_up_again():
    unit = a_unit()

    with pytest.raises(NotAllowedNow, match="works already"):
        actions.take_up_unit(unit, seen=queries.mark_of(unit))
