"""Finding what a path names, or refusing with 404 and the words of the original."""

from __future__ import annotations

from pactwright.broker.port import Records
from pactwright.broker.server.call import not_found
from pactwright.broker.values import Branch, Environment, Pacticipant, Publication, Version


def get_pacticipant(records: Records, name: str) -> Pacticipant:
    """Return the pacticipant."""
    for found in records.find(Pacticipant, name=name):
        return found
    raise not_found(f"No pacticipant with name '{name}' found")


def get_provider(records: Records, name: str) -> Pacticipant:
    """Return the pacticipant, spoken of as a provider."""
    for found in records.find(Pacticipant, name=name):
        return found
    raise not_found(f"No provider with name '{name}' found")


def get_consumer(records: Records, name: str) -> Pacticipant:
    """Return the pacticipant, spoken of as a consumer."""
    for found in records.find(Pacticipant, name=name):
        return found
    raise not_found(f"No consumer with name '{name}' found")


def get_version(records: Records, owner: Pacticipant, number: str) -> Version:
    """Return the pacticipant's version."""
    for found in records.find(Version, pacticipant_id=owner.id, number=number):
        return found
    raise not_found()


def get_branch(records: Records, owner: Pacticipant, name: str) -> Branch:
    """Return the pacticipant's branch."""
    for found in records.find(Branch, pacticipant_id=owner.id, name=name):
        return found
    raise not_found()


def get_environment(records: Records, uuid: str) -> Environment:
    """Return the environment; its name does as well as its UUID."""
    for found in (*records.find(Environment, uuid=uuid), *records.find(Environment, name=uuid)):
        return found
    raise not_found(f"No environment with UUID '{uuid}' found")


def get_publication(
    records: Records, consumer: Pacticipant, provider: Pacticipant, number: str
) -> tuple[Publication, Version]:
    """Return what the consumer version publishes for the provider."""
    version = get_version(records, consumer, number)
    for found in records.find(
        Publication, version_id=version.id, provider_id=provider.id, current=True
    ):
        return found, version
    raise not_found(f"No pact between {consumer.name} ({number}) and {provider.name} found")
