"""The forms of supervision teams: what one is, who joins, where they may not look. Shape only."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.forms import PortalForm
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.supervision.actions import NewMember, TeamFacts
from portal.supervision.models import SupervisionTeam

ADDRESS = r"[^@\s]+@[^@\s]+\.[^@\s]+$"
TOO_LONG = _l("Keep it within %(max)d characters")


def _words(label: Any, needed: Any = None, most: int = 80) -> StringField:
    first = [InputRequired(needed)] if needed else []
    return StringField(label, validators=[*first, Length(max=most, message=TOO_LONG)])


class TeamForm(PortalForm):
    """What a team is called, who sends it, and by which contract."""

    code = _words(_l("Team code"), _l("A team needs a code, such as JD-1"), 12)
    name = _words(_l("Name in Chinese"), _l("A team needs a name"), 40)
    name_en = _words(_l("Name in English"), _l("A team needs a name"))
    organisation = _words(_l("Organisation"), _l("Say who sends the team"))
    contract = _words(_l("Contract number"), _l("Say by which contract it was asked to look"), 60)
    phone = _words(_l("Phone"), most=40)

    def facts(self) -> TeamFacts:
        """Return what was typed."""
        return TeamFacts(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            organisation=self.organisation.data or "",
            contract=self.contract.data or "",
            phone=self.phone.data or "",
        )


class MemberForm(PortalForm):
    """Who joins; the name and a way to write are for somebody who is not known yet."""

    number = _words(_l("Staff number"), _l("Enter a staff number, such as JD-1-03"), 40)
    name = _words(_l("Name of the person"), most=40)
    email = StringField(
        _l("E-mail"),
        validators=[
            Optional(),
            Regexp(ADDRESS, message=_l("This is no e-mail address")),
            Length(max=200),
        ],
    )
    phone = _words(_l("Mobile phone"), most=40)
    is_lead = BooleanField(_l("Leads the team: plans, draws and decides"))

    def new_member(self) -> NewMember:
        """Return who joins."""
        return NewMember(
            number=self.number.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            is_lead=bool(self.is_lead.data),
        )


class ConflictForm(PortalForm):
    """Where a team or one of its members may not look, and why."""

    area = SelectField(_l("Street or community"), validators=[InputRequired(_l("Choose a place."))])
    member = SelectField(_l("Who may not look there"), default="")
    reason = _words(_l("Reason"), _l("Say why they may not look there"), 200)

    def __init__(self, team: SupervisionTeam, areas: Sequence[Area], **given: Any) -> None:
        """Offer streets and communities, the whole team and its present members."""
        super().__init__(**given)
        self.area.choices = [
            SelectChoice(area.code, "· " * ((len(area.code) - 9) // 3) + named(area))
            for area in areas
            if len(area.code) > 6
        ]
        self.member.choices = [
            SelectChoice("", _("The whole team")),
            *(
                SelectChoice(str(one.id), one.person.name)
                for one in team.members
                if one.ended_on is None
            ),
        ]
