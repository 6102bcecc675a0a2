"""People take courses on their phone, staff make them, and meetings keep a list."""

import io

import pytest
from pypdf import PdfReader

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.files import keep_photo
from portal.grids.rules import Duty
from portal.training import queries
from portal.training.models import Attendance, Course, CourseResult, Gathering
from portal.training.rules import CourseState, word_at
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_clerk,
    a_course,
    a_draft_course,
    a_gathering,
    a_grid,
    a_photo,
    a_result,
    an_appointment,
    an_area,
    signed_in,
)
from tests.factories import WRONG as WRONGLY
from tests.public.reporting import in_english

RIGHT = {"key": "k1", "q1": "0", "q2": ["0", "2"]}
WRONG = {"key": "k2", "q1": "1", "q2": ["0"]}
COURSE = {"area": DISTRICT_CODE, "title": "消防", "words": "看三样。", "pass_percent": "80"}
QUESTION = {"words": "哪个对？", "step": "0", "choice_1": "这个", "choice_2": "那个"}
KEY = {"right_1": "y"}


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def worker(client):
    person = a_clerk(Role.GRID_WORKER, area_code=a_grid().code, name="欧阳小明")
    signed_in(client, person)
    return person


@pytest.fixture
def dispatcher(client):
    an_area()
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    return person


def test_a_worker_reads_answers_and_has_a_certificate_that_others_can_check(client, worker):
    course = a_course(valid_months=12, required_from=clock.today())
    way = f"/staff/training/{course.code}"

    assert "Required" in client.get("/staff/training").text
    assert "路灯不亮，井盖松动。" in client.get(way).text
    sent = client.post(f"{way}/quiz", data=RIGHT)
    page = client.get(sent.location)

    assert sent.status_code == 303
    assert "Passed: 2 of 2 right." in page.text
    result = db.session.query(CourseResult).one()
    pdf = client.get(f"{sent.location}/certificate.pdf")
    assert pdf.data == client.get(f"{sent.location}/certificate.pdf").data
    words = PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert "欧阳小明" in words
    assert result.code in words
    check = client.get(f"/certificate/{result.code}").text
    assert "it counts" in check
    assert "欧阳" in check
    assert "小明" not in check
    assert worker.number not in check


def test_a_failed_try_says_what_to_read_again_and_never_the_key(client, worker):
    course = a_course()

    page = client.get(client.post(f"/staff/training/{course.code}/quiz", data=WRONG).location).text

    assert "Not passed yet: 0 of 2 right" in page
    assert "Read again: 看见什么要报" in page
    assert f"/staff/training/{course.code}#step-1" in page
    assert "井盖松动" not in page
    assert "2 left today" in page
    result = db.session.query(CourseResult).one()
    assert client.get(f"/staff/training/results/{result.id}/certificate.pdf").status_code == 409
    assert client.get(f"/certificate/{result.code}").status_code == 404


def test_an_answer_that_is_missing_costs_no_try_and_keeps_the_others(client, worker):
    course = a_course()

    page = client.post(f"/staff/training/{course.code}/quiz", data={"key": "k", "q1": "1"})

    assert page.status_code == 422
    assert "Choose an answer" in page.text
    assert 'checked id="q1-1"' in page.text
    assert db.session.query(CourseResult).count() == 0


def test_the_quiz_says_why_it_is_not_open_before_anybody_answers(client, worker):
    course = a_course()
    for _ in range(3):
        a_result(worker, course, WRONGLY)

    page = client.get(f"/staff/training/{course.code}/quiz")

    assert "come tomorrow" in page.text
    assert "Hand in" not in page.text
    assert client.post(f"/staff/training/{course.code}/quiz", data=RIGHT).status_code == 409


def test_nobody_sees_the_results_of_others(client, worker):
    other = a_clerk(Role.GRID_WORKER, area_code=a_grid().code)
    result = a_result(other, a_course())

    assert client.get(f"/staff/training/results/{result.id}").status_code == 404
    assert client.get(f"/staff/training/results/{result.id}/certificate.pdf").status_code == 404


def test_a_certificate_whose_time_is_over_says_so(client, worker):
    long_ago = NOW.replace(year=2024)
    result = a_result(worker, a_course(valid_months=12, now=long_ago), now=long_ago)

    assert "counts no more" in client.get(f"/certificate/{result.code.lower()}").text


def test_a_course_is_made_step_by_step_published_and_followed_by_an_edition(client, dispatcher):
    made = client.post("/staff/courses", data=COURSE | {"tasks": ["patrol"]})
    way = made.location

    assert made.status_code == 303
    assert client.post(f"{way}/publish").status_code == 409
    picture = {"photos": (io.BytesIO(a_photo()), "x.jpg"), "picture_words": "楼道"}
    step = client.post(f"{way}/steps", data={"title": "看", "words": "看三样。"} | picture)
    assert step.status_code == 303
    assert client.post(f"{way}/questions", data=QUESTION | KEY).status_code == 303
    assert client.get(f"{way}/steps/1/photo").mimetype == "image/jpeg"
    assert client.post(f"{way}/publish").status_code == 303

    course = db.session.query(Course).one()
    assert course.state is CourseState.PUBLISHED
    assert client.post(f"{way}/change", data=COURSE).status_code == 409
    edition = client.post(f"{way}/new-edition").location
    changed = {"title": "再看", "words": "看四样。"}
    silent = client.post(f"{edition}/steps/1", data=changed)
    assert silent.status_code == 422
    assert "what the picture shows" in silent.text
    told = client.post(f"{edition}/steps/1", data=changed | {"picture_words": "楼道"})
    assert told.status_code == 303
    assert client.post(f"{edition}/publish", data={"asks_again": "y"}).status_code == 303
    db.session.refresh(course)
    assert course.state is CourseState.RETIRED
    assert queries.published_of_line(course.line).counts_from == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"title": ""}, "Give it a title", id="no title"),
        pytest.param({"pass_percent": "101"}, "Choose from 1 to 100", id="more than all"),
        pytest.param({"valid_months": "0"}, "Choose from 1 to 60", id="no months"),
        pytest.param({"required_from": "soon"}, "Not a valid date", id="no day"),
        pytest.param({"area": "330109"}, "Not a valid choice", id="another district"),
    ],
)
def test_what_cannot_be_kept_of_a_course_is_said(client, dispatcher, wrong, said):
    page = client.post("/staff/courses", data=COURSE | wrong)

    assert page.status_code == 422
    assert said in page.text
    assert "看三样。" in page.text
    assert db.session.query(Course).count() == 0


def test_a_question_without_its_key_comes_back_as_typed(client, dispatcher):
    course = a_draft_course()

    page = client.post(f"/staff/courses/{course.code}/questions", data=QUESTION)

    assert page.status_code == 422
    assert "Tick which answer is right." in page.text
    assert "哪个对？" in page.text


def test_steps_and_questions_are_moved_and_taken_out(client, dispatcher):
    course = a_draft_course()
    way = f"/staff/courses/{course.code}"
    client.post(f"{way}/steps", data={"title": "第二", "words": "第二步。"})

    assert client.post(f"{way}/steps/2/up").status_code == 303
    assert client.get(f"{way}/steps/1").text.count("第二步。") == 1
    assert client.post(f"{way}/steps/1/remove").status_code == 303
    assert client.post(f"{way}/questions/2/up").status_code == 303
    assert client.post(f"{way}/questions/1/remove").status_code == 303
    db.session.refresh(course)
    assert [len(course.steps), len(course.questions)] == [1, 1]
    assert client.post(f"{way}/retire", data={"reason": " "}).status_code == 422
    assert client.post(f"{way}/retire", data={"reason": "写错了"}).status_code == 303
    assert "写错了" in client.get(way).text


def test_a_course_of_another_area_is_not_there(client, app):
    course = a_draft_course(area_code="330108001")
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    signed_in(client, clerk)
    everybodys = a_draft_course()

    for code in (course.code, everybodys.code):
        assert client.get(f"/staff/courses/{code}").status_code == 404
        assert client.post(f"/staff/courses/{code}/publish").status_code == 404
        assert client.get(f"/staff/courses/{code}/steps/1/photo").status_code == 404
    assert (
        client.get(f"/staff/gatherings/{a_gathering(area_code='330108001').code}").status_code
        == 404
    )


def test_the_picture_of_a_step_is_for_those_who_may_take_its_course(client, worker):
    key = keep_photo(a_photo(), most_bytes=10**6).key
    course = a_course(area_code="330108001")
    course.steps[0].picture_key = key
    mine = a_course()
    mine.steps[0].picture_key = key

    assert client.get(f"/staff/training/{mine.code}/steps/1/photo").status_code == 200
    assert client.get(f"/staff/training/{course.code}/steps/1/photo").status_code == 404
    assert client.get(f"/staff/training/{mine.code}/steps/2/photo").status_code == 404


def test_a_grid_worker_makes_no_courses_and_holds_no_meetings(client, worker):
    for way in ("/staff/courses", "/staff/courses/trained", "/staff/gatherings"):
        assert client.get(way).status_code == 403


def test_who_scans_and_presses_is_on_the_list_and_a_look_alone_changes_nothing(client, worker):
    gathering = a_gathering(course=a_course())
    here = f"/staff/here/{gathering.code}/{word_at(gathering.secret, NOW, 3)}"

    assert "I am here" in client.get(here).text
    assert db.session.query(Attendance).count() == 0
    assert client.post(here).status_code == 303
    assert "You are on the list since 10:00" in client.get(here).text
    assert client.post(here).status_code == 303
    assert db.session.query(Attendance).one().person_id == worker.id
    other = a_gathering()
    old = client.post(f"/staff/here/{other.code}/AAAAAAAA")
    assert old.status_code == 410
    assert "Scan the screen again" in old.text


def test_a_stranger_who_scans_signs_in_first_and_comes_back(client, app):
    gathering = a_gathering()

    page = client.get(f"/staff/here/{gathering.code}/AAAAAAAA")

    assert page.status_code == 303
    assert f"here/{gathering.code}" in page.location


def test_a_meeting_is_called_shown_filled_exported_and_closed(client, app):
    clerk, came = (a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE) for _ in range(2))
    signed_in(client, clerk)
    an_area()
    plan = {"title": "季度培训", "place": "会议室", "area": COMMUNITY_CODE}
    when = {"starts_at": "2026-09-21T09:30", "ends_at": "2026-09-21T11:00"}
    assert client.post("/staff/gatherings", data=plan | when | {"ends_at": ""}).status_code == 422
    way = client.post("/staff/gatherings", data=plan | when).location
    gathering = db.session.query(Gathering).one()

    shown = client.get(f"{way}/code")
    assert word_at(gathering.secret, NOW, 3) in shown.text
    assert gathering.secret not in shown.text
    assert shown.headers["Refresh"] == "60"
    assert client.post(f"{way}/enter", data={"who": "nobody"}).status_code == 422
    assert client.post(f"{way}/enter", data={"who": came.number}).status_code == 303
    assert "by hand" in client.get(way).text
    assert came.number in client.get(f"{way}/list.csv").text
    assert client.get(f"{way}/list.xlsx").data[:2] == b"PK"
    assert client.post(f"{way}/close").status_code == 303
    closed = client.get(f"{way}/code")
    assert "not open now" in closed.text
    assert "Refresh" not in closed.headers
    assert client.post(f"{way}/strike/{came.id}").status_code == 409


def test_two_of_one_name_are_told_apart_by_number(client, app):
    gathering = a_gathering()
    signed_in(client, gathering.made_by)
    one, _two = (a_clerk(Role.GRID_WORKER, area_code=a_grid().code, name="王䶮") for _ in range(2))
    way = f"/staff/gatherings/{gathering.code}"

    page = client.post(f"{way}/enter", data={"who": "王䶮"})

    assert page.status_code == 422
    assert "Enter the staff number" in page.text
    assert client.post(f"{way}/enter", data={"who": one.number}).status_code == 303
    assert client.post(f"{way}/strike/{one.id}").status_code == 303
    assert "taken off" in client.get(way).text
    assert one.number not in client.get(f"{way}/list.csv").text


def test_a_community_sees_who_lacks_what_and_its_street_only_how_many(client, app):
    course = a_course(required_from=clock.today())
    grid = a_grid()
    done, lacking = (an_appointment(grid, Duty.PART_TIME_WORKER).person for _ in range(2))
    a_result(done, course)
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=grid.code[:9]))

    street = client.get("/staff/courses/trained").text
    community = client.get(f"/staff/courses/trained?area={grid.code[:12]}").text

    assert "1 of 2 in date" in street
    assert lacking.number not in street
    assert lacking.number in community
    assert done.number not in community
