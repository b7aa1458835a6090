"""A view of a document's schemas."""

from pactwright.schema.digest import digest
from pactwright.schema.document import SchemaDocument
from pactwright.schema.view import View


def test_a_schema_that_is_gone_is_not_taken_for_the_next_at_its_place_in_memory() -> None:
    view = View(SchemaDocument({}), sends=False)
    for schema in [{"type": ["string"]}, {}, {"minLength": 1}] * 50:
        fresh = dict(schema)
        assert view.digest(fresh) == digest(schema)
        assert view.references(fresh) == ()
        del fresh
