"""What a list of cases is narrowed by, as read from its address; nothing unknown is obeyed."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.cases.queries import Wanted
from portal.cases.rules import LEVELS, CaseStatus
from portal.grids.queries import grid_called
from portal.i18n import _
from portal.staff import case_words

LONGEST = 60  # characters of a search: nobody types more, and each pair is looked up
NAMES = ("status", "level", "matter", "grid", "q")


@dataclass(frozen=True)
class Asked:
    """The list that is wanted, what was typed to get it, and in words what was left out."""

    wanted: Wanted
    typed: dict[str, str]
    left_out: list[str]


def asked_for(args: Mapping[str, str], matters: set[str]) -> Asked:
    """Return the list that an address asks for; what is not known is left out, and said."""
    typed = {name: args.get(name, "").strip()[:LONGEST] for name in NAMES}
    grid = grid_called(typed["grid"]) if typed["grid"] else None
    known = {
        "status": typed["status"] in set(CaseStatus),
        "level": typed["level"] in {str(level) for level in LEVELS},
        "matter": typed["matter"] in matters,
        "grid": grid is not None,
    }
    wanted = Wanted(
        view=args["view"] if args.get("view") in case_words.VIEWS else "mine",
        status=CaseStatus(typed["status"]) if known["status"] else None,
        level=int(typed["level"]) if known["level"] else None,
        matter=typed["matter"] if known["matter"] else "",
        grid=grid.code if grid else "",
        words=typed["q"],
    )
    unknown = [typed[name] for name, is_known in known.items() if typed[name] and not is_known]
    return Asked(wanted, typed, [_left_out(word) for word in unknown])


def _left_out(word: str) -> str:
    return str(_("We do not know “%(word)s”, so the list is not narrowed by it.", word=word))
