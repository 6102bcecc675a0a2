"""Editions of the list: drafts are made, looked at as a difference, adopted and withdrawn."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.actions import matters as actions
from portal.cases.models import MatterEdition
from portal.cases.queries import editions as queries
from portal.cases.queries.matters import open_cases_of
from portal.cases.rules.editions import Difference, difference
from portal.cases.rules.matter_rows import Row
from portal.errors import N_, NotAllowedNow
from portal.i18n import _, day
from portal.staff import blueprint as staff
from portal.staff import matter_words
from portal.staff.matter_forms import AdoptForm, DraftForm, ImportForm
from portal.staff.matters import as_csv, as_xlsx, cell_names

ONE_DAY = timedelta(days=1)
SHOWN = 200  # of each kind of difference: whoever changes more looks at the sheet


@staff.get("/matter-editions")
@allow(Permission.SEE_OWN_PAGE)
def list_editions() -> ResponseReturnValue:
    """List what was adopted, what is coming and what is being drafted."""
    return editions_page(DraftForm.from_request(formdata=None))


@staff.post("/matter-editions")
@allow(Permission.EDIT_MATTERS)
def make_draft() -> ResponseReturnValue:
    """Make a draft of the newest list."""
    form = DraftForm.from_request()
    if not form.validate():
        return editions_page(form), 422
    draft = actions.draft_edition(form.title.data or "", by=current_user, now=clock.now())
    return web.updated(edition_url(draft))


@staff.get("/matter-editions/<int:number>")
@allow(Permission.SEE_OWN_PAGE)
def show_edition(number: int) -> ResponseReturnValue:
    """Show an edition as a difference: a draft against the newest list, others as adopted."""
    return edition_page(queries.edition(number))


@staff.get("/matter-editions/<int:number>/matters.csv")
@allow(Permission.SEE_OWN_PAGE)
def edition_as_csv(number: int) -> ResponseReturnValue:
    """Give an edition as a CSV file."""
    edition = queries.edition(number)
    return as_csv(_rows(edition), _file_name(edition))


@staff.get("/matter-editions/<int:number>/matters.xlsx")
@allow(Permission.SEE_OWN_PAGE)
def edition_as_xlsx(number: int) -> ResponseReturnValue:
    """Give an edition as a workbook."""
    edition = queries.edition(number)
    return as_xlsx(_rows(edition), _file_name(edition))


@staff.post("/matter-editions/<int:number>/adopt")
@allow(Permission.EDIT_MATTERS)
def adopt_edition(number: int) -> ResponseReturnValue:
    """Put a draft in force from a day on, as it was looked at."""
    draft, form = queries.edition(number), AdoptForm.from_request()
    if not form.validate():
        return edition_page(draft, form), 422
    _refuse_unseen(draft, form.version.data)
    on, reason = form.said()
    act = partial(actions.adopt, draft, on=on, reason=reason, by=current_user, now=clock.now())
    if not form.accepts(act):
        return edition_page(draft, form), 422
    flash(_("Adopted. The list reads so from %(day)s.", day=day(on)), "ok")
    return web.updated(edition_url(draft))


@staff.post("/matter-editions/<int:number>/withdraw")
@allow(Permission.EDIT_MATTERS)
def withdraw_edition(number: int) -> ResponseReturnValue:
    """Take an edition back before its day."""
    edition = queries.edition(number)
    actions.withdraw(edition, today=clock.today())
    flash(_("Withdrawn. It is a draft again, and the list stays as it is."), "ok")
    return web.updated(edition_url(edition))


@staff.post("/matter-editions/<int:number>/refresh")
@allow(Permission.EDIT_MATTERS)
def refresh_draft(number: int) -> ResponseReturnValue:
    """Carry a draft over to the list as it is now."""
    draft = queries.edition(number)
    actions.bring_up_to_date(draft, now=clock.now())
    flash(_("The draft stands on the newest list now. Look at the difference again."), "ok")
    return web.updated(edition_url(draft))


@staff.post("/matter-editions/<int:number>/discard")
@allow(Permission.EDIT_MATTERS)
def discard_draft(number: int) -> ResponseReturnValue:
    """Throw a draft away."""
    draft = queries.edition(number)
    title = draft.title
    actions.discard(draft)
    flash(_("The draft “%(title)s” is gone. The list stays as it is.", title=title), "ok")
    return web.updated(url_for(".list_editions"))


def editions_page(form: DraftForm, sheet: ImportForm | None = None, **more: Any) -> str:
    """Return the page of all editions, with the forms to begin another one."""
    return render_template(
        "staff/matters/editions.html",
        editions=queries.editions(),
        form=form,
        sheet=sheet or ImportForm(formdata=None),
        refused=queries.refused_import_of(current_user),
        today=clock.today(),
        **more,
    )


def edition_page(edition: MatterEdition, form: AdoptForm | None = None) -> str:
    """Return the page of an edition; a draft can be searched for a matter to work on."""
    today, asked = clock.today(), request.args.get("q", "").strip()[:40]
    change = difference_of(edition)
    latest = queries.latest_edition()
    if form is None:
        form = AdoptForm(formdata=None, on=_first_day(latest), version=edition.version)
    is_draft = edition.in_force_on is None
    return render_template(
        "staff/matters/edition.html",
        edition=edition,
        change=change,
        shown=SHOWN,
        open_cases=open_cases_of([row["code"] for row in change.retired]),
        groups=_groups(edition.rows, asked) if is_draft else [],
        asked=asked,
        form=form,
        is_behind=is_draft and edition.based_on != (latest.id if latest else 0),
        is_coming=edition.in_force_on is not None and edition.in_force_on > today,
        names=cell_names(),
        words=matter_words,
    )


def edition_url(edition: MatterEdition) -> str:
    """Return the address of an edition's page."""
    return url_for("staff.show_edition", number=edition.id)


def difference_of(edition: MatterEdition) -> Difference:
    """Return what an edition changes: in the newest list, or in the one that it replaced."""
    if edition.in_force_on is None:
        return difference(queries.newest_list(clock.today()), edition.rows)
    before = queries.rows_on(edition.in_force_on - ONE_DAY)
    return difference(before, queries.rows_on(edition.in_force_on))


def _rows(edition: MatterEdition) -> list[Row]:
    return queries.rows_on(edition.in_force_on) if edition.in_force_on else edition.rows


def _file_name(edition: MatterEdition) -> str:
    return f"{edition.in_force_on}" if edition.in_force_on else f"draft-{edition.id}"


def _groups(rows: list[Row], asked: str) -> list[list[Row]]:
    groups: dict[str, list[Row]] = {}
    wanted = asked.casefold().replace(" ", "")
    for row in rows:
        words = f"{row['code']} {row['name']} {row['name_en']} {row['initials']}"
        if wanted in words.casefold().replace(" ", ""):
            groups.setdefault(row["group_code"], []).append(row)
    return [groups[code] for code in sorted(groups)]


def _first_day(latest: MatterEdition | None) -> date:
    """Return tomorrow, or the day after the last edition's: a day that can be chosen."""
    tomorrow = clock.today() + ONE_DAY
    coming = latest.in_force_on if latest else None
    return max(tomorrow, coming + ONE_DAY) if coming else tomorrow


def _refuse_unseen(draft: MatterEdition, version: int | None) -> None:
    if draft.version != version:
        raise NotAllowedNow(
            N_("The draft was changed after you looked at it. Look at the difference again.")
        )
