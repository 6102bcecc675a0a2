"""Subjects made up for tests: whole numbers that can stand beside one another."""

from hypothesis import strategies as st

from portal.assessment.rules import Counts, Sampled, Stratum, Subject, SubjectKind

SAMPLED = Sampled(
    closures=20,
    false_closures=1,
    patrols=25,
    false_patrols=2,
    problems=30,
    unmatched=6,
)
COUNTS = Counts(
    reported=90,
    judged=80,
    valid=70,
    passed_on=20,
    found=60,
    found_by_workers=30,
    due=60,
    excluded=2,
    closed=55,
    closed_in_time=48,
    due_valid=50,
    confirmed=30,
    unconfirmed=15,
    response_due=60,
    responded=54,
    asked=50,
    answered=20,
    satisfied=16,
    stars=82,
    said=20,
    solved=15,
    resolved=58,
    on_time=50,
    resolutions=60,
    reworked=5,
    verify_due=25,
    verified=20,
    returned=12,
    returns_upheld=9,
)


def a_subject(**given):
    """Return a community with something counted of everything, as a test needs it."""
    facts = {"kind": SubjectKind.COMMUNITY, "code": "330108002021", "peers": "residential"}
    facts |= {"name": "缤纷", "name_en": "Binfen", "counts": COUNTS, "sampled": SAMPLED}
    return Subject(**facts | given)


@st.composite
def strata(draw, most=60):
    """Return strata in which nothing is more than what it is a part of."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        due = draw(st.integers(1, most))
        confirmed = draw(st.integers(0, due))
        unconfirmed = draw(st.integers(0, due - confirmed))
        looked = draw(st.integers(0, unconfirmed))
        found.append(Stratum(due, confirmed, unconfirmed, looked, draw(st.integers(0, looked))))
    return found


@st.composite
def counts(draw, most=80):
    """Return counts in which nothing is more than what it is a part of."""

    def part(whole):
        return draw(st.integers(0, whole))

    reported, due, resolved = part(most), part(most), part(most)
    valid, due_valid, asked = part(reported), part(due), part(most)
    found, closed, confirmed, answered = part(valid), part(due), part(due_valid), part(asked)
    response_due, verify_due, returned, satisfied = (
        *(part(most), part(most), part(most)),
        part(answered),
    )
    said = part(asked)
    return Counts(
        reported=reported,
        judged=reported,
        valid=valid,
        passed_on=part(reported),
        found=found,
        found_by_workers=part(found),
        due=due,
        closed=closed,
        closed_in_time=part(closed),
        due_valid=due_valid,
        confirmed=confirmed,
        unconfirmed=part(due_valid - confirmed),
        response_due=response_due,
        responded=part(response_due),
        asked=asked,
        answered=answered,
        satisfied=satisfied,
        stars=answered + 3 * satisfied,
        said=said,
        solved=part(said),
        resolved=resolved,
        on_time=part(resolved),
        resolutions=resolved,
        reworked=part(resolved),
        verify_due=verify_due,
        verified=part(verify_due),
        returned=returned,
        returns_upheld=part(returned),
    )


@st.composite
def sampled(draw, most=40):
    """Return what inspectors found: never more bad ones than they looked at."""
    looked = [draw(st.integers(0, most)) for _ in range(3)]
    bad = [draw(st.integers(0, one)) for one in looked]
    return Sampled(*(number for pair in zip(looked, bad, strict=True) for number in pair))


KINDS = [kind for kind in SubjectKind if kind is not SubjectKind.DISTRICT]


@st.composite
def subjects(draw, kinds=KINDS, most=5):
    """Return some subjects of one kind, in one or two peer groups; sums of matters are theirs."""
    kind = draw(st.sampled_from(kinds))
    found = []
    for number in range(draw(st.integers(1, most))):
        by_matter = draw(st.dictionaries(st.sampled_from("ABC"), counts(most=30), max_size=3))
        found.append(
            a_subject(
                kind=kind,
                code=f"3301080020{number:02}",
                peers=draw(st.sampled_from(["residential", "park"])),
                counts=sum(by_matter.values(), Counts()),
                by_matter=by_matter,
                sampled=draw(sampled()),
            )
        )
    return found
