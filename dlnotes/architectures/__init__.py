"""Architectures: whole networks as PyTorch modules, a file a family."""

from dlnotes._extras import needs

with needs("torch"):
    from dlnotes.architectures.alexnet import alexnet
    from dlnotes.architectures.nin import nin
    from dlnotes.architectures.vgg import (
        VGG,
        vgg11,
        vgg11_bn,
        vgg13,
        vgg13_bn,
        vgg16,
        vgg16_bn,
        vgg19,
        vgg19_bn,
    )

__all__ = [
    "VGG",
    "alexnet",
    "nin",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
]
