"""Every view says who may use it; every permission is granted and used; addresses are plain."""

import re

import pytest
from flask import Flask

from portal import access
from portal.access import GRANTS, Permission
from portal.db import READ_ONLY

PLAIN = re.compile(r"(/([a-z0-9.-]+|<(string|int):[a-z_]+>(\.[a-z]+)?)(\.<string:form>)?)*/?")
# Printed on boards, sent in messages or kept in people's bookmarks: these answer for ever.
PRINTED = (
    "/b/<string:code>",
    "/b/<string:code>/feed.atom",
    "/b/<string:code>/report",
    "/certificate/<string:certificate>",
    "/follow/<string:token>",
    "/f/<string:token>",
    "/r/<string:token>",
    "/staff/sign-in/link/<string:token>",
    "/stories/<string:story>",
    "/track",
)


@pytest.fixture
def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_view_says_who_may_use_it(app, rules):
    for rule in rules:
        assert hasattr(app.view_functions[rule.endpoint], "access"), rule.endpoint


def test_the_site_refuses_to_start_with_an_unguarded_view():
    bare = Flask("bare")
    bare.add_url_rule("/open-by-mistake", "open_by_mistake", lambda: "")

    with pytest.raises(RuntimeError, match="open_by_mistake does not say who may use it"):
        access.refuse_unguarded_views(bare)


def test_every_permission_is_granted_to_someone_and_used_by_some_view(app, rules):
    used = {app.view_functions[rule.endpoint].access for rule in rules} - {None}

    assert used == set(Permission)
    assert frozenset().union(*GRANTS.values()) == frozenset(Permission)


def test_staff_views_are_never_open_except_the_door_itself(app, rules):
    doors = {"staff.sign_in", "staff.try_sign_in", "staff.sign_out"}
    doors |= {"staff.ask_way_in", "staff.send_way_in", "staff.ask_code", "staff.enter_by_code"}
    doors |= {"staff.show_link", "staff.enter_by_link"}
    for rule in rules:
        if rule.endpoint.startswith("staff.") and rule.endpoint not in doors:
            assert app.view_functions[rule.endpoint].access is not None, rule.endpoint


def test_addresses_are_lower_case_and_typed(rules):
    for rule in rules:
        assert PLAIN.fullmatch(rule.rule), rule.rule
        assert not re.search(r"_id>", rule.rule), rule.rule


def test_no_address_both_reads_and_writes_under_one_view(rules):
    for rule in rules:
        methods = set(rule.methods) - READ_ONLY
        assert methods <= {"POST"}, f"{rule.rule} answers {methods}"
        assert not (methods and "GET" in rule.methods), f"{rule.endpoint} reads and writes"


@pytest.mark.parametrize("address", PRINTED)
def test_printed_addresses_work_for_ever(rules, address):
    assert address in {rule.rule for rule in rules}
