"""Two people at one moment, on a database that lets both begin: one order of events comes of it."""

import threading
from functools import partial

import pytest
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.app import create_app
from portal.cases import actions
from portal.cases.actions import PartAsked
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Outcome
from portal.db import db
from portal.errors import Refused
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import new_database
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_dispatched_case, a_matter, a_unit


@pytest.fixture(scope="module")
def own_app(postgres_address, ready_template, settings_for):
    """An app over a PostgreSQL database of its own, whose transactions really commit."""
    with new_database(postgres_address, "at_once", ready_template) as address:
        app = create_app(settings_for(PORTAL_DATABASE_URL=address))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def in_force():
    now = {"now": clock.now(), "policy": policy_on(clock.today())}
    return now | {"calendar": work_calendar()}


def at_once(app, *acts):
    """Let each act look first and then do, all at one moment, each in a transaction of its own."""
    gate, ended = threading.Barrier(len(acts)), []

    def run(act):
        with app.app_context():
            do = act()
            gate.wait(timeout=20)
            try:
                do()
                db.session.commit()
                ended.append(None)
            except (Refused, StaleDataError) as told:  # the other was first: a page says so
                db.session.rollback()
                ended.append(told)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(ended) == len(acts)
    return ended


def resolving(case_id, person_id):
    part, by = db.session.get(Case, case_id), db.session.get(Person, person_id)
    given = {"outcome": Outcome.DONE, "words": "已清理", "photos": [], "by": by}
    policy = policy_on(clock.today())
    return partial(actions.resolve, part, now=clock.now(), policy=policy, **given)


def merging(case_id, main_id, person_id):
    case, main = db.session.get(Case, case_id), db.session.get(Case, main_id)
    by, known = db.session.get(Person, person_id), (case.merged, main.merged_into)
    assert known is not None
    policy = policy_on(clock.today())
    return partial(actions.merge, case, main, by=by, now=clock.now(), policy=policy)


def following(main_id, n):
    main = db.session.get(Case, main_id)

    def follow():
        given = {"request_key": f"one-of-many-{n}", **in_force()}
        case = actions.report(main.grid, main.matter, **given)
        actions.join_on_word(case, main, now=clock.now(), policy=policy_on(clock.today()))

    return follow


def test_of_two_units_that_resolve_the_last_two_parts_at_once_the_whole_hears(own_app):
    with own_app.app_context():
        unit = a_unit()
        clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
        case, part = a_case(), PartAsked(matter=a_matter(), level=3, unit=unit)
        by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        actions.split(case, [part, part], by=by, **in_force())
        db.session.commit()
        whole, first, second, who = case.id, case.parts[0].id, case.parts[1].id, clerk.id

    told = at_once(own_app, partial(resolving, first, who), partial(resolving, second, who))

    assert told == [None, None]
    with own_app.app_context():
        case = db.session.get(Case, whole)
        assert (case.status, len(case.ratings)) == (CaseStatus.RESOLVED, 1)


@pytest.mark.parametrize("is_circle", [True, False], ids=["a circle", "a chain"])
def test_two_joinings_at_once_make_neither_a_circle_nor_a_chain(own_app, is_circle):
    with own_app.app_context():
        cases = [a_case(), a_case(), a_case()]
        by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        db.session.commit()
        first, second, third = (case.id for case in cases)
        who = by.id

    at_once(
        own_app,
        partial(merging, first, second, who),
        partial(merging, second, first if is_circle else third, who),
    )

    with own_app.app_context():
        cases = [db.session.get(Case, case_id) for case_id in (first, second, third)]
        joined = [case for case in cases if case.merged_into_id]
        assert joined
        assert all(case.merged_into.merged_into_id is None for case in joined)


def test_many_residents_who_follow_one_case_at_once_all_do(own_app):
    with own_app.app_context():
        main = a_dispatched_case()
        db.session.commit()
        main_id = main.id

    told = at_once(own_app, *(partial(following, main_id, n) for n in range(6)))

    assert told == [None] * 6
    with own_app.app_context():
        assert len(db.session.get(Case, main_id).merged) == 6
