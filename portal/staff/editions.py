"""Which edition of which period's figures a page shows, and how far that is."""

from collections.abc import Sequence

from flask import request

from portal.assessment.models import Revision
from portal.assessment.queries import period_words, periods_of
from portal.assessment.rules import PeriodKind, RevisionStatus
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.staff.period_words import STATES


def editions() -> list[Revision]:
    """Return the editions that count or are being worked on: months first, the newest first."""
    return [
        revision
        for kind in PeriodKind
        for period in periods_of(kind)
        for revision in reversed(period.revisions)
        if revision.status is not RevisionStatus.REPLACED and revision.counted_at
    ]


def edition_asked_for(known: Sequence[Revision]) -> Revision:
    """Return the edition of the address, such as 2026-08.1; else the newest that is published."""
    asked = request.args.get("edition")
    published = (one for one in known if one.status is RevisionStatus.PUBLISHED)
    found = next((one for one in known if key_of(one) == asked), None)
    usual = next(published, None) or next(iter(known), None)
    if not known or (asked and found is None) or usual is None:
        raise NotFound(N_("There are no such figures. Choose a period from the list."))
    return found or usual


def key_of(revision: Revision) -> str:
    """Return by what an edition is asked for."""
    return f"{revision.period.name}.{revision.number}"


def edition_words(revision: Revision) -> str:
    """Return an edition in words: its period and how far it is."""
    state = STATES[revision.status]
    return str(_("%(period)s, %(state)s", period=period_words(revision.period), state=state))
