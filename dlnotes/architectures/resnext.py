"""ResNeXt: bottlenecks whose middle is cut into groups."""

from dlnotes.architectures.resnet import Bottleneck, ResNet


def resnext50_32x4d(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNeXt-50 with 32 groups of 4 channels.

    A `Bottleneck` whose 3×3 convolution has twice the channels of ResNet-50's, in 32
    groups: as many weights, and the sum of 32 narrow paths.

    ================ =========== =========== ==============
    name             blocks       parameters  multiply-adds
    ================ =========== =========== ==============
    resnext50_32x4d  3, 4, 6, 3   25,028,904  4,230,479,872
    resnext101_32x8d 3, 4, 23, 3  88,791,336 16,414,015,488
    ================ =========== =========== ==============

    Parameters
    ----------
    num_classes, in_channels, zero_init_residual
        As of `resnet18`.

    Returns
    -------
    model : ResNet

    Raises
    ------
    TypeError, ValueError
        As `resnet18`.

    Notes
    -----
    Computes what torchvision's network of the same name computes. Xie et al.,
    *Aggregated Residual Transformations for Deep Neural Networks* (2017), table 1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     model = resnext50_32x4d()
    >>> model.stages[0][0].conv2
    Conv2d(128, 128, kernel_size=(3, 3), ..., groups=32, bias=False)
    """
    return ResNet(
        Bottleneck,
        (3, 4, 6, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
        groups=32,
        width_per_group=4,
    )


def resnext101_32x8d(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNeXt-101 with 32 groups of 8 channels; as `resnext50_32x4d`."""
    return ResNet(
        Bottleneck,
        (3, 4, 23, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
        groups=32,
        width_per_group=8,
    )
