"""The steps of a check in their order: freeze, publish, seed, draw; sharing out, and the end."""

from collections.abc import Callable

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.forms import PortalForm
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.supervision_check_forms import (
    AssignForm,
    PublishForm,
    SeedForm,
    UrgentForm,
    WhyForm,
)
from portal.staff.supervision_checks import check_page, to_change
from portal.supervision import actions, queries
from portal.supervision.models import SpotCheck


@staff.post("/supervision/checks/<string:check>/freeze")
@allow(Permission.PLAN_CHECKS)
def freeze_check(check: str) -> ResponseReturnValue:
    """Ask that the list be frozen; a job reads it."""
    found = to_change(check)
    actions.ask_freeze(found, by=current_user, now=clock.now())
    flash(_("The list is being frozen. Reload this page in a moment."), "ok")
    return _back(found)


@staff.post("/supervision/checks/<string:check>/publish")
@allow(Permission.PLAN_CHECKS)
def publish_check(check: str) -> ResponseReturnValue:
    """Publish the hash of the list, and say what will give the seed."""
    found, form = to_change(check), PublishForm()
    return _step(
        found,
        form,
        lambda: actions.publish(
            found, seed_from=form.seed_from.data or "", by=current_user, now=clock.now()
        ),
        said=_("The list and its hash are public. Now the seed is thrown."),
        name="publish_form",
    )


@staff.post("/supervision/checks/<string:check>/seed")
@allow(Permission.PLAN_CHECKS)
def enter_seed(check: str) -> ResponseReturnValue:
    """Take down the seed that was thrown."""
    found, form = to_change(check), SeedForm()
    return _step(
        found,
        form,
        lambda: actions.enter_seed(
            found,
            form.seed.data or "",
            further=form.further.data or 0,
            by=current_user,
            now=clock.now(),
        ),
        said=_("Taken down. Somebody else who saw it thrown now confirms it."),
        name="seed_form",
    )


@staff.post("/supervision/checks/<string:check>/confirm")
@allow(Permission.INSPECT)
def confirm_seed(check: str) -> ResponseReturnValue:
    """Give a seed its second name."""
    found, form = to_change(check), SeedForm()
    return _step(
        found,
        form,
        lambda: actions.confirm_seed(found, form.seed.data or "", by=current_user, now=clock.now()),
        said=_("The seed has two names. Now it can be drawn."),
        name="seed_form",
    )


@staff.post("/supervision/checks/<string:check>/draw")
@allow(Permission.PLAN_CHECKS)
def draw_check(check: str) -> ResponseReturnValue:
    """Draw by the confirmed seed."""
    found = to_change(check)
    drawn = actions.draw_round(found, by=current_user, now=clock.now())
    flash(_("Drawn: %(count)s. Anyone can repeat it from the public page.", count=len(drawn)), "ok")
    return _back(found)


@staff.post("/supervision/checks/<string:check>/urgent")
@allow(Permission.PLAN_CHECKS)
def add_urgent(check: str) -> ResponseReturnValue:
    """Add urgent cases beside the draw."""
    found = to_change(check)
    offered = [(case.number, case.number) for case in queries.urgent_cases(found)]
    form = UrgentForm(offered)
    return _step(
        found,
        form,
        lambda: actions.add_urgent(
            found, form.numbers.data or [], by=current_user, now=clock.now()
        ),
        said=_("Added. They are looked at, and count in no estimate."),
        name="urgent_form",
    )


@staff.post("/supervision/checks/<string:check>/assign")
@allow(Permission.PLAN_CHECKS)
def assign_street(check: str) -> ResponseReturnValue:
    """Give a street to an inspector."""
    found = to_change(check)
    members = {one.id: one for one in queries.members_on(found.team, clock.today())}
    form = AssignForm(list(members.values()))
    return _step(
        found,
        form,
        lambda: actions.assign_street(
            found, form.street.data or "", members[form.member.data], now=clock.now()
        ),
        said=_("Given. It stands on the inspector's list."),
        name="assign_form",
    )


@staff.post("/supervision/checks/<string:check>/close")
@allow(Permission.PLAN_CHECKS)
def close_check(check: str) -> ResponseReturnValue:
    """End a check."""
    found = to_change(check)
    actions.close(found, by=current_user, now=clock.now())
    flash(_("Ended. No further round is drawn."), "ok")
    return _back(found)


@staff.post("/supervision/checks/<string:check>/give-up")
@allow(Permission.PLAN_CHECKS)
def abandon_check(check: str) -> ResponseReturnValue:
    """Give a check up, with a reason."""
    found, form = to_change(check), WhyForm()
    return _step(
        found,
        form,
        lambda: actions.abandon(found, why=form.why.data or "", by=current_user, now=clock.now()),
        said=_("Given up. The reason stands with it."),
        name="why_form",
    )


def _step(
    check: SpotCheck, form: PortalForm, act: Callable[[], object], *, said: str, name: str
) -> ResponseReturnValue:
    """Take a step that a form asks for, or show the page again with what was typed."""
    if not form.validate() or not form.accepts(act):
        return check_page(check, **{name: form}), 422
    flash(said, "ok")
    return _back(check)


def _back(check: SpotCheck) -> ResponseReturnValue:
    return web.updated(url_for(".show_check", check=check.code))
