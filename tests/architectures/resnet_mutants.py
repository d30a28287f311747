"""Bugs that the tests must notice: what notices it, file, text, replacement."""

MUTANTS = {
    "no skip": (
        "bottleneck",
        "resnet.py",
        """4 channels, H / stride, W / stride)."\""
        return relu(self.residual(x) + self.shortcut(x))""",
        """4 channels, H / stride, W / stride)."\""
        return relu(self.residual(x))""",
    ),
    "relu before the addition": (
        "resnet18",
        "resnet.py",
        """        x = self.bn2(self.conv2(x))
        return x""",
        """        x = relu(self.bn2(self.conv2(x)))
        return x""",
    ),
    "the stride of the paper": (
        "bottleneck",
        "resnet.py",
        "self.conv2 = conv3x3(width, width, stride, groups)",
        "self.conv2 = conv3x3(width, width, 1, groups)\n"
        "        self.conv1 = conv1x1(in_channels, width, stride)",
    ),
    "no relu behind the stem": ("resnet18", "resnet.py", "nn.ReLU(),", ""),
    "a shortcut without BatchNorm": (
        "resnet18",
        "resnet.py",
        ", nn.BatchNorm2d(out_channels)\n    )",
        ", nn.Sequential(nn.BatchNorm2d(out_channels), nn.ReLU())\n    )",
    ),
    "as many channels as ResNet-50": (
        "resnext",
        "resnext.py",
        "width_per_group=4",
        "width_per_group=2",
    ),
    "the zeros in front": (
        "cifar",
        "cifar_resnet.py",
        "(0, 0, 0, 0, 0, self.extra)",
        "(0, 0, 0, 0, self.extra, 0)",
    ),
    "a plain net that adds": (
        "cifar",
        "cifar_resnet.py",
        "        if shortcut is None:\n            self",
        "        if shortcut is None and not same:\n            self",
    ),
    "the projection of v2 sees x in CIFAR's": (
        "cifar",
        "cifar_resnet.py",
        "z if self.project else x",
        "x",
    ),
    "the padding of v2 sees z": (
        "cifar",
        "cifar_resnet.py",
        "z if self.project else x",
        "z",
    ),
    "CIFAR's projection without BatchNorm": (
        "count of cifar",
        "cifar_resnet.py",
        "= projection(in_channels, channels, stride)",
        "= conv1x1(in_channels, channels, stride)",
    ),
    "v2 ends without relu": (
        "cifar",
        "cifar_resnet.py",
        "[nn.BatchNorm2d(64), nn.ReLU()]",
        "[nn.BatchNorm2d(64)]",
    ),
    "the projection sees x": (
        "timm",
        "resnetv2.py",
        "z if self.project else x",
        "x",
    ),
    "v2 without its last BatchNorm": (
        "timm",
        "resnetv2.py",
        "relu(self.bn(x)).mean",
        "relu(x).mean",
    ),
    "v2 activates the sum": (
        "timm",
        "resnetv2.py",
        "= y + shortcut",
        "= relu(y + shortcut)",
    ),
    "counters are not counted": (
        "loading",
        "load_reference_weights.py",
        "if len(counters) != len(own_counters)",
        "if not own_counters",
    ),
    "names are not compared": (
        "loading",
        "load_reference_weights.py",
        "len(names) == 2 and",
        "len(names) == 3 and",
    ),
    "the last places are missing": (
        "loading",
        "load_reference_weights.py",
        "zip_longest(_kept(ours), _kept(state_dict))",
        "zip(_kept(ours), _kept(state_dict))",
    ),
    "functions of torch are builders": (
        "list",
        "list_architectures.py",
        'and "num_classes" in inspect.signature(function).parameters',
        "and function is not None",
    ),
}
