import json

import pytest

from pactwright.errors import PactwrightError
from pactwright.pactfile.parse import parse_pact

V4 = {"pactSpecification": {"version": "4.0"}}
HTTP = {"type": "Synchronous/HTTP", "description": "a", "request": {}, "response": {}}


def pact(*interactions, metadata=V4, **top):
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": list(interactions),
        "metadata": metadata,
        **top,
    }


def problems(document) -> list[str]:
    with pytest.raises(PactwrightError) as caught:
        parse_pact(json.dumps(document).encode(), source="f.json")
    assert caught.value.hint
    return [line.removeprefix("f.json: ") for line in caught.value.message.splitlines()]


def of_request(**request):
    return pact({**HTTP, "request": request})


def of_rule(rule):
    return of_request(matchingRules={"body": {"$": {"matchers": [rule]}}})


IN_REQUEST = "/interactions/0/request"
ANY = {"matchers": [{"match": "type"}]}
UNREADABLE = "the path expression '$.[' cannot be read from character 2 on; a path looks like"


@pytest.mark.parametrize(
    ("request_part", "pointer"),
    [
        ({"matchingRules": {"body": {"$.[": ANY}}}, "/matchingRules/body/$.["),
        ({"generators": {"body": {"$.[": {"type": "Uuid"}}}}, "/generators/body/$.["),
        *(
            (
                {
                    "matchingRules": {
                        "body": {
                            "$": {
                                "matchers": [
                                    {"match": "arrayContains", "variants": [{key: {"$.[": ANY}}]}
                                ]
                            }
                        }
                    }
                },
                f"/matchingRules/body/$/matchers/0/variants/0/{key}/$.[",
            )
            for key in ("rules", "generators")
        ),
    ],
)
def test_a_path_that_cannot_be_read_is_told_with_its_place(request_part, pointer):
    (problem,) = problems(of_request(**request_part))
    assert problem.startswith(f"{IN_REQUEST}{pointer}: {UNREADABLE}")


def test_a_path_of_v2_that_cannot_be_read_is_told_with_its_place():
    (problem,) = problems(of_request(matchingRules={'$.body["a"]': {"match": "type"}}))
    pointer = f'{IN_REQUEST}/matchingRules/$.body["a"]'
    assert problem.startswith(f"{pointer}: the path expression '$[\"a\"]' cannot be read")


def test_the_names_of_headers_and_parameters_are_no_paths():
    odd = {"X-[": ANY}
    document = of_request(matchingRules={"header": odd, "query": odd})
    assert parse_pact(json.dumps(document).encode(), source="f.json").interactions


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"provider": {"name": "p"}}, "/consumer: missing, so this is no pact file"),
        (pact(consumer="c"), '/consumer: expected an object such as {"name": "my consumer"}'),
        (pact(provider={}), "/provider/name: missing"),
        (pact(provider={"name": 7}), "/provider/name: expected a string, got the number 7"),
        (pact(interactions={}), "/interactions: expected an array, got an object"),
        (pact(metadata=[]), "/metadata: expected an object, got an array"),
        (pact("x"), '/interactions/0: expected an object, got the string "x"'),
        (pact({"description": "a"}), "/interactions/0/type: missing"),
        (pact({**HTTP, "type": 5}), "/interactions/0/type: expected a string"),
        (pact({**HTTP, "request": None}), "/interactions/0/request: missing"),
        (pact({**HTTP, "response": []}), "/interactions/0/response: expected an object"),
        (pact({**HTTP, "description": 5}), "/interactions/0/description: expected a string"),
        (pact({**HTTP, "pending": "yes"}), "/interactions/0/pending: expected true or false"),
        (pact({**HTTP, "comments": "c"}), "/interactions/0/comments: expected an object"),
        (pact({**HTTP, "key": 1.5}), "/interactions/0/key: expected a string, got the number 1.5"),
        (pact({**HTTP, "transport": []}), "/interactions/0/transport: expected a string"),
        (
            pact({**HTTP, "pluginConfiguration": True}),
            "/interactions/0/pluginConfiguration: expected an object, got true",
        ),
        (
            pact({**HTTP, "providerStates": "s"}),
            "/interactions/0/providerStates: expected an array",
        ),
        (pact({**HTTP, "providerStates": ["s"]}), "/interactions/0/providerStates/0: expected an"),
        (pact({**HTTP, "providerStates": [{}]}), "/interactions/0/providerStates/0/name: missing"),
        (
            pact({**HTTP, "providerStates": [{"name": "s", "params": [1]}]}),
            "/interactions/0/providerStates/0/params: expected an object, got an array",
        ),
        (of_request(method=5), f"{IN_REQUEST}/method: expected a string, got the number 5"),
        (of_request(path={"a": 1}), f"{IN_REQUEST}/path: expected a string, got an object"),
        (of_request(query=5), f"{IN_REQUEST}/query: expected a query string or an object"),
        (of_request(query={"a~/b": [{}]}), f"{IN_REQUEST}/query/a~0~1b/0: expected a string"),
        (of_request(headers="x"), f"{IN_REQUEST}/headers: expected an object"),
        (of_request(headers={"X": None}), f"{IN_REQUEST}/headers/X: expected a string, got null"),
        (of_request(headers={"X": ["a", []]}), f"{IN_REQUEST}/headers/X/1: expected a string"),
        (
            of_request(body={"content": "!", "encoded": "base64"}),
            f"{IN_REQUEST}/body/content: not base64",
        ),
        (
            of_request(body={"content": 5, "encoded": "base64"}),
            f"{IN_REQUEST}/body/content: expected a base64 string",
        ),
        (of_request(body={"content": "", "encoded": 5}), f"{IN_REQUEST}/body/encoded: expected"),
        (of_request(body={"content": "", "contentType": 5}), f"{IN_REQUEST}/body/contentType: "),
        (of_request(matchingRules=[]), f"{IN_REQUEST}/matchingRules: expected an object"),
        (of_request(matchingRules={"body": []}), f"{IN_REQUEST}/matchingRules/body: expected an"),
        (
            of_request(matchingRules={"body": {"$.a": {"match": "type"}}}),
            f'{IN_REQUEST}/matchingRules/body/$.a: expected a list of rules under "matchers"',
        ),
        (
            of_request(matchingRules={"body": {"$.a": {"matchers": {}}}}),
            f"{IN_REQUEST}/matchingRules/body/$.a/matchers: expected an array, got an object",
        ),
        (
            of_request(matchingRules={"$.nothing.a": {"match": "type"}}),
            f"{IN_REQUEST}/matchingRules/$.nothing.a: a rule's path begins with $.body",
        ),
        (
            of_request(matchingRules={"$.body[": {"match": "type"}}),
            f"{IN_REQUEST}/matchingRules/$.body[: a rule's path",
        ),
        (
            of_request(matchingRules={"$.headers": {"match": "type"}}),
            f"{IN_REQUEST}/matchingRules/$.headers: a rule's path",
        ),
        (of_rule("type"), f"{IN_REQUEST}/matchingRules/body/$/matchers/0: expected an object"),
        (of_rule({"foo": 1}), f"{IN_REQUEST}/matchingRules/body/$/matchers/0: a rule names its"),
        (
            of_rule({"match": "regex"}),
            f'{IN_REQUEST}/matchingRules/body/$/matchers/0: a rule of kind "reg',
        ),
        (
            of_request(generators={"body": {"$": {}}}),
            f"{IN_REQUEST}/generators/body/$: a generator",
        ),
        (of_request(generators={"path": 5}), f"{IN_REQUEST}/generators/path: expected an object"),
        (of_request(generators={"body": {"$": 5}}), f"{IN_REQUEST}/generators/body/$: expected"),
        (
            pact({**HTTP, "response": {"status": "200"}}),
            "/interactions/0/response/status: expected a status code, a whole number such as 200",
        ),
        (
            pact({**HTTP, "response": {"status": True}}),
            "/interactions/0/response/status: expected a status code",
        ),
        (
            pact({"type": "Synchronous/Messages", "description": "a"}),
            "/interactions/0/request: missing",
        ),
        (
            pact(
                {"type": "Synchronous/Messages", "description": "a", "request": {}, "response": 5}
            ),
            "/interactions/0/response: expected an array",
        ),
        (
            pact(
                {"type": "Synchronous/Messages", "description": "", "request": {}, "response": [5]}
            ),
            "/interactions/0/response/0: expected an object",
        ),
        (
            pact(metadata={"pactSpecification": {"version": "5.0"}}),
            "/metadata/pactSpecification/version: specification version 5.0 is not known",
        ),
        (
            pact(metadata={"pactSpecification": {"version": "four"}}),
            "/metadata/pactSpecification/version: expected a specification version",
        ),
        (
            {**pact(metadata={}), "messages": [7]},
            "/messages/0: expected an object, got the number 7",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_json_pointer(document, expected):
    assert problems(document)[0].startswith(expected)


def test_all_problems_of_a_file_are_told_together():
    found = problems(pact({**HTTP, "description": 5, "response": {"status": "x"}}, 7, consumer={}))
    assert [line.partition(": ")[0] for line in found] == [
        "/interactions/0/description",
        "/interactions/0/response/status",
        "/interactions/1",
        "/consumer/name",
    ]


def test_of_very_many_problems_the_first_twenty_are_shown():
    found = problems(pact(*[7] * 1000))
    assert len(found) == 21
    assert found[-1] == "... and 980 more"
