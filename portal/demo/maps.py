"""Field maps of the demonstration: a file for the province with its receipt, a sheet to look at."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.db import db
from portal.exchange.actions.case_batches import Sent, preview_cases
from portal.exchange.actions.maps import keep_map
from portal.exchange.actions.uploads import (
    Said,
    begin_upload,
    drop_parts,
    enter_receipt,
    note_part,
    write_part,
)
from portal.exchange.models import StoredMap
from portal.exchange.queries.maps import example_texts
from portal.exchange.rules import read_map
from portal.grids.models import Grid
from portal.sheets import csv_lines

SHEET = ("工单编号", "诉求类别", "网格编码", "诉求地址", "诉求内容", "受理时间")
ASKED = (("占道经营", "菜场门口", "早上摊位占了人行道"), ("暴露垃圾", "三号楼后", "垃圾两天没清"))


def make_maps(now: datetime) -> None:
    """Let the administrator have sent last month's file and look through a sheet of 12345."""
    keeper = person_by_login("admin")
    if keeper is None:
        return
    sent = _kept("pingan", keeper, now)
    upload = begin_upload(sent, by=keeper, today=clock.day_of(now), now=now)
    while True:
        write_part(upload)
        if not note_part(upload, now=now):
            break
    drop_parts(upload)
    said = Said("市平安办（演示）", clock.day_of(now), "PA-0001", accepted=upload.rows_kept)
    enter_receipt(upload, said, by=keeper, now=now + timedelta(minutes=20))
    _look_through(_kept("hotline-12345", keeper, now), keeper, now)


def _kept(name: str, keeper: Person, now: datetime) -> StoredMap:
    text = example_texts()[name]
    plan, faults = read_map(text)
    if plan is None:
        raise ValueError(faults)
    return keep_map(plan, text, None, by=keeper, now=now)


def _look_through(stored: StoredMap, keeper: Person, now: datetime) -> None:
    grids = db.session.scalars(select(Grid.code).order_by(Grid.code).limit(len(ASKED)))
    rows = [
        (f"HZ-{n:04}", kind, code, place, words, f"{clock.day_of(now)} 09:00")
        for n, (code, (kind, place, words)) in enumerate(zip(grids, ASKED, strict=False), 1)
    ]
    wrong = ("HZ-0099", "天气", "", "", "今天很热", "")
    content = b"".join(csv_lines([SHEET, *rows, wrong]))
    preview_cases(Sent("12345.csv", content), stored.versions[0], by=keeper, now=now)
