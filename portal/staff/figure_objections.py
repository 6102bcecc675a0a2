"""Objections to figures: made by who answers for them, decided by somebody else."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.assessment import actions, queries
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Objection, Revision
from portal.assessment.rules import Result, SubjectKind
from portal.i18n import _, named
from portal.staff import blueprint as staff
from portal.staff import period_words
from portal.staff.period_forms import FigureObjectionForm, VerdictForm


@staff.get("/periods/<string:name>/mine")
@allow(Permission.OBJECT_FIGURES)
def show_my_figures(name: str) -> ResponseReturnValue:
    """Show the figures that I answer for, with a form to object to one of them."""
    revision = queries.running_revision(name)
    some = [one for one in _own(revision) if queries.is_new(revision, one.kind, one.code)]
    return _mine(revision, _objection_form(some, formdata=None))


@staff.post("/periods/<string:name>/mine")
@allow(Permission.OBJECT_FIGURES)
def object_to_figure(name: str) -> ResponseReturnValue:
    """Object to one of my figures."""
    revision = queries.running_revision(name)
    form = _objection_form(_own(revision))

    def act() -> None:
        kind, code, indicator = (form.figure.data or "").split(" ")
        actions.object_to(
            revision,
            SubjectKind(kind),
            code,
            indicator,
            words=form.words.data or "",
            by=current_user,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(act):
        return _mine(revision, form), 422
    flash(_("Your objection is noted. Somebody else decides, and you are told."), "ok")
    return web.updated(url_for(".show_my_figures", name=name))


@staff.get("/periods/objections/<int:n>")
@allow(Permission.DECIDE_OBJECTIONS)
def show_figure_objection(n: int) -> ResponseReturnValue:
    """Show an objection with the figure that it is about."""
    return _one(queries.objection_numbered(n), _verdict_form(formdata=None))


@staff.post("/periods/objections/<int:n>")
@allow(Permission.DECIDE_OBJECTIONS)
def decide_figure_objection(n: int) -> ResponseReturnValue:
    """Decide on an objection in words."""
    objection, form = queries.objection_numbered(n), _verdict_form()

    def act() -> None:
        actions.decide_objection(
            objection,
            is_upheld=form.verdict.data == "yes",
            words=form.words.data or "",
            by=current_user,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(act):
        return _one(objection, form), 422
    flash(_("Decided. Whoever objected is told."), "ok")
    return web.updated(url_for(".show_period", name=objection.revision.period.name))


def _mine(revision: Revision, form: FigureObjectionForm) -> str:
    objections = [one for one in queries.objections_to(revision) if one.by_id == current_user.id]
    return render_template(
        "staff/periods/mine.html",
        revision=revision,
        results=_own(revision),
        changed={(one.kind, one.code) for one in queries.new_results(revision)},
        is_over=revision.objections_until is not None and clock.today() > revision.objections_until,
        objections=objections,
        subjects={one.id: queries.names_of_subject(one.kind, one.code) for one in objections},
        form=form,
        indicators=INDICATORS,
        words=period_words,
    )


def _own(revision: Revision) -> list[Result]:
    return queries.own_results(revision, current_user, clock.today())


def _objection_form(some: list[Result], **given: None) -> FigureObjectionForm:
    form = FigureObjectionForm(**given)
    form.figure.choices = [
        (f"{result.kind} {result.code} {name}", f"{named(result)}: {_(INDICATORS[name].title)}")
        for result in some
        for name in result.figures
    ]
    return form


def _verdict_form(**given: None) -> VerdictForm:
    form = VerdictForm(**given)
    form.verdict.choices = [
        ("yes", _("The objection is right: the figures are counted again")),
        ("no", _("The figure stays as it is")),
    ]
    return form


def _one(objection: Objection, form: VerdictForm) -> str:
    result = queries.result_of(objection.revision, objection.kind, objection.code)
    return render_template(
        "staff/periods/objection.html",
        objection=objection,
        result=result,
        figure=result.figures.get(objection.indicator),
        indicators=INDICATORS,
        form=form,
        words=period_words,
    )
