"""One step with many cases: look first, do it, watch it, take it back."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import parse_qsl

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal import clock, web
from portal.access import Permission, allow
from portal.cases import actions, queries
from portal.cases.models import Case
from portal.cases.rules import BulkKind
from portal.errors import N_, NotFound
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.bulk_forms import FORMS, BulkForm
from portal.staff.case_filter import asked_for, offer


@staff.post("/bulk")
@allow(Permission.NOTE_CASE)
def ask_bulk() -> ResponseReturnValue:
    """Ask what is to be done with the ticked cases; once that is said, show what would happen."""
    kind, cases, form = _asked()
    if "look" not in request.form:
        form.form_errors.clear()
        return _page(kind, cases, form)
    form.fill()
    if not form.validate():
        return _page(kind, cases, form), 422
    now = clock.now()
    found = actions.try_bulk(kind, form.asked(), cases, by=current_user, now=now)
    return _page(kind, cases, form, found)


@staff.post("/bulk/run")
@allow(Permission.NOTE_CASE)
def run_bulk() -> ResponseReturnValue:
    """Begin to do it; the page of the run shows how far it is."""
    kind, cases, form = _asked()
    if not form.validate():
        return _page(kind, cases, form), 422
    run = actions.start_bulk(
        kind,
        form.asked(),
        cases,
        request_key=request.form.get("request_key", "")[:64] or secrets.token_urlsafe(12),
        by=current_user,
        now=clock.now(),
    )
    return web.updated(url_for(".show_bulk", key=run.request_key))


@staff.get("/bulk-runs/<string:key>")
@allow(Permission.NOTE_CASE)
def show_bulk(key: str) -> ResponseReturnValue:
    """Show how far a bulk step is and what became of each case."""
    run = queries.bulk_run_of(current_user, key)
    minutes = policy_on(clock.today()).undo_minutes
    until = run.ended_at + timedelta(minutes=minutes) if run.ended_at else None
    return render_template(
        "staff/bulk/run.html",
        run=run,
        words=case_words,
        done=sum(item.is_done for item in run.items),
        refused=[item for item in run.items if item.refusal],
        undo_until=until if until and not run.undone_at and clock.now() <= until else None,
    )


@staff.post("/bulk-runs/<string:key>/undo")
@allow(Permission.NOTE_CASE)
def undo_bulk(key: str) -> ResponseReturnValue:
    """Take a bulk step back."""
    run = queries.bulk_run_of(current_user, key)
    actions.undo_bulk(run, by=current_user, now=clock.now())
    return web.updated(url_for(".show_bulk", key=key))


def _asked() -> tuple[BulkKind, Sequence[Case], BulkForm]:
    """Return the kind, the cases within reach, and the form as far as it is filled in."""
    kind = request.form.get("kind", "")
    if kind not in set(BulkKind):
        raise NotFound(N_("Choose what is to be done with the cases."))
    cases = _whole_list() if "all" in request.form else _ticked()
    form = FORMS[BulkKind(kind)]()
    form.offer(cases)
    return BulkKind(kind), cases, form


def _ticked() -> Sequence[Case]:
    numbers = request.form.getlist("case")[: actions.MOST_CASES + 1]
    return queries.cases_ticked(current_user, numbers, clock.today())


def _whole_list() -> Sequence[Case]:
    """Return the first cases of the list that the form came from, as many as are done at once."""
    args = MultiDict(parse_qsl(request.form.get("query", "")))
    wanted = asked_for(args, offer()).wanted
    page = queries.list_cases(
        current_user, wanted, after_key=None, today=clock.today(), most=actions.MOST_CASES
    )
    return page.cases


def _page(
    kind: BulkKind,
    cases: Sequence[Case],
    form: BulkForm,
    found: Sequence[actions.Trial] | None = None,
) -> str:
    trials: Sequence[actions.Trial | None] = found or [None] * len(cases)
    return render_template(
        "staff/bulk/ask.html",
        kind=kind,
        form=form,
        rows=list(zip(cases, trials, strict=True)),
        is_tried=found is not None,
        good=sum(one.refusal is None for one in found or ()),
        undo_minutes=policy_on(clock.today()).undo_minutes,
        request_key=secrets.token_urlsafe(12),
        words=case_words,
        words_to=queries.words_to,
    )
