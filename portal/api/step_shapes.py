"""What each step takes: one shape a step, chosen by the member `step`."""

from typing import Any

from portal.api.shapes import CODE, MORE_WORDS, WORDS
from portal.cases.rules import DeclineReason, Outcome, PauseReason, Step, Validity
from portal.exchange.queries.told import one_of

DAY: dict[str, Any] = {"type": "string", "format": "date"}
PHOTOS: dict[str, Any] = {"type": "array", "items": {"type": "integer"}, "maxItems": 10}
LEVEL: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 4}
VERSION: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
DAYS: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 365}
MOST_PARTS = 20  # in one request; how many a case may have is for the policy to say
PART: dict[str, Any] = {
    "type": "object",
    "properties": {"matter": CODE, "level": LEVEL, "unit": CODE, "note": MORE_WORDS},
    "required": ["matter", "level"],
    "additionalProperties": False,
}
PARTS: dict[str, Any] = {
    "type": "array",
    "items": PART,
    "minItems": 1,
    "maxItems": MOST_PARTS,
}


def _step(step: Step, needed: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "title": step.value,
        "properties": {"step": {"type": "string", "const": step.value}, **needed, **more},
        "required": ["step", *needed],
        "additionalProperties": False,
    }


STEPS: dict[str, Any] = {
    "oneOf": [
        _step(Step.DISPATCH, {"level": LEVEL}, unit=CODE, note=MORE_WORDS),
        _step(Step.DECLINE, {"reason": one_of(DeclineReason), "words": WORDS}),
        _step(Step.TAKE, {}, words=MORE_WORDS),
        _step(Step.ASSIGN, {"person": CODE}),
        _step(Step.TRANSFER, {"unit": CODE, "words": WORDS}),
        _step(Step.RETURN, {"words": WORDS}),
        _step(Step.RESOLVE, {"outcome": one_of(Outcome), "words": WORDS}, photos=PHOTOS),
        _step(Step.HAND_UP, {"words": WORDS}),
        _step(Step.ANSWER, {"words": WORDS}),
        _step(Step.ASK_HELP, {"unit": CODE, "words": WORDS}),
        _step(Step.HELP, {"words": WORDS}, photos=PHOTOS),
        _step(Step.ASK_PAUSE, {"reason": one_of(PauseReason), "until": DAY, "words": WORDS}),
        _step(Step.ASK_EXTENSION, {"days": DAYS, "words": WORDS}),
        _step(Step.RESUME, {}, words=MORE_WORDS),
        _step(Step.PAUSE, {}, note=MORE_WORDS),
        _step(Step.EXTEND, {}, note=MORE_WORDS),
        _step(Step.REFUSE, {"note": WORDS}),
        _step(
            Step.JUDGE,
            {"validity": one_of(Validity)},
            reason=one_of(DeclineReason),
            note=MORE_WORDS,
        ),
        _step(Step.RECALL, {"note": WORDS}),
        _step(Step.EXPEDITE, {"words": WORDS, "reply_by": DAY}),
        _step(Step.REPLY, {"words": WORDS}),
        _step(Step.MERGE, {"main": CODE, "main_version": VERSION}, note=MORE_WORDS),
        _step(Step.UNMERGE, {"note": WORDS}),
        _step(Step.SPLIT, {"parts": PARTS}),
    ]
}
