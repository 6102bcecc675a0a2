"""Pay lists: made of what is approved, fetched as a file, and entered when they come back."""

from collections.abc import Sequence

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.rewards.actions import payouts as actions
from portal.rewards.models import PayBatch
from portal.rewards.queries import payouts as queries
from portal.rewards.rules.money import PAYS
from portal.rewards.rules.pay_file import BatchKind, Fault, table_of
from portal.sheets import csv_lines, decoded, lines_of, unwritten, workbook
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff import reward_words as words
from portal.staff.matters import attached
from portal.staff.reward_forms import BatchForm, ResultsForm, WhyForm

LARGEST = 5_000_000  # bytes; five thousand lines have one
FAULTS_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/rewards/lists")
@allow(Permission.PAY_REWARDS)
def list_pay_lists() -> ResponseReturnValue:
    """List pay lists, the newest first."""
    return _lists_page(BatchForm(reach.areas(PAYS), formdata=None))


@staff.post("/rewards/lists")
@allow(Permission.PAY_REWARDS)
def make_pay_list() -> ResponseReturnValue:
    """Put what is approved on a new list."""
    form, quarter = BatchForm(reach.areas(PAYS)), reach.quarter_asked_for()
    if not form.validate():
        return _lists_page(form), 422
    batch = actions.make_batch(
        form.area.data, quarter, BatchKind(form.kind.data), by=current_user, now=clock.now()
    )
    flash(_("The list is made. Fetch its file and send it."), "ok")
    return web.updated(url_for(".show_pay_list", number=batch.number))


@staff.get("/rewards/lists/<string:number>")
@allow(Permission.PAY_REWARDS)
def show_pay_list(number: str) -> ResponseReturnValue:
    """Show a list with its lines."""
    return _list_page(_batch(number))


@staff.get("/rewards/lists/<string:number>/file.xlsx")
@allow(Permission.PAY_REWARDS)
def pay_list_xlsx(number: str) -> Response:
    """Give the list as a workbook: the same bytes at any time."""
    batch = _batch(number)
    content = workbook(table_of(actions.list_of(batch)), name=number, made_at=batch.at)
    return attached(content, f"{number}.xlsx", XLSX)


@staff.get("/rewards/lists/<string:number>/file.csv")
@allow(Permission.PAY_REWARDS)
def pay_list_csv(number: str) -> Response:
    """Give the list as text, in UTF-8 or, for older programs, in GB18030: both hold every name."""
    content = b"".join(csv_lines(table_of(actions.list_of(_batch(number)))))
    encoding = "utf-8"
    if request.args.get("encoding") == "gb18030":
        content, encoding = decoded(content).encode("gb18030"), "gb18030"
    return attached(content, f"{number}.csv", f"text/csv; charset={encoding}")


@staff.post("/rewards/lists/<string:number>/results")
@allow(Permission.PAY_REWARDS)
def enter_results(number: str) -> ResponseReturnValue:
    """Enter what came back, or tell every fault of it by its line."""
    batch, form, faults = _batch(number), ResultsForm(), list[Fault]()
    is_read = form.validate() and form.accepts(lambda: faults.extend(_taken(batch, form)))
    if not is_read or faults:
        return _list_page(batch, form, faults), 422
    flash(_("Entered. What the bank did not take waits for the next list."), "ok")
    return web.updated(url_for(".show_pay_list", number=number))


@staff.post("/rewards/lists/<string:number>/withdraw")
@allow(Permission.PAY_REWARDS)
def withdraw_pay_list(number: str) -> ResponseReturnValue:
    """Take a list back that was not paid."""
    batch, form = _batch(number), WhyForm()
    if not form.validate():
        return _list_page(batch, why=form), 422
    actions.withdraw_batch(batch, why=form.why.data or "", by=current_user, now=clock.now())
    flash(_("The list is taken back. Its rewards wait for the next one."), "ok")
    return web.updated(url_for(".show_pay_list", number=number))


def _batch(number: str) -> PayBatch:
    return queries.batch_within(reach.codes(PAYS), number)


def _taken(batch: PayBatch, form: ResultsForm) -> Sequence[Fault]:
    table = [
        (line, [unwritten(cell) for cell in cells])
        for line, cells in lines_of(form.content(), most_bytes=LARGEST)
    ]
    return actions.take_results(batch, table, by=current_user, now=clock.now()).faults


def _lists_page(form: BatchForm) -> str:
    before = reach.page_asked_for()
    rows = queries.batches_within(reach.codes(PAYS), before=before)
    return render_template(
        "staff/rewards/lists.html",
        batches=rows[: queries.BATCHES],
        is_first=before is None,
        next_key=rows[queries.BATCHES - 1].id if len(rows) > queries.BATCHES else None,
        form=form,
        quarter=reach.quarter_asked_for(),
        quarters=reach.quarters(),
        words=words,
    )


def _list_page(
    batch: PayBatch,
    form: ResultsForm | None = None,
    faults: Sequence[Fault] = (),
    why: WhyForm | None = None,
) -> str:
    return render_template(
        "staff/rewards/list.html",
        batch=batch,
        form=form or ResultsForm(formdata=None),
        why=why or WhyForm(formdata=None),
        faults=[(each.line, _(each.words) % each.facts) for each in faults[:FAULTS_SHOWN]],
        fault_count=len(faults),
        words=words,
    )
