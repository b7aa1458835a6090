"""`pactwright record-deployment`: tells a broker that a version runs in an environment."""

from __future__ import annotations

import click


@click.command(
    name="record-deployment",
    short_help="Record that a version is deployed.",
    epilog="Example: pactwright record-deployment --pacticipant web --version 1.4 "
    "--environment production",
)
@click.option("--pacticipant", required=True, metavar="NAME", help="The application.")
@click.option("--version", required=True, help="The version that was deployed.")
@click.option("--environment", required=True, metavar="NAME", help="Where it runs now.")
@click.option("--instance", metavar="NAME", help="Which of several instances (blue, green).")
@click.option("--create-environment", is_flag=True, help="Make the environment if need be.")
@click.option("--broker", metavar="URL|FOLDER|FILE", help="The broker. [env: PACT_BROKER_BASE_URL]")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    pacticipant: str,
    version: str,
    environment: str,
    instance: str | None,
    create_environment: bool,  # noqa: FBT001 - an option
    broker: str | None,
) -> int:
    """Record that the version runs in the environment, in the place of the one before it."""
    from pactwright.api.publish import open_session
    from pactwright.broker.client import recording
    from pactwright.report.safe import safe_line

    with open_session(broker) as session:
        if create_environment:
            recording.ensure_environment(session, environment)
        recording.record_deployment(session, pacticipant, version, environment, instance=instance)
    click.echo(safe_line(f"{pacticipant} {version} is recorded as deployed to {environment}"))
    return 0
