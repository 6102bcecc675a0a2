"""Spot checks: the list, a new plan with what it would cost, and the page of one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow, may
from portal.cases.models import Case
from portal.errors import N_, NotYours, Refused
from portal.forms import in_words
from portal.grids.queries import all_areas
from portal.i18n import _, named
from portal.staff import blueprint as staff
from portal.staff import supervision_words as words
from portal.staff.supervision_check_forms import (
    AssignForm,
    PlanForm,
    PublishForm,
    SeedForm,
    UrgentForm,
    WhyForm,
    severity_advice,
    urgent_words,
)
from portal.supervision import actions, queries
from portal.supervision.models import Sampled, SpotCheck, SupervisionTeam
from portal.supervision.rules import (
    CheckStatus,
    Cost,
    Planned,
    WhyPriority,
    cost,
    expected_margin,
    merging,
)


@dataclass(frozen=True)
class Preview:
    """What a plan would draw, what that costs and how closely it would tell; or why it cannot."""

    strata: Sequence[Planned] = ()
    merged: tuple[tuple[str, str], ...] = ()
    cost: Cost | None = None
    margin: float | None = None
    refused: str = ""
    advice: str = ""  # for a gate: how sharply its series is looked at now

    @property
    def population(self) -> int:
        """How many there are in all."""
        return sum(one.population for one in self.strata)


@staff.get("/supervision/checks")
@allow(Permission.SEE_CHECKS)
def list_checks() -> ResponseReturnValue:
    """List the checks of my team, the newest first; of all teams for whoever keeps them."""
    team = queries.team_in_reach(current_user, clock.today())
    rows = queries.checks_of(team, before=request.args.get("before", type=int))
    return render_template(
        "staff/supervision/checks.html", checks=rows[:20], more=rows[20:], words=words
    )


@staff.get("/supervision/checks/new")
@allow(Permission.PLAN_CHECKS)
def new_check() -> ResponseReturnValue:
    """Ask what is to be drawn from, and how closely."""
    form = PlanForm(all_areas(), formdata=None)
    form.key.data = secrets.token_urlsafe(12)
    return _plan_page(form)


@staff.post("/supervision/checks")
@allow(Permission.PLAN_CHECKS)
def plan_check() -> ResponseReturnValue:
    """Begin a check with its plan."""
    form, made = PlanForm(all_areas()), list[SpotCheck]()
    if not form.validate() or not form.accepts(lambda: made.append(_planned(form))):
        return _plan_page(form), 422
    flash(_("Planned. Look at what it would draw, and change it until it fits."), "ok")
    return web.updated(url_for(".show_check", check=made[0].code))


@staff.get("/supervision/checks/<string:check>")
@allow(Permission.SEE_CHECKS)
def show_check(check: str) -> ResponseReturnValue:
    """Show a check: its plan, where it stands, and what was drawn."""
    return check_page(queries.check_in_reach(current_user, check))


@staff.get("/supervision/checks/<string:check>/plan")
@allow(Permission.PLAN_CHECKS)
def ask_plan(check: str) -> ResponseReturnValue:
    """Show a plan to change it."""
    found = queries.check_in_reach(current_user, check)
    return _plan_page(PlanForm.of(found, all_areas()), found)


@staff.post("/supervision/checks/<string:check>/plan")
@allow(Permission.PLAN_CHECKS)
def change_plan(check: str) -> ResponseReturnValue:
    """Change a plan while nothing is frozen."""
    found, form = to_change(check), PlanForm(all_areas())
    if not form.validate() or not form.accepts(
        lambda: actions.change_plan(found, form.plan(), by=current_user, now=clock.now())
    ):
        return _plan_page(form, found), 422
    flash(_("Changed."), "ok")
    return web.updated(url_for(".show_check", check=found.code))


def to_change(check: str) -> SpotCheck:
    """Return a check of my own team, held: of two steps at once one comes first."""
    return queries.check_in_reach(current_user, check, to_change=True)


def check_page(check: SpotCheck, **refused: Any) -> str:
    """Return the page of a check; a form that was refused comes back with what was typed."""
    members = queries.members_on(check.team, clock.today())
    urgent = queries.urgent_cases(check) if check.status is CheckStatus.DRAWN else []
    streets = queries.streets_to_assign(check)
    forms = {
        "publish_form": PublishForm(formdata=None),
        "seed_form": SeedForm(formdata=None),
        "why_form": WhyForm(formdata=None),
        "urgent_form": UrgentForm(_offered(urgent), formdata=None),
        "assign_form": AssignForm(members, formdata=None),
    } | refused
    return render_template(
        "staff/supervision/check.html",
        check=check,
        preview=_preview(check) if check.status is CheckStatus.DRAFT else None,
        turn=queries.open_round(check),
        streets={code: _street(items) for code, items in streets.items()},
        is_lead=may(Permission.PLAN_CHECKS) and bool(members),
        is_member=may(Permission.INSPECT),
        me=current_user.id,
        areas={area.code: named(area) for area in all_areas()},
        words=words,
        errors=[form for form in refused.values() if form.errors],
        **forms,
    )


def _offered(urgent: Sequence[Case]) -> list[tuple[str, str]]:
    return [(case.number, _urgent_words(case)) for case in urgent]


def _urgent_words(case: Case) -> str:
    is_disputed = case.reopened >= queries.DISPUTES
    why = words.WHY[WhyPriority.DISPUTED if is_disputed else WhyPriority.EXPEDITED]
    return urgent_words(case.number, str(why), named(case.grid))


def _street(items: Sequence[Sampled]) -> dict[str, Any]:
    """Return how many of a street's things are drawn, urgent and still without an inspector."""
    names = sorted({one.inspector.name for one in items if one.inspector})
    return {
        "drawn": sum(not one.is_priority for one in items),
        "urgent": sum(one.is_priority for one in items),
        "waiting": sum(one.inspector_id is None for one in items),
        "names": names,
    }


def _preview(check: SpotCheck) -> Preview:
    """Return what a plan would draw today, or say why it would draw nothing."""
    left_out = queries.areas_left_out(check.team, clock.today())
    counts = queries.counted(queries.frame_of(check, left_out))
    advice = severity_advice(queries.standing_before(check), check.severity)
    try:
        strata = actions.sizes_of(check, counts)
    except Refused as why:
        return Preview(refused=in_words(why), advice=advice)
    return Preview(
        strata,
        tuple(merging(counts).items()),
        cost(strata, check.visits_a_day),
        expected_margin(strata, check.expected_permille / 1000, check.confidence_permille / 1000),
        advice=advice,
    )


def _planned(form: PlanForm) -> SpotCheck:
    return actions.plan_check(
        _my_team(),
        form.plan(),
        request_key=form.key.data or secrets.token_urlsafe(12),
        by=current_user,
        now=clock.now(),
    )


def _my_team() -> SupervisionTeam:
    mine = queries.membership_of(current_user, clock.today())
    if mine is None:
        raise NotYours(N_("You are in no team today. Ask the administrator to put you into one."))
    return mine.team


def _plan_page(form: PlanForm, check: SpotCheck | None = None) -> str:
    return render_template("staff/supervision/plan.html", form=form, check=check)
