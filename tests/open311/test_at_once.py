"""Reports under one name at the very same moment: one of them is kept, the others hear of it."""

import threading

from sqlalchemy import func, select

from portal.cases.models import Case
from portal.db import db
from tests.factories import a_grid, a_matter
from tests.open311.test_reporting import POST, a_key

HANDS = 6


def all_sent(app, bodies):
    """Send reports under one name in threads of their own; return what each was answered."""
    together, answers = threading.Barrier(len(bodies)), []

    def send(fields):
        client = app.test_client()
        together.wait(timeout=30)
        page = client.post(POST, data=fields, headers={"Idempotency-Key": "one"})
        answers.append((fields["description"], page.status_code, page.json[0]))

    hands = [threading.Thread(target=send, args=(fields,)) for fields in bodies]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=120)
    return answers


def test_of_many_under_one_name_one_is_kept_and_who_says_something_else_is_refused(own_app):
    fields = {"service_code": a_matter().code, "address_id": a_grid().code, "api_key": a_key()[1]}
    db.session.commit()
    bodies = [fields | {"description": f"路灯{n % 2}"} for n in range(HANDS)]

    answers = all_sent(own_app, bodies)

    (words,) = db.session.scalars(select(Case.words)).all()
    assert len(answers) == HANDS
    for said, status, content in answers:
        assert (status, content.get("code")) == ((201, None) if said == words else (400, 400))
    numbers = {one["service_request_id"] for _said, status, one in answers if status == 201}
    assert len(numbers) == 1
    assert db.session.scalar(select(func.count(Case.id))) == 1
