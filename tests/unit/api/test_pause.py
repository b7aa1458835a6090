"""The collector's rest: what it passes over, and that it wakes up."""

from __future__ import annotations

import gc

from pactwright.api.pause import set_documents_aside


def test_what_was_there_is_set_aside_for_the_block():
    with set_documents_aside():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_what_the_program_has_set_aside_itself_stays_so():
    gc.freeze()
    try:
        with set_documents_aside():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
