"""SSD: one network that answers for all default boxes at once, in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, as_bool, as_int, as_real
from dlnotes._extras import needs
from dlnotes.detection._answers import Things, read, written
from dlnotes.detection._boxes import as_integers, as_threshold, check_images
from dlnotes.detection.default_boxes import default_boxes
from dlnotes.detection.hard_negatives import hard_negatives

with needs("torch"):
    import torch
    from torch import Tensor, nn
    from torch.nn import functional as F

__all__ = ["SSD", "ssd_loss"]


class SSD(nn.Module):
    r"""Let every cell of several maps say what is in its default boxes, and where.

    A body halves the picture again and again; stage k ends with map k, of stride
    :math:`2^{k+1}`. A *head*, a 3×3 convolution, reads each map that is tapped, and
    answers for each default box of each cell:

    .. math:: (z_0, z_1, \ldots, z_C,\; t_x, t_y, t_w, t_h)

    with a logit z for background and each of C classes, and the box as
    :func:`~dlnotes.detection.encode_boxes` writes it.

    Parameters
    ----------
    num_classes : int
        C, without the background.
    image_size : int, optional, keyword-only
        Height and width in pixels, a multiple of the last tapped map's stride.
    in_channels : int, optional, keyword-only
        Channels of the picture.
    widths : sequence of int, optional, keyword-only
        Channels of each stage; what is behind the last tap is not built.
    taps : sequence of int, optional, keyword-only
        For each set of default boxes the map that answers for it, counted from 0.
    scales : sequence of float, optional, keyword-only
        For each tap its squares' side as a share of the image's, and one more.
    aspect_ratios : sequence of float, optional, keyword-only
        Of all taps.
    top_down : bool, optional, keyword-only
        Whether a map is added, enlarged, to the one before it, from last to first
        tapped (FPN). All get ``widths[-1]`` channels first, by a 1×1 convolution.

    Attributes
    ----------
    boxes : float32 array
        (A, 4): the default boxes, tap by tap.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; from ``forward`` for pictures of another shape.

    Notes
    -----
    One pass for all boxes, whatever their number. Batch normalization after each
    convolution of the body; VGG, SSD's body, has none. Liu et al. 2016, SSD (arXiv
    1512.02325); Lin et al. 2017, Feature pyramid networks (arXiv 1612.03144), without
    the 3×3 convolution after each sum: here the head is one. Each map has its own head;
    that paper's maps share one.

    Examples
    --------
    >>> net = SSD(4)
    >>> net.boxes.shape, net(torch.zeros(2, 3, 64, 64)).shape
    ((160, 4), torch.Size([2, 160, 9]))
    """

    def __init__(
        self,
        num_classes: int,
        *,
        image_size: int = 64,
        in_channels: int = 3,
        widths: Sequence[int] = (8, 24, 48, 64),
        taps: Sequence[int] = (2, 3),
        scales: Sequence[float] = (0.25, 0.4, 0.55),
        aspect_ratios: Sequence[float] = (),
        top_down: bool = False,
    ) -> None:
        super().__init__()
        self.num_classes = as_int("num_classes", num_classes, minimum=1)
        self.in_channels = as_int("in_channels", in_channels, minimum=1)
        widths = as_integers("widths", widths, minimum=1)
        self.taps = _checked_taps(taps, len(widths))
        widths = widths[: max(self.taps) + 1]
        self.image_size = as_int("image_size", image_size, minimum=1)
        if image_size % (by := 2 ** len(widths)):
            raise ValueError(f"image_size is {image_size}, expected a multiple of {by}")
        self.boxes = default_boxes(
            self.image_size,
            map_sizes=[self.image_size >> (tap + 1) for tap in self.taps],
            scales=scales,
            aspect_ratios=[aspect_ratios] * len(self.taps),
        ).astype(np.float32)
        self.body = nn.ModuleList(
            _stage(*pair) for pair in pairwise([self.in_channels, *widths])
        )
        self.lateral = nn.ModuleList()
        if as_bool("top_down", top_down):
            first = min(self.taps)
            self.lateral.extend(nn.Conv2d(w, widths[-1], 1) for w in widths[first:])
            widths = [widths[-1]] * len(widths)
        answers = (2 + 2 * len(aspect_ratios)) * (self.num_classes + 5)
        self.heads = nn.ModuleList(
            nn.Conv2d(widths[tap], answers, 3, padding=1) for tap in self.taps
        )

    def forward(self, x: Tensor) -> Tensor:
        """Answer for all boxes of (N, in_channels, H, W): (N, A, C + 1 + 4)."""
        _check_batch("x", x, self.in_channels, self.image_size, self.image_size)
        maps = []
        for stage in self.body:
            x = stage(x)
            maps.append(x)
        if self.lateral:
            maps = self._from_the_top(maps)
        answers = []
        for tap, head in zip(self.taps, self.heads, strict=True):
            answer = head(maps[tap]).permute(0, 2, 3, 1)  # (N, H, W, B*(C + 5))
            each = answer.unflatten(3, (-1, self.num_classes + 5))
            answers.append(each.flatten(1, 3))  # (N, H*W*B, C + 5)
        return torch.cat(answers, 1)  # (N, A, C + 5)

    def _from_the_top(self, maps: list[Tensor]) -> list[Tensor]:
        """Add each map, enlarged, to the one before it, from the last to the first."""
        first = len(maps) - len(self.lateral)
        paths = zip(self.lateral, maps[first:], strict=True)
        summed = [layer(x) for layer, x in paths]
        for k in reversed(range(len(summed) - 1)):
            above = F.interpolate(summed[k + 1], scale_factor=2, mode="nearest")
            summed[k] = summed[k] + above
        return maps[:first] + summed

    def encode(self, targets: Sequence[Things]) -> Array:
        """Return what the network is to answer, for `ssd_loss`.

        Parameters
        ----------
        targets : sequence of dict
            One a picture: ``boxes`` (G, 4) in pixels and ``labels`` (G,), 1 to C.

        Returns
        -------
        float32 array
            (N, A, 5): each box's class, 0 for background, and the four numbers of
            :func:`~dlnotes.detection.encode_boxes` with weights 10, 10, 5, 5, or zeros.
        """
        check_images("targets", targets, ("boxes", "labels"))
        answers = np.zeros((len(targets), len(self.boxes), 5), np.float32)
        for i, target in enumerate(targets):
            name = f"targets[{i}]"
            answers[i] = written(name, target, self.boxes, self.num_classes)
        return answers

    def decode(
        self,
        output: Tensor,
        *,
        score_threshold: float = 0.01,
        iou_threshold: float = 0.45,
    ) -> list[dict[str, npt.NDArray[Any]]]:
        """Return the things that the network's answers mean.

        Parameters
        ----------
        output : Tensor
            (N, A, C + 5), from ``forward``.
        score_threshold : float, optional, keyword-only
            Answers of at most this probability are dropped.
        iou_threshold : float, optional, keyword-only
            That of :func:`~dlnotes.detection.batched_nms`.

        Returns
        -------
        list of dict
            One a picture, for :func:`~dlnotes.detection.evaluate_coco`: ``boxes``
            (D, 4) within the picture, ``scores`` and ``labels`` (D,), by falling score.
            A default box may answer for several classes.
        """
        _check_batch("output", output, len(self.boxes), self.num_classes + 5)
        least = as_real("score_threshold", score_threshold)
        most = as_threshold("iou_threshold", iou_threshold)
        answers = output.detach().cpu().float()
        chances = answers[..., :-4].softmax(-1)[..., 1:].numpy()  # (N, A, C)
        return [
            read(own, offsets, self.boxes, self.image_size, least, most)
            for own, offsets in zip(chances, answers[..., -4:].numpy(), strict=True)
        ]


def ssd_loss(output: Tensor, target: Tensor, *, ratio: float | None = 3) -> Tensor:
    r"""Return how far the answers are from what they should be.

    .. math:: \frac{1}{P} \Bigl( \sum_{n \in \text{things} \cup \text{hard}}
              -\log p_n(c_n) \; + \sum_{n \in \text{things}}
              \operatorname{smooth}_{L_1}(t_n, \hat t_n) \Bigr)

    for the P boxes of the batch that answer for a thing; the hard ones are those of
    :func:`~dlnotes.detection.hard_negatives`, in each picture by itself.

    Parameters
    ----------
    output : Tensor
        (N, A, C + 5), from an `SSD`.
    target : Tensor
        (N, A, 5), from its ``encode``.
    ratio : float or None, optional, keyword-only
        Boxes of background for one of a thing; None: all of them.

    Returns
    -------
    Tensor
        One number; a picture without a thing adds nothing, unless ratio is None.

    Raises
    ------
    TypeError, ValueError
        If one is no tensor, a shape does not fit, the target holds a class that the
        output does not answer for, or the ratio is no number, at least 0.

    Notes
    -----
    Liu et al. 2016, SSD (arXiv 1512.02325), section 2.2.

    Examples
    --------
    >>> target = torch.tensor([[[1.0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]])
    >>> ssd_loss(torch.zeros(1, 2, 6), target)  # 2 log 2
    tensor(1.3863)
    """
    _check_loss(output, target)
    label, positive = target[..., 0].long(), target[..., 0] > 0  # (N, A)
    classes = output[..., :-4].movedim(-1, 1)  # (N, C + 1, A)
    wrong = F.cross_entropy(classes, label, reduction="none")  # (N, A)
    off = F.smooth_l1_loss(output[..., -4:], target[..., 1:], reduction="none").sum(-1)
    if ratio is not None:
        losses = wrong.detach().cpu().float().numpy()
        hard = hard_negatives(losses, positive.cpu().numpy(), ratio=ratio)
        wrong = wrong[positive | torch.from_numpy(hard).to(positive.device)]
    total: Tensor = wrong.sum() + off[positive].sum()
    return total / positive.sum().clamp(min=1)


def _check_loss(output: Tensor, target: Tensor) -> None:
    _check_tensor("output", output)
    shape = tuple(output.shape)
    if len(shape) != 3 or shape[2] < 6:
        raise ValueError(f"output has shape {shape}, expected (N, A, C + 5)")
    _check_batch("target", target, shape[1], 5)
    if len(target) != shape[0]:
        raise ValueError(f"target has {len(target)} pictures, output has {shape[0]}")
    given, most = target[..., 0], shape[2] - 5
    wrong = given[(given != given.long()) | (given < 0) | (given > most)]
    if len(wrong):
        raise ValueError(f"target holds class {wrong[0]:g}, expected 0 to {most}")


def _check_batch(name: str, value: Tensor, *each: int) -> None:
    _check_tensor(name, value)
    if value.shape[1:] != each:
        expected = ", ".join(map(str, each))
        shape = tuple(value.shape)
        raise ValueError(f"{name} has shape {shape}, expected (N, {expected})")


def _check_tensor(name: str, value: object) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} is a {type(value).__name__}, expected a tensor")


def _stage(in_channels: int, out_channels: int) -> nn.Sequential:
    """Halve the map, then look once more."""
    layers: list[nn.Module] = []
    for width, stride in ((in_channels, 2), (out_channels, 1)):
        conv = nn.Conv2d(width, out_channels, 3, stride, padding=1, bias=False)
        layers += [conv, nn.BatchNorm2d(out_channels), nn.ReLU()]
    return nn.Sequential(*layers)


def _checked_taps(taps: Sequence[int], stages: int) -> list[int]:
    numbers = as_integers("taps", taps, minimum=0)
    if max(numbers) >= stages:
        raise ValueError(f"taps is {taps!r}, expected numbers from 0, below {stages}")
    return numbers
