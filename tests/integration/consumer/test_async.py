"""`async def` consumer tests run by themselves, and beside plugins that run such tests too."""

import pytest

TEST = """
import asyncio
{mark}
@declare()
async def test_awaits(mock):
    await asyncio.sleep(0)
    async with httpx.AsyncClient(transport=mock.transport, base_url="http://p") as client:
        assert (await client.get("/a")).json() == {{"id": 7}}
    assert {runner} in "".join(frame_names())

def frame_names():
    import sys
    frame = sys._getframe()
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back
"""
OURS = "'pactwright'"
ANYIO = ["-p", "anyio.pytest_plugin"]
ASYNCIO = ["-p", "pytest_asyncio.plugin"]
BOTH = [*ANYIO, *ASYNCIO]


@pytest.mark.parametrize(
    ("arguments", "mark", "runner"),
    [
        ([], "", OURS),
        (BOTH, "", OURS),
        (BOTH, "@pytest.mark.asyncio", "'pytest_asyncio'"),
        ([*BOTH, "--asyncio-mode", "auto"], "", "'pytest_asyncio'"),
        (BOTH, "@pytest.mark.anyio", "'anyio'"),
        (ANYIO, "@pytest.mark.anyio", "'anyio'"),
        (ANYIO, "", OURS),
    ],
)
def test_a_coroutine_runs_whoever_takes_it(project, arguments, mark, runner):
    project.write("test_shop.py", TEST.format(mark=mark, runner=runner))
    (project.root / "conftest.py").write_text(
        "import pytest\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
    )

    result = project.run("-W", "ignore", *arguments)

    result.assert_outcomes(passed=1)
    assert project.descriptions() == ["awaits"]


@pytest.mark.parametrize("arguments", [[], BOTH])
def test_a_coroutine_that_fails_fails_its_test(project, arguments):
    project.write(
        "test_shop.py",
        """
        @declare()
        async def test_asserts(mock):
            assert 1 == 2

        @declare("/b")
        async def test_forgets(mock):
            pass
        """,
    )

    result = project.run("-W", "ignore", *arguments, status=1)

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["E       assert 1 == 2"])


def test_other_coroutines_are_left_to_others(project):
    project.write("test_other.py", "async def test_other():\n    pass\n")

    result = project.run(status=1)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*async def functions are not natively supported*"])


def test_an_asynchronous_fixture_of_another_plugin_works(project):
    project.write(
        "test_shop.py",
        """
        import pytest_asyncio

        @pytest_asyncio.fixture
        async def client(mock):
            async with httpx.AsyncClient(transport=mock.transport, base_url="http://p") as client:
                yield client

        @pytest.mark.asyncio
        @declare()
        async def test_uses_it(client):
            assert (await client.get("/a")).status_code == 200
        """,
    )

    project.run("-W", "ignore", *ASYNCIO).assert_outcomes(passed=1)
