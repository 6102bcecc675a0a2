"""Drafts are filled, published once, followed by an edition, and never changed after that."""

import pytest

from portal.accounts.rules import Role
from portal.errors import NotAcceptable, NotAllowedNow, NotFound
from portal.training import actions, queries
from portal.training.actions import ChoiceWritten, LessonWritten, QuestionWritten
from portal.training.rules import CourseState
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_course,
    a_draft_course,
    a_grid,
    a_result,
)

TODAY = NOW.date()
CHOICES = (ChoiceWritten("对", is_right=True), ChoiceWritten("错"))


def test_steps_move_and_go_and_questions_follow_the_step_they_point_at(app):
    course = a_draft_course()
    second = actions.keep_lesson(course, LessonWritten("照片怎么拍", "远近各一张。"))
    question = actions.keep_question(course, QuestionWritten("怎么拍？", CHOICES, step=2))

    actions.move_up(course, second)
    assert (second.position, question.step) == (1, 1)
    assert [each.step for each in course.questions[:2]] == [2, 2]

    actions.remove_part(course, second)
    assert question.step is None
    assert [(each.position, each.title) for each in course.steps] == [(1, "看见什么要报")]
    assert course.questions[0].step == 1


def test_a_published_course_cannot_be_changed_in_any_way(app):
    course = a_course()

    for change in (
        lambda: actions.change_course(course, actions.Written("另一个标题", "另外的话")),
        lambda: actions.keep_lesson(course, LessonWritten("多一步", "多一步。")),
        lambda: actions.keep_question(course, QuestionWritten("多一题？", CHOICES)),
        lambda: actions.move_up(course, course.questions[1]),
        lambda: actions.remove_part(course, course.steps[0]),
        lambda: actions.publish(course, asks_again=True, by=course.made_by, now=NOW),
    ):
        with pytest.raises(NotAllowedNow):
            change()
    assert len(course.steps) == 1


def test_a_new_edition_says_the_same_and_is_a_draft_of_its_own(app):
    course = a_course(valid_months=6)

    draft = actions.new_edition(course, by=course.made_by, now=NOW)

    assert (draft.line, draft.edition, draft.state) == (course.line, 2, CourseState.DRAFT)
    assert [each.words for each in draft.steps] == [each.words for each in course.steps]
    assert actions.keys_of(draft) == actions.keys_of(course)
    assert draft.valid_months == 6
    assert actions.new_edition(course, by=course.made_by, now=NOW) is draft
    actions.keep_lesson(draft, LessonWritten("多一步", "多一步。"))
    assert len(course.steps) == 1


def test_a_result_stays_readable_when_its_course_is_replaced(app):
    course, worker = a_course(), a_clerk(Role.GRID_WORKER, area_code=a_grid().code)
    result = a_result(worker, course)
    draft = actions.new_edition(course, by=course.made_by, now=NOW)
    actions.publish(draft, asks_again=True, by=course.made_by, now=NOW)

    assert queries.own_result(worker, result.id).course is course
    assert queries.result_by_code(result.code) is result


def test_a_step_with_a_picture_says_what_it_shows(app):
    course = a_draft_course()

    with pytest.raises(NotAcceptable, match="what the picture shows"):
        actions.keep_lesson(course, LessonWritten("看图", "看图。", picture_key="photos/x.jpg"))


def test_a_course_is_for_the_people_of_its_area_and_kept_from_above(app):
    mine = a_course(area_code=COMMUNITY_CODE)
    other = a_course(area_code="330108001")
    everybodys = a_course()
    worker = a_clerk(Role.GRID_WORKER, area_code=a_grid().code)
    street = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)

    assert set(queries.courses_to_take(worker, TODAY)) == {mine, everybodys}
    assert list(queries.courses_in_reach(street, TODAY)) == [mine]
    assert set(queries.courses_in_reach(dispatcher, TODAY)) == {mine, other, everybodys}
    with pytest.raises(NotFound):
        queries.course_in_reach(street, everybodys.code, TODAY)
    with pytest.raises(NotFound):
        queries.course_to_take(worker, other.code, TODAY)


def test_a_draft_is_taken_by_nobody(app):
    draft, worker = a_draft_course(), a_clerk(Role.GRID_WORKER, area_code=a_grid().code)

    with pytest.raises(NotFound):
        queries.course_to_take(worker, draft.code, TODAY)
