"""Two questions with one tap each, and a few words for who wants to."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.accounts.rules import family_name
from portal.cases import actions, queries
from portal.cases.models import Rating
from portal.cases.rules import Solved
from portal.i18n import _
from portal.policy.queries import policy_on, work_calendar
from portal.public import blueprint as public
from portal.public import story
from portal.public.rating_forms import AnswerForm, SolvedForm, StarsForm, ThanksForm, WordsForm
from portal.rewards.actions import thank
from portal.rewards.queries import to_thank


@public.get("/r/<string:token>")
@open_to_all
def rate(token: str) -> ResponseReturnValue:
    """Show what is still to answer. Looking stores nothing: mail scanners look too."""
    return _page(queries.rating_by_token(token, clock.now()))


@public.post("/r/<string:token>/solved")
@open_to_all
def say_solved(token: str) -> ResponseReturnValue:
    """Store the first answer at the first tap."""
    now = clock.now()
    rating, form = queries.rating_by_token(token, now), SolvedForm.from_request()
    if not form.validate():
        return _page(rating, form), 422
    today = clock.day_of(now)
    actions.say_solved(
        rating,
        Solved(form.solved.data or ""),
        now=now,
        policy=policy_on(today),
        calendar=work_calendar(),
    )
    return _back(rating, form)


@public.post("/r/<string:token>/stars")
@open_to_all
def give_stars(token: str) -> ResponseReturnValue:
    """Store the stars at the first tap."""
    now = clock.now()
    rating, form = queries.rating_by_token(token, now), StarsForm.from_request()
    if not form.validate():
        return _page(rating, form), 422
    actions.give_stars(rating, form.stars.data or 0, now=now)
    return _back(rating, form)


@public.post("/r/<string:token>/words")
@open_to_all
def add_words(token: str) -> ResponseReturnValue:
    """Store the words. The link is used up once all is answered, so the way on is the report."""
    rating, form = queries.rating_by_token(token, clock.now()), WordsForm.from_request()
    if not form.validate():
        return _page(rating, form), 422
    actions.add_words(rating, form.words.data or "")
    if not queries.is_complete(rating):
        return _back(rating, form)
    flash(_("Thank you. Your words are stored."), "ok")
    return web.updated(url_for(".follow", token=rating.case.follow_token))


@public.post("/r/<string:token>/thanks")
@open_to_all
def say_thanks(token: str) -> ResponseReturnValue:
    """Store thanks by name to a volunteer who went to look."""
    rating, form = queries.rating_by_token(token, clock.now()), ThanksForm.from_request()
    if not form.validate():
        return _page(rating, form), 422
    thank(rating, number=form.number.data or "", words=form.thanks.data or "", now=clock.now())
    flash(_("Thank you. They will read it."), "ok")
    return _back(rating, form)


def volunteers_to_thank(rating: Rating) -> list[tuple[str, str]]:
    """Return number and public name of whoever may be thanked by name."""
    people = (one.person for one in to_thank(rating))
    return [(each.number, f"{family_name(each.name)} {each.number}") for each in people]


def _page(rating: Rating, form: AnswerForm | None = None) -> str:
    return render_template(
        "public/rate.html",
        rating=rating,
        case=rating.case,
        main=rating.main or rating.case,
        said=story.last_answer(rating.case),
        form=form,
        again=story.if_unsolved(rating.main or rating.case),
        from_follow=form is not None and form.is_from_follow_page,
        to_thank=volunteers_to_thank(rating),
    )


def _back(rating: Rating, form: AnswerForm) -> ResponseReturnValue:
    if form.is_from_follow_page:
        return web.updated(url_for(".follow", token=rating.case.follow_token, _anchor="rating"))
    return web.updated(url_for(".rate", token=rating.token))
