"""Other weights, tried on figures that are there already: ranks move, and nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.access import Permission, allow
from portal.assessment import queries
from portal.assessment.indicators import INDICATORS, rescored
from portal.assessment.models import Revision
from portal.assessment.rules import Result, SubjectKind, range_of_score
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.editions import edition_asked_for, edition_words, editions, key_of
from portal.staff.figure_lines import KINDS

TRIED = tuple(kind for kind in KINDS if kind is not SubjectKind.DISTRICT)
WHOLE = 100
WORDS = {
    "kinds": KINDS,
    "tried": TRIED,
    "edition_words": edition_words,
    "key_of": key_of,
    "peers_words": queries.peers_words,
    "score_range": range_of_score,
}


@dataclass(frozen=True)
class Field:
    """One weight: of what, as it was typed or stands, and as it stands."""

    name: str
    title: str
    typed: str
    now: int

    @property
    def weight(self) -> int | None:
        """The weight as a whole number from 0 to 100, or None."""
        is_number = self.typed.isdecimal() and len(self.typed) <= 3
        return int(self.typed) if is_number and int(self.typed) <= WHOLE else None


@dataclass(frozen=True)
class Moved:
    """One subject by the weights as they stand, and by those that are tried."""

    now: Result
    tried: Result

    @property
    def has_moved(self) -> bool:
        """True where the place among peers is another one."""
        return self.now.rank != self.tried.rank


@staff.get("/assessment/what-if")
@allow(Permission.ASSESS)
def try_weights() -> ResponseReturnValue:
    """Show the ranks of a kind by today's weights and by others, side by side."""
    kind, known = _kind_asked_for(), editions()
    revision = edition_asked_for(known)
    fields = _fields(kind, queries.weighting_of(kind, revision).weights)
    complaint = _complaint(fields)
    page = render_template(
        "staff/assessment/what_if.html",
        kind=kind,
        known=known,
        revision=revision,
        fields=fields,
        complaint=complaint,
        groups=_groups(revision, kind, {} if complaint else {one.name: one for one in fields}),
        **WORDS,
    )
    return page, 422 if complaint else 200


def _kind_asked_for() -> SubjectKind:
    asked = request.args.get("kind", SubjectKind.COMMUNITY.value)
    if asked not in set(TRIED):
        raise NotFound(N_("There is no such kind. Choose one from the list."))
    return SubjectKind(asked)


def _fields(kind: SubjectKind, scheme: Mapping[str, int]) -> list[Field]:
    """Return the weights as they were typed; those typed for another kind are none of this one."""
    given = request.args if request.args.get("of", kind) == kind.value else {}
    return [
        Field(name, _(INDICATORS[name].title), given.get(name, str(now)).strip(), now)
        for name, now in scheme.items()
    ]


def _complaint(fields: list[Field]) -> str:
    """Return what is wrong with the weights and what to do; empty where nothing is."""
    if any(one.weight is None for one in fields):
        return str(_("A weight is a whole number from 0 to 100. Look at the fields again."))
    if (given := sum(one.weight or 0 for one in fields)) != WHOLE:
        words = N_("The weights sum to %(sum)d, and must sum to 100. Change one by %(by)d.")
        return str(_(words, sum=given, by=abs(WHOLE - given)))
    return ""


def _groups(
    revision: Revision, kind: SubjectKind, fields: Mapping[str, Field]
) -> dict[str, list[Moved]]:
    """Return who is compared with whom, each group by its place as it would be."""
    results = queries.results_of(revision, kind)
    weights = {name: one.weight or 0 for name, one in fields.items()}
    policy = queries.policy_of(revision)
    tried = rescored(results, {kind: weights}, policy) if weights else results
    groups: dict[str, list[Moved]] = {}
    for pair in map(Moved, results, tried):
        groups.setdefault(pair.now.peers, []).append(pair)
    return {name: sorted(those, key=_order) for name, those in sorted(groups.items())}


def _order(pair: Moved) -> tuple[bool, int, int, str]:
    place = pair.tried.rank or (0, 0, 0)
    return pair.tried.rank is None, place[0], place[1], pair.now.code
