"""What is asked of cases that belong together: who coordinates, and what their reporters see."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person, Unit
from portal.accounts.queries import units_for
from portal.accounts.rules import UnitKind
from portal.cases.models import Case, CaseEvent, Photo
from portal.cases.queries.reach import cases_in_reach
from portal.cases.rules import Step
from portal.db import db
from portal.errors import N_, NotFound

SHOWN_OF_WORK = Step.RESOLVE  # the photos of how it looks now; what others sent stays theirs


def coordinator_of(case: Case) -> Unit | None:
    """Return who looks after a case in parts that no unit has: the command room of its street."""
    return next(iter(units_for([case.street.code], UnitKind.COMMAND_ROOM)), None)


def speaker_of(case: Case) -> Case:
    """Return the case whose story a reporter follows: the one theirs was joined to, or their own.

    With all that the page shows of it, in as many queries as for any other.
    """
    if case.merged_into_id is None:
        return case
    story = selectinload(Case.events)
    rows = (
        select(Case)
        .where(Case.id == case.merged_into_id)
        .options(joinedload(Case.unit), joinedload(Case.matter))
        .options(story.joinedload(CaseEvent.unit), selectinload(Case.photos))
    )
    return db.session.scalars(rows).one()


def parts_of(case: Case) -> Sequence[Case]:
    """Return the parts of a case with what its pages show of them."""
    rows = (
        select(Case)
        .where(Case.part_of_id == case.id)
        .options(joinedload(Case.unit), joinedload(Case.matter), selectinload(Case.photos))
        .options(selectinload(Case.events).joinedload(CaseEvent.unit))
        .order_by(Case.part)
    )
    return db.session.scalars(rows).all()


def joined_to(case: Case) -> Sequence[Case]:
    """Return the reports that were joined to a case, each with what came with it."""
    rows = (
        select(Case)
        .where(Case.merged_into_id == case.id)
        .options(joinedload(Case.grid), selectinload(Case.photos).joinedload(Photo.event))
        .order_by(Case.id)
    )
    return db.session.scalars(rows).all()


def photo_for_reporter(case: Case, photo_id: int) -> Photo:
    """Return a photo that the reporter of a case may see.

    Their own; and how it looks now, in the case that theirs was joined to and
    in its parts. Never what another reporter sent.
    """
    photo = db.session.get(Photo, photo_id)
    main_id = case.merged_into_id or case.id
    is_own = photo is not None and photo.case_id == case.id
    if photo and (is_own or (_is_of(photo, main_id) and photo.event.step is SHOWN_OF_WORK)):
        return photo
    raise NotFound(N_("That photo is not part of this report."))


def numbers_in_reach(person: Person, cases: Iterable[Case], on: date) -> set[str]:
    """Return the numbers of those cases that this person may see."""
    ids = {case.id for case in cases}
    if not ids:
        return set()
    seen = select(Case.number).where(Case.id.in_(ids), cases_in_reach(person, on))
    return set(db.session.scalars(seen))


def _is_of(photo: Photo, main_id: int) -> bool:
    return main_id in {photo.case_id, photo.case.part_of_id}
