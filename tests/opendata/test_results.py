"""What is published of a period: enough to work all of it out again, and nobody's own answer."""

import csv
import hashlib
import io
import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

import pytest

from portal.assessment import actions, queries
from portal.assessment.rules import Counts, Sampled, Stratum, Subject
from portal.policy.rules import DRAFT
from tests.assessment.period_cast import AFTER, Cast, cast
from tests.assessment.weighing import weighed
from tests.factories import COMMUNITY_CODE, a_case
from tests.public.reporting import in_english

__all__ = ["cast"]
AUGUST = "/open-data/results/2026-08"
STRATA = {
    "330108002-1": Stratum(12, 6, 4, looked=3, passed=2),
    "330108002-2": Stratum(18, 9, 6, looked=4, passed=3),
}


@pytest.fixture
def files(cast: Cast, client):
    """August as it is published: strata looked at, a case left out."""
    case = a_case(grid=cast.grid)
    case.due_on = date(2026, 8, 20)
    wish = actions.ask_exclusion(case, reason="Flood, a day long", by=cast.assessor, now=AFTER)
    actions.decide_exclusion(wish, is_granted=True, words="=So", by=cast.lead, now=AFTER)
    sampled = replace(cast.subjects[1], strata=STRATA)
    counts = replace(sampled.counts, confirmed=15, unconfirmed=10)
    cast.subjects[1] = replace(sampled, counts=counts)
    cast.subjects[:5] = [by_matter(one, n) for n, one in enumerate(cast.subjects[:5])]
    looked_at = Sampled(closures=40, false_closures=1)
    cast.subjects[4] = replace(cast.subjects[4], sampled=looked_at)
    cast.published()

    def read(rest: str) -> bytes:
        page = client.get(AUGUST + rest)
        assert page.status_code == 200
        return page.data

    return read


def by_matter(subject: Subject, n: int) -> Subject:
    """Return a subject that had its cases in three matters, each subject most in another one."""
    counts = asdict(subject.counts)
    first = {name: count // 2 for name, count in counts.items()}
    rest = {name: count - first[name] for name, count in counts.items()}
    second = {name: count * 3 // 4 for name, count in rest.items()}
    third = {name: count - second[name] for name, count in rest.items()}
    some = [Counts(**one) for one in (first, second, third)]
    return replace(subject, by_matter=dict(zip("ABCAB"[n % 3 :], some, strict=False)))


def test_every_text_can_be_held_against_the_hash_and_so_can_the_file_of_what_was_left_out(
    files, client
) -> None:
    sealed = json.loads(files(".json"))
    manifest = sealed["manifest"]

    assert hashlib.sha256(manifest.encode()).hexdigest() == sealed["sha256"]
    said = dict(reversed(line.split("  ")) for line in manifest.splitlines())
    for name, content in sealed["texts"].items():
        assert hashlib.sha256(content.encode()).hexdigest() == said[name]
    for name in ("exclusions.csv", "matters.csv", "mix.csv"):
        assert hashlib.sha256(files(f"/{name}")).hexdigest() == said[name]
    assert b"Flood, a day long" in files("/exclusions.csv")
    page = in_english(client).get("/results/2026-08/r1").text
    assert "other reasons, each with fewer than 5 cases: 1 case<" in page
    assert "Flood, a day long" not in page
    assert sealed["policy"]["figure_objection_days"] == 5


def test_nobody_can_be_recognised_from_few_answers_nor_any_worker(files) -> None:
    sealed = json.loads(files(".json"))
    kept_back = {f"grid-{COMMUNITY_CODE}{n}.json" for n in ("001", "002")}

    assert kept_back <= {line.split("  ")[1] for line in sealed["manifest"].splitlines()}
    assert not kept_back & set(sealed["texts"])
    assert not any(name.startswith("worker") for name in sealed["texts"])
    assert b"W0001" not in files(".json") + files(".csv")
    rows = list(csv.DictReader(io.StringIO(files(".csv").decode("utf-8-sig"))))
    grids = [row for row in rows if row["kind"] == "grid"]
    told = [row for row in grids if row["indicator"] == "satisfaction"]
    assert [row["is_kept_back"] for row in told] == ["true", "true"]  # the second by its neighbour
    assert {row[name] for row in told for name in ("part", "whole", "asked", "points")} == {""}
    assert all(row["whole"] for row in grids if row["indicator"] == "on_time_rate")
    lines = list(csv.DictReader(io.StringIO(files("/matters.csv").decode("utf-8-sig"))))
    assert {"district", "community", "grid"} == {row["kind"] for row in lines}
    assert "rest" in {row["matter"] for row in lines if row["kind"] == "grid"}
    assert all(not 0 < int(row["whole"]) < DRAFT.fewest_to_publish for row in lines)
    assert "satisfaction" not in {row["indicator"] for row in lines if row["kind"] == "grid"}


def test_an_earlier_edition_stays_readable_and_a_draft_is_not(cast: Cast, files, client) -> None:
    first = json.loads(files(".json"))["sha256"]
    cast.count_more(0, reported=44)
    revision = actions.revise(queries.period_named("2026-08"), reason="Four were missing")
    actions.count_draft(revision, now=AFTER)
    assert client.get(f"{AUGUST}.csv?edition=2").status_code == 404
    revision = queries.running_revision("2026-08")
    actions.open_to_objections(revision, now=AFTER)
    actions.publish(revision, by=cast.lead, now=AFTER + timedelta(days=20))

    now, then = json.loads(files(".json")), json.loads(files(".json?edition=1"))

    assert (now["edition"], now["reason"]) == (2, "Four were missing")
    assert (then["edition"], then["sha256"]) == (1, first)
    assert client.get("/open-data/results/2031-01.csv").status_code == 404
    assert "2026-08" in client.get("/open-data/").text


@pytest.fixture
def table(files):
    """Read one of the files as an outsider would, after `import pandas as pd`."""
    import pandas as pd

    def read(rest: str) -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(files(rest)), dtype={"code": str}, encoding="utf-8-sig")

    return read


def test_an_outsider_works_every_published_share_and_limit_out_again(table) -> None:
    from statsmodels.stats.proportion import proportion_confint

    rows = table(".csv")
    told = rows[(rows.indicator != "score") & ~rows.is_kept_back & rows.share.notna()]
    plain = told[~told.indicator.isin(["effective_resolution", "mean_stars"])]
    low, high = proportion_confint(plain.part, plain.whole, method="wilson")

    assert len(plain) > 30
    assert tenths(100 * plain.part / plain.whole) == list(plain.share)
    assert tenths(100 * low) == list(plain.low)
    assert tenths(100 * high) == list(plain.high)
    stars = told[told.indicator == "mean_stars"]
    assert tenths(stars.part / stars.whole) == list(stars.share)
    asked = plain[plain.asked.notna()]
    assert tenths(100 * asked.part / asked.asked) == list(asked.floor)
    silent = asked.asked - asked.whole
    assert tenths(100 * (asked.part + silent) / asked.asked) == list(asked.ceiling)


def test_an_outsider_works_every_estimate_out_again(table) -> None:
    from statsmodels.stats.proportion import proportion_confint

    rows, strata = table(".csv"), table("/strata.csv")
    said = rows[rows.indicator == "effective_resolution"].set_index(["kind", "code"])

    for key, some in strata.groupby(["kind", "code"]):
        found = [100 * each for each in estimated(some, proportion_confint)]
        assert tenths(found) == list(said.loc[key, ["floor", "share", "ceiling", "low", "high"]])
    assert set(strata.groupby(["kind", "code"]).groups) == set(said.index)


def test_an_outsider_works_every_standardised_figure_out_again(table) -> None:
    rows, strata = table(".csv"), table("/strata.csv").groupby(["kind", "code"])
    lines = dict(list(table("/matters.csv").groupby(["kind", "code", "indicator"])))
    mixes = dict(list(table("/mix.csv").groupby(["kind", "peers", "indicator"])))
    known = rows[rows.standardised.notna()]

    assert len(known) > 30
    for _, row in known.iterrows():
        key = row.kind, row.code
        own, mix = lines[*key, row.indicator], mixes[row.kind, row.peers, row.indicator]
        passing = 0
        if row.indicator == "effective_resolution" and own.unconfirmed.sum():
            some = strata.get_group(key)
            seen = some[some.looked > 0]
            solved = some.confirmed.sum() + (seen.unconfirmed * seen.passed / seen.looked).sum()
            passing = (solved - own.part.sum()) / own.unconfirmed.sum()
        share, covered = weighed(own.set_index("matter"), mix.set_index("matter").whole, passing)
        per = 1 if row.indicator == "mean_stars" else 100
        assert tenths([per * share, 100 * covered]) == [row.standardised, row.covered]
    assert (known.standardised != known.share).any()
    assert set(known.indicator) >= {"effective_resolution", "on_time_rate", "satisfaction"}


def test_an_outsider_works_every_score_grade_and_place_out_again(table, files) -> None:
    rows, sealed = table(".csv"), json.loads(files(".json"))
    scores = rows[rows.indicator == "score"].set_index(["kind", "code"])
    whole = ~rows.groupby(["kind", "code"]).is_kept_back.any()
    parts = rows.groupby(["kind", "code"]).points.sum()

    assert len(scores) >= 3
    for key, score in scores.iterrows():
        same = scores[(scores.peers == score.peers) & (scores.index.get_level_values(0) == key[0])]
        ahead, behind = (same.low > score.high).sum(), (same.high < score.low).sum()
        reached = sum(score.share >= points for points in sealed["policy"]["grade_points"])
        assert not whole[key] or tenths([parts[key]]) == [score.share]
        assert not whole[key] or points_of(rows, key, sealed) == [score.low, score.high]
        assert (score.rank_from, score.rank_to) == (1 + ahead, len(same) - behind)
        assert (score.rank_of, score.grade) == (len(same), "EDCBA"[reached])


def points_of(rows, key, sealed) -> list[float]:
    """Hold the points of each figure of a score against its share; return the score's limits."""
    mine = rows[(rows.kind == key[0]) & (rows.code == key[1])].set_index("indicator")
    weights = {name: sealed["weights"][key[0]][name] for name in mine.index[mine.points.notna()]}
    terms = {name: term(mine.loc[name], sealed) for name in weights}
    known = sum(weights.values())
    for name, weight in weights.items():
        points = Decimal(f"{terms[name][1] * weight / known:.9f}")
        assert float(points.quantize(Decimal("0.01"), ROUND_HALF_UP)) == mine.points[name]
    down = sqrt(sum(((t[1] - t[0]) * weights[n] / known) ** 2 for n, t in terms.items()))
    up = sqrt(sum(((t[2] - t[1]) * weights[n] / known) ** 2 for n, t in terms.items()))
    score = mine.points.sum()
    return tenths([max(0, score - down), min(100, score + up)])


def term(figure, sealed) -> tuple[float, float, float]:
    """A figure as it counts in a score: from its lower limit to its upper one, more is better."""
    if figure.name == "false_closure_rate":
        proven = max(0, 100 - sealed["policy"]["false_cost"] * 100 * figure.part / figure.whole)
        return proven, proven, proven
    if figure.name in ("rework_rate", "unmatched_rate", "false_patrol_rate"):
        return 100 - figure.high, 100 - figure.share, 100 - figure.low
    return figure.low, figure.share, figure.high


def tenths(numbers) -> list[float]:
    """Numbers as they are published: to one decimal, halves up."""
    tenth = Decimal("0.1")
    return [float(Decimal(f"{each:.9f}").quantize(tenth, ROUND_HALF_UP)) for each in numbers]


def estimated(strata, proportion_confint) -> tuple[float, ...]:
    """The estimate of effective resolution, from floor to limits, as docs/recompute.md says it."""
    due, seen = strata.due_valid.sum(), strata[strata.looked > 0]
    told, unseen = strata.confirmed.sum(), strata[strata.looked == 0].unconfirmed.sum()
    covered, solved = seen.unconfirmed.sum(), (seen.unconfirmed * seen.passed / seen.looked).sum()
    share, down, up = (told + solved) / due, 0.0, unseen / due
    if covered:
        passing = solved / covered
        pulled = (seen.passed + passing) / (seen.looked + 1)
        left = 1 - seen.looked / seen.unconfirmed
        one_less = (seen.looked - 1).clip(lower=1)
        doubt = ((seen.unconfirmed / covered) ** 2 * left * pulled * (1 - pulled) / one_less).sum()
        size = passing * (1 - passing) / doubt
        ends = proportion_confint(passing * size, size, method="wilson")
        down += covered / due * (passing - ends[0])
        up += covered / due * (ends[1] - passing)
    chance = proportion_confint(share * due, due, method="wilson")
    floor, failed = (told + seen.passed.sum()) / due, (seen.looked - seen.passed).sum()
    return (
        floor,
        share,
        (told + covered + unseen - failed) / due,
        max(0, share - sqrt((share - chance[0]) ** 2 + down**2)),
        min(1, share + sqrt((chance[1] - share) ** 2 + up**2)),
    )
