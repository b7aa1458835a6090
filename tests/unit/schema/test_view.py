"""A view of a document's schemas."""

from pactwright.schema.document import SchemaDocument
from pactwright.schema.view import View


def test_a_schema_that_is_gone_is_not_taken_for_the_next_at_its_place_in_memory() -> None:
    view = View(SchemaDocument({}), sends=False)
    schemas = [{"type": ["string"]}, {}, {"$ref": "#/a"}, {"minLength": 1}] * 50
    for schema in schemas:
        fresh = dict(schema)
        assert view.digest(fresh) == View(SchemaDocument({}), sends=False).digest(schema)
        assert view.references(fresh) == (("#/a",) if "$ref" in schema else ())
        del fresh
