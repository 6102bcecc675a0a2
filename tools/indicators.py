"""Write docs/indicators.md from the definitions of the indicators, in both languages.

With `--check` it fails where the document does not say what is defined.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from portal.assessment.indicators import INDICATORS, Direction, Indicator, Limits, scheme_of
from portal.assessment.rules import LEAST_WEIGHT, SubjectKind
from portal.policy.rules import DRAFT, Policy
from tools.catalogues import catalogue
from tools.documents import written

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "indicators.md"
KINDS = {
    SubjectKind.DISTRICT: ("区", "district"),
    SubjectKind.STREET: ("街道", "street"),
    SubjectKind.COMMUNITY: ("社区", "community"),
    SubjectKind.GRID: ("网格", "grid"),
    SubjectKind.UNIT: ("单位", "unit"),
    SubjectKind.WORKER: ("网格员", "grid worker"),
}
DIRECTIONS = {
    Direction.MORE: ("越高越好", "more is better"),
    Direction.LESS: ("越低越好", "less is better"),
    Direction.NEITHER: ("无所谓高低", "neither way is better"),
}
LIMITS = {
    Limits.WILSON: ("威尔逊区间", "Wilson's"),
    Limits.TWO_PHASE: ("两阶段估计", "of the two-phase estimate"),
    Limits.NONE: ("不给", "none"),
}
CHINESE = catalogue("zh")


def document() -> str:
    """Return the whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Indicators 指标\n"
    yield _wrapped(
        "Written by `tools/indicators.py` from `portal/assessment/indicators/defined.py`, the only"
        " place where an indicator is defined; a test fails if this page says anything else. What"
        " each count means stands with `portal/assessment/rules/counts.py:Counts`, and of samples"
        " with `portal/assessment/rules/subjects.py:Sampled`. The source of all is the chapter"
        " on indicators in the district's rulings; its terms are the Chinese names."
    )
    for one in INDICATORS.values():
        yield from _section(one)
    yield from _scores()
    yield from _formulas()


def _section(one: Indicator) -> Iterator[str]:
    yield f"\n## {one.source} `{one.name}`\n"
    yield "| | 中文 | English |"
    yield "|---|---|---|"
    yield _row("name", _chinese(one.title), one.title)
    yield _row("counted", _chinese(one.counted), one.counted)
    yield _row("out of", _chinese(one.out_of), one.out_of)
    yield _row("left out", _chinese(one.left_out), one.left_out)
    yield _row("counts for", _chinese(one.counts_for), one.counts_for)
    yield _row("said of", *_joined(one))
    yield _row("direction", *DIRECTIONS[one.direction])
    yield _row("95 % limits", *LIMITS[one.limits])
    yield f"\n`{' + '.join(one.numerator)}` ÷ `{' + '.join(one.denominator)}`{_base(one)},"
    yield f"in {one.measure}; below `{one.fewest}` ({getattr(DRAFT, one.fewest)}) counts only."


def _base(one: Indicator) -> str:
    of = " of what inspectors found" if one.is_sampled else ""
    asked = f", bounds out of `{one.asked}`" if one.asked else ""
    scheme = ", by the three rates only" if one.is_of_three_rates else ""
    return of + asked + scheme


def _scores() -> Iterator[str]:
    yield "\n## Scores 得分\n"
    yield _wrapped(
        "Draft weights, of 100. Each is a policy value with a day of force; other weights are a"
        " new row and never change what is published. The number of reports earns nothing: the"
        " valid-case rate and the discovery share have no weight, for filing what one solves"
        " oneself would raise them; and what its reporter solved on the spot counts as reported,"
        " valid and found, and is never due, resolved or confirmed. A grid worker has no score by"
        " their own word alone: without what inspectors found, less than half of the weight is"
        " known."
    )
    yield "\n| who | weights |\n|---|---|"
    for kind, (chinese, english) in KINDS.items():
        yield f"| {chinese} {english} | {_weights(kind, DRAFT)} |"
    rates = _weights(SubjectKind.UNIT, DRAFT.changed_by({"three_rates": 1}, 0))
    yield f"| 三率方案 by the three rates | {rates} |"


def _weights(kind: SubjectKind, policy: Policy) -> str:
    scheme = scheme_of(kind, policy)
    said = ", ".join(f"{INDICATORS[name].source} {weight}" for name, weight in scheme.items())
    return said or "no score: it has no peers"


def _formulas() -> Iterator[str]:
    yield "\n## How they are worked out\n"
    for said in (
        "- **Shares** are exact ratios of whole numbers in percent, to one decimal, halves up."
        " An empty denominator is no figure. Areas sum counts; they never average rates.",
        "- **Effective resolution**: (confirmed + Σ unconfirmed × passed ÷ looked) ÷ due and valid,"
        " over strata of street and level. Where nobody looked, only what is confirmed counts; the"
        " upper limit alone holds the rest. The limits hold two chances as one: that of so few"
        " cases (Wilson, with n the cases due) and that of the sample (Wilson with the effective"
        " size of the stratified sample and finite population correction), each side being the"
        " root of the sum of both squared distances (Zou and Donner 2008). So they say what"
        " another such month might show, and can lie beyond what is confirmed and closed in this"
        " one. Played with months of which the truth is known, 5,000 of each of three kinds, they"
        " held it in 94.7 to 95.6 of 100; a test plays some again.",
        "- **Standardised**: Σ mix × own share ÷ Σ mix over the matters that the subject has, the"
        " mix being the peers' denominators by matter. Matters that few stand behind count"
        " together, as the rest, so that all that it stands on is published. `covered` is how"
        " much of the mix those matters are. Of effective resolution, unconfirmed cases of every"
        " matter count by the share of all the subject's unconfirmed ones that its samples let"
        " pass.",
        "- **Scores** go by the published shares: weight × share ÷ weights, to two decimals, less"
        " being better turned round as 100 − share; the score is the sum, to one. What has no"
        f" figure leaves its weight to the others, and below {LEAST_WEIGHT} of 100 there is no"
        " score. The limits come from those of the figures, as roots of summed squares.",
        "- **Places** are from–to: 1 + how many peers are surely better, their lower limit above"
        " one's upper; and all less those that are surely worse.",
    ):
        yield _wrapped(said, indent="  ")


def _row(what: str, chinese: str, english: str) -> str:
    return f"| {what} | {chinese} | {english} |"


def _joined(one: Indicator) -> tuple[str, str]:
    said = [KINDS[kind] for kind in one.kinds]
    return "、".join(chinese for chinese, _ in said), ", ".join(english for _, english in said)


def _chinese(sentence: str) -> str:
    message = CHINESE.get(sentence)
    return str(message.string) if message else ""


def _wrapped(said: str, indent: str = "") -> str:
    return fill(said, 100, subsequent_indent=indent, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(written(DOCUMENT, document, __doc__))
