"""When people work: nine to half past five on working days, as the calendar has them."""

from datetime import date, datetime, timedelta

from portal import clock
from portal.cases.rules import due_on, promised_on
from portal.policy.rules import Policy, WorkCalendar

START, END = 9 * 60, 17 * 60 + 30
FULL_DAY = END - START  # minutes


class WorkTime:
    """Adds working minutes to moments; remembers days, for a year asks after few of them often."""

    def __init__(self, policy: Policy, calendar: WorkCalendar) -> None:
        self.policy, self.calendar = policy, calendar
        self._starts: dict[date, datetime] = {}
        self._dues: dict[tuple[int, date, bool], date] = {}

    def after(self, moment: datetime, minutes: float) -> datetime:
        """Return the moment so many working minutes later."""
        local = moment.astimezone(clock.LOCAL)
        day, minute = local.date(), local.hour * 60 + local.minute + local.second / 60
        if not self.calendar.is_working(day) or minute >= END:
            day, minute = self.calendar.add(day, 1), START
        minute = max(minute, START) + minutes
        while minute > END:
            day, minute = self.calendar.add(day, 1), START + minute - END
        return self.start_of(day) + timedelta(minutes=minute)

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day."""
        if day not in self._starts:
            self._starts[day] = clock.start_of(day)
        return self._starts[day]

    def due_on(self, level: int, day: date) -> date:
        """Return the due date by policy."""
        key = (level, day, False)
        if key not in self._dues:
            self._dues[key] = due_on(level, day, self.policy, self.calendar)
        return self._dues[key]

    def promised_on(self, level: int, day: date) -> date:
        """Return the promised day by policy."""
        key = (level, day, True)
        if key not in self._dues:
            self._dues[key] = promised_on(level, day, self.policy, self.calendar)
        return self._dues[key]
