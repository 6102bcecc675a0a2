"""The check-lists of the team: what is asked of a kind of check, a group of matters, a matter."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.models import Matter
from portal.cases.queries import matters_for_staff
from portal.errors import N_, NotFound
from portal.i18n import _, language, named
from portal.staff import blueprint as staff
from portal.staff.supervision_field_forms import QuestionForm
from portal.staff.supervision_field_words import KINDS
from portal.supervision import actions, queries
from portal.supervision.rules import FrameKind


@staff.get("/supervision/questions")
@allow(Permission.PLAN_CHECKS)
def list_questions() -> ResponseReturnValue:
    """Show what is asked of one kind of thing, and lead to all others."""
    about = request.args.get("about", FrameKind.CLOSED_CASES.value)
    return _page(about, QuestionForm(formdata=None))


@staff.post("/supervision/questions/<string:about>")
@allow(Permission.PLAN_CHECKS)
def ask_question(about: str) -> ResponseReturnValue:
    """Ask one thing more."""
    form = QuestionForm()
    _refuse_unknown(about)

    def ask() -> None:
        actions.add_question(about, form.words.data or "", form.words_en.data or "")

    if not form.validate() or not form.accepts(ask):
        return _page(about, form), 422
    flash(_("Asked from the next worksheet on."), "ok")
    return web.updated(url_for(".list_questions", about=about))


@staff.post("/supervision/questions/<int:n>/end")
@allow(Permission.PLAN_CHECKS)
def end_question(n: int) -> ResponseReturnValue:
    """Ask something no more."""
    question = queries.question_numbered(n)
    actions.end_question(question, now=clock.now())
    flash(_("Asked no more. Answers that were given stay with their words."), "ok")
    return web.updated(url_for(".list_questions", about=question.about))


def _page(about: str, form: QuestionForm) -> str:
    names = _refuse_unknown(about)
    return render_template(
        "staff/supervision/questions.html",
        about=about,
        names=names,
        counts=dict(queries.topics()),
        questions=queries.questions_about(about),
        form=form,
    )


def _refuse_unknown(about: str) -> dict[str, str]:
    """Return everything that questions can be about by its code, or refuse what is none of it."""
    matters = sorted(matters_for_staff(), key=lambda matter: matter.code)
    names = {kind.value: str(words) for kind, words in KINDS.items()}
    names |= {matter.group_code: _group_of(matter) for matter in matters}
    names |= {matter.code: named(matter) for matter in matters}
    if about not in names:
        raise NotFound(
            N_("Questions are asked of a kind of check, a group of matters or a matter.")
        )
    return names


def _group_of(matter: Matter) -> str:
    name = matter.group_name_en if language() == "en" else matter.group_name
    return str(_("All of %(group)s", group=name))
