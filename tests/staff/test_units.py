"""The pages of units: found, added, renamed, ended with its consequences, and taken up again."""

import html
import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Unit
from portal.accounts.queries import mark_of
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.actions import load_platforms
from portal.cases.actions.routing import Wish, add_route
from portal.cases.queries.holdings import open_cases_by_unit
from portal.cases.rules import Step
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
    a_unit,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of

UNITS = "/staff/units"
OTHER_STREET = "330108001"
TODAY = NOW.date()


@pytest.fixture
def team(app):
    load_platforms([{"name": "综合执法", "name_en": "Integrated law enforcement", "rank": 1}])
    return a_unit(code="ZF", name="执法队", name_en="The Team", about="占道经营")


@pytest.fixture
def editor(client):
    return enters(client, Role.DISPATCHER, DISTRICT_CODE)


def enters(client, role, area_code):
    an_area()
    person = a_clerk(role, area_code=area_code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def a_row(unit, **given):
    defaults = {"matter": "", "platform": "", "area_code": STREET_CODE, "level": 3, "note": ""}
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    wish = Wish(**defaults | {"unit": unit, "kind": None, "person": None} | given)
    return add_route(wish, by=by, now=NOW)


def said(unit=None, **given):
    """What a good form says of a unit, as its page shows it now."""
    seen = {"seen": mark_of(unit)} if unit else {}
    words = {"name": "长河街道综合行政执法队", "name_en": "Changhe Enforcement", "about": "停车"}
    return words | {"platform": "", "phone": "0571-86520001"} | seen | given


def new(**given):
    return said(code="hb-1", kind="street_team", area=STREET_CODE) | given


def stored():
    return [(u.code, mark_of(u)) for u in db.session.query(Unit).order_by(Unit.code)]


def bare(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


VIEWS = [
    ("get", ""),
    ("get", "/new"),
    ("get", "/ZF"),
    ("post", "/new"),
    ("post", "/ZF/change"),
    ("post", "/ZF/end"),
    ("post", "/ZF/take-up"),
]
POSTS = [path for method, path in VIEWS if method == "post"]


# who may


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(("method", "path"), VIEWS)
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, method, path):
    before = stored()

    answer = getattr(client, method)(UNITS + path, data=new())

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location
    assert stored() == before


@pytest.mark.parametrize(("method", "path"), VIEWS)
@pytest.mark.parametrize(
    ("role", "area"), [(Role.COMMUNITY_CLERK, COMMUNITY_CODE), (Role.LEAD, DISTRICT_CODE)]
)
def test_the_wrong_post_is_refused(client, team, method, path, role, area):
    enters(client, role, area)
    before = stored()

    answer = getattr(client, method)(UNITS + path, data=new(seen=mark_of(team)))

    assert answer.status_code == 403
    assert stored() == before
    assert UNITS not in client.get("/staff/tools").text


@pytest.mark.usefixtures("editor", "team")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("post", "/ZF"),
        ("get", "/ZF/change"),
        ("get", "/ZF/end"),
        ("get", "/ZF/take-up"),
    ],
)
def test_the_wrong_method_is_refused(client, method, path):
    assert getattr(client, method)(UNITS + path).status_code == 405


@pytest.mark.parametrize(("method", "path"), [view for view in VIEWS if "ZF" in view[1]])
def test_to_another_street_a_unit_does_not_exist(client, team, method, path):
    an_area(OTHER_STREET)
    enters(client, Role.STREET_CLERK, OTHER_STREET)
    before = stored()

    answer = getattr(client, method)(UNITS + path, data=said(team))

    assert answer.status_code == 404
    assert "The Team" not in client.get(UNITS).text
    assert stored() == before


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("code", ["NOPE", "zf", "%00", "长" * 300])
def test_a_unit_that_is_none_is_not_there(client, code):
    assert client.get(f"{UNITS}/{code}").status_code in {400, 404}


@pytest.mark.parametrize("path", [path for path in POSTS if "ZF" in path])
def test_a_street_reads_the_districts_departments_and_changes_none(client, path):
    bureau = a_unit(code="ZF", kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE, name_en="Bureau")
    enters(client, Role.STREET_CLERK, STREET_CODE)
    before = stored()

    page = client.get(f"{UNITS}/ZF")
    answer = client.post(UNITS + path, data=said(bureau))

    assert "only the command centre changes it" in page.text
    assert "<form" not in page.text.split("<h1", 1)[1]
    assert answer.status_code == 403
    assert stored() == before


# found


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.DISPATCHER, DISTRICT_CODE),
        (Role.ADMINISTRATOR, DISTRICT_CODE),
        (Role.STREET_CLERK, STREET_CODE),
    ],
)
def test_the_list_is_read_street_by_street_with_people_and_open_cases(client, team, role, area):
    a_unit(code="DC", kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE, name_en="The Centre")
    a_unit(name_en="Old Squad", ended_on=TODAY - timedelta(days=3))
    a_clerk(Role.UNIT_CLERK, unit=team)
    a_dispatched_case(unit=team)
    enters(client, role, area)

    page = client.get(UNITS)

    words = bare(page)
    assert list(faults_of(page.text, "en")) == []
    assert words.index("Binjiang District 1 unit") < words.index("Changhe Subdistrict 1 unit")
    assert "The Team 执法队 Street team ZF Changhe Subdistrict Integrated law enforcement" in words
    assert "1 person 1 open case" in words
    assert words.index("Units that have ended") < words.index("Old Squad")
    assert "Friday 18 September" in words
    assert f'href="{UNITS}"' in client.get("/staff/tools").text


@pytest.mark.usefixtures("editor", "team")
def test_a_unit_that_nobody_works_for_is_seen_in_the_list(client):
    assert "nobody" in bare(client.get(UNITS))


@pytest.mark.usefixtures("editor", "team")
@pytest.mark.parametrize("words", ["占道", "the TEAM", "zf", "执法"])
def test_a_unit_is_found_by_a_word(client, words):
    a_unit(name="平安办", name_en="Safety", platform="", about="")

    page = client.get(UNITS, query_string={"q": words})

    assert "The Team" in page.text
    assert "Safety" not in page.text
    assert "1 found" in page.text


@pytest.mark.usefixtures("editor", "team")
@pytest.mark.parametrize("words", ["<b>%_", "x" * 500, "没有"])
def test_words_that_find_nothing_are_said_and_harm_nothing(client, words):
    page = client.get(UNITS, query_string={"q": words})

    assert page.status_code == 200
    assert "Nothing found" in page.text
    assert "<b>%" not in page.text


@pytest.mark.usefixtures("editor")
def test_a_portal_without_units_says_how_to_begin(client):
    assert "No units yet" in client.get(UNITS).text


# added


@pytest.mark.usefixtures("editor", "team")
def test_a_unit_is_added_and_can_be_given_cases(client):
    answer = client.post(f"{UNITS}/new", data=new(name=" 长河\u200b街道 环保站 "))
    page = client.get(answer.location)

    assert (answer.status_code, answer.location) == (303, f"{UNITS}/HB-1")
    assert "Added." in page.text
    unit = db.session.query(Unit).filter_by(code="HB-1").one()
    assert (unit.name, unit.kind, unit.area_code) == (
        "长河街道 环保站",
        UnitKind.STREET_TEAM,
        STREET_CODE,
    )
    assert 'value="HB-1"' in client.get("/staff/routes/new").text


def test_a_street_adds_units_for_its_own_places_only(client, team):
    an_area(OTHER_STREET)
    enters(client, Role.STREET_CLERK, STREET_CODE)

    for area in (OTHER_STREET, DISTRICT_CODE):
        answer = client.post(f"{UNITS}/new", data=new(area=area))
        assert answer.status_code == 422
        assert "Choose one of these" in answer.text
    assert client.post(f"{UNITS}/new", data=new()).status_code == 303


BAD = [
    pytest.param({"name": ""}, "A unit needs a name", id="no name"),
    pytest.param({"name_en": " "}, "A unit needs a name", id="no English name"),
    pytest.param({"name": "长" * 41}, "within 40 characters", id="long name"),
    pytest.param({"name": "平安办"}, "is called “平安办” already", id="another's name"),
    pytest.param({"platform": "飞碟"}, "Choose one of these", id="no such platform"),
    pytest.param({"phone": "<script>"}, "Enter a phone number", id="no phone"),
    pytest.param({"about": "字" * 201}, "within 200 characters", id="long duties"),
]


@pytest.mark.usefixtures("editor", "team")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        *BAD,
        pytest.param({"code": ""}, "A unit needs a code", id="no code"),
        pytest.param({"code": "a/b"}, "letters, digits and hyphens", id="slash in the code"),
        pytest.param({"code": "zf"}, "ZF is taken", id="another's code"),
        pytest.param({"code": "A" * 21}, "letters, digits and hyphens", id="long code"),
        pytest.param({"kind": ""}, "Choose the kind of unit", id="no kind"),
        pytest.param({"kind": "x"}, "Choose one of these", id="no such kind"),
        pytest.param({"area": "x"}, "Choose one of these", id="no such area"),
        pytest.param({"kind": "department"}, "Choose the district", id="kind and area"),
    ],
)
def test_a_bad_new_unit_comes_back_as_typed_and_is_not_kept(client, given, words):
    a_unit(name="平安办")
    before = stored()
    typed = new(about="我写的职责") | given

    answer = client.post(f"{UNITS}/new", data=typed)

    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert typed["about"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert stored() == before


# changed


def test_a_new_name_stands_on_old_cases_at_once(client, team, editor):
    case = a_dispatched_case(unit=team)

    answer = client.post(f"{UNITS}/ZF/change", data=said(team, platform="综合执法"))

    assert answer.status_code == 303
    assert "It reads like this everywhere now" in client.get(answer.location).text
    page = client.get(f"/staff/cases/{case.number}")
    assert "Changhe Enforcement" in page.text
    assert "The Team" not in page.text
    assert "长河街道综合行政执法队" in client.get(f"/f/{case.follow_token}?lang=zh").text
    assert (team.code, team.area_code, team.platform) == ("ZF", STREET_CODE, "综合执法")


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(("given", "words"), BAD)
def test_a_bad_change_comes_back_as_typed_and_changes_nothing(client, team, given, words):
    a_unit(name="平安办")
    before = stored()
    typed = said(team, about="我写的职责") | given

    answer = client.post(f"{UNITS}/ZF/change", data=typed)

    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert typed["about"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert stored() == before


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("path", ["/new", "/ZF/change"])
@pytest.mark.parametrize("field", ["name", "name_en", "phone", "about"])
def test_what_cannot_be_seen_is_not_kept(client, team, path, field):
    before = stored()

    answer = client.post(UNITS + path, data=new(seen=mark_of(team)) | {field: "1\x071"})

    assert answer.status_code == 422
    assert "cannot be seen" in answer.text
    assert stored() == before


@pytest.mark.usefixtures("editor")
def test_of_two_editors_the_second_sees_what_the_first_wrote_and_loses_nothing(client, team):
    first, second = said(team, about="第一个人写的"), said(team, about="第二个人写的")
    client.post(f"{UNITS}/ZF/change", data=first)

    answer = client.post(f"{UNITS}/ZF/change", data=second)

    assert answer.status_code == 409
    assert "Somebody else changed this unit" in answer.text
    assert "第一个人写的" in answer.text
    assert 'value="第二个人写的"' in answer.text
    assert team.about == "第一个人写的"

    again = re.search(r'name="seen" type="hidden" value="(\w+)"', answer.text)[1]
    assert client.post(f"{UNITS}/ZF/change", data=second | {"seen": again}).status_code == 303
    assert team.about == "第二个人写的"


# ended


@pytest.mark.usefixtures("editor")
def test_what_the_end_of_a_unit_brings_is_said_before_the_button(client, team):
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    a_dispatched_case(unit=team)
    helped = a_dispatched_case()
    actions.ask_help(helped, unit=team, words="请协助", by=clerk, now=NOW)
    row = a_row(team)
    a_matter(code="C901", department="ZF", name_en="Lamps")

    page = client.get(f"{UNITS}/ZF")

    words = bare(page)
    assert list(faults_of(page.text, "en")) == []
    assert "1 open case stays with it" in words
    assert "1 case of another unit waits for its help" in words
    assert "1 row of the routing table names it" in words
    assert f'href="/staff/routes/{row.id}"' in page.text
    assert "1 matter of the list names it as its department" in words
    assert f"1 person keeps a post there: {clerk.name}" in words
    assert words.index("1 open case stays") < words.index("End this unit today")
    listed = re.search(r'href="(/staff/cases\?[^"]+)">1 open case', page.text)[1]
    assert "The Team" in client.get(html.unescape(listed)).text


@pytest.mark.usefixtures("editor")
def test_of_many_rows_the_first_are_named_and_the_table_has_them_all(client, team):
    for _n in range(9):
        a_row(team)

    page = client.get(f"{UNITS}/ZF")
    every = re.search(r'href="([^"]+)">All rows that name it: 9', page.text)[1]

    assert page.text.count("row at position") == 8
    assert client.get(every).text.count("The Team") >= 9


def test_an_ended_unit_is_chosen_no_more_its_rows_are_flagged_and_its_people_finish(
    client, team, editor
):
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    case = a_dispatched_case(unit=team)
    a_row(team)

    answer = client.post(f"{UNITS}/ZF/end", data={"seen": mark_of(team)})
    page = client.get(answer.location)

    assert answer.status_code == 303
    assert "The Team has ended" in page.text
    assert "This unit ended on Monday 21 September" in page.text
    assert team.ended_on == TODAY
    assert "Skipped: its unit has ended" in client.get("/staff/routes").text
    assert "The Team (ended)" in bare(client.get("/staff/cases"))
    signed_in(client, clerk)
    assert client.get(f"/staff/cases/{case.number}").status_code == 200


@pytest.mark.usefixtures("editor")
def test_the_last_command_room_of_a_street_is_not_ended(client):
    room = a_unit(code="CR", kind=UnitKind.COMMAND_ROOM, name_en="The Room")

    page = client.get(f"{UNITS}/CR")
    answer = client.post(f"{UNITS}/CR/end", data={"seen": mark_of(room)})

    assert "first add the unit that takes its place" in page.text
    assert "End this unit today" not in page.text
    assert answer.status_code == 409
    assert "first add the unit that takes its place" in answer.text
    assert room.ended_on is None

    a_unit(kind=UnitKind.COMMAND_ROOM)
    assert client.post(f"{UNITS}/CR/end", data={"seen": mark_of(room)}).status_code == 303


@pytest.mark.usefixtures("editor")
def test_a_unit_whose_cases_nobody_would_finish_is_not_ended(client, team):
    a_dispatched_case(unit=team)

    page = client.get(f"{UNITS}/ZF")
    answer = client.post(f"{UNITS}/ZF/end", data={"seen": mark_of(team)})

    assert "Hand them to another unit first" in page.text
    assert "End this unit today" not in page.text
    assert answer.status_code == 409
    assert team.ended_on is None


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("path", ["/ZF/end", "/ZF/take-up"])
@pytest.mark.parametrize("seen", [None, "", "0123456789abcdef"], ids=["none", "empty", "old"])
def test_an_end_or_a_return_of_what_has_changed_meanwhile_is_refused(client, team, path, seen):
    before = stored()

    answer = client.post(UNITS + path, data={} if seen is None else {"seen": seen})

    assert answer.status_code == 409
    assert "Somebody else changed this unit" in answer.text
    assert stored() == before


@pytest.mark.usefixtures("editor")
def test_a_second_press_ends_nothing_twice(client, team):
    data = {"seen": mark_of(team)}

    assert client.post(f"{UNITS}/ZF/end", data=data).status_code == 303
    assert client.post(f"{UNITS}/ZF/end", data=data).status_code == 409


def test_a_case_that_is_opened_again_leaves_the_unit_that_has_ended(client, team, editor):
    case = a_resolved_case(unit=team)
    other = a_unit(name_en="The Next Team", platform="综合执法")
    team.ended_on = TODAY

    actions.dispute(
        case,
        words="还在",
        by=editor,
        now=clock.now(),
        policy=policy_on(TODAY),
        calendar=work_calendar(),
    )

    assert case.unit is other
    assert case.events[-1].step is Step.DISPUTE
    assert case.events[-1].unit is other


# taken up again


@pytest.mark.usefixtures("editor")
def test_a_unit_is_taken_up_again_with_the_rows_that_name_it(client, team):
    a_row(team)
    team.ended_on = TODAY - timedelta(days=9)
    db.session.flush()

    page = client.get(f"{UNITS}/ZF")
    answer = client.post(f"{UNITS}/ZF/take-up", data={"seen": mark_of(team)})

    assert "1 row of the routing table that names it is no longer skipped" in page.text
    assert answer.status_code == 303
    assert "works again" in client.get(answer.location).text
    assert team.ended_on is None
    assert "Skipped: its unit has ended" not in client.get("/staff/routes").text


@pytest.mark.usefixtures("editor")
def test_a_unit_whose_name_was_given_away_is_renamed_first(client, team):
    team.ended_on = TODAY
    a_unit(name=team.name)

    answer = client.post(f"{UNITS}/ZF/take-up", data={"seen": mark_of(team)})

    assert answer.status_code == 422
    assert "is called “执法队” already" in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert team.ended_on == TODAY


def test_open_cases_are_counted_unit_by_unit(team):
    a_dispatched_case(unit=team)
    a_dispatched_case(unit=team)
    a_resolved_case(unit=team)
    other = a_dispatched_case().unit

    assert open_cases_by_unit() == {team.id: 3, other.id: 1}
