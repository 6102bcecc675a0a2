"""What is asked of the lists that a bank pays by."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Area
from portal.rewards.models import PayBatch, PayLine, RewardPayment
from portal.rewards.queries.money import in_codes
from portal.rewards.rules.money import PayState

NUMBER = re.compile(r"FF20\d{6}-(\d{5,9})")
BATCHES = 30  # on one page
NEWEST = 2**31 - 1
AT_ONCE = 500  # values in one question


def ids_to_send(area_code: str, quarter: date, most: int) -> Sequence[int]:
    """Return the approved rewards in money of an area and quarter."""
    wanted = (
        select(RewardPayment.id)
        .join(Area, Area.id == RewardPayment.community_id)
        .where(RewardPayment.quarter == quarter, in_codes(Area.code, [area_code]))
        .where(RewardPayment.state == PayState.APPROVED, RewardPayment.goods_id.is_(None))
        .order_by(RewardPayment.id)
    )
    return db.session.scalars(wanted.limit(most)).all()


def batches_within(codes: Collection[str], *, before: int | None) -> Sequence[PayBatch]:
    """Return a page of the lists of these areas and the first of the next, the newest first."""
    rows = select(PayBatch).where(in_codes(PayBatch.area_code, codes))
    rows = rows.where(PayBatch.id < (before or NEWEST)).options(joinedload(PayBatch.by))
    return db.session.scalars(rows.order_by(PayBatch.id.desc()).limit(BATCHES + 1)).all()


def batch_within(codes: Collection[str], number: str) -> PayBatch:
    """Return a list of these areas with its lines."""
    meant = NUMBER.fullmatch(number)
    asked = (
        select(PayBatch)
        .where(PayBatch.id == (int(meant[1]) if meant else 0))
        .where(in_codes(PayBatch.area_code, codes))
        .options(selectinload(PayBatch.lines).joinedload(PayLine.payment))
    )
    found = db.session.scalar(asked)
    if found is None or found.number != number:
        raise NotFound(N_("No such list, or it is not yours to see."))
    return found


def hold_batch(batch: PayBatch) -> PayBatch:
    """Return a list as it is now, held until the commit."""
    held = select(PayBatch).where(PayBatch.id == batch.id).with_for_update()
    held = held.options(selectinload(PayBatch.lines))
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def vouchers_used(said: Collection[str]) -> set[str]:
    """Return which of these words are vouchers of earlier payments."""
    words, found = sorted(word for word in said if word), set[str]()
    for start in range(0, len(words), AT_ONCE):
        some = words[start : start + AT_ONCE]
        known = select(RewardPayment.voucher).where(RewardPayment.voucher.in_(some))
        found |= {voucher for voucher in db.session.scalars(known) if voucher}
    return found


def line_of(payment: RewardPayment) -> PayLine | None:
    """Return the latest line on which a reward stood."""
    lines = select(PayLine).where(PayLine.payment_id == payment.id).order_by(PayLine.id.desc())
    return db.session.scalar(lines.options(joinedload(PayLine.batch)).limit(1))
