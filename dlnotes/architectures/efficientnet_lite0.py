"""EfficientNet-Lite0: B0 for processors that only multiply, add and cut."""

from math import ceil

from torch import Tensor, nn
from torch.nn import functional as F

from dlnotes.architectures._layers import SLOW_NORM
from dlnotes.architectures.efficientnet import EfficientNet


class SamePadConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's "SAME", which depends on the input's size.

    Just as many zeros as the last window needs; where they are odd in number, the
    additional one stands behind. The parameter `padding` is not looked at.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out_channels, H / stride, W / stride), rounded up."""
        pads: list[int] = []
        for i in (1, 0):  # torch.nn.functional.pad names the last axis first
            size, kernel, stride = x.shape[2 + i], self.kernel_size[i], self.stride[i]
            zeros = max(0, (ceil(size / stride) - 1) * stride + kernel - size)
            pads += [zeros // 2, zeros - zeros // 2]
        return F.conv2d(
            F.pad(x, pads),
            self.weight,
            self.bias,
            self.stride,
            groups=self.groups,
        )


def efficientnet_lite0(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = 0.2,
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-Lite0: B0 with ReLU6 and without squeeze-and-excitation.

    4,652,008 parameters, and 385,187,552 multiply-adds at 224×224. Padded as in
    TensorFlow; takes `dlnotes.data.efficientnet_lite0_weights`. Otherwise as
    `efficientnet_b0`.
    """
    return EfficientNet(
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
        stochastic_depth_prob=stochastic_depth_prob,
        activation=nn.ReLU6,
        attention=False,
        norm=SLOW_NORM,
        conv=SamePadConv2d,
    )
