"""Periods: begun, counted, opened to objections, published, corrected."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.assessment import actions, queries
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Period, Revision
from portal.assessment.rules import PeriodKind, RevisionStatus, Span, span_of
from portal.forms import PortalForm
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import period_words
from portal.staff.period_forms import BeginForm, FigureWordsForm

OFFERED = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 2}


@staff.get("/periods")
@allow(Permission.SEE_FIGURES)
def list_periods() -> ResponseReturnValue:
    """List the periods of each kind with where they stand, and those that could begin."""
    return _list(_begin_form(formdata=None))


@staff.post("/periods")
@allow(Permission.ASSESS)
def begin_period() -> ResponseReturnValue:
    """Begin a period with a first draft."""
    form = _begin_form()

    def act() -> None:
        kind, _space, day = (form.period.data or "").partition(" ")
        actions.begin_period(PeriodKind(kind), date.fromisoformat(day), now=clock.now())

    if not form.validate() or not form.accepts(act):
        return _list(form), 422
    flash(_("The period is begun. Its draft is counted within a few minutes."), "ok")
    return web.updated(url_for(".list_periods"))


@staff.get("/periods/<string:name>")
@allow(Permission.SEE_FIGURES)
def show_period(name: str) -> ResponseReturnValue:
    """Show where a period stands, what can be done next, and its editions."""
    return _page(queries.period_named(name), FigureWordsForm(formdata=None))


@staff.post("/periods/<string:name>/count")
@allow(Permission.ASSESS)
def count_period(name: str) -> ResponseReturnValue:
    """Count the figures anew."""
    return _step(name, _count, _("The figures are counted anew."))


@staff.post("/periods/<string:name>/open")
@allow(Permission.ASSESS)
def open_period(name: str) -> ResponseReturnValue:
    """Open the figures to objections."""
    return _step(name, _open, _("The figures stand still now, and units can object."))


@staff.post("/periods/<string:name>/publish")
@allow(Permission.PUBLISH_FIGURES)
def publish_period(name: str) -> ResponseReturnValue:
    """Publish the figures for ever."""
    return _step(name, _publish, _("The figures are published. Everybody can read them."))


@staff.post("/periods/<string:name>/revise")
@allow(Permission.PUBLISH_FIGURES)
def revise_period(name: str) -> ResponseReturnValue:
    """Begin a corrected edition."""
    period, form = queries.period_named(name), FigureWordsForm.from_request()

    def act() -> None:
        actions.revise(period, reason=form.words.data or "")

    if not form.validate() or not form.accepts(act):
        return _page(period, form), 422
    flash(_("A corrected edition is in draft. The published one stays until then."), "ok")
    return web.updated(url_for(".show_period", name=name))


def _count(revision: Revision) -> None:
    actions.count_draft(revision, now=clock.now())


def _open(revision: Revision) -> None:
    actions.open_to_objections(revision, now=clock.now())


def _publish(revision: Revision) -> None:
    actions.publish(revision, by=current_user, now=clock.now())


def _step(name: str, act: Callable[[Revision], None], said: str) -> ResponseReturnValue:
    form = PortalForm.from_request()
    if not form.validate():
        return _page(queries.period_named(name), FigureWordsForm(formdata=None)), 422
    act(queries.running_revision(name))
    flash(said, "ok")
    return web.updated(url_for(".show_period", name=name))


def _list(form: BeginForm) -> str:
    periods = {kind: queries.periods_of(kind) for kind in PeriodKind}
    newest = [period.revisions[-1] for some in periods.values() for period in some]
    said = [queries.objections_to(one) for one in newest if one.status is RevisionStatus.OPEN]
    return render_template(
        "staff/periods/list.html",
        form=form,
        periods=periods,
        waiting=[one for some in said for one in some if one.is_upheld is None],
        words=period_words,
    )


def _begin_form(**given: None) -> BeginForm:
    form = BeginForm(**given)
    form.period.choices = [(f"{span.kind} {span.begins}", span.name) for span in _could_begin()]
    return form


def _could_begin() -> list[Span]:
    """Return the latest periods of each kind that are not there yet, the newest first."""
    spans = []
    for kind, many in OFFERED.items():
        there, day = {period.name for period in queries.periods_of(kind)}, clock.today()
        for _n in range(many):
            span = span_of(kind, day)
            spans += [] if span.name in there else [span]
            day = span.begins - timedelta(days=1)
    return spans


def _page(period: Period, form: FigureWordsForm) -> str:
    newest = period.revisions[-1]
    objections = queries.objections_to(newest)
    return render_template(
        "staff/periods/show.html",
        period=period,
        newest=newest,
        form=form,
        objections=objections,
        subjects={one.id: queries.names_of_subject(one.kind, one.code) for one in objections},
        exclusions=queries.exclusions_of(period),
        undecided=queries.undecided(newest),
        is_behind=queries.is_behind(newest),
        is_over=clock.today() > period.ends,
        changed=len(queries.new_results(newest)),
        second_days=queries.policy_of(newest).figure_second_days,
        may_publish=_days_are_over(newest),
        indicators=INDICATORS,
        words=period_words,
    )


def _days_are_over(revision: Revision) -> bool:
    until = revision.objections_until
    return revision.status is RevisionStatus.OPEN and until is not None and clock.today() > until
