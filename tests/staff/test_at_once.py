"""Two people press at the very same moment: one wins, the other is told; nothing is overwritten."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.queries import mark_of, units_around
from portal.accounts.rules import Role, UnitKind
from portal.app import create_app
from portal.cases import queries
from portal.cases.actions import matters
from portal.cases.models import Case, CaseRequest
from portal.cases.queries import all_matters
from portal.cases.queries.editions import editions
from portal.cases.rules import Step
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_matter,
    a_unit,
    an_area,
    signed_in,
)
from tests.staff.case_steps import ready_for


@pytest.fixture
def own_app(own_database, settings_for):
    """An app whose requests really commit, each on a connection of its own."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=own_database))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context(), clock.stopped_at(NOW):
        yield app
        db.session.remove()
        db.engine.dispose()


def test_of_two_command_rooms_ended_at_one_moment_one_stays(own_app):
    an_area()
    rooms = [a_unit(code=code, kind=UnitKind.COMMAND_ROOM) for code in ("CR-1", "CR-2")]
    marks = {room.code: mark_of(room) for room in rooms}
    browsers = [own_app.test_client() for _room in rooms]
    for browser in browsers:
        signed_in(browser, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    db.session.commit()
    together, answers = threading.Barrier(2), []

    def press(browser, code):
        together.wait(timeout=10)
        with clock.stopped_at(NOW):
            page = browser.post(f"/staff/units/{code}/end", data={"seen": marks[code]})
        answers.append(page.status_code)

    hands = [
        threading.Thread(target=press, args=(browser, code))
        for browser, code in zip(browsers, marks, strict=True)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)

    assert sorted(answers) == [303, 409]
    db.session.expire_all()
    assert [unit.ended_on for unit in units_around([STREET_CODE])].count(None) == 1


def test_of_two_decisions_at_one_moment_one_holds(own_app):
    case, first = ready_for(Step.REFUSE)
    second = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    browsers = [own_app.test_client() for _ in (first, second)]
    for browser, person in zip(browsers, (first, second), strict=True):
        signed_in(browser, person)
    number, version = case.number, case.version
    db.session.commit()
    together, answers = threading.Barrier(2), {}

    def press(browser, step, note):
        together.wait(timeout=10)
        with clock.stopped_at(NOW):
            page = browser.post(
                f"/staff/cases/{number}/{step}?lang=en", data={"version": version, "note": note}
            )
        answers[step] = page.status_code

    hands = [
        threading.Thread(target=press, args=(browser, step, note))
        for browser, step, note in zip(
            browsers, ("extend", "refuse"), ("", "人手足够"), strict=True
        )
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)

    assert sorted(answers.values()) == [303, 409]
    winner = next(step for step, status in answers.items() if status == 303)
    db.session.expire_all()
    kept = db.session.scalars(select(Case).where(Case.number == number)).one()
    asked = db.session.scalars(select(CaseRequest)).one()
    assert asked.is_granted is (winner == "extend")
    assert kept.extended_days == (2 if winner == "extend" else 0)
    decided = [e.step for e in queries.events_of(kept) if e.step in {Step.EXTEND, Step.REFUSE}]
    assert decided == [Step(winner)]


def test_of_two_editions_adopted_at_one_moment_one_wins(own_app):
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    for code in ("B901", "B902", "B903"):
        a_matter(code=code)
    drafts = [matters.draft_edition(f"draft {n}", by=dispatcher, now=NOW) for n in (1, 2)]
    for draft, gone in zip(drafts, ("B902", "B903"), strict=True):
        matters.retire_row(draft, gone)
    db.session.flush()
    browsers = [own_app.test_client() for _ in drafts]
    for browser in browsers:
        signed_in(browser, dispatcher)
    asked = [
        (browser, draft.id, {"on": f"2026-10-0{n}", "reason": "x", "version": draft.version})
        for n, (browser, draft) in enumerate(zip(browsers, drafts, strict=True), 1)
    ]
    db.session.commit()
    together, answers = threading.Barrier(2), []

    def adopt(browser, draft_id, form):
        together.wait(timeout=10)
        with clock.stopped_at(NOW):
            page = browser.post(f"/staff/matter-editions/{draft_id}/adopt?lang=en", data=form)
        answers.append(page.status_code)

    hands = [threading.Thread(target=adopt, args=each) for each in asked]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)

    assert sorted(answers) == [303, 409]
    db.session.expire_all()
    assert len([each for each in editions() if each.in_force_on]) == 1
    assert len(all_matters(date(2026, 10, 9))) == 2
