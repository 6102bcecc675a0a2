"""The forms of stories and photos for everybody. Shape only."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.cases.models import Case
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.publicity import queries
from portal.publicity.actions import Written
from portal.publicity.models import Story
from portal.publicity.queries import CasePhoto
from portal.publicity.rules import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, tidy

TOO_LONG = _l("Keep it within %(max)d characters")


def _at_most(most: int) -> Length:
    return Length(max=most, message=TOO_LONG)


class StoryForm(PortalForm):
    """Title and words in both languages, and two photos among those that are released."""

    title = StringField(
        _l("Title"),
        filters=[tidy],
        validators=[InputRequired(_l("Give it a title")), _at_most(LONGEST_TITLE)],
    )
    words = TextAreaField(
        _l("What happened, in Chinese"),
        filters=[tidy],
        validators=[InputRequired(_l("Write what happened")), _at_most(LONGEST_WORDS)],
    )
    title_en = StringField(
        _l("Title in English"), filters=[tidy], validators=[_at_most(2 * LONGEST_TITLE)]
    )
    words_en = TextAreaField(
        _l("The same in English"), filters=[tidy], validators=[_at_most(2 * LONGEST_WORDS)]
    )
    before = RadioField(_l("Photo from before"), coerce=int, default=0)
    after = RadioField(_l("Photo from afterwards"), coerce=int, default=0)
    seen = IntegerField(widget=HiddenInput(), default=1)

    def __init__(self, case: Case, **given: Any) -> None:
        """Offer the photos that are released; where there are none, only "none"."""
        super().__init__(**given)
        released = [one for one in queries.photos_of(case) if one.lasting]
        self.offered = {one.photo.id: one for one in released}
        for field, is_before in ((self.before, True), (self.after, False)):
            ours = [one for one in released if one.is_before is is_before]
            field.choices = [_no_photo(), *(_choice(n, one) for n, one in enumerate(ours, 1))]

    def written(self) -> Written:
        """Return what was written, as a story takes it."""
        return Written(
            title=self.title.data or "",
            words=self.words.data or "",
            title_en=self.title_en.data or "",
            words_en=self.words_en.data or "",
            before_id=self.before.data or None,
            after_id=self.after.data or None,
        )


def filled(story: Story) -> StoryForm:
    """Return the form with what a story says now; a photo taken back is chosen no more."""
    form = StoryForm(
        story.case,
        formdata=None,
        data={
            "title": story.title,
            "words": story.words,
            "title_en": story.title_en,
            "words_en": story.words_en,
            "before": story.before_id or 0,
            "after": story.after_id or 0,
            "seen": story.version,
        },
    )
    for field in (form.before, form.after):
        if field.data not in form.offered:
            field.data = 0
    return form


class ReasonForm(PortalForm):
    """Why something is taken back, or sent back."""

    reason = TextAreaField(
        _l("Why"),
        filters=[tidy],
        validators=[InputRequired(_l("Say why.")), _at_most(LONGEST_REASON)],
    )


class ReleaseForm(PortalForm):
    """Which words were looked at, and that they were."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class ReleasePhotoForm(PortalForm):
    """The word of whoever looked."""

    nobody = BooleanField(
        _l("No person, no face and no number plate can be recognised, and no name on a door"),
        validators=[InputRequired(_l("Look at the photo in large, and tick this if it is so"))],
    )


def _no_photo() -> SelectChoice:
    return SelectChoice(0, _("None"))


def _choice(n: int, one: CasePhoto) -> SelectChoice:
    words = (
        _("Photo %(n)s from before", n=n)
        if one.is_before
        else _("Photo %(n)s from afterwards", n=n)
    )
    return SelectChoice(one.photo.id, words)
