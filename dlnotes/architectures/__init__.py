"""Architectures: whole networks as PyTorch modules, a file a family."""

from dlnotes._extras import needs

with needs("torch"):
    from dlnotes.architectures.alexnet import alexnet
    from dlnotes.architectures.build import build
    from dlnotes.architectures.cifar_resnet import (
        cifar_resnet20,
        cifar_resnet56,
        cifar_resnet110,
    )
    from dlnotes.architectures.condensenet import condensenet
    from dlnotes.architectures.efficientnet import (
        efficientnet_b0,
        efficientnet_b1,
        efficientnet_b2,
        efficientnet_b3,
        efficientnet_b4,
        efficientnet_b5,
        efficientnet_b6,
        efficientnet_b7,
    )
    from dlnotes.architectures.efficientnet_lite0 import efficientnet_lite0
    from dlnotes.architectures.igc_v1 import igc_v1
    from dlnotes.architectures.igc_v2 import igc_v2
    from dlnotes.architectures.igc_v3 import igc_v3
    from dlnotes.architectures.list_architectures import list_architectures
    from dlnotes.architectures.load_reference_weights import load_reference_weights
    from dlnotes.architectures.mobilenet_v1 import mobilenet_v1
    from dlnotes.architectures.mobilenet_v2 import mobilenet_v2
    from dlnotes.architectures.mobilenet_v3 import (
        mobilenet_v3_large,
        mobilenet_v3_small,
    )
    from dlnotes.architectures.nin import nin
    from dlnotes.architectures.resnet import (
        resnet18,
        resnet34,
        resnet50,
        resnet101,
        resnet152,
    )
    from dlnotes.architectures.resnetv2 import (
        resnetv2_50,
        resnetv2_101,
        resnetv2_152,
    )
    from dlnotes.architectures.resnext import resnext50_32x4d, resnext101_32x8d
    from dlnotes.architectures.shufflenet_v1 import shufflenet_v1
    from dlnotes.architectures.shufflenet_v2 import (
        shufflenet_v2_x0_5,
        shufflenet_v2_x1_0,
        shufflenet_v2_x1_5,
        shufflenet_v2_x2_0,
    )
    from dlnotes.architectures.squeezenet import squeezenet1_0, squeezenet1_1
    from dlnotes.architectures.stochastic_depth import StochasticDepth
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
    from dlnotes.architectures.xception import xception

__all__ = [
    "VGG",
    "StochasticDepth",
    "alexnet",
    "build",
    "cifar_resnet20",
    "cifar_resnet56",
    "cifar_resnet110",
    "condensenet",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_lite0",
    "igc_v1",
    "igc_v2",
    "igc_v3",
    "list_architectures",
    "load_reference_weights",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "nin",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnetv2_50",
    "resnetv2_101",
    "resnetv2_152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "shufflenet_v1",
    "shufflenet_v2_x0_5",
    "shufflenet_v2_x1_0",
    "shufflenet_v2_x1_5",
    "shufflenet_v2_x2_0",
    "squeezenet1_0",
    "squeezenet1_1",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
    "xception",
]
