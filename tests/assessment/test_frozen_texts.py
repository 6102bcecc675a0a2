"""What was frozen stays readable, whatever is counted later, and keeps its hash."""

import json

from portal.assessment.indicators import assess
from portal.assessment.rules import Counts, Result, digest_of
from portal.policy.rules import DRAFT
from tests.assessment.subjects import a_subject


def test_a_text_of_a_time_when_other_things_were_counted_is_read_and_keeps_its_hash():
    (now,) = assess([a_subject()], DRAFT)
    held = json.loads(now.as_text())
    del held["counts"]["requested"]  # not counted yet
    held["counts"]["telephoned"] = 7  # counted no more
    del held["figures"]["on_time_rate"]["covered"]
    held["figures"]["on_time_rate"]["guessed"] = "12.5"
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    digest = digest_of(text)

    then = Result.from_text(text)

    assert digest_of(text) == digest
    assert then.counts == Counts(**vars(now.counts) | {"requested": 0})
    assert then.figures["on_time_rate"].share == now.figures["on_time_rate"].share
    assert (then.score, then.rank, then.parts) == (now.score, now.rank, now.parts)
