"""The tables of property files and of what their tests came to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Index, Integer, Table

from pactwright.broker.store.columns import flag, name, ref, table, time
from pactwright.broker.values import Fact, PropertyFile, PropertyMark, PropertyRecord

PROPERTY_TABLES: Mapping[type[Fact], Table] = {
    PropertyFile: table(
        "property_files",
        PropertyFile,
        ref("consumer_id", "pacticipants"),
        ref("provider_id", "pacticipants"),
        name("digest"),
        name("content"),
        time(),
        Index(None, "provider_id"),
    ),
    PropertyMark: table(
        "property_marks",
        PropertyMark,
        ref("consumer_id", "pacticipants"),
        ref("provider_id", "pacticipants"),
        ref("version_id", "versions"),
        ref("file_id", "property_files"),
        Index(None, "file_id"),
        Index(None, "consumer_id"),
        Index(None, "provider_id"),
    ),
    PropertyRecord: table(
        "property_records",
        PropertyRecord,
        ref("file_id", "property_files"),
        ref("provider_version_id", "versions"),
        name("profile"),
        flag("success"),
        Column("cases", Integer, nullable=False),
        Column("findings", Integer, nullable=False),
        name("results"),
        flag("current"),
        time(),
        Index(None, "file_id", "provider_version_id"),
        Index(None, "provider_version_id"),
    ),
}
"""The table of each kind; columns are called like fields."""
