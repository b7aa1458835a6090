"""The schema half of a comparison: where schemas changed, and whether that breaks anybody."""

from pactwright.compat.schemas.comparer import SchemaComparer

__all__ = ["SchemaComparer"]
