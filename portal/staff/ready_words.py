"""Ready words for reporters: those of one's own area and unit, written, changed and ended."""

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, ValidationError

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import posts_of
from portal.cases import actions, queries
from portal.cases.models import AnswerTemplate
from portal.cases.rules import Outcome, unknown_placeholders
from portal.forms import PortalForm
from portal.grids.queries import place_by_code
from portal.i18n import _, _l, named
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_forms import MOST_WORDS, unknown

_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class ReadyWordsForm(PortalForm):
    """A name, what it is for, and the words in both languages."""

    name = StringField(
        _l("Name, for the list"),
        validators=[DataRequired(_l("Give it a name")), Length(max=60)],
    )
    outcome = SelectField(_l("What it is for"), **unknown)
    words = TextAreaField(
        _l("Words to the reporter"), validators=[DataRequired(_l("Write the words")), _short]
    )
    words_en = TextAreaField(_l("The same in English"), validators=[_short])
    post = SelectField(_l("Who is offered it"), coerce=int, **unknown)

    def __init__(self, **given: Any) -> None:
        """List outcomes, and the areas and units of whoever writes."""
        super().__init__(**given)
        outcomes = (SelectChoice(o.value, words) for o, words in case_words.OUTCOMES.items())
        meanwhile = SelectChoice("", _("An answer while the work goes on"))
        self.outcome.choices = [meanwhile, *outcomes]
        self.posts = {post.id: post for post in posts_of(current_user, clock.today())}
        self.post.choices = [
            SelectChoice(post.id, named(post.unit) if post.unit else _place(post.area_code or ""))
            for post in self.posts.values()
        ]

    def validate_words(self, field: TextAreaField) -> None:
        """Refuse a placeholder that we cannot fill in."""
        if wrong := unknown_placeholders(f"{field.data or ''} {self.words_en.data or ''}"):
            raise ValidationError(_("We cannot fill in %(what)s", what=" ".join(wrong)))


@staff.get("/ready-words")
@allow(Permission.HANDLE_CASE)
def list_ready_words() -> ResponseReturnValue:
    """List the ready words of one's areas and units, with a form for more."""
    return _page(ReadyWordsForm(formdata=None))


@staff.post("/ready-words")
@allow(Permission.HANDLE_CASE)
def write_ready_words() -> ResponseReturnValue:
    """Keep new ready words."""
    form = ReadyWordsForm()
    if not form.validate():
        return _page(form), 422
    _write(form)
    flash(_("Kept. It is offered from now on."), "ok")
    return web.updated(url_for(".list_ready_words"))


@staff.get("/ready-words/<int:n>")
@allow(Permission.HANDLE_CASE)
def show_ready_words(n: int) -> ResponseReturnValue:
    """Show ready words in the form by which they are changed."""
    kept = _kept(n)
    typed = {"name": kept.name, "outcome": kept.outcome or "", "words": kept.words}
    form = ReadyWordsForm(formdata=None, data=typed | {"words_en": kept.words_en})
    return render_template("staff/ready_words/one.html", form=form, kept=kept)


@staff.post("/ready-words/<int:n>/change")
@allow(Permission.HANDLE_CASE)
def change_ready_words(n: int) -> ResponseReturnValue:
    """Offer other words instead of these."""
    kept, form = _kept(n), ReadyWordsForm()
    if not form.validate():
        return render_template("staff/ready_words/one.html", form=form, kept=kept), 422
    actions.end_ready_words(kept, on=clock.today())
    _write(form)
    flash(_("Changed. What was sent before stays as it was."), "ok")
    return web.updated(url_for(".list_ready_words"))


@staff.post("/ready-words/<int:n>/end")
@allow(Permission.HANDLE_CASE)
def end_ready_words(n: int) -> ResponseReturnValue:
    """Offer these words no longer."""
    actions.end_ready_words(_kept(n), on=clock.today())
    flash(_("No longer offered."), "ok")
    return web.updated(url_for(".list_ready_words"))


def _kept(n: int) -> AnswerTemplate:
    return queries.template_of(posts_of(current_user, clock.today()), n)


def _write(form: ReadyWordsForm) -> None:
    actions.write_ready_words(
        form.name.data or "",
        outcome=Outcome(form.outcome.data) if form.outcome.data else None,
        words=form.words.data or "",
        words_en=form.words_en.data or "",
        post=form.posts[form.post.data],
        by=current_user,
    )


def _page(form: ReadyWordsForm) -> str:
    return render_template(
        "staff/ready_words/list.html",
        form=form,
        templates=queries.templates_of(posts_of(current_user, clock.today())),
        words=case_words,
    )


def _place(code: str) -> str:
    return str(named(place_by_code(code)))
