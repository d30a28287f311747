"""Independent answers: the MobileNets and Xception, layer by layer, without modules.

Each network is played from its published table: the tensors of a state dict are taken
in order, and each must have the shape that the table asks for.
"""

import torch
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.architectures.oracles import lively
from tests.architectures.resnet_oracles import assert_close, images

COUNTS = {  # builder, width: parameters, multiply-adds of one image of 224×224
    ("mobilenet_v1", 1.0): (4_231_976, 568_740_352),
    ("mobilenet_v1", 0.75): (2_585_560, 325_400_448),
    ("mobilenet_v1", 0.5): (1_331_592, 149_497_088),
    ("mobilenet_v1", 0.25): (470_072, 41_030_272),
    ("mobilenet_v2", 1.4): (6_108_776, 582_195_824),
    ("mobilenet_v2", 1.0): (3_504_872, 300_774_272),
    ("mobilenet_v2", 0.5): (1_968_680, 97_131_840),
    ("mobilenet_v2", 0.35): (1_677_128, 59_285_808),
    ("mobilenet_v3_large", 1.0): (5_483_032, 216_589_760),
    ("mobilenet_v3_large", 0.75): (3_377_576, 140_033_816),
    ("mobilenet_v3_small", 1.0): (2_542_856, 56_510_400),
    ("mobilenet_v3_small", 0.5): (917_264, 18_970_736),
}


def relu6(x):
    return x.clamp(0, 6)


def relu(x):
    return x.clamp(min=0)


def hswish(x):
    return x * relu6(x + 3) / 6


def linear(x):
    return x


class Tape:
    """The tensors of a state dict, one layer after the other."""

    def __init__(self, state, eps=1e-5):
        self.left = [
            v for k, v in state.items() if not k.endswith("num_batches_tracked")
        ]
        self.eps = eps

    def conv(self, x, out, kernel, stride=1, *, depthwise=False, padding=None):
        weight = self.left.pop(0)
        groups = x.shape[1] if depthwise else 1
        assert weight.shape == (out, x.shape[1] // groups, kernel, kernel)
        padding = kernel // 2 if padding is None else padding
        return F.conv2d(x, weight, None, stride, padding, groups=groups)

    def norm(self, x):
        weight, bias, mean, var = (self.left.pop(0)[:, None, None] for _ in range(4))
        return (x - mean) / (var + self.eps).sqrt() * weight + bias

    def dense(self, x, out):
        weight, bias = self.left.pop(0), self.left.pop(0)
        assert weight.shape[0] == out
        return x @ weight.flatten(1).T + bias

    def squeezed(self, x, out):
        """MobileNetV3's weights of the channels."""
        y = relu(self.dense(x.mean((2, 3)), out))
        y = relu6(self.dense(y, x.shape[1]) + 3) / 6
        return x * y[:, :, None, None]


def play_v1(state, x):
    tape = Tape(state)
    x = relu6(tape.norm(tape.conv(x, 32, 3, 2)))
    for out in (64, -128, 128, -256, 256, -512, *[512] * 5, -1024, 1024):
        x = tape.conv(x, x.shape[1], 3, 2 if out < 0 else 1, depthwise=True)
        x = relu6(tape.norm(x))
        x = relu6(tape.norm(tape.conv(x, abs(out), 1)))
    return tape, tape.dense(x.mean((2, 3)), 5)


def inverted(tape, x, inside, out, *, kernel=3, stride=1, act=relu6, squeeze=None):
    y = x
    if inside != x.shape[1]:
        y = act(tape.norm(tape.conv(y, inside, 1)))
    y = act(tape.norm(tape.conv(y, inside, kernel, stride, depthwise=True)))
    if squeeze:
        y = tape.squeezed(y, squeeze)
    y = tape.norm(tape.conv(y, out, 1))
    return x + y if x.shape == y.shape and stride == 1 else y


def play_v2(state, x):
    tape = Tape(state)
    x = relu6(tape.norm(tape.conv(x, 32, 3, 2)))
    x = inverted(tape, x, 32, 16)
    first = {24: 2, 32: 2, 64: 2, 96: 1, 160: 2, 320: 1}
    for out, depth in zip(first, (2, 3, 4, 3, 3, 1), strict=True):
        for j in range(depth):
            stride = first[out] if j == 0 else 1
            x = inverted(tape, x, 6 * x.shape[1], out, stride=stride)
    x = relu6(tape.norm(tape.conv(x, 1280, 1)))
    return tape, tape.dense(x.mean((2, 3)), 5)


ROWS = {  # torchvision's: kernel, inside, out, squeezed, activation, stride
    "large": "3 16 16 0 r 1;3 64 24 0 r 2;3 72 24 0 r 1;5 72 40 24 r 2;5 120 40 32 r 1;"
    "5 120 40 32 r 1;3 240 80 0 h 2;3 200 80 0 h 1;3 184 80 0 h 1;3 184 80 0 h 1;"
    "3 480 112 120 h 1;3 672 112 168 h 1;5 672 160 168 h 2;5 960 160 240 h 1;"
    "5 960 160 240 h 1",
    "small": "3 16 16 8 r 2;3 72 24 0 r 2;3 88 24 0 r 1;5 96 40 24 h 2;5 240 40 64 h 1;"
    "5 240 40 64 h 1;5 120 48 32 h 1;5 144 48 40 h 1;5 288 96 72 h 2;5 576 96 144 h 1;"
    "5 576 96 144 h 1",
}


def play_v3(state, x, size):
    tape = Tape(state, eps=0.001)
    x = hswish(tape.norm(tape.conv(x, 16, 3, 2)))
    for row in ROWS[size].split(";"):
        kernel, inside, out, squeeze, letter, stride = row.split()
        x = inverted(
            tape,
            x,
            int(inside),
            int(out),
            kernel=int(kernel),
            stride=int(stride),
            act=relu if letter == "r" else hswish,
            squeeze=int(squeeze),
        )
    x = hswish(tape.norm(tape.conv(x, {"large": 960, "small": 576}[size], 1)))
    x = hswish(tape.dense(x.mean((2, 3)), {"large": 1280, "small": 1024}[size]))
    return tape, tape.dense(x, 5)


def play_xception(state, x):
    tape = Tape(state)

    def separable(x, out):
        x = tape.conv(x, x.shape[1], 3, depthwise=True)
        return tape.norm(tape.conv(x, out, 1))

    x = relu(tape.norm(tape.conv(x, 32, 3, 2, padding=0)))
    x = relu(tape.norm(tape.conv(x, 64, 3, padding=0)))
    entry = (128, 128), (256, 256), (728, 728)
    for i, widths in enumerate((*entry, *[(728,) * 3] * 8, (728, 1024))):
        strided = len(widths) == 2
        shortcut = tape.norm(tape.conv(x, widths[-1], 1, 2)) if strided else x
        y = separable(x if i == 0 else relu(x), widths[0])
        for out in widths[1:]:
            y = separable(relu(y), out)
        x = shortcut + (F.max_pool2d(y, 3, 2, 1) if strided else y)
    x = relu(separable(relu(separable(x, 1536)), 2048))
    return tape, tape.dense(x.mean((2, 3)), 5)


PLAYERS = {
    "mobilenet_v1": play_v1,
    "mobilenet_v2": play_v2,
    "mobilenet_v3_large": lambda state, x: play_v3(state, x, "large"),
    "mobilenet_v3_small": lambda state, x: play_v3(state, x, "small"),
    "xception": play_xception,
}


@torch.no_grad()
def equals_its_table(architectures, name):
    """Bright images drive some activations above 6."""
    with torch.device("meta"):
        model = architectures.build(name, num_classes=5)
    model = lively(model.to_empty(device="cpu").double()).eval()
    x = 20 * images(2, 3, 40, 33)
    tape, expected = PLAYERS[name](model.state_dict(), x)
    assert not tape.left
    assert expected.std() > 0
    assert_close(model(x), expected)


def starts_by_its_rule(architectures):
    """BatchNorm's numbers, and a block that starts as the sum of x and noise."""
    model = architectures.mobilenet_v3_small()
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert {(m.eps, m.momentum) for m in norms} == {(0.001, 0.01)}
    assert model.dropout.p == 0.2
    for layer in (model.hidden, model.fc):
        assert abs(layer.weight.std().item() - 0.01) < 0.001
        assert not layer.bias.any()


def counts_as_published(architectures, case):
    """Of one builder and width, on no memory at all."""
    name, width = case
    with torch.device("meta"):
        model = architectures.build(name, width_mult=width).eval()
        counter = FlopCounterMode(display=False)
        with counter:
            model(torch.empty(1, 3, 224, 224))
    parameters, macs = COUNTS[case]
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert counter.get_total_flops() == 2 * macs
