"""Rules of points and stars: to read, to try on the last quarter, to put in force, to withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.models import Person
from portal.accounts.queries import people_with
from portal.grids.models import Area
from portal.i18n import _
from portal.policy.queries import coming_values, policy_on, values_on
from portal.policy.rules import Policy
from portal.rewards import actions, queries
from portal.rewards.models import RuleTrial
from portal.rewards.rules import NOT_TRIED, point_values, ways
from portal.staff import blueprint as staff
from portal.staff.boards import areas_in_reach
from portal.staff.point_rule_forms import RuleForm, WithdrawForm, rule_form

EXAMPLES = 20
WORDS = {each.name: each.metadata["words"] for each in fields(Policy) if each.metadata}


@dataclass(frozen=True)
class Example:
    """Somebody in reach whose stars would change."""

    person: Person
    before: int
    after: int
    points_before: int
    points_after: int


@staff.get("/points/rules")
@allow(Permission.SEE_POINTS)
def show_point_rules() -> ResponseReturnValue:
    """Show every value of points and stars, what is to come, and what was tried."""
    today, known = clock.today(), set(point_values())
    return render_template(
        "staff/points/rules.html",
        on=today,
        values=[each for each in values_on(today) if each.name in known],
        coming=[each for each in coming_values(today) if each.name in known],
        trials=queries.newest_trials(),
        names=WORDS,
    )


@staff.get("/points/rules/try")
@allow(Permission.EDIT_POINT_RULES)
def ask_rule_trial() -> ResponseReturnValue:
    """Ask for other values, filled in as they stand today."""
    return _form_page(rule_form(policy_on(clock.today()), formdata=None))


@staff.post("/points/rules/try")
@allow(Permission.EDIT_POINT_RULES)
def try_point_rules() -> ResponseReturnValue:
    """Have other values tried; the page of the trial shows how far it is."""
    policy = policy_on(clock.today())
    form = rule_form(policy)
    if not form.validate() or not form.accepts(lambda: _ask(form, policy)):
        return _form_page(form), 422
    return web.updated(url_for(".show_rule_trial", key=form.key.data))


@staff.get("/points/trials/<string:key>")
@allow(Permission.SEE_POINTS)
def show_rule_trial(key: str) -> ResponseReturnValue:
    """Show how far a trial is, and what the values would change."""
    return _trial_page(queries.trial_called(key), WithdrawForm(formdata=None))


@staff.post("/points/trials/<string:key>/put-in-force")
@allow(Permission.EDIT_POINT_RULES)
def put_rules_in_force(key: str) -> ResponseReturnValue:
    """Set exactly what was tried."""
    trial = queries.trial_called(key)
    actions.put_in_force(trial, by=current_user, now=clock.now())
    flash(_("The values are set. They hold from their day on."), "ok")
    return web.updated(url_for(".show_rule_trial", key=key))


@staff.post("/points/trials/<string:key>/withdraw")
@allow(Permission.EDIT_POINT_RULES)
def withdraw_point_rules(key: str) -> ResponseReturnValue:
    """Set back what has not taken force yet."""
    trial, form = queries.trial_called(key), WithdrawForm()
    reason, now = form.reason.data or "", clock.now()
    if not form.validate() or not form.accepts(
        lambda: actions.withdraw_rules(trial, reason=reason, by=current_user, now=now)
    ):
        return _trial_page(trial, form), 422
    flash(_("Withdrawn: the values stay as they were."), "ok")
    return web.updated(url_for(".show_rule_trial", key=key))


def _ask(form: RuleForm, policy: Policy) -> None:
    actions.ask_trial(
        form.changes(policy),
        from_day=form.from_day.data or clock.today(),
        reason=form.reason.data or "",
        request_key=form.key.data or "",
        by=current_user,
        now=clock.now(),
    )


def _form_page(form: RuleForm) -> str:
    return render_template("staff/points/try.html", form=form, not_tried=NOT_TRIED)


def _trial_page(trial: RuleTrial, form: WithdrawForm) -> str:
    areas = areas_in_reach()
    result = trial.result or {}
    return render_template(
        "staff/points/trial.html",
        trial=trial,
        names=WORDS,
        matrix=result.get("matrix", []),
        ways=ways(result.get("matrix", [])),
        places=_places(result.get("communities", {}), areas),
        examples=_examples(result.get("moved", []), {area.id for area in areas}),
        costs=_costs(trial),
        not_tried=[_(WORDS[name]) for name in trial.changes if name in NOT_TRIED],
        is_waiting=trial.put_at and not trial.withdrawn_at and trial.from_day > clock.today(),
        form=form,
    )


def _places(
    counts: Mapping[str, Sequence[int]], areas: Sequence[Area]
) -> list[tuple[Area, Sequence[int]]]:
    return [(area, counts[str(area.id)]) for area in areas if str(area.id) in counts]


def _examples(moved: Sequence[Sequence[int]], area_ids: set[int]) -> list[Example]:
    """Return whose stars would change, those first who lose most."""
    ours = [row for row in moved if row[1] in area_ids]
    ours.sort(key=lambda row: (row[3] - row[2], row[0]))
    shown = ours[:EXAMPLES]
    people = people_with([row[0] for row in shown])
    return [Example(people[row[0]], *row[2:]) for row in shown]


def _costs(trial: RuleTrial) -> tuple[int, int] | None:
    """Return the fen of a quarter before and after, where the district has set amounts."""
    policy: Any = policy_on(trial.quarter)
    if not trial.ended_at or not hasattr(policy, "star_fen"):
        return None
    then = policy.changed_by(trial.changes, policy.version)
    before = after = 0
    for old, row in enumerate(trial.result["matrix"]):  # type: ignore[index]
        for new, count in enumerate(row):
            before += count * (0, *policy.star_fen)[old]
            after += count * (0, *then.star_fen)[new]
    return before, after
