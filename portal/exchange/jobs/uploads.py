"""Files for other systems are made in the background, and after each period by themselves."""

from datetime import datetime

from portal import clock, jobs
from portal.db import db
from portal.exchange.actions import uploads as actions
from portal.exchange.actions.handovers import begin_handover
from portal.exchange.models import Upload
from portal.exchange.queries.maps import is_made, stored_maps
from portal.exchange.rules import Direction, UploadStatus, days_of


@jobs.job
def make_upload(upload_id: int) -> None:
    """Note what was written of a file, and come again until it is whole."""
    upload = db.session.get_one(Upload, upload_id)
    if upload.status is not UploadStatus.BEING_MADE:
        return
    if actions.note_part(upload, now=clock.now()):
        jobs.want("make_upload", upload_id)
    else:
        jobs.want("clear_upload", upload_id)
        begin_handover(upload, now=clock.now())


@jobs.beforehand(make_upload)
def write_upload(upload_id: int) -> None:
    """Write the next part of a file, and lastly the whole, while nobody waits for the database."""
    upload = db.session.get_one(Upload, upload_id)
    if upload.status is UploadStatus.BEING_MADE:
        actions.write_part(upload)


@jobs.after_failure(make_upload)
def note_failure(upload_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Say on the page that a file could not be made, once nobody tries again."""
    if again_at is None:
        actions.fail_upload(db.session.get_one(Upload, upload_id), now=clock.now())
    return None


@jobs.job
def clear_upload(upload_id: int) -> None:
    """Let the parts of a finished file go."""
    actions.drop_parts(db.session.get_one(Upload, upload_id))


@jobs.every(hours=1)
def make_timed_uploads() -> None:
    """Begin the file of each map on the timetable, once after each of its periods."""
    today = clock.today()
    for stored in stored_maps(Direction.EXPORT):
        plan = actions.plan_of(stored.versions[0]) if stored.is_timed else None
        if plan and not is_made(stored, days_of(plan.period, today)[0]):
            actions.begin_upload(stored, by=None, today=today, now=clock.now())
