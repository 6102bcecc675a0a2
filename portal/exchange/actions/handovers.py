"""Finished files are sent to the address that their map names, until they are taken."""

import json
from datetime import datetime

from portal import clock, config, files, outbound
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.actions.uploads import name_of, plan_of
from portal.exchange.models import Upload, UploadHandover
from portal.exchange.rules import MEDIA_TYPES, Handover, Target, UploadStatus
from portal.exchange.rules.handing_over import digest_said, is_final
from portal.exchange.rules.partners import plain_words
from portal.exchange.rules.reasons import Why, reason
from portal.grids.rules import DISTRICT
from portal.jobs import want
from portal.messages import notify
from portal.troubles import Trouble

PATIENCE = 60.0  # seconds: a file is longer than other requests
UPLOAD_STUCK = "upload_stuck"


class NotTaken(Exception):
    """The other system did not take a file; its text is the reason as it is kept."""


def check_target(target: Target) -> None:
    """Refuse an address that is never asked, or a key that the settings lack."""
    try:
        outbound.checked(target.address_of("file"))
    except outbound.NotReached as why:
        words = why.in_words()
        raise NotAcceptable(N_("This address is not asked: %(why)s."), why=words) from None
    if target.key and target.key not in _keys():
        raise NotAcceptable(
            N_("PORTAL_PARTNER_KEYS holds no key called “%(key)s”."), key=target.key
        )


def begin_handover(upload: Upload, *, now: datetime) -> UploadHandover | None:
    """Let the worker send a finished file where the newest version of its map says, if it does."""
    target = plan_of(upload.map.versions[0]).target
    if target is None:
        return None
    row = UploadHandover(
        upload=upload,
        to=target.address_of(name_of(upload)),
        method=target.method,
        key=target.key,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    want("hand_over", row.id)
    return row


def hand_over_again(upload: Upload, *, now: datetime) -> None:
    """Send a file once more, where the map says now; not while it is on its way."""
    if upload.status is not UploadStatus.READY:
        raise NotAllowedNow(N_("The file is not ready. Look at its page again in a while."))
    if any(one.state is Handover.WAITS for one in upload.handovers):
        raise NotAllowedNow(N_("The file is on its way already."))
    if begin_handover(upload, now=now) is None:
        raise NotAllowedNow(N_("The map names no address to deliver to."))


def request_of(row: UploadHandover) -> outbound.Outgoing:
    """Return what is sent; sent twice it is known as the same by its Idempotency-Key."""
    upload = row.upload
    if (upload.size or 0) > outbound.MOST_SENT:
        raise NotTaken(reason(Trouble.TOO_LONG))
    headers = {
        "Content-Type": MEDIA_TYPES[plan_of(upload.version).format],
        "Content-Disposition": f'attachment; filename="{name_of(upload)}"',
        "Content-Digest": digest_said(upload.sha256 or ""),
        "Idempotency-Key": f"upload-{row.upload_id}-{row.id}",
    }
    if row.key:
        if row.key not in _keys():
            raise NotTaken(reason(Why.NO_KEY, {"key": row.key}))
        headers["Authorization"] = f"Bearer {_keys()[row.key]}"
    body = files.read(upload.file_key or "")
    return outbound.Outgoing(row.method, row.to, headers, body, PATIENCE)


def keep_answer(place: str, answer: outbound.Answer) -> None:
    """Put what was answered where the job finds it; raise NotTaken unless it is 2xx."""
    said = plain_words(answer.body.decode("utf-8", "replace"))
    if not 200 <= answer.status < 300:
        raise NotTaken(reason(Why.ANSWERED, {"status": answer.status, "said": said}))
    files.keep(place, json.dumps([answer.status, said], ensure_ascii=False).encode())


def place_of(row: UploadHandover) -> str:
    """Return where in the file store the answer waits."""
    return f"uploads/{row.upload_id}/answer-{row.id}.json"


def note_taken(row: UploadHandover, *, now: datetime) -> None:
    """Note what the other system answered when it took the file."""
    row.status, row.answer = json.loads(files.read(place_of(row)))
    row.state, row.ended_at, row.next_at, row.why = Handover.TAKEN, now, None, ""
    row.tries += 1


def note_not_taken(
    row: UploadHandover, why: str, *, again_at: datetime | None, now: datetime
) -> None:
    """Note why a try came to nothing; after the last one, keepers are told."""
    row.tries, row.why, row.next_at = row.tries + 1, why, again_at
    if again_at is None or is_final(why):
        row.state, row.ended_at, row.next_at = Handover.GIVEN_UP, now, None
        for person in holders(Role.ADMINISTRATOR, DISTRICT, clock.day_of(now)):
            notify(person.id, UPLOAD_STUCK, case_number="", facts=row.upload.map.name, now=now)


def _keys() -> dict[str, str]:
    return dict(config.current().partner_keys)
