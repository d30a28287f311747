"""IGCV2: one dense map as a product of many sparse factors."""

from dlnotes._arguments import as_int
from dlnotes.architectures.igc_v1 import InterleavedNet


def balanced_factors(number: int, count: int) -> tuple[int, ...]:
    """Return the integers with this product that have the smallest sum.

    Parameters
    ----------
    number : int
        The product.
    count : int
        How many there are, in ascending order.

    Returns
    -------
    factors : tuple of int

    Raises
    ------
    TypeError, ValueError
        Where an argument is no integer of at least 1.

    Notes
    -----
    Their sum is at least count · number^(1/count), the sum of equal ones.

    Examples
    --------
    >>> balanced_factors(64, 2), balanced_factors(64, 3), balanced_factors(128, 2)
    ((8, 8), (4, 4, 4), (8, 16))
    """
    number = as_int("number", number, minimum=1)
    count = as_int("count", count, minimum=1)
    if count == 1:
        return (number,)
    splits = (
        (d, *balanced_factors(number // d, count - 1))
        for d in range(1, number + 1)
        if number % d == 0
    )
    return tuple(sorted(min(splits, key=sum)))


def igc_v2(
    *,
    num_classes: int = 10,
    in_channels: int = 3,
    width: int = 64,
    factors: int = 2,
    depth: int = 20,
) -> InterleavedNet:
    """Build IGCV2 for small images: a depthwise 3×3 and sparse 1×1 convolutions.

    ===== ======= ===== ========== =============
    width factors depth parameters multiply-adds
    ===== ======= ===== ========== =============
    64    1       20       509,130   79,268,352
    64    2       20       104,650   21,727,744
    64    3       20        80,074   17,598,976
    ===== ======= ===== ========== =============

    The last column is for one image of 3×32×32.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    width : int, optional
        Channels of the first stage, doubled in the second and in the third.
    factors : int, optional
        1×1 convolutions of a block. Their group sizes are `balanced_factors` of the
        channels: for 64 channels and 2 factors groups of 8 and 8. With 1 the block is a
        depthwise separable convolution.
    depth : int, optional
        As of `igc_v1`; all convolutions of a block count as one.

    Returns
    -------
    model : InterleavedNet
        In training mode, initialized as `resnet18`.

    Raises
    ------
    TypeError, ValueError
        As `resnet18`.

    Notes
    -----
    Xie et al., *IGCV2: Interleaved Structured Sparse Convolutional Neural Networks*
    (2018), whose complementary condition (one path for each pair of channels) every
    block keeps, and whose balance condition its 1×1 convolutions keep as far as
    integers allow. The stages are those of `igc_v1`: the authors published no code, and
    the numbers of their tables were not reproduced. Where the channels double, the
    depthwise convolution makes two channels of each.

    Examples
    --------
    >>> [layer.groups for layer in igc_v2().stages[0][0][0]]
    [64, 64, 8, 8, 8, 8]
    """
    width = as_int("width", width, minimum=1)
    factors = as_int("factors", factors, minimum=1)
    return InterleavedNet(
        lambda before, after: (after // before, *balanced_factors(before, factors)),
        width=width,
        depth=depth,
        num_classes=num_classes,
        in_channels=in_channels,
    )
