"""What a broker remembers, one frozen value for each kind of fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """`id` is given by the store, rising with time within one kind and never used twice."""

    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacticipant(_Fact):
    """An application that is a consumer, a provider or both."""

    name: str
    display_name: str | None = None
    repository_url: str | None = None
    repository_name: str | None = None
    repository_namespace: str | None = None
    main_branch: str | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(_Fact):
    """A word that groups pacticipants."""

    pacticipant_id: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(_Fact):
    """A version of a pacticipant; the order of versions is the order of their ids."""

    pacticipant_id: int
    number: str
    build_url: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(_Fact):
    """A branch; its head is the version that was last added to it."""

    pacticipant_id: int
    name: str
    head_id: int | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchVersion(_Fact):
    """That a version belongs to a branch; `auto_created` where a tag made the branch."""

    branch_id: int
    pacticipant_id: int
    version_id: int
    auto_created: bool = False
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(_Fact):
    """A tag on a version."""

    pacticipant_id: int
    version_id: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact(_Fact):
    """One content of the pact of a pair, whichever consumer versions publish it.

    `sha` is the content's identity; the text itself is a `PactText`.
    """

    consumer_id: int
    provider_id: int
    sha: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PactText(_Fact):
    """The JSON text of a pact's content; `id` is that of its `Pact`."""

    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(_Fact):
    """That a consumer version publishes a content; only the last revision is `current`."""

    consumer_id: int
    provider_id: int
    version_id: int
    pact_id: int
    revision: int = 1
    current: bool = True
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(_Fact):
    """A provider version's verdict on a content; `id` is also its public number.

    Only the last one of a content and provider version is `current`. `wip` and `pending` say
    how the content was asked for. One with a `document_id` was not replayed but judged by the
    provider's API document.
    """

    consumer_id: int
    provider_id: int
    pact_id: int
    provider_version_id: int
    success: bool
    wip: bool = False
    pending: bool = False
    current: bool = True
    build_url: str | None = None
    document_id: int | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationText(_Fact):
    """What a verification found, as JSON text; `id` is that of its `Verification`.

    `test_results` holds the results of the interactions, `verified_by` the tool, and
    `consumer_versions` the ids of the consumer versions that the content was asked for.
    """

    test_results: str | None = None
    verified_by: str | None = None
    consumer_versions: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDocument(_Fact):
    """One content of a provider's API document, whichever versions publish it."""

    provider_id: int
    sha: str
    specification: str
    content_type: str
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPublication(_Fact):
    """That a provider version publishes an API document.

    `verified` is whether the provider was shown to do what it says, `None` where nobody told;
    `verification` is JSON text of who showed it and how.
    """

    provider_id: int
    version_id: int
    document_id: int
    verified: bool | None = None
    verification: str | None = None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance(_Fact):
    """What a pact's content comes to beside a document's, computed once for both.

    `success` is `None` where it cannot be told, and `reason` says why; `results` is JSON text of
    what does not fit, in the form of test results.
    """

    pact_id: int
    document_id: int
    success: bool | None
    errors: int
    warnings: int
    reason: str
    results: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyFile(_Fact):
    """The property tests that a consumer asks of a provider, known by the digest of its bytes."""

    consumer_id: int
    provider_id: int
    digest: str
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyMark(_Fact):
    """That a consumer version publishes a property file beside its pact with a provider."""

    consumer_id: int
    provider_id: int
    version_id: int
    file_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyRecord(_Fact):
    """What the property tests of a file came to at a provider version; `id` is its number.

    Only the last one of a file, provider version and profile is `current`. `results` is JSON
    text; `findings` counts those that no baseline accepts.
    """

    file_id: int
    provider_version_id: int
    profile: str
    success: bool
    cases: int
    findings: int
    results: str
    current: bool = True
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment(_Fact):
    """A place where versions run; `contacts` is JSON text."""

    uuid: str
    name: str
    display_name: str | None = None
    production: bool = False
    contacts: str | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(_Fact):
    """A version in an environment until `ended_at`, replacing what had the same target."""

    uuid: str
    pacticipant_id: int
    version_id: int
    environment_id: int
    target: str | None = None
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(_Fact):
    """A version that is supported in an environment, beside others, until `ended_at`."""

    uuid: str
    pacticipant_id: int
    version_id: int
    environment_id: int
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration(_Fact):
    """That a consumer has, or had, a pact with a provider."""

    consumer_id: int
    provider_id: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(_Fact):
    """A request to be sent when something happens.

    Empty names stand for any application; a label stands for those that carry it. `events` and
    `body` are JSON text; `headers` and `password` are sealed when they hold secrets.
    """

    uuid: str
    description: str | None = None
    enabled: bool = True
    consumer: str | None = None
    consumer_label: str | None = None
    provider: str | None = None
    provider_label: str | None = None
    events: str
    method: str
    url: str
    headers: str
    body: str | None = None
    username: str | None = None
    password: str | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(_Fact):
    """A webhook's request for one event, fixed when the event happened.

    `state` is waiting, delivered, failed (for good) or stopped. `due_at` is when it is to be
    tried next; a process that tries it moves it on first, so that no other tries meanwhile.
    """

    uuid: str
    webhook_uuid: str
    event: str
    pact_id: int | None = None
    verification_id: int | None = None
    state: str = "waiting"
    method: str
    url: str
    headers: str
    body: str | None = None
    username: str | None = None
    password: str | None = None
    attempts: int = 0
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(_Fact):
    """One try of a delivery: what was sent and what came back, secrets left out."""

    delivery_id: int
    success: bool
    status: int | None = None
    log: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(_Fact):
    """A key to the broker, known by its digest; an application of `None` is any.

    `scopes` and `applications` are JSON text.
    """

    name: str
    digest: str
    scopes: str
    applications: str | None = None
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry(_Fact):
    """Who changed what: written with the change itself, and never again."""

    actor: str
    method: str
    path: str
    status: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial(_Fact):
    """A wrong key that came from an address; too many are answered no more for a while."""

    address: str
    created_at: datetime


Fact: TypeAlias = _Fact
"""Any of the values of this module."""

F = TypeVar("F", bound=_Fact)
"""One kind of fact."""
