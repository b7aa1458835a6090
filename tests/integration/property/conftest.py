"""What the tests of whole services share."""

import logging

import pytest


@pytest.fixture
def quiet():
    """Keep what services log of their own crashes out of the output."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
