"""`pactwright publish-provider-contract`: sends a provider's API document to a broker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pactwright.broker.client.documents import OwnCheck

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    name="publish-provider-contract",
    short_help="Publish a provider's API document to a broker.",
    epilog="Example: pactwright publish-provider-contract openapi.yaml --provider orders "
    "--verification-exit-code 0",
)
@click.argument("file", required=False, type=_FILE)
@click.option("--provider", required=True, metavar="NAME", help="The provider it is the API of.")
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
@click.option("--version", help="The provider's version; the git commit unless given.")
@click.option("--branch", help="The provider's branch; git's unless given.")
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Tag the version.")
@click.option("--build-url", metavar="URL", help="The build that made the document.")
@click.option(
    "--specification",
    type=click.Choice(["oas", "asyncapi"]),
    help="Which kind of document it is; told by itself unless given.",
)
@click.option("--content-type", metavar="TYPE", help="Its media type; that of its syntax.")
@click.option(
    "--verification-success/--no-verification-success",
    "success",
    default=None,
    help="Whether the provider was found to do what the document says.",
)
@click.option(
    "--verification-exit-code", "exit_code", type=int, metavar="N", help="The same: 0 is success."
)
@click.option(
    "--verification-results", "results", type=_FILE, metavar="FILE", help="What the check wrote."
)
@click.option("--verification-results-content-type", "results_type", metavar="TYPE")
@click.option("--verification-results-format", "results_format", metavar="NAME")
@click.option("--verifier", metavar="NAME", help="The tool that checked the provider.")
@click.option("--verifier-version", metavar="VERSION", help="The tool's version.")
def command(
    file: Path | None,
    provider: str,
    broker: str | None,
    specification: str | None,
    content_type: str | None,
    **options: Any,  # noqa: ANN401 - click's options, split below
) -> int:
    """Publish the API document in FILE with the provider's version; the project's unless given.

    The broker holds every pact of the provider against it. That a pact fits counts as verified
    only when the provider was checked against its document: say so with
    --verification-exit-code, such as the status of `pactwright verify --all-operations`.
    Version and branch come from git.
    """
    from pactwright.api.provider_document import find_document, read_api_document
    from pactwright.api.publish import find_build, open_session
    from pactwright.broker.client.documents import publish_document
    from pactwright.broker.client.publishing import Build
    from pactwright.report.safe import safe_line
    from pactwright.workspace.settings import load_settings

    path = file or find_document(load_settings(Path.cwd()), provider)
    document = read_api_document(
        path,
        provider,
        specification=specification,
        content_type=content_type,
        check=_read_check(options),
    )
    told = Build(
        version=options["version"] or "",
        branch=options["branch"],
        tags=options["tags"],
        build_url=options["build_url"],
    )
    build = find_build(Path.cwd(), told)
    with open_session(broker) as session:
        for notice in publish_document(session, document, build):
            click.echo(safe_line(notice.text))
    return 0


def _read_check(options: dict[str, Any]) -> OwnCheck | None:
    """Return what the options say of the provider's own check, `None` for nothing."""
    from pactwright.broker.client.documents import OwnCheck
    from pactwright.workspace.files import read_bytes

    success, code = options["success"], options["exit_code"]
    if success is not None and code is not None:
        raise click.UsageError(
            "--verification-exit-code says the same as --verification-success: give one of them"
        )
    if code is not None:
        success = code == 0
    names = ("results", "results_type", "results_format", "verifier", "verifier_version")
    if success is None:
        if any(options[name] is not None for name in names):
            raise click.UsageError(
                "what did the check come to? give --verification-exit-code, or "
                "--verification-success or --no-verification-success"
            )
        return None
    return OwnCheck(
        success=success,
        output=read_bytes(options["results"]) if options["results"] else b"",
        content_type=options["results_type"],
        form=options["results_format"],
        verifier=options["verifier"],
        verifier_version=options["verifier_version"],
    )
