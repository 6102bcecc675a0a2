"""One matter of a draft: added, changed in a form, retired, or put back as the list has it."""

import hashlib
import json

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.actions import matters as actions
from portal.cases.models import MatterEdition
from portal.cases.queries import editions as queries
from portal.cases.rules.editions import by_code
from portal.cases.rules.matter_rows import BLANK, WORKDAYS, Row
from portal.errors import N_, NotAllowedNow, NotFound
from portal.i18n import _, language, named
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.matter_editions import edition_url
from portal.staff.matter_forms import MatterForm, filled_with


@staff.get("/matter-editions/<int:number>/new")
@allow(Permission.EDIT_MATTERS)
def new_matter(number: int) -> ResponseReturnValue:
    """Ask what a new matter of a draft is."""
    draft = _draft(number)
    shown = {"name_basis": "drafted", "limit_unit": WORKDAYS} | filled_with(
        BLANK | {"level": 3, "days": 5, "limit_hours": None}
    )
    return _page(draft, _form(draft, None, formdata=None, **shown), None)


@staff.post("/matter-editions/<int:number>/new")
@allow(Permission.EDIT_MATTERS)
def add_matter(number: int) -> ResponseReturnValue:
    """Put a new matter into a draft."""
    draft = _draft(number)
    form = _form(draft, None)
    put = form.validate() and form.accepts(lambda: actions.put_row(draft, form.row, old=None))
    if not put:
        return _page(draft, form, None), 422
    flash(_("%(code)s is in the draft.", code=form.row["code"]), "ok")
    return web.updated(edition_url(draft))


@staff.get("/matter-editions/<int:number>/matters/<string:code>")
@allow(Permission.EDIT_MATTERS)
def edit_matter(number: int, code: str) -> ResponseReturnValue:
    """Show the form of one matter of a draft."""
    draft = _draft(number)
    row = _row(draft, code)
    form = _form(draft, row, formdata=None, seen=_mark(row), **filled_with(row))
    return _page(draft, form, row)


@staff.post("/matter-editions/<int:number>/matters/<string:code>")
@allow(Permission.EDIT_MATTERS)
def keep_matter(number: int, code: str) -> ResponseReturnValue:
    """Keep what was changed in one matter, unless somebody else changed it since it was shown."""
    draft = _draft(number)
    row = _row(draft, code)
    form = _form(draft, row)
    is_stale = form.seen.data != _mark(row)
    if is_stale:
        form.seen.data = _mark(row)
        form.form_errors.append(
            _(
                "Somebody else changed this matter of the draft meanwhile. "
                "What you typed is still here: send it again to put it in place of theirs."
            )
        )
    if is_stale or not form.validate():
        return _page(draft, form, row), 422
    actions.put_row(draft, form.row, old=row)
    flash(_("%(code)s is changed in the draft.", code=code), "ok")
    return web.updated(edition_url(draft))


@staff.post("/matter-editions/<int:number>/matters/<string:code>/retire")
@allow(Permission.EDIT_MATTERS)
def retire_matter(number: int, code: str) -> ResponseReturnValue:
    """Take a matter out of a draft."""
    draft = _draft(number)
    actions.retire_row(draft, code)
    flash(_("%(code)s is retired in the draft.", code=code), "ok")
    return web.updated(edition_url(draft))


@staff.post("/matter-editions/<int:number>/matters/<string:code>/restore")
@allow(Permission.EDIT_MATTERS)
def restore_matter(number: int, code: str) -> ResponseReturnValue:
    """Let a matter read again as the list has it."""
    draft = _draft(number)
    actions.restore_row(draft, code, today=clock.today())
    flash(_("%(code)s reads as in the list again.", code=code), "ok")
    return web.updated(edition_url(draft))


def _draft(number: int) -> MatterEdition:
    draft = queries.edition(number)
    if draft.in_force_on is not None:
        raise NotAllowedNow(N_("This edition is adopted and cannot be changed. Make a new draft."))
    return draft


def _row(draft: MatterEdition, code: str) -> Row:
    if row := by_code(draft.rows).get(code):
        return row
    raise NotFound(N_("This matter is not in the draft. Choose one from its list."))


def _form(draft: MatterEdition, row: Row | None, **given: object) -> MatterForm:
    known = queries.known_to_rows([row] if row else [], policy_on(clock.today()))
    is_english = language() == "en"
    places = {
        "platform": [(each.name, named(each)) for each in queries.platforms()],
        "department": [
            (code, f"{code} {name_en if is_english else name}")
            for code, name, name_en in queries.departments()
        ],
    }
    return MatterForm.from_request(rows=draft.rows, old=row, known=known, places=places, **given)


def _page(draft: MatterEdition, form: MatterForm, row: Row | None) -> str:
    return render_template("staff/matters/form.html", edition=draft, form=form, row=row)


def _mark(row: Row) -> str:
    """Return a mark of how a row reads: a form that carries another one is out of date."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]
