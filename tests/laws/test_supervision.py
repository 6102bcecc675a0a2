"""A team changes no case, the district changes no finding: for every view and every action."""

import ast
import inspect
import re
from pathlib import Path

from portal.access import GRANTS, Permission
from portal.accounts.rules import INSPECTS, SECOND_FACTOR_ROLES
from tests.factories import signed_in
from tests.supervision.cast import a_team

ROOT = Path(__file__).parents[2] / "portal"
THEIRS = frozenset({Permission.SEE_OWN_PAGE, Permission.SEE_CHECKS})  # shared with others
# What whoever is no inspector may do in supervision: keep teams, see checks; and answer
# what was found about one's own unit, beside it and never in it.
OF_OTHERS = frozenset(
    {Permission.KEEP_TEAMS, Permission.SEE_CHECKS}
    | {each for each in Permission if each.value.startswith("answer_finding")}
)
# The one way from supervision into cases: a failed case goes on, as if its reporter had said no.
# And what was found is counted: `changed` marks figures for counting and touches no case.
INTO_CASES = frozenset({"reopen_as_found", "changed"})


def views(app):
    for rule in app.url_map.iter_rules():
        yield rule, app.view_functions[rule.endpoint]


def source_of(view):
    return inspect.getsource(inspect.unwrap(view))


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, name.name) for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)


def test_a_team_shares_no_permission_with_the_district_but_to_look():
    for role, granted in GRANTS.items():
        if role in INSPECTS:
            assert Permission.SEE_CASES not in granted
            continue
        of_teams = frozenset().union(*(GRANTS[each] for each in INSPECTS)) - THEIRS
        assert not granted & of_teams, f"{role} holds what only a team may"


def test_whoever_inspects_gives_two_proofs():
    assert INSPECTS <= SECOND_FACTOR_ROLES


def test_every_view_of_supervision_is_for_teams_or_harmless(app):
    of_teams = frozenset().union(*(GRANTS[each] for each in INSPECTS)) - THEIRS
    for rule, view in views(app):
        if not rule.rule.startswith("/staff/supervision") or view.access in of_teams:
            continue
        assert view.access in OF_OTHERS, f"{rule.rule} is open to the district"
        changes = "POST" in rule.methods
        assert not changes or view.access is not Permission.SEE_CHECKS, rule.rule


def test_no_view_elsewhere_does_anything_in_supervision(app):
    for rule, view in views(app):
        if rule.rule.startswith(("/staff/supervision", "/static")):
            continue
        module = inspect.getmodule(inspect.unwrap(view))
        path = Path(inspect.getfile(module))
        if ROOT in path.parents and "POST" in rule.methods:
            reached = {name for name, _what in imports_of(path)}
            assert not any(name.startswith("portal.supervision.actions") for name in reached), path


def test_supervision_does_nothing_to_cases_but_reopen_what_failed():
    paths = [*(ROOT / "supervision").rglob("*.py"), *(ROOT / "staff").glob("supervision_*.py")]
    assert len(paths) > 20
    for path in paths:
        for module, name in imports_of(path):
            if module.startswith("portal.cases.actions") or (module, name) == (
                "portal.cases",
                "actions",
            ):
                assert name in INTO_CASES, f"{path.name} takes {name} from the actions of cases"


def test_no_query_or_view_of_supervision_writes_a_column_of_a_case():
    """An attribute of a case that is set anywhere in supervision would be a change unlogged."""
    columns = "|".join(("status", "level", "unit_id", "closed_at", "outcome", "validity"))
    writes = re.compile(rf"\bcase\.({columns})\s*=[^=]")
    for path in (ROOT / "supervision").rglob("*.py"):
        assert not writes.search(path.read_text()), path


def test_nothing_that_changes_a_case_opens_to_an_inspector(app, client):
    """Each form of the district is sent by a lead of a team: every one is refused."""
    signed_in(client, a_team().members[0].person)
    allowed = GRANTS["inspection_lead"]
    tried = 0
    for rule, view in views(app):
        if "POST" not in rule.methods or view.access is None or view.access in allowed:
            continue
        given = {name: 1 if "int:" + name in rule.rule else "X" for name in rule.arguments}
        address = rule.build(given)[1]
        assert client.post(address).status_code == 403, rule.rule
        tried += 1
    assert tried > 60
