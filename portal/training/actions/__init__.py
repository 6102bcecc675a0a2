"""What is done in training: courses made and taken, lists of meetings kept, certificates drawn."""

from portal.training.actions.certificates import certificate_of
from portal.training.actions.courses import (
    Written,
    change_course,
    keys_of,
    new_edition,
    publish,
    retire,
    write_course,
)
from portal.training.actions.gatherings import (
    Planned,
    call_gathering,
    check_in,
    close_list,
    enter_by_hand,
    strike_off,
    why_not_word,
)
from portal.training.actions.parts import (
    ChoiceWritten,
    LessonWritten,
    QuestionWritten,
    keep_lesson,
    keep_question,
    move_up,
    remove_part,
)
from portal.training.actions.reminding import remind_of_endings
from portal.training.actions.taking import take, why_not_take

__all__ = [
    "ChoiceWritten",
    "LessonWritten",
    "Planned",
    "QuestionWritten",
    "Written",
    "call_gathering",
    "certificate_of",
    "change_course",
    "check_in",
    "close_list",
    "enter_by_hand",
    "keep_lesson",
    "keep_question",
    "keys_of",
    "move_up",
    "new_edition",
    "publish",
    "remind_of_endings",
    "remove_part",
    "retire",
    "strike_off",
    "take",
    "why_not_take",
    "why_not_word",
    "write_course",
]
