"""What was answered to a request with an idempotency key is kept, to be said again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from portal.db import db
from portal.exchange.models import ApiKey, KeptAnswer


def hold_key(key: ApiKey) -> None:
    """Wait until no other request with this key and an idempotency key is being answered.

    Whoever comes second looks for the first one's kept answer only then, and
    so finds it: both are done in turns, whatever they ask for.
    """
    held = select(ApiKey.id).where(ApiKey.id == key.id)
    db.session.execute(held.with_for_update(key_share=True)).one()


def keep_answer(
    key: ApiKey,
    name: str,
    request_hash: str,
    status: int,
    headers: Iterable[tuple[str, str]],
    body: str,
    now: datetime,
) -> KeptAnswer:
    """Keep an answer under the idempotency key `name`, in the transaction of what it tells."""
    kept = KeptAnswer(
        api_key_id=key.id,
        name=name,
        request_hash=request_hash,
        status=status,
        headers=[list(header) for header in headers],
        body=body,
        at=now,
    )
    db.session.add(kept)
    return kept


def drop_answers(*, until: datetime, most: int) -> int:
    """Forget answers given at an instant or before, the oldest first; return how many."""
    oldest = select(KeptAnswer.id).where(KeptAnswer.at <= until).order_by(KeptAnswer.at).limit(most)
    gone = delete(KeptAnswer).where(KeptAnswer.id.in_(oldest)).returning(KeptAnswer.id)
    return len(db.session.scalars(gone).all())
