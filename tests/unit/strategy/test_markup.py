import sys
from pathlib import Path
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from drawing import draw

from pactwright import Pact, each_like, integer, like, match, regex
from pactwright.consumer.bodies import form, xml
from pactwright.consumer.declaration import ATTRIBUTE
from pactwright.consumer.stage import plan_parts
from pactwright.matching.response import compare_response
from pactwright.strategy.markup import xml_values
from pactwright.strategy.responses import response_values

pact = Pact(consumer="c", provider="p")


def response_of(body):
    def test():
        pass

    pact.interaction(request=pact.get("/"), response=pact.ok(body))(test)
    (part,) = plan_parts(getattr(test, ATTRIBUTE), name="d")
    assert part.problems == ()
    return part.interaction.response


def bodies(body):
    response = response_of(body)
    made = draw(response_values(response))
    assert all(compare_response(response, one) == () for one in made)
    return {one.body for one in made}


ORDER = xml(
    "order",
    xml("id", integer(7)),
    each_like(xml("line", xml("sku", like("A1")), attributes={"n": integer(1)})),
    xml("note", "fixed"),
    attributes={"status": regex("open|paid", example="open")},
)


def test_texts_attributes_and_repeated_elements_of_a_document_vary():
    roots = [ET.fromstring(one) for one in bodies(ORDER)]

    assert {root.get("status") for root in roots} == {"open", "paid"}
    assert len({root.findtext("id") for root in roots}) > 5
    assert {len(root.findall("line")) for root in roots} >= {1, 2, 3}
    assert len({line.get("n") for root in roots for line in root.iter("line")}) > 5
    assert {root.findtext("note") for root in roots} == {"fixed"}


def test_fields_of_a_form_vary_where_a_rule_stands():
    fields = [
        parse_qs(one.decode(), keep_blank_values=True)
        for one in bodies(form({"a": regex(r"\d+", example="1"), "b": ["x", "y"], "c": like("q")}))
    ]

    assert len({one["a"][0] for one in fields}) > 5
    assert len({one["c"][0] for one in fields}) > 5
    assert all(one["b"] == ["x", "y"] for one in fields)


@pytest.mark.parametrize("example", [b"<a", b'<p:a xmlns:p="urn:p"><p:b>1</p:b></p:a>'])
def test_a_document_that_is_none_or_has_namespaces_stays(example):
    assert set(draw(xml_values(example, {}), count=5)) == {example}


def test_what_is_under_no_rule_stays():
    found = bodies(xml("a", xml("b", "1"), xml("b", "2"), "text"))

    assert {ET.tostring(ET.fromstring(one)) for one in found} == {
        b"<a><b>1</b><b>2</b>text</a>",
    }


def test_a_date_in_a_document_stays_a_date():
    texts = {ET.fromstring(one).text for one in bodies(xml("on", match.date("2024-01-02")))}

    assert len(texts) > 5
    assert all(len(text.split("-")) == 3 for text in texts)
