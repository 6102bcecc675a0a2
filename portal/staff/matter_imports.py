"""A sheet becomes a draft of the list, or every fault in it is told at once."""

from collections.abc import Sequence
from functools import cache

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.actions import matters as actions
from portal.cases.models import MatterEdition
from portal.cases.queries import editions as queries
from portal.cases.rules.editions import Checked, by_code, check_sheet
from portal.db import keep_refusal
from portal.errors import N_, NotFound
from portal.exchange.actions import SentList, note_matters
from portal.exchange.rules import BatchKind
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.sheets import Line, csv_lines, lines_of, unwritten
from portal.staff import blueprint as staff
from portal.staff import matter_words
from portal.staff.matter_editions import edition_url, editions_page
from portal.staff.matter_forms import DraftForm, ImportForm
from portal.staff.matters import CSV, attached

LARGEST = 10_000_000  # bytes; ten thousand matters have four
FAULTS_SHOWN = 100


@staff.post("/matter-editions/import")
@allow(Permission.EDIT_MATTERS)
def import_matters() -> ResponseReturnValue:
    """Make a draft of a sheet; with a single fault in it nothing is made."""
    form = ImportForm.from_request()
    lines: list[Line] = []
    checked = Checked([])
    is_read = form.validate() and form.accepts(lambda: _read(form, lines, checked))
    if not is_read:
        return _page(form), 422
    if checked.faults:
        _keep_faults(lines, checked)
        return _page(form, checked), 422
    draft = actions.draft_edition(
        form.title.data or "", by=current_user, now=clock.now(), rows=_rows(form, checked)
    )
    _log(form, draft, lines, checked)
    flash(_("%(count)s rows were read. Look at what they change.", count=len(checked.rows)), "ok")
    return web.updated(edition_url(draft))


@staff.get("/matter-editions/import/faults.csv")
@allow(Permission.EDIT_MATTERS)
def import_faults() -> ResponseReturnValue:
    """Give the rows of one's last refused import, each with its faults beside it."""
    kept = queries.refused_import_of(current_user)
    if kept is None:
        raise NotFound(N_("No import of yours was refused. Nothing is kept."))
    return attached(b"".join(csv_lines(kept.lines)), "matters-to-mend.csv", CSV)


def _read(form: ImportForm, lines: list[Line], checked: Checked) -> None:
    """Read and judge the file; what cannot be read as a whole is refused."""
    lines += [
        (line, [unwritten(cell) for cell in cells])
        for line, cells in lines_of(form.content(), most_bytes=LARGEST)
    ]
    today = clock.today()
    known = queries.known_to_rows(queries.newest_list(today), policy_on(today))
    found = check_sheet(lines, known)
    checked.header, checked.rows, checked.faults = found.header, found.rows, found.faults


def _rows(form: ImportForm, checked: Checked) -> Sequence[dict[str, object]]:
    """Return the rows of the draft: the sheet's alone, or laid over the newest list."""
    if form.scope.data == "whole":
        return checked.rows
    return list((by_code(queries.newest_list(clock.today())) | by_code(checked.rows)).values())


def _log(form: ImportForm, draft: MatterEdition, lines: Sequence[Line], checked: Checked) -> None:
    pairs = zip(checked.rows, lines[1:], strict=True)
    places = {row["code"]: line for row, (line, _cells) in pairs}
    sent = SentList(BatchKind.MATTERS, form.file_name(), form.content())
    note_matters(sent, draft, places, by=current_user, now=clock.now())


def _keep_faults(lines: Sequence[Line], checked: Checked) -> None:
    """Keep the refused sheet with a column of faults, to be mended and sent again."""
    words: dict[int, list[str]] = {}
    label, translated = cache(matter_words.label), cache(_)  # of 170,000 faults few are worded anew
    told = str(_("%(label)s: %(words)s"))
    for fault in checked.faults:
        facts = {"label": label(fault.column), "words": matter_words.said(fault, translated)}
        words.setdefault(fault.line, []).append(told % facts)
    (_line, header), *rest = lines
    width = len(header)
    kept = [[*header, str(_("What is wrong"))]]
    kept += [
        [*(cells + [""] * width)[: max(width, len(cells))], " ".join(words.get(line, []))]
        for line, cells in rest
    ]
    actions.keep_refused_import(kept, by=current_user, now=clock.now())
    keep_refusal()


def _page(form: ImportForm, checked: Checked | None = None) -> str:
    return editions_page(
        DraftForm(formdata=None),
        form,
        faults=checked.faults[:FAULTS_SHOWN] if checked else [],
        fault_count=len(checked.faults) if checked else 0,
        faulty_rows=len({fault.line for fault in checked.faults}) if checked else 0,
        words=matter_words,
    )
