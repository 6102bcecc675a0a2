"""Why cases were left out is told with how many, as long as they are not few."""

from portal.assessment.models import Revision
from portal.assessment.queries import reasons_left_out
from portal.sheets import csv_lines


def test_reasons_of_many_cases_are_told_and_those_of_few_only_together():
    why = ["Typhoon, two days"] * 7 + ["Road closed"] * 5 + ["Flood"] * 3 + ["Court"]
    lines = csv_lines([("number", "reason"), *((f"BJ{n}", words) for n, words in enumerate(why))])
    revision = Revision(exclusions=b"".join(lines).decode())

    found = reasons_left_out(revision, fewest=5)

    assert found == [("Typhoon, two days", 7), ("Road closed", 5), ("", 4)]
    assert reasons_left_out(Revision(exclusions=""), fewest=5) == []
