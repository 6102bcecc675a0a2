"""Asking for a pause or more days, deciding about it, and the page of all that waits."""

import re
from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.rules import CaseStatus, Step
from portal.policy.queries import policy_on
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_community_unit, a_dispatcher, look, press, ready_for


def a_street_clerk():
    return a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)


def page_of_requests(client):
    return client.get("/staff/requests?lang=en")


def asked_by(client, **given):
    """Return a case whose unit has asked for more days; the browser is the unit's."""
    unit = a_unit(name_en="The Team")
    case, clerk = a_dispatched_case(unit=unit, **given), a_clerk(Role.UNIT_CLERK, unit=unit)
    signed_in(client, clerk)
    press(client, case, Step.ASK_EXTENSION, days="2", words="材料没到")
    return case, clerk


# what each form says before its button


def test_asking_for_a_pause_says_who_decides_and_the_date_of_each_last_day(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text

    assert "The command room of the street decides." in page
    assert "Thursday 24 September (then due Friday 9 October)" in page


def test_asking_for_more_days_says_the_date_of_each_number(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text

    assert "1 (then due Wednesday 30 September)" in page
    assert "2 (then due Thursday 8 October)" in page
    assert "3 (then due" not in page


def test_whoever_decides_reads_what_was_asked_and_the_date_it_leads_to(client):
    case, _clerk = asked_by(client)
    signed_in(client, a_street_clerk())

    page = look(client, case).text

    assert "材料没到" in page
    assert "Due then: Thursday 8 October, instead of Tuesday 29 September" in page
    assert 'id="extend"' in page
    assert 'id="pause"' not in page


def test_ending_a_pause_says_the_date_of_today(client):
    case, person = ready_for(Step.RESUME)
    signed_in(client, person)

    assert "Due then: Tuesday 29 September" in look(client, case).text
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        signed_in(client, person)
        assert "Due then: Wednesday 30 September" in look(client, case).text


def test_handing_up_names_the_unit_and_its_date(client):
    case, person = ready_for(Step.HAND_UP)
    signed_in(client, person)

    page = look(client, case).text

    assert "The Centre has it then, with a clock of its own. Due then: Thursday 8 October" in page


# why not


@pytest.mark.parametrize(
    ("level", "days", "why"),
    [
        pytest.param(2, 0, "level 2 gets no more days", id="level 2"),
        pytest.param(3, 9, "A late case cannot be paused", id="late"),
        pytest.param(3, 9, "More days are asked for before it does", id="late for more days too"),
    ],
)
def test_a_step_that_cannot_be_taken_now_says_why(client, level, days, why):
    if level == 2:
        case = a_dispatched_case(level=2, unit=a_community_unit())
        person = a_clerk(Role.COMMUNITY_CLERK, area_code=case.community.code)
    else:
        unit = a_unit()
        case, person = a_dispatched_case(unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)
    with clock.stopped_at(clock.now() + timedelta(days=days)):
        signed_in(client, person)
        assert why in look(client, case).text


def test_while_something_is_asked_nothing_else_can_be(client):
    case, _clerk = asked_by(client)

    assert "Something is asked for already" in look(client, case).text
    answer = press(client, case, Step.ASK_PAUSE, reason="court", until="2026-09-24", words="等法院")

    assert answer.status_code == 409
    assert len(queries.requests_of(case)) == 1


def test_more_days_for_a_level_that_has_none_are_refused_in_words(client):
    case = a_dispatched_case(level=2, unit=a_community_unit())
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=case.community.code))

    answer = press(client, case, Step.ASK_EXTENSION, days="1", words="不够")

    assert answer.status_code == 409
    assert "gets no more days" in answer.text
    assert queries.open_request(case) is None


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"until": "2026-09-21"}, id="over today"),
        pytest.param({"until": "2027-09-21"}, id="a year long"),
        pytest.param({"until": "tomorrow"}, id="no date"),
        pytest.param({"until": None}, id="no last day"),
        pytest.param({"reason": "tired"}, id="a reason of their own"),
        pytest.param({"reason": None}, id="no reason"),
    ],
)
def test_a_pause_that_cannot_be_is_asked_again_as_typed(client, wrong):
    case, person = ready_for(Step.ASK_PAUSE)
    signed_in(client, person)
    good = {"reason": "court", "until": "2026-09-24", "words": "等法院判决"}

    answer = press(client, case, Step.ASK_PAUSE, **good | wrong)

    assert answer.status_code == 422
    assert "等法院判决" in answer.text
    assert queries.open_request(case) is None


@pytest.mark.parametrize("days", ["0", "3", "-1", "many", None])
def test_days_that_the_level_does_not_have_are_asked_again_as_typed(client, days):
    case, person = ready_for(Step.ASK_EXTENSION)
    signed_in(client, person)

    answer = press(client, case, Step.ASK_EXTENSION, days=days, words="材料没到")

    assert answer.status_code == 422
    assert "材料没到" in answer.text
    assert queries.open_request(case) is None


def test_a_refusal_without_words_is_asked_again(client):
    case, person = ready_for(Step.REFUSE)
    signed_in(client, person)

    assert press(client, case, Step.REFUSE, note=" ").status_code == 422
    assert queries.open_request(case)


# deciding


def test_the_lead_alone_decides_for_a_department(client):
    from portal.accounts.rules import UnitKind

    unit = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case, clerk = a_dispatched_case(level=4, unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)
    signed_in(client, clerk)
    press(client, case, Step.ASK_EXTENSION, days="8", words="要招标")

    signed_in(client, a_dispatcher())
    assert press(client, case, Step.EXTEND).status_code == 403
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))
    assert press(client, case, Step.EXTEND).status_code == 303
    assert case.due_on == date(2026, 10, 19)


def test_the_unit_reads_what_was_decided_and_why(client):
    case, clerk = asked_by(client)
    signed_in(client, a_street_clerk())
    press(client, case, Step.REFUSE, note="人手足够")

    signed_in(client, clerk)
    page = look(client, case).text

    assert "Not approved" in page
    assert "人手足够" in page
    assert "What you asked for was refused" in client.get("/staff/notices?lang=en").text


def test_what_is_no_longer_asked_for_is_not_granted(client):
    case, clerk = asked_by(client)
    actions.transfer(case, unit=a_unit(), words="归他们", by=clerk, now=clock.now())
    signed_in(client, a_street_clerk())

    answer = press(client, case, Step.EXTEND)

    assert answer.status_code == 409
    assert "Nothing of that kind is asked for any more" in answer.text
    assert case.extended_days == 0


def test_of_two_who_decide_at_once_the_second_learns_what_the_first_did(client):
    case, _clerk = asked_by(client)
    first = a_street_clerk()
    shown = case.version
    signed_in(client, first)
    press(client, case, Step.EXTEND)

    signed_in(client, a_dispatcher())
    answer = press(client, case, Step.REFUSE, note="不同意", version=str(shown))

    assert answer.status_code == 409
    assert f"{first.name} approved more days" in answer.text
    assert queries.requests_of(case)[0].is_granted is True


# the page of all that waits


def test_the_page_lists_what_waits_with_the_date_it_leads_to(client):
    case, _clerk = asked_by(client)
    signed_in(client, a_street_clerk())

    page = page_of_requests(client)

    assert page.status_code == 200
    assert case.number in page.text
    assert "Due then: Thursday 8 October, instead of Tuesday 29 September" in page.text
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_a_decision_made_there_leads_back_there(client):
    case, _clerk = asked_by(client)
    signed_in(client, a_street_clerk())

    answer = client.post(
        f"/staff/cases/{case.number}/extend?from=list",
        data={"version": str(case.version), "note": ""},
    )

    assert answer.status_code == 303
    assert answer.location == "/staff/requests"
    assert case.extended_days == 2
    assert case.number not in page_of_requests(client).text.split("</h1>")[1]


def test_two_cases_stand_beside_each_other_with_ids_of_their_own(client):
    asked_by(client)
    asked_by(client)
    signed_in(client, a_street_clerk())

    ids = re.findall(r'\sid="([^"]+)"', page_of_requests(client).text)

    assert len(ids) == len(set(ids))


def test_where_nothing_waits_the_page_says_so(client):
    signed_in(client, a_street_clerk())

    assert "Nothing waits for your word" in page_of_requests(client).text


def test_the_page_is_for_those_who_decide(client):
    assert page_of_requests(client).status_code == 303
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit()))
    assert page_of_requests(client).status_code == 403
    signed_in(client, a_street_clerk())
    assert client.post("/staff/requests").status_code == 405


def test_a_pause_that_would_be_over_says_so_on_the_page(client):
    case, person = ready_for(Step.PAUSE)
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        signed_in(client, person)
        assert "would be over already" in page_of_requests(client).text
        assert press(client, case, Step.PAUSE).status_code == 409
    assert case.status is CaseStatus.DISPATCHED


# what the case page and the reporter see


def test_a_paused_case_says_until_when_and_the_date_after_it(client):
    case, person = ready_for(Step.RESUME)
    signed_in(client, person)

    page = look(client, case).text

    assert (
        "The clock stands still until the end of Thursday 24 September at the latest. "
        "Due then: Friday 9 October." in page
    )


def the_story(client, case):
    return client.get(f"/f/{case.follow_token}?lang=en").text


def test_the_reporter_reads_why_it_waits_and_then_the_new_date(client):
    case, person = ready_for(Step.RESUME)

    page = the_story(client, case)
    assert "has to wait and goes on after Thursday 24 September at the latest" in page
    assert "The Team waits for a court" in page
    assert "等法院判决" in page

    signed_in(client, person)
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        signed_in(client, person)
        press(client, case, Step.RESUME, words="判决到了")
        page = the_story(client, case)
    assert "The wait is over; The Team goes on" in page
    assert "Thursday 8 October" in page
    assert "判决到了" in page


def test_a_pause_makes_nothing_late_in_the_eyes_of_the_reporter(client):
    case, _person = ready_for(Step.RESUME)

    with clock.stopped_at(clock.now() + timedelta(days=30)):
        page = the_story(client, case)

    assert "late" not in page.split("<main")[1].split("at the latest")[-1]


def test_the_reporter_reads_the_new_date_of_an_extension_but_no_asking_and_no_refusal(client):
    case, _clerk = asked_by(client)
    assert "材料没到" not in the_story(client, case)
    signed_in(client, a_street_clerk())

    press(client, case, Step.REFUSE, note="人手足够")
    assert "人手足够" not in the_story(client, case)

    actions.ask_extension(
        case,
        days=2,
        words="还差一份材料",
        by=a_clerk(Role.UNIT_CLERK, unit=case.unit),
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    press(client, case, Step.EXTEND, note="只此一次")
    page = the_story(client, case)
    assert "The Team was given more days" in page
    assert "还差一份材料" in page
    assert "Thursday 8 October" in page
    assert "只此一次" not in page


def test_the_reporter_reads_that_it_went_up_and_why(client):
    case, person = ready_for(Step.HAND_UP)
    signed_in(client, person)
    press(client, case, Step.HAND_UP, words="需要区里处理")

    page = the_story(client, case)

    assert "The Team could not do it; it went up to The Centre" in page
    assert "需要区里处理" in page


def test_from_the_top_level_nothing_is_handed_up(client):
    from portal.accounts.rules import UnitKind

    unit = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case = a_dispatched_case(level=4, unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert "There is no level above this one." in look(client, case).text
    assert press(client, case, Step.HAND_UP, words="办不了").status_code == 409


def test_a_resolved_case_says_by_when_somebody_looks(client):
    from portal.cases.rules import Outcome
    from tests.factories import a_matter

    case = a_dispatched_case(matter=a_matter(evidence="现场照片"))
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.resolve(
        case,
        outcome=Outcome.NOT_FOUND,
        words="没有发现",
        photos=[],
        by=clerk,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    signed_in(client, clerk)

    page = look(client, case).text

    assert "To be looked at by" in page
    assert "Wednesday 23 September" in page
