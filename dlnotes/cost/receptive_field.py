"""How much of the input one unit of a stack of layers sees, and where."""

from collections.abc import Sequence
from typing import NamedTuple

from dlnotes._arguments import as_int

_FIELDS = "(kernel_size, stride, padding, dilation)"


class ReceptiveField(NamedTuple):
    """What the units of a layer see along one axis, in input pixels.

    Attributes
    ----------
    size : int
        From the first to the last pixel that one unit sees, both counted.
    stride : int
        From one unit's field to its neighbour's.
    padding : int
        By how much the first unit's field begins before pixel 0.
    centre : float
        Middle of the first unit's field. Pixels have their centres at 0, 1, 2, ...; so
        ``centre = (size - 1) / 2 - padding``.
    """

    size: int
    stride: int
    padding: int
    centre: float


def receptive_field(layers: Sequence[Sequence[int]]) -> ReceptiveField:
    r"""Return what one unit behind a stack of layers sees, along one axis.

    .. math:: r \leftarrow r + D(K - 1)\,j, \qquad p \leftarrow p + P\,j, \qquad
              j \leftarrow S\,j

    in this order, for each layer from the input to the output, beginning with
    :math:`r = 1`, :math:`p = 0`, :math:`j = 1`. Unit :math:`i` of the last layer sees
    the pixels from :math:`ij - p` to :math:`ij - p + r - 1`, as far as they exist.

    Parameters
    ----------
    layers : sequence of sequences of int
        For each layer (kernel_size, stride, padding, dilation): :math:`K, S, P, D`.
        Shorter ones are completed as in ``torch.nn.Conv2d``: stride 1, padding 0,
        dilation 1. Padding stands on *each* side. Without any layer, a unit is a pixel.

    Returns
    -------
    ReceptiveField
        size :math:`r`, stride :math:`j`, padding :math:`p`, centre.

    Raises
    ------
    TypeError
        If layers, or one of them, is not a tuple or list, or a number not an integer.
    ValueError
        If a layer has none or more than four numbers, or one is out of range.

    Notes
    -----
    A pooling layer counts as a convolution of its window; its stride must be given. An
    operation on each pixel alone (bias, ReLU, batch normalisation in evaluation) leaves
    the field as it is, and where paths meet, the largest field counts.

    A whole stack acts like one layer ``(size, stride, padding)``: so stacks can be put
    together. Araujo, Norris and Sim, *Computing receptive fields of convolutional
    neural networks* (Distill, 2019), have the same numbers, with pixel centres at
    1, 2, 3, ...; Dang Ha's guide (2017) has them at 0.5, 1.5, 2.5, ....

    Examples
    --------
    The first layers of ResNet-50, a convolution and a pooling:

    >>> receptive_field([(7, 2, 3), (3, 2, 1)])
    ReceptiveField(size=11, stride=4, padding=5, centre=0.0)
    """
    if not isinstance(layers, (tuple, list)):
        raise TypeError(f"layers is {layers!r}, expected a list of {_FIELDS}")
    size, stride, padding = 1, 1, 0
    for index, layer in enumerate(layers):
        k, s, p, d = _complete(f"layers[{index}]", layer)
        size += d * (k - 1) * stride
        padding += p * stride
        stride *= s
    return ReceptiveField(size, stride, padding, (size - 1 - 2 * padding) / 2)


def _complete(name: str, layer: object) -> tuple[int, int, int, int]:
    """Return a layer's four numbers, checked."""
    if not isinstance(layer, (tuple, list)):
        raise TypeError(f"{name} is {layer!r}, expected {_FIELDS}")
    if not 1 <= len(layer) <= 4:
        raise ValueError(f"{name} is {layer!r}, expected one to four of {_FIELDS}")
    given: list[object] = [*layer]
    kernel_size, stride, padding, dilation = given + [None, 1, 0, 1][len(given) :]
    return (
        as_int(f"kernel_size of {name}", kernel_size, minimum=1),
        as_int(f"stride of {name}", stride, minimum=1),
        as_int(f"padding of {name}", padding, minimum=0),
        as_int(f"dilation of {name}", dilation, minimum=1),
    )
