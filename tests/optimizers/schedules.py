"""What a torch scheduler does to a rate of 0.7 in 40 steps."""

from collections.abc import Callable

import pytest
import torch

STEPS = 40


def assert_equals_torch(f: Callable[[int], float], make: Callable) -> None:
    """Compare a schedule with the scheduler that `make` gives an optimizer."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
    scheduler, expected = make(optimizer), []
    for step in range(STEPS):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < STEPS - 1:
            scheduler.step()
    assert [f(step) for step in range(STEPS)] == pytest.approx(expected, abs=1e-14)
