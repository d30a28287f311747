"""Each bug below is planted in a copy of the package; the oracles must see it."""

import numpy as np
import pytest

from tests.convolution.checks import (
    CONV2D,
    CONV_TRANSPOSE2D,
    DEPTHWISE,
    LARGE,
    THREE_BY_THREE,
    UNFOLD,
    check_adjoint,
    check_conv2d,
    check_conv_transpose2d,
    check_indirection_buffer,
    check_small_blocks,
    check_unfold,
    check_winograd,
)
from tests.convolution.mutants import ALGORITHM_MUTANTS
from tests.mutants import mutate
from tests.oracles import check_finite_differences, sample

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")

FLOAT32 = {"dtype": np.float32}
NO_BIAS = {"bias": False}

CHECKS = {
    "conv2d": (check_conv2d, CONV2D, [{}, FLOAT32, NO_BIAS]),
    "conv_transpose2d": (
        check_conv_transpose2d,
        CONV_TRANSPOSE2D,
        [{}, FLOAT32, NO_BIAS],
    ),
    "unfold": (check_unfold, UNFOLD, [{}, FLOAT32]),
    "small blocks": (check_small_blocks, [*LARGE, *DEPTHWISE], [{}]),
    "winograd": (check_winograd, THREE_BY_THREE, [{"tile": 2}, {"tile": 4}]),
    "indirection_buffer": (check_indirection_buffer, UNFOLD, [{}]),
}

MUTANTS = ALGORITHM_MUTANTS | {
    "kernel flipped": (
        "conv2d",
        "_window.py",
        "patches[:, u, v] = ",
        "patches[:, -1 - u, -1 - v] = ",
    ),
    "gradient with the kernel flipped": (
        "conv2d",
        "_window.py",
        "+= patches[:, u, v]",
        "+= patches[:, -1 - u, -1 - v]",
    ),
    "kernel flipped in the formula": (
        "conv2d",
        "conv2d_naive.py",
        "np.sum(weight[o] *",
        "np.sum(weight[o, :, ::-1, ::-1] *",
    ),
    "groups mixed up": (
        "conv2d",
        "conv2d_naive.py",
        "group = o // (out_channels // groups)",
        "group = o % groups",
    ),
    "groups interleaved": (
        "conv2d",
        "_correlation.py",
        "gather(x, size).reshape(groups, -1, len(x) * prod(size))",
        "gather(x, size).reshape(-1, groups, len(x) * prod(size)).swapaxes(0, 1)",
    ),
    "joined images mixed up": (
        "conv2d",
        "_correlation.py",
        "product.transpose(2, 0, 1, 3)",
        "product.transpose(2, 0, 1, 3)[::-1]",
    ),
    "dilation ignored": ("unfold", "_window.py", "u * dh, u * dh", "u, u"),
    "stride ignored": ("unfold", "_window.py", "(ow - 1) * sw + 1, sw)", "ow)"),
    "= for += in col2im": (
        "unfold",
        "_window.py",
        "[..., rows, columns] += ",
        "[..., rows, columns] = ",
    ),
    "padding not cropped": (
        "unfold",
        "_window.py",
        "(top, left), (height, width) = self.before, image_size\n        return padded",
        "(top, left), (height, width) = (0, 0), image_size\n        return padded",
    ),
    "'same' pads the wrong side": (
        "conv2d",
        "_window.py",
        "before = rows // 2, columns // 2",
        "before = (rows + 1) // 2, (columns + 1) // 2",
    ),
    "'same' ignores dilation": (
        "conv2d",
        "_window.py",
        "rows, columns = dh * (kh - 1), dw * (kw - 1)",
        "rows, columns = kh - 1, kw - 1",
    ),
    "1x1 ignores stride": (
        "conv2d",
        "_correlation.py",
        "if window == Window.of(1, stride=1, padding=0, dilation=1):",
        "if window.kernel_size == (1, 1):",
    ),
    "dweight not summed over the batch": (
        "conv2d",
        "_correlation.py",
        "_join(dy[images]) @ patches.mT",
        "_join(dy[images][:1]) @ patches[..., :oh * ow].mT",
    ),
    "dweight of the last images alone": (
        "conv2d",
        "_correlation.py",
        "dweight += ",
        "dweight = ",
    ),
    "dweight's groups mixed up": (
        "conv2d",
        "_correlation.py",
        "a.transpose(1, 2, 0, 3)",
        "a.transpose(2, 1, 0, 3)",
    ),
    "dbias without the batch sum": (
        "conv2d",
        "conv2d.py",
        "dy.sum(axis=(0, 2, 3))",
        "dy.sum(axis=(2, 3))[0]",
    ),
    "dbias a mean": ("conv2d", "conv2d.py", "dy.sum(axis=", "dy.mean(axis="),
    "dbias for no bias": (
        "conv2d",
        "conv2d.py",
        "None if bias is None else dy.sum",
        "dy.sum",
    ),
    "bias forgotten": ("conv2d", "_apply.py", "y += bias", "y + bias"),
    "float32 widened": ("unfold", "_window.py", ", patches.dtype)", ")"),
    "x overwritten by its padding": (
        "conv2d",
        "conv2d_naive.py",
        "padded = window.pad(as_batch(x))",
        "padded = window.pad(as_batch(x))\n    x[..., 0] = 0",
    ),
    "transposed: output_padding ignored": (
        "conv_transpose2d",
        "conv_transpose2d.py",
        "output_padding=output_padding[axis],",
        "output_padding=0,",
    ),
    "transposed: padding ignored": (
        "conv_transpose2d",
        "conv_transpose2d.py",
        "padding=window.before[axis],",
        "padding=0,",
    ),
    "transposed: x and dy not exchanged": (
        "conv_transpose2d",
        "conv_transpose2d.py",
        "weight_gradient_auto(images, dy,",
        "weight_gradient_auto(images, dy[::-1],",
    ),
    "transposed: dbias without the batch sum": (
        "conv_transpose2d",
        "conv_transpose2d.py",
        "dy.sum(axis=(0, 2, 3))",
        "dy[:1].sum(axis=(0, 2, 3))",
    ),
    "transposed: windows beyond x kept": (
        "conv_transpose2d",
        "conv_transpose2d.py",
        "[:, :, :height, :width]",
        "[:, :, -height:, -width:]",
    ),
    "unfold: taps before channels": (
        "unfold",
        "unfold.py",
        "np.moveaxis(patches, 3, 0)",
        "patches.transpose(3, 1, 2, 0, 4, 5)",
    ),
    "fold: taps upside down": (
        "unfold",
        "unfold.py",
        "return window.scatter(patches, ",
        "return window.scatter(patches[:, ::-1], ",
    ),
}


def run_checks(ops, operator):
    check, cases, variants = CHECKS[operator]
    for case in cases:
        for variant in variants:
            check(ops, case, **variant)


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_rejected(name, tmp_path):
    operator, file, old, new = MUTANTS[name]
    broken = mutate("dlnotes.convolution", file, old, new, tmp_path)
    # ValueError: arrays that no longer fit stop some mutants before the comparison
    with pytest.raises((AssertionError, ValueError)):
        run_checks(broken, operator)


@pytest.mark.parametrize("operator", CHECKS)
def test_unbroken_copy_is_accepted(operator, tmp_path):
    same = "def as_batch"
    copy = mutate("dlnotes.convolution", "_window.py", same, same, tmp_path)
    run_checks(copy, operator)


def test_adjointness_and_slopes_reject_a_flipped_gradient(tmp_path):
    _, file, old, new = MUTANTS["gradient with the kernel flipped"]
    broken = mutate("dlnotes.convolution", file, old, new, tmp_path)
    x, weight = sample((1, 2, 4, 5), seed=0), sample((2, 2, 2, 3), seed=1)
    options = {"stride": (2, 1), "padding": (0, 0), "dilation": (1, 1)}
    with pytest.raises(AssertionError):
        check_adjoint(broken, x, weight, options)
    with pytest.raises(AssertionError):
        check_finite_differences(
            broken.conv2d, broken.conv2d_backward, x, weight, np.ones(2), **options
        )
