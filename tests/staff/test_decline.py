"""Declining a report: a reason, and words that lead on."""

import re

import pytest
from sqlalchemy import select

from portal.cases import actions
from portal.cases.rules import CaseStatus, DeclineReason, Step, Validity
from portal.db import db
from portal.messages import Mail
from tests.factories import a_case, a_unit, signed_in
from tests.staff.case_steps import a_dispatcher, look, press


@pytest.fixture
def case(client):
    signed_in(client, a_dispatcher())
    return a_case(contact=actions.ContactGiven(email="lin@example.org"), language="en")


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_a_declined_report_is_closed_as_not_valid_and_its_reporter_is_told(client, case, reason):
    press(client, case, Step.DECLINE, reason=reason.value, words="Not ours", instead="12345")

    assert (case.status, case.validity) == (CaseStatus.DECLINED, Validity.INVALID)
    assert case.decline_reason is reason
    assert case.closed_at
    told = db.session.scalars(select(Mail.body)).all()[-1]
    assert "Not ours\nWhere to turn instead: 12345" in told


def test_what_belongs_elsewhere_is_not_declined_without_saying_where(client, case):
    answer = press(client, case, Step.DECLINE, reason="not_listed", words="不归网格")

    assert answer.status_code == 422
    assert "不归网格" in answer.text
    assert "Say who takes it on" in answer.text
    assert case.status is CaseStatus.REPORTED


def test_the_form_names_who_answers_elsewhere_and_shows_what_will_be_read(client, case):
    unit = a_unit(name_en="The Water Team", phone="0571-00000009")
    shown = look(client, case).text
    read = client.post(
        f"/staff/cases/{case.number}/look/decline",
        data={"reason": "not_listed", "words": "Not ours", "instead": "12345"},
    ).text

    assert unit
    assert '<option value="The Water Team 0571-00000009">' in shown
    assert '<option value="12345">' in shown
    assert "Where to turn instead: 12345" in read


@pytest.mark.parametrize("reason", [None, "", "because"], ids=["none", "empty", "unknown"])
def test_without_a_reason_nothing_is_declined(client, case, reason):
    answer = press(client, case, Step.DECLINE, reason=reason, words="请拨打 12345")

    assert answer.status_code == 422
    assert "请拨打 12345" in answer.text
    assert case.status is CaseStatus.REPORTED


def test_a_declined_case_asks_nothing_more_and_can_only_be_taken_back(client, case):
    press(client, case, Step.DECLINE, reason="duplicate", words="重复")

    page = look(client, case).text
    steps = page.partition('id="steps"')[2]
    assert re.findall(r'class="fold" id="([a-z_]+)"', steps) == ["recall", "note"]
    assert "Reported before" in page
