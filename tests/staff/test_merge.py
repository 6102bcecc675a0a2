"""Joining a case to another one from its page, and parting it again."""

import pytest

from portal import clock, files
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import CaseStatus, Step
from portal.policy.queries import policy_on
from tests.factories import (
    STREET_CODE,
    a_busy_photo,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    an_area,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher, look, press

ELSEWHERE = "330108001001"  # another street's community


@pytest.fixture
def person(client):
    person = a_dispatcher()
    signed_in(client, person)
    return person


def choice(case):
    return f"{case.number}.{case.version}"


def joined(case, main):
    by, policy = a_dispatcher(), policy_on(clock.today())
    actions.merge(case, main, by=by, now=clock.now(), policy=policy)


def kept():
    return files.keep_photo(a_busy_photo((400, 300)), most_bytes=10**8)


def look_up(client, case, number):
    asked = {"lang": "en", "same": number}
    return client.get(f"/staff/cases/{case.number}", query_string=asked)


def test_what_may_be_the_same_is_listed_with_distance_day_and_photo(client, person):
    main = a_dispatched_case(photos=[kept()], unit=a_unit(name_en="The Team"))
    case = a_case(grid=main.grid, matter=main.matter)

    page = look(client, case).text

    assert "May be the same problem" in page
    assert "In this grid" in page
    assert "reported today" in page
    assert f'value="{choice(main)}"' in page
    assert f"/staff/cases/{main.number}/photos/{main.photos[0].id}?size=small" in page
    assert "With a unit · The Team · by Tuesday 29 September" in page


def test_what_it_does_is_said_before_the_button(client, person):
    main = a_case()
    case = a_case(grid=main.grid, matter=main.matter)
    joined(a_case(), case)

    page = look(client, case).text

    assert "is told now and at every step of the other case" in page
    assert "1 report that was joined to this one goes along" in page


def test_a_case_of_the_list_is_joined(client, person):
    main = a_dispatched_case()
    case = a_case(grid=main.grid, matter=main.matter)

    answer = press(client, case, Step.MERGE, main=choice(main), note="同一处")

    assert answer.status_code == 303
    assert (case.status, case.merged_into_id) == (CaseStatus.MERGED, main.id)
    assert case.events[-1].note == "同一处"
    assert "hears of every step of the other case" in look(client, case).text


def test_a_number_is_looked_up_first_and_then_joined(client, person):
    main, case = a_dispatched_case(grid=a_grid(community=an_area(ELSEWHERE))), a_case()
    assert main.number not in look(client, case).text

    typed, shown = f" {main.number[:10].lower()} {main.number[10:]} ", choice(main)
    page = look_up(client, case, typed).text
    answer = press(client, case, Step.MERGE, main=shown)

    assert f'value="{shown}" checked' in page
    assert answer.status_code == 303
    assert case.merged_into_id == main.id


@pytest.mark.parametrize("typed", ["BJ20260921000019", "nonsense", "<b>", "BJ" + "9" * 300])
def test_a_number_that_is_none_is_said_so(client, person, typed):
    case = a_case()
    a_case(grid=case.grid, matter=case.matter)  # may be the same, and is not chosen for that

    page = look_up(client, case, typed)

    assert page.status_code == 200
    assert "No such case, or it is not yours to see" in page.text
    assert 'id="merge" open' in page.text
    assert '" checked>' not in page.text.partition('id="merge"')[2].partition("</form>")[0]


def test_looking_up_a_joined_one_offers_the_case_that_speaks_for_it(client, person):
    main, second, case = a_case(), a_case(), a_case()
    joined(second, main)

    page = look_up(client, case, second.number).text

    assert f'value="{choice(main)}" checked' in page


def test_a_case_out_of_reach_is_neither_found_nor_joined(client):
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))
    hidden, case = a_case(grid=a_grid(community=an_area(ELSEWHERE))), a_case()

    assert "not yours to see" in look_up(client, case, hidden.number).text
    answer = press(client, case, Step.MERGE, main=choice(hidden))

    assert answer.status_code == 422
    assert case.status is CaseStatus.REPORTED


@pytest.mark.parametrize("main", [None, "", "nonsense", "BJ20260921000019.1", ".", "x.y"])
def test_without_a_case_to_join_nothing_happens_and_the_note_stays(client, person, main):
    case = a_case()

    answer = press(client, case, Step.MERGE, main=main, note="同一处")

    assert answer.status_code == 422
    assert case.status is CaseStatus.REPORTED
    assert "field-error" in answer.text or "May be" not in answer.text


def test_the_other_case_may_have_moved_since_the_page_showed_it(client, person):
    main, case = a_case(), a_case()
    shown, by = choice(main), a_dispatcher()
    by.name = "周先到"
    actions.note(main, note="电话核实", by=by, now=clock.now())

    answer = press(client, case, Step.MERGE, main=shown)

    assert answer.status_code == 409
    assert "周先到" in answer.text
    assert case.status is CaseStatus.REPORTED


def test_a_refusal_of_the_rules_is_said_at_the_form(client, person):
    main, case = a_case(), a_case()
    main.status, main.closed_at = CaseStatus.DECLINED, clock.now()

    answer = press(client, case, Step.MERGE, main=choice_after(client, main))

    assert answer.status_code == 422
    assert "was declined" in answer.text
    assert case.status is CaseStatus.REPORTED


def choice_after(client, main):
    """The choice as a page that is opened now would offer it."""
    client.get("/staff/cases")
    return choice(main)


def test_the_page_of_the_main_case_shows_what_was_joined_with_words_and_photos(client, person):
    main, case = a_dispatched_case(), a_case(words="还有一处积水", photos=[kept()])
    joined(case, main)

    page = look(client, main).text

    assert "1 report was joined to it" in page
    assert "还有一处积水" in page
    assert f"/staff/cases/{case.number}/photos/{case.photos[0].id}" in page
    assert main.number in look(client, case).text


def test_the_unit_in_hand_sees_the_reports_that_were_joined(client):
    unit = a_unit()
    main, case = a_dispatched_case(unit=unit), a_case(photos=[kept()])
    joined(case, main)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert look(client, case).status_code == 200
    photo = f"/staff/cases/{case.number}/photos/{case.photos[0].id}?size=small"
    assert client.get(photo).status_code == 200


def test_a_report_is_parted_with_its_dates_said_before(client, person):
    case, main = a_dispatched_case(), a_case()
    joined(case, main)

    page = look(client, case).text
    assert "It waits to be dispatched by itself, by Tuesday 22 September." in page
    assert "Its earlier date stays: Tuesday 29 September." in page
    answer = press(client, case, Step.UNMERGE, note="是另一处")

    assert answer.status_code == 303
    assert (case.status, case.merged_into_id) == (CaseStatus.REPORTED, None)


def test_what_was_parted_once_is_not_shown_as_the_same_again(client, person):
    main = a_dispatched_case(unit=a_unit())
    case = a_case(grid=main.grid, matter=main.matter)
    before = [look(client, one).text for one in (case, main)]
    joined(case, main)
    press(client, case, Step.UNMERGE, note="是另一处")

    after = [look(client, one).text for one in (case, main)]

    assert all('id="around"' in page for page in before)
    assert not any('id="around"' in page for page in after)


@pytest.mark.parametrize("note", ["", "  "])
def test_parting_needs_a_reason(client, person, note):
    case = a_case()
    joined(case, a_case())

    answer = press(client, case, Step.UNMERGE, note=note)

    assert answer.status_code == 422
    assert case.status is CaseStatus.MERGED


# photos


def test_the_same_photo_is_shown_side_by_side_with_the_number_of_the_other_case(client, person):
    photo = kept()
    before = a_resolved_case(photos_back=[photo], grid=a_grid(community=an_area(ELSEWHERE)))
    case = a_case(photos=[photo])

    page = look(client, case).text

    assert "The same photo was sent before" in page
    assert f"/staff/cases/{before.number}/photos/{before.photos[0].id}?size=small" in page
    assert f"/staff/cases/{case.number}/photos/{case.photos[0].id}?size=small" in page
    assert "Said to be resolved" in page


def test_the_photo_of_a_case_out_of_reach_is_named_and_not_shown(client):
    photo = kept()
    before = a_case(photos=[photo], grid=a_grid(community=an_area(ELSEWHERE)))
    case = a_case(photos=[photo])
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))

    page = look(client, case).text

    assert before.number in page
    assert f"/staff/cases/{before.number}" not in page
    assert "outside your area" in page


def show(client, case, photo, **fields):
    return client.post(f"/staff/cases/{case.number}/photos/{photo.id}/show?lang=en", data=fields)


def test_somebody_who_looked_lets_residents_see_a_photo_and_takes_it_back(client, person):
    case = a_case(photos=[kept()])
    photo = case.photos[0]

    assert show(client, case, photo, shown="1").status_code == 303
    assert photo.shown_at == clock.now()
    assert (case.events[-1].step, case.events[-1].by_id) == (Step.NOTE, person.id)
    assert "Residents can see it." in look(client, case).text

    assert show(client, case, photo, shown="").status_code == 303
    assert photo.shown_at is None


def test_a_private_matters_photo_and_an_after_photo_are_never_for_residents(client, person):
    private = a_case(matter=a_matter(is_private=True), photos=[kept()])
    after = a_resolved_case(photos_back=[kept()])

    for case in (private, after):
        assert show(client, case, case.photos[0], shown="1").status_code == 409
        assert case.photos[0].shown_at is None
    assert "Let them see it" not in look(client, private).text


def test_who_may_let_a_photo_be_seen(client):
    case = a_case(photos=[kept()])
    photo = case.photos[0]

    assert "/staff/sign-in" in show(client, case, photo, shown="1").location
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))
    assert show(client, case, photo, shown="1").status_code == 403
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108001"))
    assert show(client, case, photo, shown="1").status_code == 404
    signed_in(client, a_dispatcher())
    assert client.get(f"/staff/cases/{case.number}/photos/{photo.id}/show").status_code == 405
    assert client.post(f"/staff/cases/{case.number}/photos/999999/show").status_code == 404
    assert photo.shown_at is None


# what a grid worker is shown while they report


def found_by(client, **asked):
    return client.get("/staff/cases/new/same", query_string={"lang": "en"} | asked)


def test_a_grid_worker_is_shown_what_was_reported_already(client):
    case = a_case(matter=a_matter(is_private=True))
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    page = found_by(client, matter=case.matter.code)

    assert "Reported already?" in page.text
    assert f'href="/staff/cases/{case.number}"' in page.text
    assert 'data-same="/staff/cases/new/same"' in client.get("/staff/cases/new").text


@pytest.mark.parametrize("grid", ["330108001001001", "nonsense"])
def test_a_grid_worker_is_shown_nothing_of_grids_that_are_not_theirs(client, grid):
    case = a_case()
    worker = a_clerk(Role.GRID_WORKER, area_code=a_grid().code)
    signed_in(client, worker)

    page = found_by(client, matter=case.matter.code, grid=case.grid.code)

    assert (page.status_code, page.text.strip()) == (200, "")
    assert found_by(client, matter="NONE", grid=grid).text.strip() == ""


def test_what_was_reported_already_is_for_those_who_report(client):
    case = a_case()

    assert "/staff/sign-in" in found_by(client, matter=case.matter.code).location
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit()))
    assert found_by(client, matter=case.matter.code).status_code == 403
    assert client.post("/staff/cases/new/same").status_code == 405
