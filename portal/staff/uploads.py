"""Files for the province and the city: asked for, watched, fetched, and what came back."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, files, web
from portal.access import Permission, allow
from portal.errors import N_, NotAllowedNow
from portal.exchange.actions import uploads as actions
from portal.exchange.actions.handovers import hand_over_again
from portal.exchange.models import Upload
from portal.exchange.queries import maps as queries
from portal.exchange.rules import MEDIA_TYPES, Direction, Handover, UploadStatus
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import exchange_words as words
from portal.staff.map_forms import ReceiptForm
from portal.staff.matters import attached
from portal.staff.partner_words import why_said

LOOK_AGAIN = "3"  # seconds, while something is at work


@staff.get("/uploads")
@allow(Permission.SEE_EXCHANGE)
def list_uploads() -> ResponseReturnValue:
    """List the files that were made, the newest first."""
    before = request.args.get("before", type=int)
    rows = queries.uploads(before)
    most = queries.UPLOADS_SHOWN
    return render_template(
        "staff/exchange/uploads.html",
        uploads=rows[:most],
        is_first=before is None,
        next_key=rows[most - 1].id if len(rows) > most else None,
        maps=queries.stored_maps(Direction.EXPORT),
        words=words,
    )


@staff.post("/field-maps/<int:number>/uploads")
@allow(Permission.KEEP_EXCHANGE)
def begin_upload(number: int) -> ResponseReturnValue:
    """Have the file of the last period made."""
    upload = actions.begin_upload(
        queries.stored_map(number), by=current_user, today=clock.today(), now=clock.now()
    )
    return web.updated(url_for(".show_upload", number=upload.id))


@staff.get("/uploads/<int:number>")
@allow(Permission.SEE_EXCHANGE)
def show_upload(number: int) -> ResponseReturnValue:
    """Show how far a file is, its checksum, and what came back."""
    form = ReceiptForm(formdata=None, received_on=clock.today())
    return _page(queries.upload_by_id(number), form)


@staff.get("/uploads/<int:number>/file")
@allow(Permission.SEE_EXCHANGE)
def fetch_upload(number: int) -> ResponseReturnValue:
    """Give the file, piece by piece."""
    upload = _ready(number)
    plan = actions.plan_of(upload.version)
    response = Response(files.pieces(upload.file_key or ""), content_type=MEDIA_TYPES[plan.format])
    name = actions.name_of(upload)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.content_length = upload.size or 0
    return response


@staff.get("/uploads/<int:number>/file.sha256")
@allow(Permission.SEE_EXCHANGE)
def fetch_upload_sum(number: int) -> ResponseReturnValue:
    """Give the file's checksum as `sha256sum --check` reads it."""
    upload = _ready(number)
    name = actions.name_of(upload)
    line = f"{upload.sha256}  {name}\n".encode()
    return attached(line, f"{name}.sha256", "text/plain; charset=utf-8")


@staff.post("/uploads/<int:number>/receipts")
@allow(Permission.KEEP_EXCHANGE)
def enter_receipt(number: int) -> ResponseReturnValue:
    """Note where a file was handed in, or what came back."""
    upload, form = queries.upload_by_id(number), ReceiptForm()
    now = clock.now()
    if not form.validate() or not form.accepts(
        lambda: actions.enter_receipt(upload, form.said(), by=current_user, now=now)
    ):
        return _page(upload, form), 422
    flash(_("Noted."), "ok")
    return web.updated(url_for(".show_upload", number=number))


@staff.post("/uploads/<int:number>/handovers")
@allow(Permission.KEEP_EXCHANGE)
def hand_over_upload(number: int) -> ResponseReturnValue:
    """Send a file to the address that its map names, once more."""
    hand_over_again(queries.upload_by_id(number), now=clock.now())
    flash(_("The file is being sent. Reload this page in a moment."), "ok")
    return web.updated(url_for(".show_upload", number=number))


def _ready(number: int) -> Upload:
    upload = queries.upload_by_id(number)
    if upload.status is not UploadStatus.READY:
        raise NotAllowedNow(N_("The file is not ready. Look at its page again in a while."))
    return upload


def _page(upload: Upload, form: ReceiptForm) -> Response:
    is_sent = any(one.state is Handover.WAITS for one in upload.handovers)
    page = render_template(
        "staff/exchange/upload.html",
        upload=upload,
        form=form,
        words=words,
        target=actions.plan_of(upload.map.versions[0]).target,
        is_sent=is_sent,
        why_said=why_said,
    )
    response = make_response(page)
    if upload.status is UploadStatus.BEING_MADE:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
