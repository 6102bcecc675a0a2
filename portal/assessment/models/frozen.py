"""What was published stays: the session itself refuses to change it, whatever action asks."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import get_history

from portal.assessment.models.periods import Exclusion, Objection, Period, Revision, StoredResult
from portal.assessment.rules import RevisionStatus
from portal.errors import N_, NotAllowedNow

OUT = frozenset({RevisionStatus.PUBLISHED, RevisionStatus.REPLACED})
FROZEN = (Period, Revision, StoredResult, Objection, Exclusion)


def refuse_changes_to_what_is_out(session: Session, _context: Any, _instances: Any) -> None:
    """Refuse to write what would add to, change or delete published figures."""
    ours = [one for one in (*session.new, *session.dirty, *session.deleted) if type(one) in _IS_OUT]
    with session.no_autoflush:
        for one in ours:
            if _is_written(one, session) and _IS_OUT[type(one)](one):
                raise NotAllowedNow(
                    N_("What was published is never changed. Correct it in a new edition.")
                )


def refuse_changes_in_bulk(state: ORMExecuteState) -> None:
    """Refuse one statement for many rows: nobody could say which of them are published."""
    if not (state.is_insert or state.is_update or state.is_delete) or state.is_select:
        return
    if state.bind_mapper and state.bind_mapper.class_ in FROZEN:
        raise NotAllowedNow(N_("Figures of periods are changed one by one."))


event.listen(Session, "before_flush", refuse_changes_to_what_is_out)
event.listen(Session, "do_orm_execute", refuse_changes_in_bulk)


def _is_written(one: object, session: Session) -> bool:
    """Say whether a row is written; that a newer edition takes a revision's place is no change."""
    if one in session.new or one in session.deleted:
        return True
    if isinstance(one, Revision) and one.status is RevisionStatus.REPLACED:
        changed = {each.key for each in inspect(one).attrs if each.history.has_changes()}
        return bool(changed - {"status"})
    return session.is_modified(one, include_collections=False)


def _was_out(revision: Revision | None) -> bool:
    return revision is not None and _before(revision, "status") in OUT


def _before(one: object, name: str) -> Any:
    """Return an attribute's value as it is stored."""
    history = get_history(one, name)
    return next(iter(history.deleted or (history.unchanged or ())), None)


def _of(one: Any) -> Revision | None:
    """Return the revision that something belongs to as it is stored, or is to belong to."""
    number = _before(one, "revision_id") or one.revision_id
    found: Revision | None = inspect(one).session.get(Revision, number) if number else one.revision
    return found


_IS_OUT: dict[type, Callable[[Any], bool]] = {
    Period: lambda period: any(map(_was_out, period.revisions)),
    Revision: _was_out,
    StoredResult: lambda stored: _was_out(_of(stored)),
    Objection: lambda objection: _was_out(_of(objection)),
    Exclusion: lambda exclusion: _before(exclusion, "is_granted") is not None,
}
