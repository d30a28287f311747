"""Bugs to plant in the package: what notices them, and file, text, replacement."""

MUTANTS = {
    "alexnet: a first layer that pads nothing": (
        "alexnet",
        "alexnet.py",
        "(64, 11, 4, 2, 1)",
        "(64, 11, 4, 0, 1)",
    ),
    "alexnet: pooling that does not overlap": (
        "alexnet",
        "alexnet.py",
        "nn.MaxPool2d(3, 2)",
        "nn.MaxPool2d(2, 2)",
    ),
    "alexnet: pooling after another convolution": (
        "alexnet",
        "alexnet.py",
        "POOLED = (0, 1, 4)",
        "POOLED = (0, 1, 3)",
    ),
    "alexnet: the third layer by halves": (
        "numbers",
        "alexnet.py",
        """        (256, 5, 1, 2, 2),
        (384, 3, 1, 1, 1),""",
        """        (256, 5, 1, 2, 2),
        (384, 3, 1, 1, 2),""",
    ),
    "alexnet: alpha divided by the window": (
        "two gpus",
        "alexnet.py",
        "alpha=5e-4",
        "alpha=1e-4",
    ),
    "alexnet: one response norm": ("two gpus", "alexnet.py", "i < 2", "i < 1"),
    "alexnet: inputs dropped on two GPUs": (
        "dropout",
        "alexnet.py",
        "[*dense, dropped] if as_published",
        "[dropped, *dense] if as_published",
    ),
    "vgg: batch norm after ReLU": (
        "vgg layers",
        "vgg.py",
        """                layers.append(nn.ReLU(inplace=True))
""",
        """                layers.insert(-1, nn.ReLU(inplace=True))
""",
    ),
    "vgg: no padding": ("vgg", "vgg.py", "padding=kernel // 2", "padding=0"),
    "vgg: no dropout between": (
        "vgg layers",
        "vgg.py",
        """            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),""",
        """            nn.Dropout(0.0),
            nn.Linear(hidden, hidden),""",
    ),
    "vgg: 16 layers built by C": (
        "numbers",
        "vgg.py",
        'return _build("D", num_classes, in_channels, dropout)',
        'return _build("C", num_classes, in_channels, dropout)',
    ),
    "vgg: another last map": (
        "vgg",
        "vgg.py",
        "AdaptiveAvgPool2d(7)",
        "AdaptiveMaxPool2d(7)",
    ),
    "nin: pooling rounds down": (
        "nin",
        "nin.py",
        "nn.AvgPool2d(3, 2, ceil_mode=True)",
        "nn.AvgPool2d(3, 2)",
    ),
    "nin: max for mean": (
        "nin",
        "nin.py",
        "nn.AvgPool2d(3, 2, ceil_mode=True)",
        "nn.MaxPool2d(3, 2, ceil_mode=True)",
    ),
    "nin: maxima of the maps": (
        "nin",
        "nin.py",
        "nn.AdaptiveAvgPool2d(1)",
        "nn.AdaptiveMaxPool2d(1)",
    ),
    "nin: the last convolution keeps 1000 channels": (
        "nin",
        "nin.py",
        "third = num_classes",
        "third = third",
    ),
    "nin: a stage at stride 2": ("numbers", "nin.py", "(11, 4, 0,", "(11, 2, 0,"),
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
    "squeezenet: no relu behind the squeeze": (
        "squeezenet",
        "squeezenet.py",
        "s = relu(self.squeeze(x))",
        "s = self.squeeze(x)",
    ),
    "squeezenet: 3×3 in front of 1×1": (
        "squeezenet",
        "squeezenet.py",
        "for conv in self.expand]",
        "for conv in reversed(self.expand)]",
    ),
    "squeezenet: pooling rounds down": (
        "squeezenet",
        "squeezenet.py",
        "nn.MaxPool2d(3, 2, ceil_mode=True)",
        "nn.MaxPool2d(3, 2)",
    ),
    "squeezenet: scores below zero": (
        "squeezenet",
        "squeezenet.py",
        "nn.Conv2d(channels, num_classes, 1), nn.ReLU()",
        "nn.Conv2d(channels, num_classes, 1), nn.Identity()",
    ),
    "squeezenet: a bypass that is not there": (
        "squeezenet",
        "squeezenet.py",
        "Fire(channels, *row, bypass=bypass)",
        "Fire(channels, *row)",
    ),
    "squeezenet: a squeeze of 1.0 in 1.1": (
        "squeezenet",
        "squeezenet.py",
        "((32, 128, 128), (32, 128, 128)),",
        "((32, 128, 128), (48, 128, 128)),",
    ),
    "squeezenet: Kaiming by leaky ReLU": (
        "start of squeezenet",
        "squeezenet.py",
        'nonlinearity="relu"',
        'nonlinearity="linear"',
    ),
    "squeezenet: the last layer as the others": (
        "start of squeezenet",
        "squeezenet.py",
        "if module is self.head[1]:",
        "if module is self.head:",
    ),
}
