"""Lists of what the portal keeps: looked through, taken over, undone, downloaded."""

from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms.validators import InputRequired

from portal import clock, web
from portal.access import Permission, allow, may
from portal.errors import N_, NotFound
from portal.exchange import actions, queries
from portal.exchange.models import Batch
from portal.exchange.queries.batches import BATCHES_SHOWN, ROWS_SHOWN
from portal.exchange.rules import COLUMNS_OF, IMPORTED, BatchKind, Deed, fields_changed
from portal.forms import PortalForm
from portal.i18n import _, _l, _n
from portal.sheets import csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff import import_words as words
from portal.staff.matters import CSV, XLSX, attached

# Who keeps a thing imports it: what says who works here and signs in takes who keeps people.
NEEDS = {
    BatchKind.REGISTRY: Permission.KEEP_PEOPLE,
    BatchKind.STAFF: Permission.KEEP_PEOPLE,
    BatchKind.VOLUNTEERS: Permission.VET_VOLUNTEERS,
    BatchKind.MATTERS: Permission.EDIT_MATTERS,  # their sheets come in on a page of their own
    BatchKind.CALENDAR: Permission.IMPORT_DATA,
}


class ImportListForm(PortalForm):
    """The file; what it would do is shown before anything is done."""

    file = FileField(
        _l("The list, as CSV or XLSX"), validators=[InputRequired(_l("Choose a file"))]
    )

    def sent(self, kind: BatchKind) -> actions.SentList:
        """Return the file as it was sent."""
        name = (self.file.data.filename or "")[-100:]
        return actions.SentList(kind, name, self.file.data.read())


@staff.get("/imports")
@allow(Permission.IMPORT_LISTS)
def list_imports() -> ResponseReturnValue:
    """List what can be imported, and what was."""
    kinds = _kinds()
    found = queries.batches_of(kinds, by=current_user, before=request.args.get("before", type=int))
    return render_template(
        "staff/imports/list.html",
        kinds=[kind for kind in kinds if kind in IMPORTED],
        batches=found[:BATCHES_SHOWN],
        older=found[BATCHES_SHOWN - 1].id if len(found) > BATCHES_SHOWN else None,
        words=words,
    )


@staff.get("/imports/of/<string:kind>")
@allow(Permission.IMPORT_LISTS)
def ask_import(kind: str) -> ResponseReturnValue:
    """Ask for a list of one kind."""
    return _ask_page(_kind(kind), ImportListForm(formdata=None))


@staff.post("/imports/of/<string:kind>")
@allow(Permission.IMPORT_LISTS)
def preview_import(kind: str) -> ResponseReturnValue:
    """Look a list through and show what it would do."""
    form, wanted, made = ImportListForm(), _kind(kind), list[Batch]()
    if not form.validate() or not form.accepts(
        lambda: made.append(
            actions.preview_list(form.sent(wanted), by=current_user, now=clock.now())
        )
    ):
        return _ask_page(wanted, form), 422
    return web.updated(url_for(".show_import", n=made[0].id))


@staff.get("/imports/of/<string:kind>/template.<string:form>")
@allow(Permission.IMPORT_LISTS)
def import_template(kind: str, form: str) -> ResponseReturnValue:
    """Give a table to fill in, its columns headed as the import reads them."""
    wanted = _kind(kind)
    return _table([list(COLUMNS_OF[wanted])], wanted, f"{wanted}-template", form)


@staff.get("/imports/of/<string:kind>/now.<string:form>")
@allow(Permission.IMPORT_LISTS)
def export_list(kind: str, form: str) -> ResponseReturnValue:
    """Give the list as it stands: imported again it changes nothing."""
    wanted, today = _kind(kind), clock.today()
    return _table(
        list(queries.exported(wanted, by=current_user, on=today)), wanted, f"{wanted}-{today}", form
    )


@staff.get("/imports/<int:n>")
@allow(Permission.IMPORT_LISTS)
def show_import(n: int) -> ResponseReturnValue:
    """Show an import row by row, of one deed if that is asked."""
    batch = queries.batch_by_id(n, _kinds(), by=current_user)
    deed = next((deed for deed in Deed if deed == request.args.get("deed")), None)
    after = request.args.get("after", 0, type=int)
    rows = queries.rows_of(batch, after=after, deed=deed)
    return render_template(
        "staff/imports/batch.html",
        batch=batch,
        edition=actions.edition_of(batch),
        rows=rows[:ROWS_SHOWN],
        next_id=rows[ROWS_SHOWN - 1].id if len(rows) > ROWS_SHOWN else None,
        deed=deed,
        fields_changed=fields_changed,
        does=any(batch.counts.get(one) for one in (Deed.CREATED, Deed.CHANGED, Deed.ENDED)),
        words=words,
    )


@staff.post("/imports/<int:n>/take")
@allow(Permission.IMPORT_LISTS)
def take_import(n: int) -> ResponseReturnValue:
    """Do what the preview showed."""
    batch = queries.batch_by_id(n, _kinds(), by=current_user)
    actions.take_list_over(batch, by=current_user, now=clock.now())
    flash(_("The list is taken over."), "ok")
    return web.updated(url_for(".show_import", n=n))


@staff.post("/imports/<int:n>/undo")
@allow(Permission.IMPORT_LISTS)
def undo_import(n: int) -> ResponseReturnValue:
    """Take an import back, but for what was changed since."""
    batch = queries.batch_by_id(n, _kinds(), by=current_user)
    left = actions.undo_list(batch, by=current_user, now=clock.now())
    _say_undone(left)
    return web.updated(url_for(".show_import", n=n))


def _say_undone(left: int) -> None:
    if not left:
        flash(_("Undone: everything is as it was before."), "ok")
        return
    said = _n(
        "Undone, but for %(num)d row: the list below names it.",
        "Undone, but for %(num)d rows: the list below names them.",
        left,
    )
    flash(said, "warn")


def _kinds() -> list[BatchKind]:
    return [kind for kind, needed in NEEDS.items() if may(needed)]


def _kind(name: str) -> BatchKind:
    if kind := next((kind for kind in _kinds() if kind in IMPORTED and kind == name), None):
        return kind
    raise NotFound(N_("There is no such import."))


def _table(
    rows: Sequence[Sequence[str]], kind: BatchKind, name: str, form: str
) -> ResponseReturnValue:
    if form == "csv":
        return attached(b"".join(csv_lines(rows)), f"{name}.csv", CSV)
    if form != "xlsx":
        raise NotFound(N_("There is no such import."))
    said = [(column, zh, str(_(meaning))) for column, (zh, meaning) in COLUMNS_OF[kind].items()]
    head = (str(_("Column")), "中文", str(_("What it holds")))
    book = workbook(rows, name=kind.value, more={str(_("Columns")): [head, *said]})
    return attached(book, f"{name}.xlsx", XLSX)


def _ask_page(kind: BatchKind, form: ImportListForm) -> str:
    return render_template(
        "staff/imports/ask.html", kind=kind, form=form, columns=COLUMNS_OF[kind], words=words
    )
