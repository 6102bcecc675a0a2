"""Cases in reach: the list, one of them, its history and photos; notes and photos added to it."""

from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from flask import Response

from portal import clock, files, web
from portal.api.case_shapes import (
    CASE,
    FILTERS,
    HISTORY,
    LIST,
    NOTE,
    NUMBER,
    ONE_CASE,
    PHOTO,
    PHOTOS,
    PHOTOS_ADDED,
    USUAL_CASES,
)
from portal.api.operations import FORM, Asked, Operation, Reply, link_to_next, operation, said
from portal.api.shapes import read_moment
from portal.cases import actions, queries
from portal.cases.models import Case
from portal.cases.queries import Wanted
from portal.cases.rules import CaseStatus, Step
from portal.errors import N_
from portal.exchange.queries import case_document
from portal.exchange.queries.told import TOLD, document
from portal.exchange.queries.told_case import one_case
from portal.exchange.queries.told_more import EVENT_FACTS
from portal.exchange.rules import Scope
from portal.files import Kept
from portal.photos import MEGABYTE
from portal.policy.queries import policy_on

CASE_PATH = "/cases/<string:number>"


@operation(
    Operation(
        "GET",
        "/cases",
        Scope.READ_CASES,
        N_("List the cases in reach, the latest first"),
        Reply(N_("A page of cases"), LIST, headers=("ETag", "Link")),
        FILTERS,
    )
)
def list_cases(asked: Asked) -> Response:
    """List the cases in reach of the key's account."""
    page = queries.list_cases(
        asked.key.person,
        _wanted(asked.given),
        after_key=asked.given.get("cursor"),
        today=clock.today(),
        most=asked.given.get("limit", USUAL_CASES),
        shown=TOLD,
    )
    response = said({"cases": [case_document(case) for case in page.cases], "next": page.next_key})
    if page.next_key:
        link_to_next(response, "list_cases", asked.given, page.next_key)
    return response


@operation(
    Operation(
        "GET",
        CASE_PATH,
        Scope.READ_CASES,
        N_("Read one case with its words, photos and the steps that this key may take now"),
        Reply(N_("The case"), ONE_CASE, headers=("ETag",)),
        (NUMBER,),
    )
)
def show_case(asked: Asked, number: str) -> Response:
    """Give one case as whoever handles it reads it."""
    return said(one_case(case_of(asked, number), asked.key.person, clock.today()))


@operation(
    Operation(
        "GET",
        f"{CASE_PATH}/history",
        Scope.READ_CASES,
        N_("Read what has happened to a case, the oldest first"),
        Reply(N_("The history"), HISTORY, headers=("ETag",)),
        (NUMBER,),
    )
)
def show_history(asked: Asked, number: str) -> Response:
    """Give the steps of a case."""
    events = queries.events_of(case_of(asked, number))
    return said({"steps": [document(event, EVENT_FACTS) for event in events]})


@operation(
    Operation(
        "GET",
        f"{CASE_PATH}/photos/<int:photo>",
        Scope.READ_CASES,
        N_("Read a photo of a case, a JPEG"),
        Reply(N_("The photo"), None),
        (NUMBER, PHOTO),
    )
)
def show_photo(asked: Asked, number: str, photo: int) -> Response:
    """Give a photo of a case."""
    return web.photo(queries.photo_of(case_of(asked, number), photo).key)


@operation(
    Operation(
        "POST",
        f"{CASE_PATH}/notes",
        Scope.NOTE_CASES,
        N_("Write a note to colleagues; the reporter never reads it"),
        Reply(N_("The case as it stands now"), CASE, HTTPStatus.CREATED, ("ETag",)),
        (NUMBER,),
        NOTE,
    )
)
def add_note(asked: Asked, number: str) -> Response:
    """Write something down for colleagues."""
    case = _case_to_note(asked, number)
    actions.note(case, note=asked.body["note"], by=asked.key.person, now=clock.now())
    return told(case, asked, HTTPStatus.CREATED)


@operation(
    Operation(
        "POST",
        f"{CASE_PATH}/photos",
        Scope.NOTE_CASES,
        N_("Add photos to a case; they are encoded anew, without their metadata"),
        Reply(N_("Numbers of the photos"), PHOTOS_ADDED, HTTPStatus.CREATED),
        (NUMBER,),
        PHOTOS,
        media=FORM,
        refusals=(HTTPStatus.REQUEST_ENTITY_TOO_LARGE,),
    )
)
def add_photos(asked: Asked, number: str) -> Response:
    """Keep photos of a case."""
    case = _case_to_note(asked, number)
    photos = _kept(asked)
    event = actions.note(case, note="", photos=photos, by=asked.key.person, now=clock.now())
    return said({"photos": [photo.id for photo in event.photos]}, HTTPStatus.CREATED)


def case_of(asked: Asked, number: str) -> Case:
    """Return a case in reach of the key's account; any other does not exist."""
    return queries.case_in_reach(asked.key.person, number, clock.today())


def told(case: Case, asked: Asked, status: int = HTTPStatus.OK) -> Response:
    """Give a case as a change has left it, with the ETag that the next change needs."""
    response = said(case_document(case), status)
    whole = said(one_case(case, asked.key.person, clock.today()))
    response.headers["ETag"] = whole.headers["ETag"]
    return response


def _kept(asked: Asked) -> list[Kept]:
    most = policy_on(clock.today()).photo_megabytes * MEGABYTE
    with ExitStack() as sent:
        for photo in asked.files:
            sent.callback(photo.close)
        return [files.keep_photo(photo.stream.read(), most_bytes=most) for photo in asked.files]


def _case_to_note(asked: Asked, number: str) -> Case:
    today = clock.today()
    return queries.case_for_step(asked.key.person, number, Step.NOTE, seen=None, on=today)


def _wanted(given: Any) -> Wanted:
    status, since = given.get("status"), given.get("updated_after")
    return Wanted(
        view="all",
        statuses=(CaseStatus(status),) if status else (),
        unit=given.get("unit", ""),
        area=given.get("area", ""),
        matter=given.get("matter", ""),
        changed_after=read_moment(since) if since else None,
    )
