"""Every step of a case is asked the same questions."""

import pytest

from portal import clock
from portal.accounts.rules import AREA_DIGITS, Role
from portal.cases import actions
from portal.cases.rules import MOVES, CaseStatus, Step
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, signed_in
from tests.staff.case_steps import GOOD, good, look, press, ready_for

STEPS = list(GOOD)

ELSEWHERE = {
    Step.DISPATCH: (Role.STREET_CLERK, "330108001"),
    Step.DECLINE: (Role.STREET_CLERK, "330108001"),
    Step.JUDGE: (Role.STREET_CLERK, "330108001"),
    Step.RECALL: (Role.STREET_CLERK, "330108001"),
    Step.MERGE: (Role.STREET_CLERK, "330108001"),
    Step.UNMERGE: (Role.STREET_CLERK, "330108001"),
    Step.VERIFY: (Role.GRID_WORKER, "330108001001001"),
    Step.DISPUTE: (Role.GRID_WORKER, "330108001001001"),
    Step.PAUSE: (Role.STREET_CLERK, "330108001"),
    Step.EXTEND: (Role.STREET_CLERK, "330108001"),
    Step.REFUSE: (Role.STREET_CLERK, "330108001"),
    Step.EXPEDITE: (Role.STREET_CLERK, "330108001"),
}

# Who sees the case, and yet this step is not theirs; most steps are no street clerk's.
WRONG = dict.fromkeys(
    (Step.DISPATCH, Step.DECLINE, Step.JUDGE, Step.RECALL, Step.MERGE, Step.UNMERGE),
    (Role.GRID_WORKER, None),
) | {Step.NOTE: (Role.ADMINISTRATOR, DISTRICT_CODE), Step.ANSWER: (Role.COMMUNITY_CLERK, None)}
WRONG |= dict.fromkeys(
    (Step.PAUSE, Step.EXTEND, Step.REFUSE, Step.EXPEDITE), (Role.GRID_WORKER, None)
) | dict.fromkeys((Step.RESUME, Step.REPLY), (Role.COMMUNITY_CLERK, None))


def state(case):
    return case.status, case.version, case.unit_id, len(case.events)


@pytest.mark.parametrize("step", STEPS)
def test_the_step_works_and_leads_back_to_the_case(client, step):
    case, person = ready_for(step)
    signed_in(client, person)

    answer = press(client, case, step, **good(step))

    assert answer.status_code == 303
    assert answer.location == f"/staff/cases/{case.number}"
    assert case.events[-1].step is step
    assert case.events[-1].by_id == person.id
    assert "banner-ok" in look(client, case).text


@pytest.mark.parametrize("step", STEPS)
def test_nobody_else_takes_the_step_and_nobody_by_a_link(client, step):
    case, person = ready_for(step)
    fields, before = good(step), state(case)
    wrong, area = WRONG.get(step, (Role.STREET_CLERK, STREET_CODE))
    colleague = a_clerk(wrong, area_code=area or case.grid.code[: AREA_DIGITS[wrong]])
    far, there = ELSEWHERE.get(step, (Role.COMMUNITY_CLERK, "330108001001"))

    at_the_door = press(client, case, step, **fields)
    signed_in(client, a_clerk(far, area_code=there))
    to_a_stranger = press(client, case, step, **fields)
    signed_in(client, colleague)
    to_a_colleague = press(client, case, step, **fields)
    signed_in(client, person)
    by_a_link = client.get(f"/staff/cases/{case.number}/{step.replace('_', '-')}")

    assert "/staff/sign-in" in at_the_door.location
    given = [one.status_code for one in (at_the_door, to_a_stranger, to_a_colleague, by_a_link)]
    assert given == [303, 404, 403, 405]
    assert state(case) == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_the_case_does_not_have_now_is_refused(client, step):
    case, person = ready_for(step)
    closed = CaseStatus.CLOSED
    if (closed, step) in MOVES:
        return  # a step of closed cases too
    case.status = closed
    signed_in(client, person)
    client.get("/staff/cases")  # the change above is saved, and the version with it

    answer = press(client, case, step, **good(step))

    assert answer.status_code == 409
    assert "has moved on" in answer.text
    assert f"/staff/cases/{case.number}" in answer.text
    assert case.status is closed


@pytest.mark.parametrize("step", STEPS)
def test_the_second_of_two_clerks_learns_what_the_first_did(client, step):
    case, person = ready_for(step)
    person.name = "周先到"
    signed_in(client, person)
    shown, fields = case.version, good(step)
    press(client, case, step, **fields)
    after_the_first = state(case)

    answer = press(client, case, step, **fields | {"version": str(shown)})

    assert answer.status_code == 409
    assert "周先到" in answer.text
    assert "Nothing was changed" in answer.text
    assert state(case) == after_the_first


@pytest.mark.parametrize("step", STEPS)
def test_a_form_without_the_version_it_was_made_for_is_shown_again(client, step):
    case, person = ready_for(step)
    signed_in(client, person)
    fields, before = good(step), state(case)

    for version in (None, "x") if step is not Step.TAKE else (None, "", "x", "1.5"):
        answer = press(client, case, step, **fields | {"version": version})

        assert answer.status_code == 422
        assert "Reload the page" in answer.text or "integer" in answer.text
        assert state(case) == before


@pytest.mark.parametrize("step", [step for step in STEPS if "words" in GOOD[step]])
def test_words_beyond_the_limit_come_back_as_typed(client, step):
    case, person = ready_for(step)
    signed_in(client, person)
    before, long = state(case), "字" * 501

    answer = press(client, case, step, **good(step) | {"words": long})

    assert answer.status_code == 422
    assert long in answer.text
    assert "within 500 characters" in answer.text
    assert state(case) == before


NEEDS_WORDS = [Step.DECLINE, Step.TRANSFER, Step.RETURN, Step.RESOLVE, Step.DISPUTE]
NEEDS_WORDS += [Step.ASK_PAUSE, Step.ASK_EXTENSION, Step.HAND_UP, Step.EXPEDITE, Step.REPLY]
NEEDS_WORDS += [Step.ANSWER, Step.ASK_HELP, Step.HELP]


@pytest.mark.parametrize("step", NEEDS_WORDS)
def test_words_that_somebody_waits_for_are_asked_for(client, step):
    case, person = ready_for(step)
    signed_in(client, person)
    fields, before = good(step), state(case)

    for words in ("", "  \n "):
        answer = press(client, case, step, **fields | {"words": words})

        assert answer.status_code == 422
        assert "field-error" in answer.text
        assert state(case) == before


def test_what_somebody_typed_cannot_become_part_of_the_page(client):
    case, person = ready_for(Step.TAKE)
    signed_in(client, person)
    actions.take(case, words="<script>alert(1)</script>", by=person, now=clock.now())

    page = look(client, case)

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
