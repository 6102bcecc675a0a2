"""Lists that staff keep under a name: saved, renamed, shared and deleted."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import unit_by_code
from portal.cases import actions, queries
from portal.cases.models import SavedFilter
from portal.forms import PortalForm
from portal.grids.queries import place_called
from portal.i18n import _, _l, named
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_filter import Asked, Offer, asked_for, offer

COUNTED = 6  # kept lists whose cases are counted on the page
LONGEST_NAME = 40


@dataclass(frozen=True)
class Kept:
    """A kept list, whether it is one's own, whether it is shown now, and how many cases it has."""

    saved: SavedFilter
    is_own: bool
    is_shown: bool
    count: queries.Count | None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"{url_for('staff.list_cases')}?{self.saved.query}"


class SavedFilterForm(PortalForm):
    """A name, with whom it is shared, and the list as its address says it."""

    name = StringField(
        _l("Name of the list"),
        validators=[
            InputRequired(_l("Give the list a name")),
            Length(max=LONGEST_NAME, message=_l("Keep the name within %(max)d characters")),
        ],
    )
    shared_with = SelectField(_l("Who sees it"))
    query = HiddenField()

    def __init__(self, *, kept: SavedFilter | None = None, **given: object) -> None:
        super().__init__(**given)
        choices = scopes()
        if kept and kept.shared_with not in choices:  # of a post that is over
            choices[kept.shared_with] = scope_called(kept.shared_with)
        self.shared_with.choices = [SelectChoice(*pair) for pair in choices.items()]


@staff.get("/filters")
@allow(Permission.SEE_CASES)
def list_filters() -> ResponseReturnValue:
    """Show the lists that somebody keeps, to rename, share and delete them."""
    return _page()


@staff.post("/filters")
@allow(Permission.SEE_CASES)
def save_filter() -> ResponseReturnValue:
    """Keep the list that is shown under a name."""
    form = SavedFilterForm.from_request()
    asked = _asked(form.query.data or "", offer())

    def save() -> None:
        actions.save_filter(
            form.name.data or "",
            asked.query,
            shared_with=form.shared_with.data or "",
            by=current_user,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(save):
        return _page(form), 422
    flash(_("Kept as “%(name)s”.", name=form.name.data), "ok")
    return web.updated(f"{url_for('.list_cases')}?{asked.query}")


@staff.post("/filters/<int:n>")
@allow(Permission.SEE_CASES)
def change_filter(n: int) -> ResponseReturnValue:
    """Rename a kept list, or share it with others."""
    saved = queries.own_saved_filter(current_user, n)
    form = SavedFilterForm.from_request(kept=saved)

    def change() -> None:
        actions.change_filter(
            saved,
            name=form.name.data or "",
            shared_with=form.shared_with.data or "",
            on=clock.today(),
        )

    if not form.validate() or not form.accepts(change):
        return _page(form, saved), 422
    return web.updated(url_for(".list_filters"))


@staff.post("/filters/<int:n>/delete")
@allow(Permission.SEE_CASES)
def delete_filter(n: int) -> ResponseReturnValue:
    """Delete a kept list."""
    saved = queries.own_saved_filter(current_user, n)
    flash(_("“%(name)s” is deleted.", name=saved.name), "ok")
    actions.delete_filter(saved)
    return web.updated(url_for(".list_filters"))


def kept_lists(shown: str = "") -> list[Kept]:
    """Return one's own lists and those shared with one; the first few of open cases counted."""
    today, choice = clock.today(), offer()
    kept = []
    for place, saved in enumerate(queries.saved_filters_of(current_user, today)):
        asked = _asked(saved.query, choice)
        is_counted = place < COUNTED and asked.wanted.view != "all"
        count = queries.how_many(current_user, asked.wanted, today=today) if is_counted else None
        is_own = saved.person_id == current_user.id
        kept.append(Kept(saved, is_own, asked.query == shown, count))
    return kept


def scopes() -> dict[str, str]:
    """Return with whom a list can be shared, in words; with nobody first."""
    shares = queries.shares_of(current_user, clock.today())
    return {"": str(_("Only me"))} | {share: scope_called(share) for share in shares}


def scope_called(scope: str) -> str:
    """Return in words with whom a list is shared."""
    if not scope:
        return str(_("Only me"))
    unit = scope.startswith("unit:")
    place = unit_by_code(scope.removeprefix("unit:")) if unit else place_called(scope)
    return str(_("Everybody in %(place)s", place=named(place) if place else scope))


def _asked(query: str, choice: Offer) -> Asked:
    """Return the list of an address; whatever else stood in it is dropped."""
    return asked_for(MultiDict(parse_qsl(query)), choice)


def _page(form: SavedFilterForm | None = None, wrong: SavedFilter | None = None) -> str:
    choice = offer()
    kept = kept_lists()
    return render_template(
        "staff/filters.html",
        kept=kept,
        said={one.saved.id: _asked(one.saved.query, choice) for one in kept},
        forms={
            one.saved.id: form
            if form and one.saved is wrong
            else SavedFilterForm(formdata=None, obj=one.saved, kept=one.saved)
            for one in kept
            if one.is_own
        },
        new=form if form and wrong is None else None,
        scope_called=scope_called,
        words=case_words,
    )
