"""What is sent with a step, read against the case: its unit, its day, its photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases import queries
from portal.cases.models import Case
from portal.errors import N_, NotAcceptable
from portal.files import Kept
from portal.policy.queries import policy_on

FARTHEST = timedelta(days=366)  # that a day may lie ahead


@dataclass(frozen=True)
class Taking:
    """A case, what was sent with the step, who takes it and when."""

    case: Case
    sent: Mapping[str, Any]
    by: Person
    now: datetime

    @property
    def words(self) -> str:
        """Return the words to whoever reads the step."""
        return str(self.sent.get("words", ""))

    @property
    def note(self) -> str:
        """Return the words to colleagues."""
        return str(self.sent.get("note", ""))

    def who_and_when(self) -> dict[str, Any]:
        """Return what every action is told."""
        return {"by": self.by, "now": self.now}

    def policy(self) -> dict[str, Any]:
        """Return the values in force."""
        return {"policy": policy_on(clock.day_of(self.now))}

    def unit(self) -> Unit:
        """Return the unit that was named, if it could take a case of this place."""
        return self.unit_of(self.sent["unit"])

    def unit_of(self, code: str) -> Unit:
        """Return the unit of a code, if it could take a case of this place."""
        units = {unit.code: unit for unit in queries.units_to_choose(self.case)}
        if unit := units.get(code):
            return unit
        raise NotAcceptable(N_("No unit of that code serves this place. GET /units lists them."))

    def day(self, name: str) -> date:
        """Return a day that lies ahead."""
        day, today = date.fromisoformat(self.sent[name]), clock.day_of(self.now)
        if today <= day <= today + FARTHEST:
            return day
        raise NotAcceptable(N_("Name a day from today on, within a year."))

    def photos(self) -> list[Kept]:
        """Return the photos that were named, if this key added them to this case."""
        theirs = {photo.id: photo for photo in self.case.photos if photo.event.by_id == self.by.id}
        if missing := [number for number in self.sent.get("photos", ()) if number not in theirs]:
            raise NotAcceptable(
                N_("Photo %(number)s was not added to this case with this key."), number=missing[0]
            )
        found = (theirs[number] for number in dict.fromkeys(self.sent.get("photos", ())))
        return [Kept(one.key, one.width, one.height, one.fingerprint) for one in found]
