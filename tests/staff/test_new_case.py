"""A grid worker reports what they found, and may have solved it on the spot."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Outcome, Source, Step, Validity
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_photo,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.staff.case_steps import a_community_unit, look, press

NEW = "/staff/cases/new"
EVIDENCE = "现场照片1张以上+定位+时间"


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def worker(client, grid):
    person = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def form_of(client, **filled):
    """The form as the page shows it, with some of it filled in."""
    page = client.get(NEW).text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]
    return {"key": key} | filled


def send(client, form, **photos):
    """What comes back for a form; photos by the name of their field."""
    fields = MultiDict(form)
    for name, contents in photos.items():
        for n, content in enumerate(contents):
            fields.add(name, FileStorage(io.BytesIO(content), f"photo{n}.jpg"))
    body, _length, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(NEW, data=body.read(), content_type=kind)


def solved(**more):
    return {"is_solved": "y", "words_after": "当场清走"} | more


def how_many():
    return db.session.scalar(select(func.count(Case.id)))


def the_case():
    return db.session.scalars(select(Case).order_by(Case.id.desc())).first()


# what the page offers


def test_the_page_is_sound_and_knows_the_workers_grid(client, worker, grid):
    page = client.get(NEW)

    assert page.status_code == 200
    assert grid.name_en in page.text
    assert list(faults_of(page.text, "en")) == []


def test_every_matter_that_can_be_a_case_is_offered_also_those_for_staff_alone(client, worker):
    for_staff = a_matter(residents_may_report=False, name_en="Empty hydrant")
    for_all = a_matter(name_en="Loose tile")
    for_the_log = a_matter(is_info=True, name_en="Household visit")

    page = client.get(NEW).text

    assert f'value="{for_staff.code}"' in page
    assert f'value="{for_all.code}"' in page
    assert f'value="{for_the_log.code}"' not in page


def test_the_list_is_searched_without_a_script_too(client, worker):
    hydrant = a_matter(name_en="Empty hydrant", initials="xhskq")
    tile = a_matter(name_en="Loose tile", initials="czsd")

    page = client.get(f"{NEW}?q=XHS").text

    assert f'value="{hydrant.code}"' in page
    assert f'value="{tile.code}"' not in page


def test_who_works_in_two_grids_chooses_and_in_none_is_told(client, worker, grid):
    other = a_grid()
    a_clerk_also(worker, other)
    page = client.get(NEW).text
    assert f'value="{grid.code}"' in page
    assert f'value="{other.code}"' in page

    grid.ended_on = other.ended_on = date(2026, 1, 1)
    assert "No grid is yours just now" in client.get(NEW).text


def a_clerk_also(person, grid):
    """Give somebody a second post."""
    (post,) = a_clerk(Role.GRID_WORKER, area_code=grid.code).posts
    post.person = person
    db.session.flush()


@pytest.mark.parametrize("address", ["/staff/", "/staff/cases"])
def test_the_way_to_it_stands_on_the_pages_of_a_worker_and_of_nobody_else(client, worker, address):
    assert NEW in client.get(address).text

    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert NEW not in client.get(address).text


# reporting


def test_what_a_worker_reports_waits_to_be_dispatched(client, worker, grid):
    matter = a_matter(residents_may_report=False)
    form = form_of(client, matter=matter.code, words="井盖松动", place_note="2号门旁")

    answer = send(client, form, photos=[a_photo("red"), a_photo("blue")])

    case = the_case()
    assert (answer.status_code, answer.location) == (303, f"/staff/cases/{case.number}")
    assert "waits to be dispatched" in look(client, case).text
    assert (case.status, case.source, case.reported_by_id) == (
        CaseStatus.REPORTED,
        Source.WORKER,
        worker.id,
    )
    assert (case.grid_id, case.matter_id) == (grid.id, matter.id)
    assert (case.words, case.place_note, len(case.photos)) == ("井盖松动", "2号门旁", 2)
    assert not case.is_held


def test_in_the_second_of_two_grids_the_case_lies_there(client, worker, grid):
    other = a_grid()
    a_clerk_also(worker, other)

    send(client, form_of(client, matter=a_matter().code, grid=other.code))

    assert the_case().grid_id == other.id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"matter": ""}, "Choose what it is", id="no matter"),
        pytest.param({"matter": "nonsense"}, "Choose what it is", id="unknown matter"),
        pytest.param({"key": "short"}, "was not complete", id="no key"),
        pytest.param({"words": "长" * 501}, "Shorten them to 500", id="too many words"),
        pytest.param({"place_note": "x" * 101}, "within 100 characters", id="long place"),
        pytest.param({"is_solved": "y"}, "Write what you did", id="solved without a word"),
        pytest.param(solved(words_after="长" * 501), "Shorten them to 500", id="too much done"),
        pytest.param({"words_after": "当场清走"}, "Tick this", id="words without the tick"),
    ],
)
def test_a_form_that_cannot_be_kept_comes_back_as_typed(client, worker, wrong, said):
    a_community_unit()
    form = form_of(client, matter=a_matter(level=1).code, words="门口有垃圾") | wrong

    answer = send(client, form)

    assert answer.status_code == 422
    assert said in answer.text
    assert form["words"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert how_many() == 0


def test_the_matter_of_the_patrol_log_is_no_case(client, worker):
    form = form_of(client, matter=a_matter(is_info=True).code)

    assert send(client, form).status_code == 422
    assert how_many() == 0


def test_the_grid_of_another_worker_cannot_be_reported_for(client, worker, grid):
    a_clerk_also(worker, a_grid())
    form = form_of(client, matter=a_matter().code, grid=a_grid().code)

    answer = send(client, form)

    assert answer.status_code == 422
    assert "Choose one of your grids" in answer.text
    assert how_many() == 0


def test_photos_of_both_kinds_survive_a_form_that_comes_back(client, worker):
    a_community_unit()
    matter = a_matter(level=1, evidence=EVIDENCE)
    form = form_of(client, matter=matter.code, is_solved="y")
    back = send(client, form, photos=[a_photo("red")], photos_after=[a_photo("green")]).text
    tickets = {
        name: re.search(rf'name="{name}" value="([^"]+)"', back)[1]
        for name in ("kept", "kept_after")
    }

    answer = send(client, form | tickets | {"words_after": "当场清走"})

    assert answer.status_code == 303
    reported, resolved = the_case().events
    assert (len(reported.photos), len(resolved.photos)) == (1, 1)
    assert reported.photos[0].key != resolved.photos[0].key


def test_a_file_that_is_no_photo_is_named(client, worker):
    form = form_of(client, matter=a_matter().code)

    answer = send(client, form, photos=[b"not a picture"], photos_after=[b""])

    assert answer.status_code == 422
    assert "photo0.jpg: That file is no photo" in answer.text
    assert how_many() == 0


def test_the_same_form_sent_twice_is_one_case(client, worker):
    form = form_of(client, matter=a_matter().code)

    first, again = send(client, form), send(client, form)

    assert first.location == again.location
    assert how_many() == 1


# solved on the spot


@pytest.fixture
def mended(client, worker):
    """A case that its worker reported and solved in one form, with a photo before and after."""
    unit = a_community_unit()
    form = form_of(client, matter=a_matter(level=1, evidence=EVIDENCE).code, **solved())
    answer = send(client, form, photos=[a_photo("red")], photos_after=[a_photo("green")])
    assert answer.status_code == 303
    case = the_case()
    assert case.unit_id == unit.id
    return case


def test_one_form_reports_and_resolves(client, mended, worker):
    assert (mended.status, mended.outcome, mended.level) == (
        CaseStatus.RESOLVED,
        Outcome.DONE,
        1,
    )
    assert mended.due_on == date(2026, 9, 22)
    assert mended.was_in_time
    assert [(event.step, event.by_id) for event in mended.events] == [
        (Step.REPORT, worker.id),
        (Step.RESOLVE, worker.id),
    ]
    assert [len(event.photos) for event in mended.events] == [1, 1]
    assert "somebody else looks at it" in look(client, mended).text


def test_nobody_is_asked_for_a_rating_and_nobody_has_judged_it(mended):
    assert mended.ratings == []
    assert mended.validity is Validity.NOT_JUDGED


@pytest.mark.parametrize("step", [Step.VERIFY, Step.DISPUTE])
def test_its_own_worker_can_neither_confirm_nor_dispute_it(client, mended, step):
    assert "What you can do (" not in look(client, mended).text

    assert press(client, mended, step, words="好了").status_code == 409
    assert mended.status is CaseStatus.RESOLVED


def test_another_worker_of_the_grid_confirms_it(client, mended):
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=mended.grid.code))

    assert press(client, mended, Step.VERIFY, words="看过了").status_code == 303

    assert (mended.status, mended.closed_by) == (CaseStatus.CLOSED, Step.VERIFY)


def test_another_worker_opens_it_again_and_the_first_one_has_to_mend_it(client, mended, worker):
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=mended.grid.code))

    assert press(client, mended, Step.DISPUTE, words="还在").status_code == 303

    assert mended.status is CaseStatus.DISPATCHED
    signed_in(client, worker)
    assert (
        press(client, mended, Step.RESOLVE, outcome="explained", words="又看了").status_code == 303
    )


def test_the_same_form_sent_again_leaves_it_as_it_stands(client, worker):
    a_community_unit()
    form = form_of(client, matter=a_matter(level=1).code, **solved())
    first = send(client, form)
    case = the_case()
    actions.dispute(
        case,
        words="还在",
        by=a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    before = case.status, case.round, len(case.events)

    again = send(client, form)

    assert (again.status_code, again.location) == (303, first.location)
    assert (case.status, case.round, len(case.events)) == before
    assert how_many() == 1


def test_a_form_sent_without_the_tick_cannot_be_ticked_afterwards(client, worker):
    a_community_unit()
    form = form_of(client, matter=a_matter(level=1).code)
    send(client, form)

    with clock.stopped_at(NOW + timedelta(minutes=1)):
        answer = send(client, form | solved())

    assert answer.status_code == 409
    assert "was reported before" in answer.text
    assert the_case().status is CaseStatus.REPORTED


@pytest.mark.parametrize(
    ("matter", "has_unit", "said"),
    [
        pytest.param({"level": 2}, True, "Only a matter of level 1", id="level 2"),
        pytest.param({"level": 4}, True, "Only a matter of level 1", id="level 4"),
        pytest.param({"level": 1, "evidence": EVIDENCE}, True, "Add a photo", id="no photo"),
        pytest.param({"level": 1}, False, "No unit answers", id="no unit in the community"),
    ],
)
def test_what_cannot_be_solved_on_the_spot_is_not_even_reported(
    client, worker, matter, has_unit, said
):
    if has_unit:
        a_community_unit()
    form = form_of(client, matter=a_matter(**matter).code, **solved())

    answer = send(client, form)

    assert answer.status_code == 422
    assert said in answer.text
    assert "当场清走" in answer.text
    assert how_many() == 0


def test_a_case_of_somebody_else_is_not_resolved_by_its_key(client, worker):
    a_community_unit()
    theirs = a_case(matter=a_matter(level=1), request_key="a-key-of-a-resident-0001")
    form = form_of(client, matter=theirs.matter.code, **solved())

    answer = send(client, form | {"key": theirs.request_key})

    assert answer.status_code == 409
    assert theirs.status is CaseStatus.REPORTED


# who may


def test_only_who_walks_the_grids_reports_this_way():
    assert {role for role in Role if Permission.REPORT_CASE in GRANTS[role]} == {
        Role.GRID_WORKER,
        Role.VOLUNTEER,
    }


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.STREET_CLERK, Role.ADMINISTRATOR])
def test_another_post_is_refused(client, role):
    matter = a_matter()
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))

    assert client.get(NEW).status_code == 403
    assert send(client, {"key": "k" * 20, "matter": matter.code}).status_code == 403
    assert how_many() == 0


def test_whoever_is_not_signed_in_is_sent_to_the_door(client):
    assert "/staff/sign-in" in client.get(NEW).location
    answer = send(client, {"key": "k" * 20, "matter": a_matter().code})
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location
    assert how_many() == 0


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method_is_answered(client, worker, method):
    assert getattr(client, method)(NEW).status_code == 405
