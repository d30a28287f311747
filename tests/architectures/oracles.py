"""Independent answers: torchvision's layout, the papers' formulas, published counts."""

from collections.abc import Iterable

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

PUBLISHED = {  # builder and options: side, parameters, multiply-adds
    ("alexnet",): (224, 61_100_840, 714_188_480),
    ("alexnet", ("variant", "two_gpus")): (227, 60_965_224, 724_406_816),
    ("alexnet", ("variant", "ungrouped")): (227, 62_378_344, 1_135_256_096),
    ("vgg11",): (224, 132_863_336, 7_609_090_048),
    ("vgg13",): (224, 133_047_848, 11_308_466_176),
    ("vgg16",): (224, 138_357_544, 15_470_264_320),
    ("vgg19",): (224, 143_667_240, 19_632_062_464),
    ("vgg11_bn",): (224, 132_868_840, 7_609_090_048),
    ("vgg13_bn",): (224, 133_053_736, 11_308_466_176),
    ("vgg16_bn",): (224, 138_365_992, 15_470_264_320),
    ("vgg19_bn",): (224, 143_678_248, 19_632_062_464),
    ("nin",): (224, 7_595_176, 1_100_188_800),
    ("nin", ("variant", "cifar"), ("num_classes", 10)): (32, 966_986, 222_486_528),
}

VGG_LAYERS = {  # torchvision's lists: channels of a 3×3 convolution, M for pooling
    "A": "64 M 128 M 256 256 M 512 512 M 512 512 M",
    "B": "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
    "D": "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
    "E": "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
}
VGG_NAMES = {"A": "vgg11", "B": "vgg13", "D": "vgg16", "E": "vgg19"}


def has_the_published_numbers(ops, case):
    """Parameters, multiply-adds and output shape, on no memory at all."""
    name, *options = case
    side, parameters, macs = PUBLISHED[case]
    with torch.device("meta"):
        model = getattr(ops, name)(**dict(options))
        counter = FlopCounterMode(display=False)
        with counter:
            scores = model.eval()(torch.empty(2, 3, side, side))
    assert scores.shape == (2, dict(options).get("num_classes", 1000))
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert counter.get_total_flops() == 2 * 2 * macs


class TorchvisionNet(nn.Module):
    """The layout that torchvision publishes: features, avgpool, classifier."""

    def __init__(self, features: list[nn.Module], pooled: int, dense: list[nn.Module]):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.avgpool = nn.AdaptiveAvgPool2d((pooled, pooled))
        self.classifier = nn.Sequential(*dense)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


def torchvision_alexnet() -> nn.Module:
    """What torchvision's alexnet computes."""
    relu, pool = (lambda: nn.ReLU(inplace=True)), (lambda: nn.MaxPool2d(3, 2))
    features = [
        *(nn.Conv2d(3, 64, 11, stride=4, padding=2), relu(), pool()),
        *(nn.Conv2d(64, 192, 5, padding=2), relu(), pool()),
        *(nn.Conv2d(192, 384, 3, padding=1), relu()),
        *(nn.Conv2d(384, 256, 3, padding=1), relu()),
        *(nn.Conv2d(256, 256, 3, padding=1), relu(), pool()),
    ]
    dense = [nn.Dropout(), nn.Linear(9216, 4096), relu(), nn.Dropout()]
    dense += [nn.Linear(4096, 4096), relu(), nn.Linear(4096, 1000)]
    return TorchvisionNet(features, 6, dense)


def torchvision_vgg(
    letter: str, *, batch_norm: bool, narrower: int = 1, hidden: int = 4096
) -> nn.Module:
    """What torchvision's vgg computes, of channels divided by `narrower`."""
    features: list[nn.Module] = []
    c_in = 3
    for word in VGG_LAYERS[letter].split():
        if word == "M":
            features.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        c_out = int(word) // narrower
        features.append(nn.Conv2d(c_in, c_out, kernel_size=3, padding=1))
        features += [nn.BatchNorm2d(c_out)] if batch_norm else []
        features.append(nn.ReLU(inplace=True))
        c_in = c_out
    dense = [nn.Linear(c_in * 49, hidden), nn.ReLU(inplace=True), nn.Dropout()]
    dense += [nn.Linear(hidden, hidden), nn.ReLU(inplace=True), nn.Dropout()]
    return TorchvisionNet(features, 7, [*dense, nn.Linear(hidden, 1000)])


def lively(model: nn.Module, seed: int = 0) -> nn.Module:
    """Give every parameter and buffer a value of its own, quickly and of fair size."""
    generator = torch.Generator().manual_seed(seed)
    for tensor in model.state_dict().values():
        if tensor.ndim > 1:
            bound = (6 / tensor[0].numel()) ** 0.5
            tensor.uniform_(-bound, bound, generator=generator)
        elif tensor.is_floating_point():
            tensor.uniform_(0.1, 0.9, generator=generator)
    return model


def images(n: int, side: int, channels: int = 3, seed: int = 1) -> torch.Tensor:
    """Random images."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, channels, side, side, generator=generator)


def a_step_lowers_the_loss(model, x, target, lr) -> None:
    """Of SGD, on the batch that it was taken on."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(2):
        loss = F.cross_entropy(model(x), target)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert losses[1] < losses[0]


@torch.no_grad()
def same_scores(ops, ours: nn.Module, reference: nn.Module, x: torch.Tensor) -> None:
    """Reference weights, of the same names, copied in, give the reference scores."""
    weights = lively(reference).state_dict()
    assert list(ours.state_dict()) == list(weights)
    ours = ops.load_reference_weights(ours, weights)
    expected = reference.eval()(x)
    assert expected.std() > 0
    torch.testing.assert_close(ours.eval()(x), expected, rtol=1e-5, atol=1e-5)


def alexnet_is_torchvision_s(ops):
    """One stream."""
    same_scores(ops, ops.alexnet(), torchvision_alexnet(), images(2, 95))


def alexnet_layers_are_torchvision_s(ops):
    """Every layer reads as torchvision's, name by name."""
    with torch.device("meta"):
        same_layers(ops.alexnet(), torchvision_alexnet())


def vgg_is_torchvision_s(ops, case):
    """The same table, a 16th as wide."""
    letter, batch_norm = case
    blocks = ops.vgg.CONFIGURATIONS[letter]
    narrow = [
        " ".join(f"3-{int(word.removeprefix('3-')) // 16}" for word in block.split())
        for block in blocks
    ]
    ours = ops.VGG(narrow, hidden=64, batch_norm=batch_norm)
    reference = torchvision_vgg(letter, batch_norm=batch_norm, narrower=16, hidden=64)
    same_scores(ops, ours, reference, images(2, 70))


def layers_are_torchvision_s(ops, case):
    """Every layer of the builders reads as torchvision's, name by name."""
    letter, batch_norm = case
    with torch.device("meta"):
        ours = getattr(ops, VGG_NAMES[letter] + "_bn" * batch_norm)()
        reference = torchvision_vgg(letter, batch_norm=batch_norm)
    same_layers(ours, reference)


def same_layers(ours: nn.Module, reference: nn.Module) -> None:
    """Names, kinds and numbers of all layers."""
    pairs = zip(ours.named_modules(), reference.named_modules(), strict=True)
    for (name, mine), (its_name, its) in pairs:
        assert name == its_name
        if not isinstance(mine, nn.AdaptiveAvgPool2d) and not list(its.children()):
            assert repr(mine) == repr(its)


@torch.no_grad()
def two_gpus_share_three_layers(ops):
    """The paper's net, each GPU's half computed by itself."""
    model = lively(ops.alexnet(variant="two_gpus")).eval()
    w = [p for name, p in model.named_parameters() if name.startswith("features")]
    x = images(1, 70)
    y = _response_norm(F.conv2d(x, w[0], w[1], stride=4).relu())
    y = _halves(F.max_pool2d(y, 3, 2), w[2], w[3], padding=2).relu()
    y = F.max_pool2d(_response_norm(y), 3, 2)
    y = F.conv2d(y, w[4], w[5], padding=1).relu()
    y = _halves(y, w[6], w[7], padding=1).relu()
    y = F.max_pool2d(_halves(y, w[8], w[9], padding=1).relu(), 3, 2)
    torch.testing.assert_close(model.features(x), y, rtol=1e-5, atol=1e-5)


def two_gpus_drop_outputs(ops):
    """In the paper dropout zeroes what the first two dense layers put out."""
    with torch.device("meta"):
        layers = ops.alexnet(variant="two_gpus", dropout=0.4).classifier
    kinds = [type(layer).__name__ for layer in layers]
    assert kinds == [*["Linear", "ReLU", "Dropout"] * 2, "Linear"]
    assert {layers[2].p, layers[5].p} == {0.4}


def _halves(x, weight, bias, padding):
    """Convolve each half of the channels with its half of the kernels."""
    parts = zip(x.chunk(2, 1), weight.chunk(2), bias.chunk(2), strict=True)
    return torch.cat([F.conv2d(*part, padding=padding) for part in parts], 1)


def _response_norm(x, n=5, k=2.0, alpha=1e-4, beta=0.75):
    """Section 3.3 of the paper: alpha times the sum, which nothing divides."""
    channels = x.shape[1]
    near = [
        (x[:, max(0, i - n // 2) : min(channels, i + n // 2 + 1)] ** 2).sum(1)
        for i in range(channels)
    ]
    return x / (k + alpha * torch.stack(near, 1)) ** beta


@torch.no_grad()
def nin_slides_a_dense_net(ops, variant):
    """Every place by itself: a window, and three dense layers."""
    model = lively(ops.nin(num_classes=7, variant=variant)).eval()
    tables = {
        "imagenet": [(11, 4, 0, "max"), (5, 1, 2, "max"), (3, 1, 1, "max"), (3, 1, 1)],
        "cifar": [(5, 1, 2, "max"), (5, 1, 2, "avg"), (3, 1, 1)],
    }
    x = images(2, 51 if variant == "imagenet" else 17)
    parameters = iter(model.parameters())
    y = x
    for kernel, stride, padding, *pool in tables[variant]:
        y = _dense_everywhere(y, kernel, stride, padding, parameters)
        y = _pool_rounding_up(y, pool[0]) if pool else y
    assert y.shape[1] == 7
    torch.testing.assert_close(model(x), y.mean((2, 3)), rtol=1e-4, atol=1e-5)


def _dense_everywhere(x, kernel, stride, padding, parameters: Iterable[torch.Tensor]):
    """Flatten the window of each place, and send it through three dense layers."""
    side = (x.shape[-1] + 2 * padding - kernel) // stride + 1
    rows = F.unfold(x, kernel, padding=padding, stride=stride).mT  # (N, places, C*K*K)
    for _ in range(3):
        weight, bias = next(parameters), next(parameters)
        rows = F.linear(rows, weight.flatten(1), bias).relu()
    return rows.mT.unflatten(2, (side, side))


def _pool_rounding_up(x, kind):
    """Pool 3×3 at stride 2; windows at the far edges take what is there."""
    places = range(0, x.shape[-1] - 1, 2)
    reduce = {"max": lambda w: w.amax((2, 3)), "avg": lambda w: w.mean((2, 3))}[kind]
    rows = [
        torch.stack([reduce(x[:, :, r : r + 3, c : c + 3]) for c in places], -1)
        for r in places
    ]
    return torch.stack(rows, -2)
