"""Addresses are confirmed before anything is sent, hear daily at most, and are erased."""

from datetime import timedelta

import pytest

from portal import clock
from portal.cases.rules import Outcome
from portal.db import db
from portal.errors import NoLonger, NotFound
from portal.messages import Message
from portal.policy.rules import DRAFT
from portal.publicity import actions, jobs, queries
from portal.publicity.models import Follower
from tests.conftest import NOW
from tests.factories import a_board, a_dispatched_case, a_grid, a_matter, a_resolved_case

ADDRESS = "lin@example.com"


def ask(grid, address=ADDRESS, language="en", now=None):
    actions.ask_to_follow(grid, address, language=language, now=now or clock.now())
    db.session.flush()


def mails():
    return db.session.query(Message).order_by(Message.id).all()


def followers():
    return db.session.query(Follower).all()


@pytest.fixture
def grid(app):
    board = a_board()
    return board.grid


def confirmed(grid):
    ask(grid)
    (follower,) = followers()
    actions.confirm_following(follower, now=clock.now())
    db.session.query(Message).delete()
    db.session.flush()
    return follower


def test_nothing_but_the_link_is_sent_before_it_is_confirmed(grid):
    ask(grid)
    a_dispatched_case(grid=grid)

    with clock.stopped_at(NOW + timedelta(days=1)):
        jobs.send_grid_news()

    (mail,) = mails()
    (follower,) = followers()
    assert mail.to == ADDRESS
    assert f"/follow/{follower.token}" in mail.standing
    assert grid.name_en in mail.subject


def test_the_link_goes_at_once_also_at_night_and_news_do_not(grid):
    night = NOW + timedelta(hours=14)  # midnight in Hangzhou

    ask(grid, now=night)

    assert mails()[0].not_before == night
    (follower,) = followers()
    actions.confirm_following(follower, now=night)
    a_dispatched_case(grid=grid, now=night)
    actions.send_digest(follower, now=night + timedelta(minutes=9), policy=DRAFT)
    assert mails()[1].not_before == night + timedelta(hours=8)


def test_the_same_wish_within_an_hour_sends_no_second_mail(grid):
    ask(grid)
    ask(grid, " LIN@example.com", now=NOW + timedelta(minutes=30))
    assert len(mails()) == 1

    ask(grid, now=NOW + timedelta(minutes=61))
    assert len(mails()) == 2
    assert len(followers()) == 1


def test_whoever_follows_already_gets_no_other_link(grid):
    follower = confirmed(grid)
    before = follower.token

    ask(grid, now=NOW + timedelta(days=9))

    assert mails() == []
    assert follower.token == before


def test_one_address_is_asked_five_times_a_day_at_most(app):
    for _ in range(7):
        ask(a_grid())

    assert len(mails()) == 5


def test_a_link_is_over_after_two_days_and_the_address_is_erased(grid):
    ask(grid)
    (follower,) = followers()
    late = NOW + timedelta(hours=48)
    with pytest.raises(NoLonger):
        queries.follower_by_token(follower.token, late)

    with clock.stopped_at(late + timedelta(minutes=1)):
        jobs.erase_unconfirmed_followers()

    assert followers() == []
    assert mails() == []
    with pytest.raises(NotFound):
        queries.follower_by_token(follower.token, late)


def test_news_comes_the_next_morning_once_and_says_nothing_of_the_reporter(grid):
    follower = confirmed(grid)
    with clock.stopped_at(NOW + timedelta(hours=1)):
        matter = a_matter(name_en="Broken lamp")
        case = a_dispatched_case(
            grid=grid, matter=matter, words="三楼王阿姨家门口", place_note="3-2-501"
        )
        a_resolved_case(grid=grid, matter=a_matter(name_en="Full bin"))

    with clock.stopped_at(NOW + timedelta(hours=20)):
        jobs.send_grid_news()
        assert mails_about(follower) == []
    with clock.stopped_at(NOW + timedelta(hours=24)):
        jobs.send_grid_news()
        jobs.send_grid_news()

    (mail,) = mails_about(follower)
    assert "Broken lamp" in mail.body
    assert "Full bin" in mail.body
    assert case.unit.name_en in mail.body
    told = mail.subject + mail.body + mail.standing
    assert not any(word in told for word in ("王阿姨", "501", case.number, case.follow_token))
    assert mail.stop_url.endswith(f"/follow/{follower.token}/stop")


def mails_about(follower):
    return [one for one in mails() if one.kind == "grid_news" and one.to == follower.address]


def test_a_quiet_day_brings_no_mail_and_old_news_is_not_told_again(grid):
    with clock.stopped_at(NOW - timedelta(days=1)):
        a_dispatched_case(grid=grid)
    follower = confirmed(grid)

    with clock.stopped_at(NOW + timedelta(days=1)):
        jobs.send_grid_news()

    assert mails_about(follower) == []
    assert follower.due_at > NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"matter": {"is_private": True}}, id="about a household"),
        pytest.param({"outcome": Outcome.NOT_FOUND}, id="not done"),
    ],
)
def test_what_may_not_be_named_is_no_news(grid, case):
    follower = confirmed(grid)
    given = {"matter": a_matter(**case["matter"])} if "matter" in case else case
    with clock.stopped_at(NOW + timedelta(hours=1)):
        a_resolved_case(grid=grid, **given)

    with clock.stopped_at(NOW + timedelta(days=1)):
        jobs.send_grid_news()

    assert mails_about(follower) == []


def test_leaving_erases_the_address_and_the_mails(grid):
    follower = confirmed(grid)
    with clock.stopped_at(NOW + timedelta(hours=1)):
        a_dispatched_case(grid=grid)
    with clock.stopped_at(NOW + timedelta(days=1)):
        jobs.send_grid_news()
        other = a_board().grid
        ask(other, "wu@example.com")

    actions.stop_following(follower)
    db.session.flush()

    assert [one.address for one in followers()] == ["wu@example.com"]
    assert {one.to for one in mails() if one.to.endswith("example.com")} == {"wu@example.com"}
