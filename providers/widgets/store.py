"""The widgets' table and its tags."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from providers.database import UtcDateTime


class Base(DeclarativeBase):
    """All tables of widgets."""

    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy's own form


class Tag(Base):
    """One word on one widget."""

    __tablename__ = "widget_tags"
    widget_id: Mapped[int] = mapped_column(
        ForeignKey("widgets.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(30), primary_key=True)


class Widget(Base):
    """A widget; `version` counts its changes, and refuses one that was made on an old copy."""

    __tablename__ = "widgets"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(7), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(7), default="draft")
    weight_grams: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(
        default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )
    tags: Mapped[list[Tag]] = relationship(
        cascade="all, delete-orphan", order_by=Tag.name, lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form
