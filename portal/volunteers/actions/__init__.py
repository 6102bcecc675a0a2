"""What is done with volunteers: they apply, are vetted, agree, rest, leave; help is confirmed."""

from portal.volunteers.actions.helping import confirm_help, refuse_help, write_help
from portal.volunteers.actions.importing import import_volunteer, take_volunteer_back
from portal.volunteers.actions.joining import (
    Asked,
    accept,
    apply,
    erase_decided,
    refuse,
    withdraw,
)
from portal.volunteers.actions.standing import (
    agree,
    choose_shown,
    declare_relative,
    leave,
    move,
    pause,
    resume,
    take_back_relative,
)

__all__ = [
    "Asked",
    "accept",
    "agree",
    "apply",
    "choose_shown",
    "confirm_help",
    "declare_relative",
    "erase_decided",
    "import_volunteer",
    "leave",
    "move",
    "pause",
    "refuse",
    "refuse_help",
    "resume",
    "take_back_relative",
    "take_volunteer_back",
    "withdraw",
    "write_help",
]
