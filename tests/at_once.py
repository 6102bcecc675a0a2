"""Several people do something at the very same moment, over a database that really commits."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from portal.db import db
from portal.errors import Refused


def all_at_once(app: Flask, act: Callable[[Any], object], each: Sequence[Any]) -> tuple[int, int]:
    """Do something in many threads at one moment; return how often it was done, and refused."""
    together = threading.Barrier(len(each))
    done: list[bool] = []

    def press(one: Any) -> None:
        with app.app_context():
            together.wait(timeout=30)
            try:
                act(one)
                db.session.commit()
                done.append(True)
            except Refused:
                db.session.rollback()
                done.append(False)
            finally:
                db.session.remove()

    hands = [threading.Thread(target=press, args=(one,)) for one in each]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=120)
    db.session.expire_all()
    return done.count(True), done.count(False)
