"""Random images for Hypothesis."""

from hypothesis import strategies as st

from tests.oracles import sample


@st.composite
def images(draw: st.DrawFn, *, min_batch: int = 1, min_length: int = 2):
    """Draw (N, C, H, W) with at least `min_length` columns."""
    n = draw(st.integers(min_batch, 4))
    channels, height = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    width = draw(st.integers(min_length, 5))
    shape = (n, channels, height, width)
    return sample(shape, seed=draw(st.integers(0, 2**16)))


scales = st.floats(0.1, 10)
shifts = st.floats(-10, 10)
