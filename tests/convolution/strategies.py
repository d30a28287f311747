"""Random convolutions that fit together, for Hypothesis."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.oracles import sample

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@dataclass
class Convolution:
    """The arguments of one call."""

    x: np.ndarray
    weight: np.ndarray
    options: dict[str, Any]


@st.composite
def convolutions(
    draw: st.DrawFn,
    *,
    max_padding: int = 2,
    kernels: st.SearchStrategy[tuple[int, int]] = pairs,
    steps: st.SearchStrategy[tuple[int, int]] = pairs,
) -> Convolution:
    """Draw any stride, padding, dilation and groups, and an image that is enough."""
    groups, in_channels, out_channels = (draw(st.integers(1, 2)) for _ in range(3))
    kernel, stride, dilation = draw(kernels), draw(steps), draw(steps)
    padding = tuple(draw(st.integers(0, max_padding)) for _ in range(2))
    size = [
        max(1, d * (k - 1) + 1 - 2 * p + draw(st.integers(0, 6)))
        for k, d, p in zip(kernel, dilation, padding, strict=True)
    ]
    seed = draw(st.integers(0, 2**16))
    return Convolution(
        sample((draw(st.integers(1, 2)), groups * in_channels, *size), seed=seed),
        sample((groups * out_channels, in_channels, *kernel), seed=seed + 1),
        {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
    )
