"""portal verify-results: hold published figures against their hashes."""

import click

from portal.assessment import queries
from portal.cli.house import in_the_house


@click.command("verify-results")
@click.argument("period", default="")
@in_the_house
def verify_results(period: str) -> None:
    """Hold every published edition of PERIOD, such as 2026-08, against its hash; all without one.

    Changes nothing. Says what is not stored as it was published, and then fails.
    """
    revisions = queries.published_revisions(period)
    if not revisions:
        raise click.ClickException("Nothing is published of that period.")
    wrong = 0
    for revision in revisions:
        click.echo(f"{revision.period.name} edition {revision.number}  {revision.sha256}")
        for name in (found := queries.what_differs(revision)):
            click.echo(f"  not as it was published: {name}")
        wrong += bool(found)
    if wrong:
        raise click.ClickException(f"Editions that are not as they were published: {wrong}.")
