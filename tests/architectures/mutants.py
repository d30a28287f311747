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
}
