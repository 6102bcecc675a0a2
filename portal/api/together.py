"""Steps by which cases come together or are parted: joined to another one, parted, split."""

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.api.given import Taking
from portal.cases import actions, queries
from portal.cases.actions import PartAsked
from portal.cases.models import Matter
from portal.errors import N_, NotAcceptable
from portal.policy.queries import work_calendar


def merge(taking: Taking) -> None:
    """Join the case to the one that was named, or to the one that speaks for that."""
    other = queries.seen_case(taking.by, taking.sent["main"], clock.day_of(taking.now))
    if other is None:
        raise NotAcceptable(N_("There is no case of that number in this key's reach."))
    main = other.merged_into or other
    queries.refuse_if_moved(main, taking.sent["main_version"])
    actions.merge(taking.case, main, note=taking.note, **taking.policy(), **taking.who_and_when())


def unmerge(taking: Taking) -> None:
    """Part the case from the one that it was joined to."""
    actions.unmerge(
        taking.case,
        note=taking.note,
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def split(taking: Taking) -> None:
    """Split the case into the parts that were named."""
    actions.split(
        taking.case,
        [_part(taking, sent) for sent in taking.sent["parts"]],
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _part(taking: Taking, sent: Mapping[str, Any]) -> PartAsked:
    """Return a part as it is asked for; without a unit it is the usual one's."""
    matter, level = _matter(taking, sent["matter"]), sent["level"]
    if "unit" in sent:
        unit = taking.unit_of(sent["unit"])
    elif usual := queries.suggested_unit(matter, level, taking.case.grid):
        unit = usual
    else:
        raise NotAcceptable(N_("No unit is usual for this level. Name one."))
    return PartAsked(matter, level, unit, sent.get("note", ""))


def _matter(taking: Taking, code: str) -> Matter:
    """Return the matter of a code: one in force, or the case's own."""
    known = {matter.code: matter for matter in queries.matters_for_staff()}
    if matter := known.get(code) or {taking.case.matter.code: taking.case.matter}.get(code):
        return matter
    raise NotAcceptable(N_("No matter of that code is admitted. GET /matters lists them."))
