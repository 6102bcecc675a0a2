"""Who works here: taken on, given posts, invited, signed out where a phone is lost."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts import actions, queries
from portal.accounts.models import Person, Post
from portal.accounts.queries import PEOPLE, PeopleWanted
from portal.accounts.rules import Role
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import people_words
from portal.staff.my_sign_ins import STEPS
from portal.staff.people_forms import PersonForm, PostForm, places_by_code

LONGEST = 60  # characters of a search


@staff.get("/people")
@allow(Permission.KEEP_PEOPLE)
def list_people() -> ResponseReturnValue:
    """List who works here, a page at a time."""
    asked = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("q", "role")}
    role = next((one for one in Role if one == asked["role"]), None)
    wanted = PeopleWanted(on=clock.today(), words=asked["q"], role=role)
    found = queries.people_listed(wanted, request.args.get("after", 0, type=int))
    return render_template(
        "staff/people/list.html",
        people=found[:PEOPLE],
        next_id=found[PEOPLE - 1].id if len(found) > PEOPLE else None,
        asked={name: said for name, said in asked.items() if said},
        **_words(),
    )


@staff.get("/people/new")
@allow(Permission.KEEP_PEOPLE)
def new_person() -> ResponseReturnValue:
    """Ask who is taken on."""
    return render_template("staff/people/new.html", form=PersonForm(formdata=None))


@staff.post("/people/new")
@allow(Permission.KEEP_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Take somebody on; a post comes next."""
    form = PersonForm()
    if not form.validate() or not form.accepts(lambda: actions.take_on(form.facts())):
        return render_template("staff/people/new.html", form=form), 422
    flash(_("Kept. Give them a post now: without one they may do nothing."), "ok")
    return web.updated(url_for(".show_person", number=form.number.data))


@staff.get("/people/<string:number>")
@allow(Permission.KEEP_PEOPLE)
def show_person(number: str) -> ResponseReturnValue:
    """Show somebody with their posts and what was changed."""
    return _page(queries.staff_numbered(number), PostForm(formdata=None))


@staff.post("/people/<string:number>/posts")
@allow(Permission.KEEP_PEOPLE)
def give_post(number: str) -> ResponseReturnValue:
    """Give somebody a post from today on."""
    person, form = queries.staff_numbered(number, to_change=True), PostForm()
    if not form.validate() or not form.accepts(lambda: _appoint(person, form)):
        return _page(person, form), 422
    flash(_("Given. It holds from now on."), "ok")
    return web.updated(url_for(".show_person", number=number))


@staff.post("/people/<string:number>/posts/<int:n>/end")
@allow(Permission.KEEP_PEOPLE)
def end_person_post(number: str, n: int) -> ResponseReturnValue:
    """End a post today."""
    person = queries.staff_numbered(number, to_change=True)
    actions.end_post(_post_of(person, n), by=current_user, now=clock.now())
    flash(_("Ended. What they did stays under their name."), "ok")
    return web.updated(url_for(".show_person", number=number))


@staff.post("/people/<string:number>/invite")
@allow(Permission.KEEP_PEOPLE)
def invite_person(number: str) -> ResponseReturnValue:
    """Send somebody a first sign-in link."""
    sent = actions.invite(queries.staff_numbered(number), by=current_user, now=clock.now())
    if sent:
        flash(_("A first sign-in link is on its way."), "ok")
    else:
        flash(_("No link was sent: they left no way to write to them that works here."), "warn")
    return web.updated(url_for(".show_person", number=number))


@staff.post("/people/<string:number>/sign-out")
@allow(Permission.KEEP_PEOPLE)
def sign_person_out(number: str) -> ResponseReturnValue:
    """End all sessions of somebody whose phone is lost."""
    person = queries.staff_numbered(number, to_change=True)
    actions.end_other_sessions(person, "", address="", now=clock.now(), by=current_user)
    flash(_("They are signed out everywhere."), "ok")
    return web.updated(url_for(".show_person", number=number))


def _appoint(person: Person, form: PostForm) -> None:
    actions.appoint(
        person,
        Role(form.role.data),
        area_code=form.area.data or None,
        unit=form.chosen_unit(),
        by=current_user,
        now=clock.now(),
    )


def _post_of(person: Person, n: int) -> Post:
    if post := next((post for post in person.posts if post.id == n), None):
        return post
    raise NotFound(N_("They never held this post."))


def _words() -> dict[str, Any]:
    places, today = places_by_code(), clock.today()
    return {
        "roles": people_words.ROLES,
        "where": lambda post: people_words.where(post, places),
        "is_over": lambda post: bool(post.ended_on and post.ended_on <= today),
    }


def _page(person: Person, form: PostForm) -> str:
    return render_template(
        "staff/people/person.html",
        person=person,
        form=form,
        changes=queries.account_changes(person),
        steps=STEPS,
        is_own=person.id == current_user.id,
        **_words(),
    )
