"""Each step says before its button what it does: the date that will be, and who is told."""

import html
import re
from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.rules import CaseStatus, Solved, Step
from portal.policy.queries import policy_on, work_calendar
from portal.staff.step_forms import FORMS
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher, look, ready_for

DUE = "Tuesday 29 September"  # of a case dispatched today to level 3
# What has to stand in each form: dates where one is set, moved or kept, and whoever is told.
SAYS = {
    Step.DISPATCH: ("by Tuesday 29 September", "unit and the reporter are told", "a valid case"),
    Step.DECLINE: ("closed as not valid", "The reporter is told"),
    Step.TAKE: ("The reporter sees", f"date stays: {DUE}"),
    Step.TRANSFER: (f"date stays: {DUE}", "new unit and the reporter are told"),
    Step.RETURN: ("full clock", "command room is told", "by Tuesday 22 September", "reporter sees"),
    Step.RESOLVE: ("reporter is told", "after 15 days", "looks by Wednesday 23 September"),
    Step.VERIFY: ("closed as confirmed", "the reporter is told"),
    Step.DISPUTE: (f"resolved by {DUE}", "The unit, who resolved it, and the reporter are told"),
    Step.NOTE: ("Nobody is told, and the date stays",),
    Step.ANSWER: ("The reporter is told", "so does its date"),
    Step.ASSIGN: ("They are told", "the date stays"),
    Step.ASK_HELP: ("second unit is told", "its date", "the reporter sees"),
    Step.HELP: ("The unit in hand is told",),
    Step.JUDGE: ("counts in the figures", "nobody is told"),
    Step.RECALL: ("by Tuesday 22 September", f"{DUE} is gone", "unit and the reporter are told"),
    Step.ASK_PAUSE: ("command room of the street decides", DUE, "the reporter is told"),
    Step.ASK_EXTENSION: ("command room of the street decides", DUE, "the reporter is told"),
    Step.PAUSE: ("instead of Tuesday 29 September", "unit and the reporter are told"),
    Step.EXTEND: ("Due then:", f"instead of {DUE}", "unit and the reporter are told"),
    Step.REFUSE: (f"date stays: {DUE}", "The unit is told"),
    Step.RESUME: (f"Due then: {DUE}", "unit and the reporter are told"),
    Step.HAND_UP: ("Due then:", "They and the reporter are told"),
    Step.EXPEDITE: ("The unit is told", "The reporter sees", f"date stays: {DUE}"),
    Step.REPLY: ("Whoever gave the order is told", "The date stays"),
    Step.MERGE: ("on its own date", "is told now and at every step", "The units of both are told"),
    Step.UNMERGE: ("by Tuesday 22 September", "Its reporter is told"),
}


def before_the_button(page, step):
    """Return what stands in a step's form above the button that takes it."""
    form = re.search(rf'<details class="fold" id="{step}".*?</details>', page, re.DOTALL)
    assert form, f"{step} is not offered"
    words, _button, _after = form[0].rpartition("<button")
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", "", words)))


def shown(client, case, person, step):
    signed_in(client, person)
    return before_the_button(look(client, case).text, step)


@pytest.mark.parametrize("step", list(FORMS), ids=str)
def test_every_step_says_its_date_and_who_is_told(client, step):
    case, person = ready_for(step)
    if step is Step.MERGE:
        a_case(grid=case.grid, matter=case.matter)
    if step is Step.TRANSFER:
        a_unit()
    if step is Step.RESOLVE:
        case.matter.evidence = "现场照片"

    said = shown(client, case, person, step)

    for words in SAYS[step]:
        assert words in said, said


def test_a_dispatch_says_the_hours_for_a_first_answer(client):
    case = a_case(matter=a_matter(first_response_hours=4))

    said = shown(client, case, a_dispatcher(), Step.DISPATCH)

    assert "a first answer within 4 hours" in said


def test_a_late_return_says_that_the_date_stays(client):
    case = a_dispatched_case()
    with clock.stopped_at(NOW + timedelta(days=3)):
        said = shown(client, case, a_clerk(Role.UNIT_CLERK, unit=case.unit), Step.RETURN)

    assert f"the date stays for the next unit: {DUE}" in said
    assert "dispatches it again by Monday 28 September" in said


def test_taking_a_decline_back_keeps_no_date_and_names_no_unit(client):
    case, by = a_case(), a_dispatcher()
    words = {"reason": "test", "words": "测试"}
    actions.decline(case, **words, by=by, now=clock.now())

    said = shown(client, case, by, Step.RECALL)

    assert "by Tuesday 22 September" in said
    assert "The reporter is told" in said
    assert "gone" not in said


def test_what_was_begun_is_not_taken_back_and_the_page_says_why(client):
    case = a_dispatched_case()
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.transfer(case, unit=a_unit(), words="归他们", by=clerk, now=clock.now())
    signed_in(client, a_dispatcher())

    page = look(client, case).text

    recall = re.search(r'<details class="fold" id="recall".*?</details>', page, re.DOTALL)[0]
    assert "Work on it has begun. Ask the unit to return it instead." in recall
    assert "<button" not in recall


def test_a_date_beyond_the_calendar_is_said_to_be_provisional(client):
    with clock.stopped_at(clock.start_of(date(2026, 12, 28)) + timedelta(hours=9)):
        case = a_dispatched_case()
        clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
        asked = shown(client, case, clerk, Step.ASK_PAUSE)
        sent = shown(client, a_case(), a_dispatcher(), Step.DISPATCH)

    assert "then due Tuesday 5 January 2027 (provisional)" in asked
    assert "by Tuesday 29 December" in sent
    assert "by Tuesday 29 December (provisional)" not in sent
    assert "by Monday 4 January 2027 (provisional)" in sent


# the reporter's own step


def again_on(client, case):
    return client.get(f"/r/{case.ratings[-1].token}?lang=en").text


def test_the_reporter_reads_what_a_no_would_do_and_it_does(client):
    case = a_resolved_case(unit=a_unit(name_en="The Team"))

    page = again_on(client, case)
    client.post(f"/r/{case.ratings[-1].token}/solved", data={"solved": "no"})

    assert f"it is open again at once: with The Team, to be resolved by {DUE}" in page
    assert (case.status, case.due_on.isoformat()) == (CaseStatus.DISPATCHED, "2026-09-29")


def test_a_second_no_is_told_to_go_up_and_it_does(client):
    above = a_unit(
        kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE, name_en="The Command Centre"
    )
    case = a_resolved_case(unit=a_unit(name_en="The Team"))
    rules = {"policy": policy_on(clock.today()), "calendar": work_calendar()}
    actions.say_solved(case.ratings[-1], Solved.NO, now=clock.now(), **rules)
    resolved(case)

    page = again_on(client, case)
    client.post(f"/r/{case.ratings[-1].token}/solved", data={"solved": "no"})

    assert "If not, it goes one level up at once: to The Command Centre" in page
    assert (case.unit, case.level) == (above, 4)
