"""`pactwright publish`: sends pacts to a broker."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="publish",
    short_help="Publish pacts to a broker.",
    epilog="Example: pactwright publish pacts --broker https://broker.example",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
@click.option("--version", help="The consumer's version; the git commit unless given.")
@click.option("--branch", help="The consumer's branch; git's unless given.")
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Tag the version.")
@click.option("--build-url", metavar="URL", help="The build that made the pacts.")
@click.option("--merge", is_flag=True, help="Add to what this version has already published.")
@click.option("--consumer", metavar="NAME", help="Only this consumer's pacts.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...],
    broker: str | None,
    version: str | None,
    branch: str | None,
    tags: tuple[str, ...],
    build_url: str | None,
    merge: bool,  # noqa: FBT001 - an option
    consumer: str | None,
) -> int:
    """Publish the pacts of PATHS, files or folders; the project's pacts unless given.

    Version and branch come from git. A pact that is published with a version never changes:
    publishing another content with the same version is refused.
    """
    from pactwright.api.publish import find_build, publish
    from pactwright.broker.client.publishing import Build
    from pactwright.report.safe import safe_line
    from pactwright.workspace.files import read_pacts
    from pactwright.workspace.settings import load_settings

    sources = paths or (load_settings(Path.cwd()).pacts,)
    documents = [document for path in sources for document in read_pacts(path)]
    if consumer is not None:
        documents = [document for document in documents if document.consumer == consumer]
    told = Build(version=version or "", branch=branch, tags=tags, build_url=build_url)
    for notice in publish(documents, find_build(Path.cwd(), told), broker=broker, merge=merge):
        click.echo(safe_line(notice.text))
    return 0
