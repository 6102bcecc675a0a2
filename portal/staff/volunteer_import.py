"""A list of volunteers kept elsewhere: looked through, previewed, then taken over."""

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.forms import PortalForm
from portal.grids.models import Grid
from portal.grids.queries import grids_in
from portal.i18n import _, _l
from portal.sheets import csv_lines, lines_of, unwritten
from portal.staff import blueprint as staff
from portal.volunteers import actions, queries
from portal.volunteers.rules import COLUMNS, KIND_WORDS, Checked, check_list

LARGEST = 2_000_000  # bytes; five thousand volunteers have a quarter of that
SHOWN = 100


class VolunteerListForm(PortalForm):
    """The file, and whether it is meant or only looked at."""

    file = FileField(
        _l("The list, as CSV or XLSX"), validators=[InputRequired(_l("Choose a file"))]
    )
    is_meant = BooleanField(_l("Take it over now; without this it is only looked through"))

    def read(self, grids: dict[str, Grid]) -> Checked:
        """Return what the file says."""
        lines = [
            (line, [unwritten(cell) for cell in cells])
            for line, cells in lines_of(self.file.data.read(), most_bytes=LARGEST)
        ]
        return check_list(lines, grids)


@staff.get("/volunteers/import")
@allow(Permission.VET_VOLUNTEERS)
def ask_volunteer_list() -> ResponseReturnValue:
    """Ask for a list."""
    return _page(VolunteerListForm(formdata=None))


@staff.get("/volunteers/import/template.csv")
@allow(Permission.VET_VOLUNTEERS)
def volunteer_template() -> ResponseReturnValue:
    """Give a table to fill in: its columns, and a line for each office."""
    rows = [("Z0001", "张三", "13800000000", "330108002021001", kind) for kind in KIND_WORDS]
    response = Response(b"".join(csv_lines([COLUMNS, *rows])), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=volunteers.csv"
    return response


@staff.post("/volunteers/import")
@allow(Permission.VET_VOLUNTEERS)
def import_volunteers() -> ResponseReturnValue:
    """Show what a list would do, or do it; with a single fault nothing is done."""
    form, grids, read = VolunteerListForm(), _grids(), list[Checked]()
    if not form.validate() or not form.accepts(lambda: read.append(form.read(grids))):
        return _page(form), 422
    (checked,) = read
    if checked.faults:
        return _page(form, checked), 422
    if not form.is_meant.data:
        return _page(form, checked)
    actions.import_list(checked.rows, grids, by=current_user, now=clock.now())
    flash(_("The list is taken over."), "ok")
    return web.updated(url_for(".list_volunteers"))


def _grids() -> dict[str, Grid]:
    codes = area_codes_of(current_user, clock.today())
    return {grid.code: grid for code in codes for grid in grids_in(code)}


def _page(form: VolunteerListForm, checked: Checked | None = None) -> str:
    new, changed = queries.new_and_changed(checked.rows) if checked else ([], [])
    return render_template(
        "staff/volunteers/import.html",
        form=form,
        checked=checked,
        faults=checked.faults[:SHOWN] if checked else [],
        new=new,
        changed=changed,
        shown=SHOWN,
    )
