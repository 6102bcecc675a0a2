"""What the page of a case shows of others: what belongs with it, and what it may be the same as."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_login import current_user

from portal import clock
from portal.access import Permission, may
from portal.cases import queries
from portal.cases.models import Case, Photo
from portal.cases.queries import Alike, SamePhoto
from portal.cases.rules import CaseStatus, Step


@dataclass(frozen=True)
class Together:
    """The cases around one, and the numbers of those that whoever looks may open."""

    joined: Sequence[Case]
    parts: Sequence[Case]
    alike: Sequence[Alike]
    photos: Sequence[SamePhoto]
    sent: Sequence[Photo]  # with the report: residents may see them once somebody let them
    in_reach: Collection[str]
    may_split: bool
    may_show: bool


def together_of(case: Case, steps: Collection[Step]) -> Together:
    """Look around a case; the steps are those that whoever looks may take with it."""
    today = clock.today()
    place = queries.place_of(case)
    is_new = case.status in {CaseStatus.REPORTED, CaseStatus.DISPATCHED, CaseStatus.IN_HAND}
    is_alone = is_new and not case.part_of_id
    alike = queries.alike(case.grid, case.matter, place, today=today, but=case) if is_alone else []
    apart = _parted_from(case)
    alike = [one for one in alike if one.case.number not in apart]
    photos = queries.same_photos(case, case.photos)
    others = [one.case for one in alike] + [one.other.case for one in photos]
    return Together(
        joined=queries.joined_to(case),
        parts=queries.parts_of(case),
        alike=alike,
        photos=photos,
        sent=[photo for photo in case.photos if photo.event.step is Step.REPORT],
        in_reach=queries.numbers_in_reach(current_user, others, today),
        may_split=Step.SPLIT in steps,
        may_show=may(Permission.DISPATCH_CASE) and not case.matter.is_private,
    )


def _parted_from(case: Case) -> set[str]:
    """Return the numbers of what was joined to a case, or it to them, and was parted again.

    Somebody has looked and said that it is another problem: it is not asked again.
    """
    joined = {event.words for event in case.events if event.step is Step.MERGE}
    parted = {event.note for event in case.events if event.step is Step.UNMERGE}
    return joined | parted
