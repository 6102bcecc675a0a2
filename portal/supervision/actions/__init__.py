"""What is done in supervision, by subject."""

from portal.supervision.actions.again import look_again
from portal.supervision.actions.assigning import add_urgent, assign_street
from portal.supervision.actions.checklists import (
    add_question,
    end_question,
    load_check_questions,
)
from portal.supervision.actions.draws import (
    confirm_seed,
    draw_round,
    enter_seed,
    sizes_of_round,
)
from portal.supervision.actions.findings import (
    accept,
    decide,
    lapse,
    propose,
    rebut,
    sign,
    unlock,
)
from portal.supervision.actions.logging import prove_log
from portal.supervision.actions.orders import mend, recheck, tell_late, write
from portal.supervision.actions.planning import (
    Gathered,
    Plan,
    abandon,
    ask_freeze,
    change_plan,
    close,
    freeze,
    gather,
    keep_gathered,
    kept_gathered,
    plan_check,
    plan_of,
    publish,
    sizes_of,
    wanted_size,
)
from portal.supervision.actions.seeing import (
    confirm_match,
    note_problem,
    take_back,
)
from portal.supervision.actions.teams import (
    NewMember,
    TeamFacts,
    end_conflict,
    end_team,
    join,
    leave,
    make_team,
    note_conflict,
    renew_phone,
)
from portal.supervision.actions.visiting import (
    Looked,
    could_not_check,
    keep_visit,
)

__all__ = [
    "Gathered",
    "Looked",
    "NewMember",
    "Plan",
    "TeamFacts",
    "abandon",
    "accept",
    "add_question",
    "add_urgent",
    "ask_freeze",
    "assign_street",
    "change_plan",
    "close",
    "confirm_match",
    "confirm_seed",
    "could_not_check",
    "decide",
    "draw_round",
    "end_conflict",
    "end_question",
    "end_team",
    "enter_seed",
    "freeze",
    "gather",
    "join",
    "keep_gathered",
    "keep_visit",
    "kept_gathered",
    "lapse",
    "leave",
    "load_check_questions",
    "look_again",
    "make_team",
    "mend",
    "note_conflict",
    "note_problem",
    "plan_check",
    "plan_of",
    "propose",
    "prove_log",
    "publish",
    "rebut",
    "recheck",
    "renew_phone",
    "sign",
    "sizes_of",
    "sizes_of_round",
    "take_back",
    "tell_late",
    "unlock",
    "wanted_size",
    "write",
]
