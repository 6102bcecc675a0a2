"""A leader says thanks: a notice to each, kept with who and when, sent once."""

from collections.abc import Collection
from datetime import datetime

from portal import messages
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.grids.models import Area
from portal.rewards.models import LeaderThanks, LeaderThanksTo
from portal.rewards.queries import thanks_sent

THANKED = "thanked"  # the kind of notice


def send_thanks(
    person_ids: Collection[int],
    *,
    area: Area,
    words: str,
    request_key: str,
    by: Person,
    now: datetime,
) -> LeaderThanks:
    """Send a few words to some volunteers; the same form sent again sends nothing more."""
    if known := thanks_sent(request_key):
        return known
    to = sorted(set(person_ids) - {by.id})
    if not to:
        raise NotAcceptable(N_("There is nobody among them to be thanked."))
    thanks = LeaderThanks(
        request_key=request_key, area=area, words=words, by=by, at=now, sent_to=len(to)
    )
    db.session.add(thanks)
    db.session.flush()
    said = f"{words} — {by.name}"
    for person_id in to:
        db.session.add(LeaderThanksTo(thanks_id=thanks.id, person_id=person_id))
        messages.notify(person_id, THANKED, case_number="", facts=said, now=now)
    return thanks
