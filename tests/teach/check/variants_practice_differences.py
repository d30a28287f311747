"""Right and wrong solutions of the exercises on framework differences.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import math

import numpy as np
import torch


def pads(size, kernel_size, stride=1, dilation=1):
    span = dilation * (kernel_size - 1) + 1
    last = (math.ceil(size / stride) - 1) * stride + span  # where the last window ends
    total = max(last - size, 0)
    before = total // 2
    return np.array([before, total - before])


def by_remainder(size, kernel_size, stride=1, dilation=1):
    step = stride if size % stride == 0 else size % stride
    total = max(dilation * (kernel_size - 1) + 1 - step, 0)
    return np.array([total // 2, (total + 1) // 2])


def half_kernels(size, kernel_size, stride=1, dilation=1):
    half = (dilation * (kernel_size - 1) + 1) // 2
    return np.array([half, half])


def layout(kernel, kind):
    if kind != "depthwise":
        return np.moveaxis(kernel, (3, 2), (0, 1))
    rows, columns, channels, multiplier = kernel.shape
    weight = np.empty((channels * multiplier, 1, rows, columns), kernel.dtype)
    for c in range(channels):
        for m in range(multiplier):
            weight[c * multiplier + m, 0] = kernel[:, :, c, m]
    return weight


def torch_layout(kernel, kind):
    weight = torch.tensor(kernel.copy())
    if kind == "depthwise":
        return weight.permute(2, 3, 0, 1).flatten(0, 1)[:, None].numpy()
    return weight.permute(3, 2, 0, 1).numpy()


def depthwise_by_multiplier(kernel, kind):
    if kind != "depthwise":
        return layout(kernel, kind)
    return kernel.transpose(3, 2, 0, 1).reshape(-1, 1, *kernel.shape[:2])


def norm(moving_variance, momentum, epsilon=1e-3, eps=1e-5):
    shifted = moving_variance.astype(float) + epsilon - eps
    return shifted.astype(moving_variance.dtype), 1 - momentum


def norm_in_place(moving_variance, momentum, epsilon=1e-3, eps=1e-5):
    moving_variance = moving_variance.copy()
    moving_variance += epsilon
    moving_variance -= eps
    return [moving_variance, 1.0 - momentum]


def norm_of_deviations(moving_variance, momentum, epsilon=1e-3, eps=1e-5):
    return (np.sqrt(moving_variance) + (epsilon - eps)) ** 2, 1 - momentum


def look_ahead(theta, grad, velocity, lr, momentum):
    step = momentum * velocity - lr * grad
    return step, theta + (momentum * step - lr * grad)


def by_torch_velocity(theta, grad, velocity, lr, momentum):
    """Step as PyTorch does, whose velocity leaves out the rate and its sign."""
    lr = theta.dtype.type(lr)
    buffer = momentum * (velocity / -lr) + grad
    return -lr * buffer, theta - lr * (grad + momentum * buffer)


RIGHT = {
    "same_padding": [pads, by_remainder],
    "convert_kernel": [layout, torch_layout],
    "convert_batch_norm": [norm, norm_in_place],
    "keras_nesterov": [look_ahead, by_torch_velocity],
}

WRONG = {
    "same_padding": [
        (lambda *a, **how: pads(*a, **how)[::-1], "extra zero stands before"),
        (lambda *a, **how: pads(*a, **how)[[0, 0]], "as many zeros before as after"),
        (half_kernels, "half a kernel on either side"),
        (lambda size, k, stride=1, dilation=1: pads(size, k, stride), "dilation is"),
        (lambda size, k, stride=1, dilation=1: pads(size, k, 1, dilation), "stride is"),
        (lambda *a, **how: pads(*a, **how) + 1, None),
    ],
    "convert_kernel": [
        (lambda k, kind: k.reshape(layout(k, kind).shape), "You reshape"),
        (lambda k, kind: k.T if kind == "conv" else layout(k, kind), "Rows and"),
        (lambda k, kind: layout(k[::-1, ::-1], kind), "You flip"),
        (depthwise_by_multiplier, "all kernels of input channel"),
        (lambda k, kind: -layout(k, kind), None),
    ],
    "convert_batch_norm": [
        (lambda var, momentum, *a, **how: norm(var, 1 - momentum, *a, **how), "copied"),
        (lambda var, momentum, **how: (var, 1 - momentum), "adds another eps"),
        (lambda var, m, epsilon=1e-3, eps=1e-5: (var + epsilon, 1 - m), "forgotten"),
        (norm_of_deviations, "standard deviations"),
        (lambda var, momentum, **how: (2 * var, 1 - momentum), None),
    ],
    "keras_nesterov": [
        (
            lambda theta, g, v, lr, mu: (
                mu * v + g,
                theta - lr * (g + mu * (mu * v + g)),
            ),
            "PyTorch's form",
        ),
        (
            lambda theta, g, v, lr, mu: (mu * v - lr * g, theta + (mu * v - lr * g)),
            "do not look ahead",
        ),
        (
            lambda theta, g, v, lr, mu: (
                mu * v - lr * g,
                theta + mu * (mu * v - lr * g),
            ),
            "second gradient",
        ),
        (lambda theta, g, v, lr, mu: (mu * v - lr * g, theta - lr * g), None),
    ],
}
