"""Two questions, one tap each: stored at once, asked once a round, changed by no look at them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.models import CaseEvent, Rating
from portal.cases.rules import CaseStatus, Solved, Step
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import a_clerk, a_resolved_case, a_unit, resolved


@pytest.fixture
def case(app):
    return a_resolved_case(unit=a_unit(name_en="The Team"), words_back="已清理干净")


@pytest.fixture
def rating(case):
    return case.ratings[0]


def look(client, rating):
    return client.get(f"/r/{rating.token}?lang=en")


def tap(client, rating, question, answer, **more):
    field = {"solved": "solved", "stars": "stars", "words": "words"}[question]
    return client.post(f"/r/{rating.token}/{question}?lang=en", data={field: answer} | more)


def answers(rating):
    return rating.solved, rating.stars, rating.words


def test_the_link_shows_what_the_unit_said_and_both_questions(client, rating):
    page = look(client, rating)

    assert page.status_code == 200
    assert "The Team says that it is resolved" in page.text
    assert "已清理干净" in page.text
    assert page.text.count('name="solved"') == 3
    assert page.text.count('name="stars"') == 5
    assert 'name="words"' not in page.text


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_stores_nothing(client, case, rating, method):
    for _ in range(3):
        assert getattr(client, method)(f"/r/{rating.token}").status_code == 200

    assert answers(rating) == (None, None, None)
    assert case.status is CaseStatus.RESOLVED


def test_the_first_tap_is_stored_and_the_rest_is_still_asked(client, case, rating):
    answer = tap(client, rating, "solved", "yes")

    assert answer.status_code == 303
    assert answer.location == f"/r/{rating.token}"
    assert answers(rating) == (Solved.YES, None, None)
    assert rating.answered_at == NOW
    assert case.status is CaseStatus.CLOSED
    page = look(client, rating)
    assert "You said: Solved." in page.text
    assert 'name="solved"' not in page.text
    assert 'name="stars"' in page.text


def test_the_stars_may_come_first(client, case, rating):
    assert tap(client, rating, "stars", "4").status_code == 303

    assert answers(rating) == (None, 4, None)
    assert case.status is CaseStatus.RESOLVED
    assert "You gave 4 of 5 stars" in look(client, rating).text


def test_after_both_answers_a_few_words_are_welcome(client, rating):
    tap(client, rating, "solved", "yes")
    tap(client, rating, "stars", "5")

    page = look(client, rating)

    assert page.status_code == 200
    assert "Thank you" in page.text
    assert 'name="words"' in page.text


def test_the_words_end_the_rating_and_lead_to_the_report(client, case, rating):
    tap(client, rating, "solved", "yes")
    tap(client, rating, "stars", "5")

    answer = tap(client, rating, "words", "小陈当天就来了\r\n谢谢")
    page = client.get(answer.location + "?lang=en")

    assert answer.status_code == 303
    assert rating.words == "小陈当天就来了\n谢谢"
    assert "Thank you. Your words are stored." in page.text
    assert "/r/" not in page.text


def test_a_used_link_says_so(client, rating):
    tap(client, rating, "solved", "yes")
    tap(client, rating, "stars", "5")
    tap(client, rating, "words", "谢谢")

    tries = [
        look(client, rating),
        tap(client, rating, "solved", "no"),
        tap(client, rating, "stars", "1"),
        tap(client, rating, "words", "不"),
    ]

    assert [page.status_code for page in tries] == [410] * 4
    assert all("given this rating already" in page.text for page in tries)
    assert answers(rating) == (Solved.YES, 5, "谢谢")


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [("solved", "yes", "no"), ("stars", "5", "1")],
)
def test_the_first_answer_to_a_question_stays(client, case, rating, question, first, second):
    tap(client, rating, question, first)
    before = answers(rating)

    assert tap(client, rating, question, second).status_code == 410
    assert answers(rating) == before
    assert case.reopened == 0


def test_a_link_works_for_its_days_and_not_longer(client, rating):
    with clock.stopped_at(NOW + timedelta(days=15, seconds=-1)):
        assert look(client, rating).status_code == 200
    with clock.stopped_at(NOW + timedelta(days=15)):
        assert look(client, rating).status_code == 410
        assert tap(client, rating, "stars", "5").status_code == 410

    assert answers(rating) == (None, None, None)


def test_a_link_of_an_earlier_round_is_over(client, case, rating):
    tap(client, rating, "solved", "no")
    resolved(case)

    assert look(client, rating).status_code == 410
    assert tap(client, rating, "stars", "5").status_code == 410
    assert look(client, case.ratings[1]).status_code == 200
    assert answers(case.ratings[1]) == (None, None, None)


def test_a_link_is_over_when_a_grid_worker_opened_the_case_again(client, case, rating):
    actions.dispute(
        case,
        words="还在原处",
        by=a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    assert look(client, rating).status_code == 410
    assert tap(client, rating, "solved", "no").status_code == 410
    assert case.reopened == 1


@pytest.mark.parametrize("answer", ["no", "partly"])
def test_not_solved_opens_the_case_again_and_says_what_happens_now(client, case, rating, answer):
    tap(client, rating, "solved", answer)

    page = look(client, rating)

    assert case.status is CaseStatus.DISPATCHED
    assert case.events[-1].step is Step.REOPEN
    assert case.due_on == date(2026, 9, 29)
    assert "open again at once" in page.text
    assert "The Team has it and must resolve it by Tuesday 29 September" in page.text
    assert 'name="stars"' in page.text


def test_the_stars_may_still_be_given_after_not_solved(client, rating):
    tap(client, rating, "solved", "no")

    assert tap(client, rating, "stars", "2").status_code == 303
    assert answers(rating) == (Solved.NO, 2, None)


def test_who_tapped_on_the_follow_page_comes_back_to_it(client, case, rating):
    answer = tap(client, rating, "solved", "yes", next="follow")

    assert answer.location == f"/f/{case.follow_token}#rating"


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/staff/", "FOLLOW"])
def test_nobody_is_led_elsewhere(client, rating, elsewhere):
    assert tap(client, rating, "solved", "yes", next=elsewhere).location == f"/r/{rating.token}"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("solved", ""),
        ("solved", "maybe"),
        ("stars", ""),
        ("stars", "0"),
        ("stars", "6"),
        ("stars", "-1"),
        ("stars", "4.5"),
        ("stars", "五"),
        ("stars", "9" * 5000),
        ("words", ""),
        ("words", "长" * 501),
    ],
)
def test_what_is_no_answer_changes_nothing(client, case, rating, question, answer):
    page = tap(client, rating, question, answer)

    assert page.status_code == 422
    assert answers(rating) == (None, None, None)
    assert case.status is CaseStatus.RESOLVED


def test_words_that_are_too_long_stay_on_the_page(client, rating):
    tap(client, rating, "solved", "yes")
    tap(client, rating, "stars", "5")

    page = tap(client, rating, "words", "长" * 501)

    assert page.status_code == 422
    assert "长" * 501 in page.text
    assert "within 500 characters" in page.text


def test_five_hundred_characters_are_not_too_long(client, rating):
    tap(client, rating, "solved", "yes")
    tap(client, rating, "stars", "5")

    tap(client, rating, "words", "长" * 500)

    assert len(rating.words) == 500


@pytest.mark.parametrize("question", ["solved", "stars", "words"])
def test_an_answer_is_not_given_by_looking(client, rating, question):
    assert client.get(f"/r/{rating.token}/{question}").status_code == 405
    assert client.post(f"/r/{rating.token}").status_code == 405


@pytest.mark.parametrize("question", ["solved", "stars", "words"])
def test_an_unknown_link_leads_nowhere(client, case, question):
    assert client.get("/r/nobody-has-this").status_code == 404
    assert client.post(f"/r/nobody-has-this/{question}").status_code == 404
    assert db.session.scalar(select(func.count(Rating.answered_at))) == 0


def test_a_rating_page_is_not_kept_indexed_or_told_on(client, rating):
    headers = look(client, rating).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"


def test_a_tap_without_its_token_is_refused_and_with_it_needs_no_referrer(client, app, rating):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        refused = client.post(f"/r/{rating.token}/stars", data={"stars": "5"})
        page = client.get(f"/r/{rating.token}", base_url="https://localhost")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        taken = client.post(
            f"/r/{rating.token}/stars",
            data={"stars": "5", "csrf_token": token},
            base_url="https://localhost",
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert refused.status_code == 400
    assert taken.status_code == 303
    assert rating.stars == 5


def test_the_history_says_that_the_reporter_confirmed_and_names_nobody(client, case, rating):
    tap(client, rating, "solved", "yes")

    last = db.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    ).first()

    assert (last.step, last.by_id) == (Step.CONFIRM, None)
