"""Ids that no other request has, in this process or in one that was forked from it."""

from __future__ import annotations

import os
from uuid import UUID

from generator.runtime.ground.ids import request_id, uuid


def test_ids_are_uuids_and_differ() -> None:
    for make in (uuid, request_id):
        ids = {make() for _ in range(1000)}
        assert len(ids) == 1000
        assert {UUID(one).version for one in ids} == {4}
        assert {UUID(one).variant for one in ids} == {"specified in RFC 4122"}
    assert len({request_id()[:24] for _ in range(9)}) == 1  # the process's own


def test_a_forked_child_has_ids_of_its_own() -> None:
    request_id()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writes, "".join(request_id() for _ in range(3)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writes)
    said = os.read(reads, 1000).decode()
    os.close(reads)
    theirs = {said[start : start + 36] for start in range(0, 108, 36)}
    assert len(theirs) == 3
    assert not theirs & {request_id() for _ in range(3)}
