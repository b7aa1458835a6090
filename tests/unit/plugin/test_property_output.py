"""What a service printed during hundreds of requests does not bury the one that failed."""

import pytest

from pactwright.plugin.property_output import shorten_output


def report_of(*sections):
    return pytest.TestReport(
        nodeid="x",
        location=("x", 0, "x"),
        keywords={},
        outcome="failed",
        longrepr=None,
        when="call",
        sections=sections,
    )


def test_the_end_of_each_section_is_kept():
    long = "".join(f"line {number}\n" for number in range(1020))
    report = report_of(("Captured stdout call", "one\ntwo\n"), ("Captured log call", long))

    shorten_output(report)

    (_, short), (name, cut) = report.sections
    assert short == "one\ntwo\n"
    assert name == "Captured log call"
    assert cut.splitlines()[:2] == ["… 1,000 lines before these are left out", "line 1000"]
    assert cut.endswith("line 1019\n")
    assert report.caplog == cut


@pytest.mark.parametrize("text", ["", "\n" * 20, "no end of line"])
def test_a_short_section_stays(text):
    report = report_of(("Captured log call", text))

    shorten_output(report)

    assert report.sections == [("Captured log call", text)]
