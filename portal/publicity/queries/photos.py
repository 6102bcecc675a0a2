"""Photos that everybody may see, and those of a case from which they are released."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.cases.models import Case, CaseEvent, Matter, Photo
from portal.cases.rules import Step
from portal.db import db
from portal.errors import N_, NotFound
from portal.publicity.models import PhotoRelease


@dataclass(frozen=True)
class Pair:
    """How it looked before, and how afterwards."""

    before: PhotoRelease | None = None
    after: PhotoRelease | None = None


@dataclass(frozen=True)
class CasePhoto:
    """A photo of a case: whether it shows how it was, and the releases that it has had."""

    photo: Photo
    is_before: bool
    releases: Sequence[PhotoRelease]

    @property
    def lasting(self) -> PhotoRelease | None:
        """The release that holds now."""
        return next((one for one in self.releases if one.withdrawn_at is None), None)


def released_photo(code: str) -> Photo:
    """Return a photo that everybody may see now; taken back, it is found by nobody."""
    wanted = (
        select(Photo)
        .join(PhotoRelease, PhotoRelease.photo_id == Photo.id)
        .join(Case, Case.id == Photo.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(PhotoRelease.code == code, PhotoRelease.withdrawn_at.is_(None))
        .where(Matter.is_private.is_(False))
    )
    if photo := db.session.scalar(wanted):
        return photo
    raise NotFound(N_("There is no photo here to be seen."))


def released_pairs(case_ids: Collection[int]) -> dict[int, Pair]:
    """Return the released photos of some cases by their case: the first before, the last after."""
    if not case_ids:
        return {}
    rows = (
        select(PhotoRelease, CaseEvent.step)
        .join(Photo, Photo.id == PhotoRelease.photo_id)
        .join(CaseEvent, CaseEvent.id == Photo.event_id)
        .where(PhotoRelease.case_id.in_(case_ids), PhotoRelease.withdrawn_at.is_(None))
        .order_by(PhotoRelease.photo_id)
    )
    pairs: dict[int, Pair] = {}
    for release, step in db.session.execute(rows):
        pair = pairs.get(release.case_id, Pair())
        if step is not Step.REPORT:
            pair = replace(pair, after=release)
        elif pair.before is None:
            pair = replace(pair, before=release)
        pairs[release.case_id] = pair
    return pairs


def releases_of(photo_ids: Collection[int]) -> dict[int, PhotoRelease]:
    """Return the releases that hold now of some photos, by photo."""
    if not photo_ids:
        return {}
    rows = select(PhotoRelease).where(
        PhotoRelease.photo_id.in_(photo_ids), PhotoRelease.withdrawn_at.is_(None)
    )
    return {one.photo_id: one for one in db.session.scalars(rows)}


def photos_of(case: Case) -> list[CasePhoto]:
    """Return every photo of a case in the order of its history, with its releases."""
    ids = [photo.id for photo in case.photos]
    rows = (
        select(PhotoRelease)
        .where(PhotoRelease.photo_id.in_(ids))
        .options(joinedload(PhotoRelease.released_by), joinedload(PhotoRelease.withdrawn_by))
        .order_by(PhotoRelease.id.desc())
    )
    releases = db.session.scalars(rows).all() if ids else []
    return [
        CasePhoto(
            photo,
            photo.event.step is Step.REPORT,
            [one for one in releases if one.photo_id == photo.id],
        )
        for photo in case.photos
    ]


def photo_of(case: Case, number: int) -> Photo:
    """Return a photo of this case and of no other."""
    if photo := next((one for one in case.photos if one.id == number), None):
        return photo
    raise NotFound(N_("That photo is not part of this case."))


def release_of(photo: Photo) -> PhotoRelease | None:
    """Return the release of a photo that holds now."""
    return releases_of([photo.id]).get(photo.id)
