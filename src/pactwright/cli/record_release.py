"""`pactwright record-release`: tells a broker that a version is released in an environment."""

from __future__ import annotations

import click


@click.command(
    name="record-release",
    short_help="Record that a version is released.",
    epilog="Example: pactwright record-release --pacticipant app --version 2.0 "
    "--environment production",
)
@click.option("--pacticipant", required=True, metavar="NAME", help="The application.")
@click.option("--version", required=True, help="The version that was released.")
@click.option("--environment", required=True, metavar="NAME", help="Where it can be had.")
@click.option("--create-environment", is_flag=True, help="Make the environment if need be.")
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
def command(
    pacticipant: str,
    version: str,
    environment: str,
    create_environment: bool,  # noqa: FBT001 - an option
    broker: str | None,
) -> int:
    """Record that the version is released in the environment, beside the others there."""
    from pactwright.api.publish import open_session
    from pactwright.broker.client import recording
    from pactwright.report.safe import safe_line

    with open_session(broker) as session:
        if create_environment:
            recording.ensure_environment(session, environment)
        recording.record_release(session, pacticipant, version, environment)
    click.echo(safe_line(f"{pacticipant} {version} is recorded as released in {environment}"))
    return 0
