"""Every page parses as HTML, says its language, has one h1 and a label for every field."""

import re
from functools import cache

import html5lib
import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import BulkKind, Outcome
from portal.grids.rules import Duty
from portal.policy.queries import policy_on
from portal.supervision.queries import team_called
from tests.factories import (
    a_board,
    a_clerk,
    a_course,
    a_dispatched_case,
    a_gathering,
    a_grid,
    a_matter,
    a_released_story,
    a_result,
    a_unit,
    an_appointment,
    signed_in,
)
from tests.public.results_cast import published, subjects
from tests.supervision.cast import a_check, a_team, closed_cases, drawn

FRAGMENTS = ("/same", "/live/now")  # parts of a page, put into it by a script: not pages themselves
NAMELESS = {"hidden", "submit", "button"}
IGNORED = {"unexpected-end-tag-implies-table-voodoo"}
PARTS = ("/same", "/live/now")  # swapped into a page, which is looked at whole


@pytest.fixture
def cast(app):
    """Something for every address to show."""
    grid, unit = a_grid(), a_unit()
    an_appointment(grid, Duty.FULL_TIME_WORKER)
    board = a_board(grid)
    a_matter(rank=1, short_name="占道", short_name_en="Trading")
    case = a_dispatched_case(grid=grid, unit=unit)
    actions.resolve(
        case,
        outcome=Outcome.DONE,
        words="已清理",
        photos=[],
        by=a_clerk(Role.UNIT_CLERK, unit=unit),
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    run = actions.start_bulk(
        BulkKind.JUDGE,
        {"validity": "valid", "reason": ""},
        [case],
        request_key="run",
        by=a_clerk(Role.DISPATCHER, area_code="330108"),
        now=clock.now(),
    )
    given = {
        "key": run.request_key,
        "code": board.code,
        "token": case.follow_token,
        "number": case.number,
        "unit": unit.code,
        "kind": "available",
    }
    course = a_course()
    given |= {"course": course.code, "gathering": a_gathering().code, "word": "OLDCODE9"}
    given["certificate"] = a_result(a_clerk(Role.GRID_WORKER, area_code=grid.code), course).code
    closed_cases(grid, 4)
    drawn(check := a_check(a_team()))
    given |= {"check": check.code, "team": check.team.code, "about": "closed_cases"}
    revision = published(whom=subjects(grid=grid.code))
    given |= {"period": revision.period.name, "edition": "r1", "who": "grid", "which": grid.code}
    given |= {"indicator": "effective_resolution", "name": revision.period.name, "form": "json"}
    given |= {"day": "2026-09-01", "file": "matters"}
    return given | {"rating": case.ratings[0].token, "story": a_released_story(grid=grid).code}


def addresses(app, cast):
    """Every page's address: what answers GET, but for files and pictures of a case."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in rule.methods or "<int:" in rule.rule:
            continue
        if rule.rule.endswith(PARTS):
            continue
        here = rule.rule.replace("/r/<string:token>", f"/r/{cast['rating']}")
        yield re.sub(r"<string:(\w+)>", lambda name: cast[name.group(1)], here)


def test_every_page_is_sound_in_each_language_on_one_database(app, client, cast, database):
    language = "zh" if database.startswith("sqlite") else "en"
    roles = (Role.DISPATCHER, Role.ADMINISTRATOR, Role.FINANCE)
    clerks = [a_clerk(role, area_code="330108") for role in roles]
    pages = 0
    for clerk in [*clerks, team_called(cast["team"]).members[0].person]:
        signed_in(client, clerk)
        for address in addresses(app, cast):
            page = client.get(address, query_string={"lang": language})
            if address.endswith(FRAGMENTS):
                assert list(html5lib.HTMLParser().parseFragment(page.text)), address
            elif page.mimetype == "text/html" and page.status_code == 200:
                pages += 1
                assert not (faults := faults_of(page.text, language)), f"{address}: {faults}"
    assert pages > 25


@cache  # many a page is the same for two clerks
def faults_of(text, language):
    return list(looked_for(text, language))


def looked_for(text, language):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    yield from (error for _place, error, _more in parser.errors if error not in IGNORED)
    if not tree.get("lang", "").startswith(language):
        yield f"its language is {tree.get('lang')}"
    if len(tree.findall(".//h1")) != 1:
        yield f"it has {len(tree.findall('.//h1'))} h1"
    ids = [thing.get("id") for thing in tree.iter() if thing.get("id")]
    yield from (f"two things are called {name}" for name in {i for i in ids if ids.count(i) > 1})
    yield from unlabelled(tree)


def unlabelled(tree):
    named = {label.get("for") for label in tree.iter("label")}
    inside = {field for label in tree.iter("label") for field in label.iter()}
    for kind in ("input", "select", "textarea"):
        for field in tree.iter(kind):
            said = field.get("aria-label") or field.get("aria-labelledby")
            known = said or field.get("id") in named or field in inside
            if not known and field.get("type") not in NAMELESS:
                yield f"no label for {field.get('name')}"
