"""No list, count, search or map of cases is read without an index: the databases say so themselves.

Every statement that a list sends is explained again. SQLite names a scan; PostgreSQL is told
not to scan whole tables, so that one in its plan means that there is no other way.
"""

from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import INSPECTS, Role, UnitKind
from portal.cases import queries
from portal.cases.queries import Trait, Wanted
from portal.cases.queries.holdings import holding_of, open_cases_by_unit
from portal.cases.queries.views import VIEWS
from portal.cases.rules import CaseStatus, Light, Outcome, Source, Validity
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_unit,
)
from tests.plans import listening, scans_of, without_scans

GROWING = ("cases", "case_events", "ratings", "photos", "expedite_orders", "own")
SPAN = (date(2026, 8, 1), date(2026, 9, 21))


@pytest.fixture
def cast(app):
    """A case, and somebody of each role with it in reach."""
    unit = a_unit()
    a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    matter = a_matter(code="B777", platform="综合执法")
    case = a_dispatched_case(grid=a_grid(), unit=unit, matter=matter, words="路灯坏了 lamp")
    posts = {
        Role.DISPATCHER: DISTRICT_CODE,
        Role.LEAD: DISTRICT_CODE,
        Role.STREET_CLERK: STREET_CODE,
        Role.COMMUNITY_CLERK: COMMUNITY_CODE,
        Role.GRID_WORKER: case.grid.code,
        Role.VOLUNTEER: case.grid.code,
        Role.FINANCE: DISTRICT_CODE,
    }
    people = {role: a_clerk(role, area_code=code) for role, code in posts.items()}
    return case, people | {Role.UNIT_CLERK: a_clerk(Role.UNIT_CLERK, unit=unit)}


@pytest.fixture
def no_scans(app):
    without_scans()


def filters(case, person):
    """Every filter by itself, and a few together."""
    return {
        "status": {"statuses": (CaseStatus.DISPATCHED,)},
        "several statuses": {"statuses": (CaseStatus.DISPATCHED, CaseStatus.RESOLVED)},
        "closed": {"statuses": (CaseStatus.CLOSED,)},
        "level": {"levels": (1, 3)},
        "matter": {"matter": "B777"},
        "group": {"group": "B2"},
        "category": {"category": "B"},
        "platform": {"platform": "综合执法"},
        "street": {"area": STREET_CODE},
        "community": {"area": COMMUNITY_CODE},
        "grid": {"area": case.grid.code},
        "unit": {"unit": case.unit.code},
        "person": {"person": person.number},
        "source": {"source": Source.WORKER},
        "validity": {"validity": Validity.INVALID},
        "outcome": {"outcome": Outcome.NOT_FOUND},
        "red": {"light": Light.RED},
        "amber": {"light": Light.AMBER},
        "reported": {"reported": SPAN},
        "due": {"due": SPAN},
        "resolved": {"resolved": SPAN},
        "number": {"words": case.number},
        "day of a number": {"words": case.number[:10]},
        "Chinese words": {"words": "路灯"},
        "one character": {"words": "路"},
        "an English word": {"words": "lamp"},
        "words nobody wrote": {"words": "飞碟"},
        "words in a grid": {"words": "路灯", "area": case.grid.code},
        "days in a unit": {"reported": SPAN, "unit": case.unit.code},
        "matter in a street": {"matter": "B777", "area": STREET_CODE},
    } | {str(trait): {"traits": frozenset({trait})} for trait in Trait}


def pages(case, person, role):
    """What somebody can ask for: each list as it is, and each filter of all cases and of theirs."""
    for view in VIEWS:
        yield view, Wanted(view=view)
    narrowed = (
        ("all", "mine", "overdue") if role in {Role.DISPATCHER, Role.UNIT_CLERK} else ("all",)
    )
    for name, given in filters(case, person).items():
        for view in narrowed:
            yield f"{view}: {name}", Wanted(view=view, **given)


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize("role", sorted(set(Role) - INSPECTS - {Role.ADMINISTRATOR}), ids=str)
def test_no_list_and_no_count_of_cases_is_read_without_an_index(cast, role):
    case, people = cast
    person, today = people[role], clock.today()

    for name, wanted in pages(case, person, role):
        with listening() as sent:
            queries.list_cases(person, wanted, after_key=None, today=today)
            queries.how_many(person, wanted, today=today)
        scans = [scan for one in sent for scan in scans_of(*one, GROWING)]
        assert scans == [], f"{role}, {name}: {scans}"


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize(
    ("given", "key"),
    [
        pytest.param({"view": "all"}, "123456", id="the latest first"),
        pytest.param({"view": "due"}, "2026-09-22.123456", id="by due date"),
        pytest.param({"view": "all", "reported": SPAN}, None, id="by number"),
    ],
)
def test_a_page_far_into_a_list_begins_at_its_place(cast, given, key):
    case, people = cast
    person = people[Role.DISPATCHER]

    with listening() as sent:
        queries.list_cases(
            person, Wanted(**given), after_key=key or case.number, today=clock.today()
        )

    assert [scan for one in sent for scan in scans_of(*one, GROWING)] == []
    assert not any(" OFFSET " in statement and "LIMIT 30" in statement for statement, _ in sent)


@pytest.mark.usefixtures("no_scans")
@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.UNIT_CLERK, Role.GRID_WORKER])
def test_the_map_and_the_piles_of_today_are_read_by_indexes(cast, role):
    case, people = cast
    person, today = people[role], clock.today()

    with listening() as sent:
        queries.open_by_grid(person, today=today)
        for view in VIEWS:
            queries.glance(person, Wanted(view=view), today=today, most=5)
        queries.saved_filters_of(person, today)

    assert case
    assert [scan for one in sent for scan in scans_of(*one, GROWING)] == []


@pytest.mark.usefixtures("no_scans")
def test_what_hangs_on_a_unit_is_counted_by_indexes(cast):
    case, _people = cast

    with listening() as sent:
        held = holding_of(case.unit, clock.today())
        by_unit = open_cases_by_unit()

    assert (held.open_cases, by_unit) == (1, {case.unit_id: 1})
    assert [scan for one in sent for scan in scans_of(*one, (*GROWING, "assists"))] == []


def test_a_scan_would_be_seen(cast, no_scans):
    scan = ("SELECT id FROM cases WHERE words = 'x'", ())

    assert scans_of(*scan, GROWING) != []
