"""The check-lists: loaded once, then the team's own; a question is ended, never rewritten."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.supervision.models import CheckQuestion
from portal.supervision.queries.visits import questions_about

MOST = 8  # about one thing: a worksheet is filled in standing


def load_check_questions(rows: Iterable[Mapping[str, str]]) -> int:
    """Load the first questions into a portal that has none yet; return how many that were."""
    if db.session.scalar(select(CheckQuestion.id).limit(1)):
        return 0
    new = [CheckQuestion(**row) for row in rows]
    db.session.add_all(new)
    return len(new)


def add_question(about: str, words: str, words_en: str) -> CheckQuestion:
    """Ask one thing more of a kind of frame, a group of matters or a matter."""
    asked = questions_about(about)
    if len(asked) >= MOST:
        raise NotAcceptable(
            N_("%(most)d questions are asked of this already. End one of them first."), most=MOST
        )
    if any(question.words == words for question in asked):
        raise NotAcceptable(N_("That is asked already."))
    question = CheckQuestion(about=about, words=words, words_en=words_en or words)
    db.session.add(question)
    db.session.flush()
    return question


def end_question(question: CheckQuestion, *, now: datetime) -> None:
    """Ask this no more; answers that were given keep its words."""
    question.ended_at = question.ended_at or now
