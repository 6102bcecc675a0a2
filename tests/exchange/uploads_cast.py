"""A small map, and the worker's part."""

from collections import Counter

from portal import jobs
from portal.db import db, reading
from portal.jobs import WantedJob

MAP = """name: m
system: 大脑
columns:
  - {name: 编号, from: number, required: yes}
  - {name: 名称, from: matter_name}
  - {name: 网格, from: grid_code}
  - {name: 来源, constant: '07'}
"""


def work(*names):
    """Do the jobs of these names until none is left; return how many turns each took."""
    turns = Counter()
    asked = db.session.query(WantedJob).filter(WantedJob.name.in_(names))
    while waiting := asked.filter(WantedJob.done_at.is_(None)).order_by(WantedJob.id).all():
        for row in waiting:
            with reading():
                jobs.prepare(row.id)
            jobs.do(row.id)
            db.session.flush()
            turns[row.name] += 1
    return turns
