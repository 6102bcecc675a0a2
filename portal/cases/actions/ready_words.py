"""Ready words for reporters: written, replaced, ended; what was sent stays as it was."""

from datetime import date

from portal.accounts.models import Person, Post
from portal.cases.models import AnswerTemplate
from portal.cases.rules import Outcome, unknown_placeholders
from portal.db import db
from portal.errors import N_, NotAcceptable


def write_ready_words(
    name: str,
    *,
    outcome: Outcome | None,
    words: str,
    words_en: str,
    post: Post,
    by: Person,
) -> AnswerTemplate:
    """Keep ready words for the area or the unit of a post; an unknown placeholder is refused."""
    if wrong := unknown_placeholders(f"{words} {words_en}"):
        raise NotAcceptable(N_("We cannot fill in %(what)s"), what=" ".join(wrong))
    area = post.unit.area_code if post.unit else post.area_code
    kept = AnswerTemplate(
        name=name,
        outcome=outcome,
        words=words,
        words_en=words_en,
        area_code=area or "",
        unit_id=post.unit_id,
        made_by_id=by.id,
    )
    db.session.add(kept)
    return kept


def end_ready_words(template: AnswerTemplate, *, on: date) -> None:
    """Offer ready words no longer."""
    template.ended_on = on
