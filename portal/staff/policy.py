"""The rules in force today, to read: every number with its clause, and the working days."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allow
from portal.errors import N_
from portal.policy.queries import is_loaded, values_on, work_days_of
from portal.staff import blueprint as staff

# As the calendar's source names them.
HOLIDAYS = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-Sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "Mid-autumn Festival": N_("Mid-Autumn Festival"),
    "National Day": N_("National Day"),
}


@staff.get("/policy")
@allow(Permission.SEE_POLICY)
def show_policy() -> ResponseReturnValue:
    """Show today's values, this year's exceptions, and whether next year's are known."""
    today = clock.today()
    return render_template(
        "staff/policy.html",
        on=today,
        values=values_on(today),
        days=work_days_of(today.year),
        holidays=HOLIDAYS,
        is_loaded=is_loaded(today.year),
        is_next_loaded=is_loaded(today.year + 1),
    )
