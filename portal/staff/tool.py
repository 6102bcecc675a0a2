"""What a tool is: one place on the page of everything that is not used forty times an hour."""

from dataclasses import dataclass
from typing import Any

from portal.access import Permission


@dataclass(frozen=True)
class Tool:
    """One place: where it is, its picture, its name and what one does there."""

    endpoint: str
    picture: str
    name: Any
    words: Any
    permission: Permission
