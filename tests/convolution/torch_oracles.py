"""What the PyTorch modules of convolution promise, of the package or a broken copy."""

import importlib

import torch
from torch.nn import functional as F

OCTAVE = [  # in, out, kernel, alpha_in, alpha_out, stride
    (4, 6, 3, 0.5, 0.5, 1),
    (4, 6, 3, 0.25, 0.5, 1),
    (3, 4, 1, 0, 0.25, 1),
    (4, 3, 3, 0.5, 0, 1),
    (4, 6, (3, 5), 0.5, 1 / 3, 1),
    (4, 6, 3, 0.5, 0.5, 2),
    (3, 4, 5, 0, 0.5, 2),
    (4, 3, 3, 0.75, 0, 2),
]
REGIONS = [  # in, out, kernel, regions, stride, padding
    (1, 1, 1, 1, 1, 0),
    (2, 3, 3, 2, 1, 1),
    (2, 3, (3, 2), 4, (2, 1), (0, 1)),
    (3, 2, 3, 3, 2, 2),
]


def modules(ops):
    """Return the module `torch` of the package, or of a copy."""
    return importlib.import_module(f"{ops.__name__}.torch")


def octave_layer(ops, case, bias=True, dtype=torch.float64):
    """Return a layer whose numbers are drawn, with inputs of 8 by 12 pixels."""
    torch.manual_seed(0)
    c_in, c_out, kernel, alpha_in, alpha_out, stride = case
    sides = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    layer = (
        modules(ops)
        .OctaveConv2d(
            c_in,
            c_out,
            kernel,
            alpha_in=alpha_in,
            alpha_out=alpha_out,
            stride=stride,
            padding=tuple(k // 2 for k in sides),
            bias=bias,
        )
        .to(dtype)
    )
    low = layer.low_in
    high = torch.randn(2, c_in - low, 8, 12, dtype=dtype)
    return layer, (high, torch.randn(2, low, 4, 6, dtype=dtype)) if low else high


def parts(y):
    """Return a tensor or a pair as a tuple."""
    return y if isinstance(y, tuple) else (y,)


def up(x):
    """Nearest upsampling, by torch."""
    return F.interpolate(x, scale_factor=2, mode="nearest")


def octave_by_torch(layer, x, stride):
    """Add up the four paths, each an `nn.functional` call of its own."""
    (high, low) = x if isinstance(x, tuple) else (x, None)
    padding = tuple(k // 2 for k in layer.weight.shape[2:])
    cut_in, cut_out = high.shape[1], len(layer.weight) - layer.low_out
    blocks = [
        w.split([cut_in, layer.low_in], 1)
        for w in layer.weight.split([cut_out, layer.low_out])
    ]
    bias = layer.bias if layer.bias is not None else layer.weight.new_zeros(1)
    b_high, b_low = (bias[:cut_out], bias[cut_out:]) if len(bias) > 1 else (bias, bias)
    if stride == 2:
        high = F.avg_pool2d(high, 2)
    y_high = F.conv2d(high, blocks[0][0], padding=padding) + b_high[:, None, None]
    if low is not None:
        y = F.conv2d(low, blocks[0][1], padding=padding)
        y_high = y_high + (y if stride == 2 else up(y))
    if not layer.low_out:
        return (y_high,)
    y_low = F.conv2d(F.avg_pool2d(high, 2), blocks[1][0], padding=padding)
    y_low = y_low + b_low[:, None, None]
    if low is not None:
        low = F.avg_pool2d(low, 2) if stride == 2 else low
        y_low = y_low + F.conv2d(low, blocks[1][1], padding=padding)
    return y_high, y_low


def octave_is_four_paths(ops, case, bias=True, dtype=torch.float64):
    """Agree with the four paths of torch, values and all gradients."""
    layer, x = octave_layer(ops, case, bias, dtype)
    leaves = [p.requires_grad_() for p in (*parts(x), *layer.parameters())]
    ours, theirs = parts(layer(x)), octave_by_torch(layer, x, case[-1])
    assert len(ours) == len(theirs)
    pulls = [torch.randn_like(y) for y in theirs]
    grads = [torch.autograd.grad(y, leaves, pulls) for y in (ours, theirs)]
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    for a, b in zip((*ours, *grads[0]), (*theirs, *grads[1]), strict=True):
        assert a.shape == b.shape
        assert (a - b).abs().max() <= tolerance * b.abs().max()
        assert a.dtype == dtype


def region_layer(ops, case, dtype=torch.float64):
    """Return a layer whose numbers are drawn, and inputs."""
    torch.manual_seed(1)
    c_in, c_out, kernel, regions, stride, padding = case
    how = {"regions": regions, "stride": stride, "padding": padding}
    layer = modules(ops).DynamicRegionAwareConv2d(c_in, c_out, kernel, **how)
    with torch.no_grad():
        layer.bias.copy_(torch.randn(c_out))
    return layer.to(dtype), torch.randn(3, c_in, 7, 6, dtype=dtype)


def kernels_by_torch(layer, x):
    """Make the kernels of each image, region by region, as matrix products."""
    m, kernel = layer.regions, layer.guide.kernel_size
    pooled = F.adaptive_avg_pool2d(x, kernel)
    first = layer.squeeze.weight[:, :, 0, 0]
    hidden = torch.einsum("hc,ncuv->nhuv", first, pooled)
    hidden = torch.sigmoid(hidden + layer.squeeze.bias[:, None, None])
    made = []
    size = len(layer.expand.weight) // m
    for r in range(m):
        rows = slice(r * size, (r + 1) * size)
        w, b = layer.expand.weight[rows, :, 0, 0], layer.expand.bias[rows]
        own = hidden[:, r * m : (r + 1) * m]
        flat = torch.einsum("oh,nhuv->nouv", w, own) + b[:, None, None]
        made.append(flat.reshape(len(x), layer.out_channels, -1, *kernel))
    return torch.stack(made, 1)


def each_place_has_its_region(ops, case, dtype=torch.float64):
    """Agree with one `F.conv2d` an image and region, picked place by place."""
    layer, x = region_layer(ops, case, dtype)
    how = {"stride": layer.stride, "padding": layer.padding}
    y, kernels = layer(x), kernels_by_torch(layer, x)
    scores = F.conv2d(x, layer.guide.weight, layer.guide.bias, **how)
    expected = torch.zeros_like(y)
    for n, r in torch.cartesian_prod(torch.arange(len(x)), torch.arange(case[3])):
        answer = F.conv2d(x[n], kernels[n, r], layer.bias, **how)
        expected[n] += answer * (scores[n].argmax(0) == r)
    assert torch.allclose(layer.kernels(x), kernels)
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    assert (y - expected).abs().max() <= tolerance * expected.abs().max()
    assert y.dtype == dtype


def scores_learn_by_softmax(ops, case):
    """Give the guide softmax's gradient, the rest that of the kernel picked."""
    layer, x = region_layer(ops, case)
    how = {"stride": layer.stride, "padding": layer.padding}
    pull = torch.randn_like(layer(x))
    layer(x).backward(pull)
    kernels = kernels_by_torch(layer, x)
    each = torch.stack(
        [
            torch.stack([F.conv2d(x[n], w, **how) for w in kernels[n]])
            for n in range(len(x))
        ]
    )  # (N, regions, C_out, OH, OW)
    worth = (pull[:, None] * each).sum(2).detach()
    scores = F.conv2d(x, layer.guide.weight, layer.guide.bias, **how)
    soft = scores.softmax(1).detach()
    slope = soft * (worth - (soft * worth).sum(1, keepdim=True))
    guide = torch.autograd.grad(scores, [layer.guide.weight, layer.guide.bias], slope)
    hard = F.one_hot(scores.argmax(1), case[3]).movedim(-1, 1)
    rest = [layer.squeeze.weight, layer.expand.weight, layer.expand.bias]
    picked = (hard[:, :, None] * each).sum(1)
    others = torch.autograd.grad(picked, rest, pull)
    found = [layer.guide.weight.grad, layer.guide.bias.grad, *(p.grad for p in rest)]
    for a, b in zip(found, (*guide, *others), strict=True):
        assert torch.allclose(a, b, atol=1e-12)
    assert torch.allclose(layer.bias.grad, pull.sum((0, 2, 3)))
