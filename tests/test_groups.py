"""Tests of one group share a worker, and with it what is costly to set up."""

import pytest


@pytest.mark.xdist_group("together")
def test_a_worker_knows_the_groups(request, worker_id):
    """Where it did not, pytest-xdist would tear them apart without a word."""
    named = request.node.nodeid.endswith("@together")
    assert named == (worker_id != "master")
