"""The exercise on the channel shuffle."""

from __future__ import annotations

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def channel_shuffle(x: Array, groups: int) -> Array:
    """Return the channels of x, (N, C, H, W), in another order: one of each group.

    The channels lie group by group. First come the first channels of all groups, then
    the second ones, and so on. Keep the dtype of x.
    """
    return convolution.channel_shuffle(x, groups)


for _label, _x, _groups in (
    ("4 channels, 2 groups", count(1, 4, 1, 1), 2),
    ("6 channels, 2 groups", count(1, 6, 1, 1), 2),
    ("6 channels, 3 groups", count(1, 6, 1, 1), 3),
    ("1 group", count(1, 4, 1, 1), 1),
    ("as many groups as channels", count(1, 4, 1, 1), 4),
    ("8 channels, 2 groups", count(1, 8, 1, 1), 2),
    ("a map", count(1, 4, 2, 3), 2),
    ("2 images", count(2, 6, 1, 1), 3),
    ("all at once", integers(2, 12, 3, 2), 3),
    ("float32 noise", noise(2, 8, 2, 3), 4),
):
    channel_shuffle.case(_label, _x, _groups)


def _places_first(x: Array, groups: int) -> Array:
    """Shuffle all numbers of an image, not its channels."""
    table = x.reshape(len(x), groups, -1)
    return table.swapaxes(1, 2).reshape(x.shape)


channel_shuffle.mistake(
    "This is the shuffle's inverse: lay the channels out as (groups, C // groups), a "
    "row a group, and read by columns.",
    lambda x, groups: convolution.channel_shuffle(x, x.shape[1] // groups),
)
channel_shuffle.mistake(
    "Nothing moved: a reshape alone keeps the order. Exchange the two axes before you "
    "reshape back.",
    lambda x, groups: x.copy(),
)
channel_shuffle.mistake(
    "The channels are in reverse order: take one channel of each group in turn.",
    lambda x, groups: x[:, ::-1],
)
channel_shuffle.mistake(
    "The groups changed places, but their channels stayed together: take one channel "
    "of each group in turn.",
    lambda x, groups: x.reshape(len(x), groups, -1, *x.shape[2:])[:, ::-1].reshape(
        x.shape
    ),
)
channel_shuffle.mistake(
    "You exchange channels with pixels: reshape to (N, groups, C // groups, H, W), so "
    "that the maps stay whole.",
    _places_first,
)
