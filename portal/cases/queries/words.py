"""Ready words for reporters: which are offered for a case, and what they say of it."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal import i18n
from portal.accounts.models import Post
from portal.cases.models import AnswerTemplate, Case
from portal.cases.rules import fill
from portal.db import db
from portal.errors import N_, NotFound


def templates_for(case: Case) -> Sequence[AnswerTemplate]:
    """Return the ready words of a case's place and unit, by name."""
    code = case.grid.code
    areas = [code[:digits] for digits in (6, 9, 12, 15)]
    offered = (
        select(AnswerTemplate)
        .where(AnswerTemplate.area_code.in_(areas), AnswerTemplate.ended_on.is_(None))
        .where(or_(AnswerTemplate.unit_id.is_(None), AnswerTemplate.unit_id == case.unit_id))
        .order_by(AnswerTemplate.name, AnswerTemplate.id)
    )
    return db.session.scalars(offered).all()


def filled_in(template: AnswerTemplate, case: Case) -> str:
    """Return what a case's reporter will read of ready words."""
    return words_to(case, template.words, template.words_en)


def words_to(case: Case, words: str, words_en: str) -> str:
    """Return words with a case's own facts, in its reporter's language."""
    with i18n.speaking(case.language):
        facts = {
            "number": case.number,
            "matter": i18n.named(case.matter),
            "place": i18n.named(case.grid),
            "unit": i18n.named(case.unit) if case.unit else "",
            "due": i18n.day(case.due_on) if case.due_on else "",
        }
    return fill(words_en if case.language == "en" and words_en else words, facts)


def templates_of(posts: Sequence[Post]) -> Sequence[AnswerTemplate]:
    """Return the ready words that these posts may change, by name."""
    units = [post.unit_id for post in posts if post.unit_id]
    areas = [post.area_code for post in posts if post.area_code]
    ours = or_(
        AnswerTemplate.unit_id.in_(units),
        AnswerTemplate.unit_id.is_(None) & AnswerTemplate.area_code.in_(areas),
    )
    kept = select(AnswerTemplate).where(ours, AnswerTemplate.ended_on.is_(None))
    return db.session.scalars(kept.order_by(AnswerTemplate.name, AnswerTemplate.id)).all()


def template_of(posts: Sequence[Post], template_id: int) -> AnswerTemplate:
    """Return one set of ready words that these posts may change."""
    for one in templates_of(posts):
        if one.id == template_id:
            return one
    raise NotFound(N_("These ready words are not there any more, or not yours to change."))
