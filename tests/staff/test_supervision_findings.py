"""Findings on pages: who sees what and when, two names, the unit's answer, the public log."""

import pytest
from click.testing import CliRunner

from portal.accounts.rules import Role
from portal.cases.models import Photo
from portal.cases.rules import CaseStatus
from portal.cli.logs import verify_log
from portal.db import db
from portal.files import keep_photo
from portal.messages import Notice
from portal.staff.supervision_findings import TABS
from portal.supervision import actions, jobs
from portal.supervision.models import Visit
from portal.supervision.rules import CheckStatus, FindingState, OrderState, Verdict
from tests.conftest import NOW
from tests.factories import STREET_CODE, a_busy_photo, a_clerk, a_unit, signed_in
from tests.laws.test_pages import faults_of
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.supervision.finding_cast import (
    a_cast,
    looked_at,
    proposed,
    resolved_anew,
    signed,
    standing,
)

LIST, HELD = "/staff/supervision/findings", "/staff/supervision/held"
CLAIM = "已清理干净"  # what the handler had said


@pytest.fixture
def cast(client):
    client.set_cookie("lang", "en")
    return a_cast()


def page(cast):
    return f"{LIST}/{cast.sampled.id}"


def look(client, person, address):
    signed_in(client, person)
    return client.get(address)


def press(client, person, address, **sent):
    signed_in(client, person)
    return client.post(address, data=sent)


def test_one_proposes_and_another_signs(client, cast):
    found = {"verdict": "false_closure", "words": "没有清理"}
    assert press(client, cast.first, f"{page(cast)}/propose", **found).status_code == 303
    seen = look(client, cast.second, page(cast)).text
    assert "没有清理" in seen
    assert CLAIM not in seen

    sent = press(client, cast.second, f"{page(cast)}/sign", seen=1)

    assert sent.status_code == 303
    after = look(client, cast.second, page(cast)).text
    assert "Signed, can be rebutted" in after
    assert CLAIM in after


def test_before_the_second_name_no_answer_holds_the_handlers_word(client, cast):
    proposed(cast)

    for person in (cast.first, cast.second, cast.lead):
        for address in (page(cast), *(f"{LIST}?show={tab}" for tab in ("to-find", "to-sign"))):
            answer = look(client, person, address)
            assert answer.status_code == 200
            assert CLAIM not in answer.text
            assert cast.unit.name_en not in answer.text


def test_a_proposal_that_does_not_fit_keeps_what_was_typed(client, cast):
    sent = press(client, cast.first, f"{page(cast)}/propose", verdict="partly", words="")
    assert sent.status_code == 422
    assert "Write what you saw" in sent.text

    sent = press(client, cast.first, f"{page(cast)}/propose", verdict="good", words="写了很多")
    assert sent.status_code == 422
    assert "写了很多" in sent.text


def test_one_person_cannot_sign_their_own(client, cast):
    proposed(cast)

    assert press(client, cast.first, f"{page(cast)}/sign", seen=1).status_code == 409


def test_who_has_not_signed_stays_blind_until_no_second_look_can_be_theirs(client, cast):
    signed(cast)

    assert "没有任何处理" not in look(client, cast.third, page(cast)).text
    assert "没有任何处理" in look(client, cast.lead, page(cast)).text
    cast.check.status = CheckStatus.CLOSED
    assert "没有任何处理" in look(client, cast.third, page(cast)).text


def test_the_visit_behind_a_signed_finding_is_closed_to_who_may_look_again(client, cast):
    given = {"at": NOW, "came_at": NOW, "ended_at": NOW, "answers": [], "words": "垃圾还在"}
    visit = Visit(sampled=cast.sampled, by=cast.first, **given)
    db.session.add(visit)
    finding = proposed(cast)
    address = f"/staff/supervision/visits/{visit.id}"
    assert "垃圾还在" in look(client, cast.third, address).text  # a second name reads it first

    actions.sign(finding, seen=finding.revision, by=cast.second, now=NOW)

    assert look(client, cast.third, address).status_code == 404
    assert look(client, cast.second, address).status_code == 200


def test_a_second_look_is_taken_blind(client, cast):
    for n in range(20):
        signed(cast, Verdict.SOLVED, "", sampled=looked_at(cast, f"BJ{n:02}", cast.case.id))
    listed = look(client, cast.third, f"{LIST}?show=again").text
    address = listed.split(f'href="{LIST}/')[1].split('"')[0]
    seen = look(client, cast.third, f"{LIST}/{address}").text
    assert "Second look" in seen
    assert "What was found" not in seen
    assert "Signed by two" not in seen

    sent = press(
        client,
        cast.third,
        f"{LIST}/{address}/look-again",
        **{"again-verdict": "partly", "again-words": "还有一半"},
    )

    assert sent.status_code == 303
    listed = look(client, cast.lead, f"{LIST}?show=again").text
    assert "1 finding was looked at twice. In 0 % of them both said the same." in listed


def test_the_claim_has_its_photos_only_after_the_second_name(client, cast):
    photo_of = cast.case.events[-2]
    kept = keep_photo(a_busy_photo(), most_bytes=20_000_000)
    photo = Photo(
        case=cast.case, event=photo_of, key=kept.key, width=kept.width, height=kept.height
    )
    db.session.add(photo)
    finding = proposed(cast)
    address = f"{page(cast)}/claim/{photo.id}"
    assert look(client, cast.second, address).status_code == 404

    actions.sign(finding, seen=finding.revision, by=cast.second, now=NOW)

    assert look(client, cast.second, address).status_code == 200
    assert look(client, cast.third, address).status_code == 404


def test_the_unit_rebuts_and_the_lead_decides(client, cast):
    finding = signed(cast)
    held = f"{HELD}/{finding.id}"
    assert "Nothing was done" in look(client, cast.clerk, HELD).text
    assert press(client, cast.clerk, f"{held}/rebut", **{"rebut-words": ""}).status_code == 422
    press(client, cast.clerk, f"{held}/rebut", **{"rebut-words": "当天清理了"})
    assert "当天清理了" in look(client, cast.lead, page(cast)).text
    decision = {"decide-decision": "no", "decide-words": "照片为证"}
    assert press(client, cast.second, f"{page(cast)}/decide", **decision).status_code == 403

    assert press(client, cast.lead, f"{page(cast)}/decide", **decision).status_code == 303

    shown = look(client, cast.clerk, held).text
    assert "当天清理了" in shown
    assert "照片为证" in shown
    assert "Rectification order" in shown


def test_the_unit_accepts_mends_and_somebody_else_looks_again(client, cast):
    finding = signed(cast)
    held = f"{HELD}/{finding.id}"
    assert press(client, cast.clerk, f"{held}/accept").status_code == 303
    assert cast.case.status is CaseStatus.DISPATCHED
    early = press(client, cast.clerk, f"{held}/mend", **{"mend-words": "好了"})
    assert early.status_code == 409
    resolved_anew(cast)
    assert press(client, cast.clerk, f"{held}/mend", **{"mend-words": "好了"}).status_code == 303
    recheck = {"recheck-right": "yes", "recheck-words": "确实好了"}
    assert press(client, cast.first, f"{page(cast)}/recheck", **recheck).status_code == 409

    assert press(client, cast.third, f"{page(cast)}/recheck", **recheck).status_code == 303

    assert finding.order.state is OrderState.PASSED


def test_both_sides_write_below_an_order(client, cast):
    finding = standing(cast)
    told = {"write-words": "要等材料"}

    press(client, cast.clerk, f"{HELD}/{finding.id}/write", **told)
    assert "要等材料" in look(client, cast.lead, page(cast)).text
    press(client, cast.lead, f"{page(cast)}/write", **{"write-words": "等到周五"})

    assert "等到周五" in look(client, cast.clerk, f"{HELD}/{finding.id}").text


def test_the_lead_unlocks_with_a_reason(client, cast):
    finding = signed(cast)
    why = {"unlock-words": "地点有误"}
    assert press(client, cast.second, f"{page(cast)}/unlock", **why).status_code == 403

    assert press(client, cast.lead, f"{page(cast)}/unlock", **why).status_code == 303

    assert finding.state is FindingState.UNLOCKED
    assert "地点有误" in look(client, cast.first, page(cast)).text


def test_what_is_another_teams_or_another_units_does_not_exist(client, cast):
    finding = signed(cast)
    stranger = a_clerk(Role.UNIT_CLERK, unit=a_unit())

    assert look(client, stranger, f"{HELD}/{finding.id}").status_code == 404
    assert press(client, stranger, f"{HELD}/{finding.id}/accept").status_code == 404
    assert look(client, cast.clerk, page(cast)).status_code == 403
    assert look(client, cast.first, f"{HELD}/{finding.id}").status_code == 403
    assert look(client, cast.first, f"{LIST}/999999").status_code == 404
    assert look(client, cast.first, f"{LIST}?show=secret").status_code == 404


def test_the_street_answers_for_its_command_room(client, cast):
    street = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)

    assert "Nothing is held against your unit" in look(client, street, HELD).text


def test_notices_lead_to_findings(client, cast):
    signed(cast)
    assert db.session.query(Notice).filter_by(person_id=cast.clerk.id).count()

    shown = look(client, cast.clerk, "/staff/notices").text

    assert "A finding is held against your unit: you may rebut it" in shown
    assert f'href="{HELD}"' in shown


def test_the_public_log_shows_its_head_and_holds_when_it_is_downloaded(client, cast, tmp_path):
    assert "There is no finding yet" in client.get("/supervision/log").text
    finding = signed(cast)
    head = finding.log[-1].hash

    assert head in client.get("/supervision/log").text
    file = tmp_path / "log.csv"
    file.write_bytes(client.get("/supervision/log.csv").data)
    checked = CliRunner().invoke(verify_log, [str(file), "--head", head])
    assert checked.exit_code == 0
    assert "1 entries hold, 0 with their details" in checked.output
    assert "没有任何处理" not in file.read_text()


def test_details_are_public_once_their_check_is_closed(client, cast, tmp_path):
    signed(cast)
    cast.check.status = CheckStatus.CLOSED

    file = tmp_path / "log.csv"
    file.write_bytes(client.get("/supervision/log.csv").data)

    assert "没有任何处理" in file.read_text()
    assert (
        "1 entries hold, 1 with their details" in CliRunner().invoke(verify_log, [str(file)]).output
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_finding_is_sound(client, cast, language):
    client.set_cookie("lang", language)
    proposed(cast)
    pages = [look(client, who, page(cast)) for who in (cast.first, cast.second)]
    finding = standing(cast)
    addresses = (page(cast), *(f"{LIST}?show={tab}" for tab in TABS), "/supervision/log")
    pages += [look(client, cast.lead, address) for address in addresses]
    pages += [look(client, cast.third, page(cast))]
    pages += [look(client, cast.clerk, address) for address in (HELD, f"{HELD}/{finding.id}")]

    assert [list(faults_of(one.text, language)) for one in pages] == [[]] * len(pages)


@pytest.fixture
def no_scans(app):
    without_scans()


@pytest.mark.usefixtures("no_scans")
def test_no_page_step_or_job_reads_a_growing_table_from_end_to_end(client, cast):
    finding = signed(cast)
    held = f"{HELD}/{finding.id}"
    with listening() as sent:
        for address in (page(cast), *(f"{LIST}?show={tab}" for tab in TABS)):
            assert look(client, cast.lead, address).status_code == 200
        assert press(client, cast.clerk, f"{held}/rebut", **{"rebut-words": "x"}).status_code == 303
        decision = {"decide-decision": "no", "decide-words": "照片为证"}
        assert press(client, cast.lead, f"{page(cast)}/decide", **decision).status_code == 303
        for address in (HELD, held, "/supervision/log"):
            assert look(client, cast.clerk, address).status_code == 200
        jobs.let_findings_stand()
        jobs.tell_late_orders()

    growing = [table for table in GROWING if table != "sign_ins"]
    plans = ((said, scans_of(said, given, growing)) for said, given in sent)
    assert [f"{scan}: {said}" for said, scans in plans for scan in scans] == []
