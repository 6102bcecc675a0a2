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
def test_a_step_is_not_taken_by_following_a_link(client, step):
    case, person = ready_for(step)
    signed_in(client, person)

    address = f"/staff/cases/{case.number}/{step.replace('_', '-')}"
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, step):
    case, _person = ready_for(step)
    before = state(case)

    answer = press(client, case, step, **good(step))

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location
    assert state(case) == before


@pytest.mark.parametrize("step", STEPS)
def test_to_a_stranger_the_case_does_not_exist(client, step):
    case, _person = ready_for(step)
    before = state(case)
    role, area = ELSEWHERE.get(step, (Role.COMMUNITY_CLERK, "330108001001"))
    signed_in(client, a_clerk(role, area_code=area))

    assert press(client, case, step, **good(step)).status_code == 404
    assert state(case) == before


@pytest.mark.parametrize("step", STEPS)
def test_the_wrong_post_is_refused(client, step):
    case, _person = ready_for(step)
    before = state(case)
    role, area = WRONG.get(step, (Role.STREET_CLERK, STREET_CODE))
    signed_in(client, a_clerk(role, area_code=area or case.grid.code[: AREA_DIGITS[role]]))

    assert press(client, case, step, **good(step)).status_code == 403
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
@pytest.mark.parametrize("version", [None, "", "x", "1.5"], ids=["none", "empty", "word", "part"])
def test_a_form_without_the_version_it_was_made_for_is_shown_again(client, step, version):
    case, person = ready_for(step)
    signed_in(client, person)
    before = state(case)

    answer = press(client, case, step, **good(step) | {"version": version})

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
@pytest.mark.parametrize("words", ["", "  \n "], ids=["none", "only spaces"])
def test_words_that_somebody_waits_for_are_asked_for(client, step, words):
    case, person = ready_for(step)
    signed_in(client, person)
    before = state(case)

    answer = press(client, case, step, **good(step) | {"words": words})

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
