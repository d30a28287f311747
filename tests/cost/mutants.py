"""Bugs that the tests must notice: what notices it, file, text, replacement."""

FILE = "receptive_field.py"

MUTANTS = {
    "without layers no pixel": (
        "receptive_field",
        FILE,
        "size, stride, padding = 1, 1, 0",
        "size, stride, padding = 0, 1, 0",
    ),
    "kernel not less one": (
        "receptive_field",
        FILE,
        "size += d * (k - 1) * stride",
        "size += d * k * stride",
    ),
    "dilation forgotten": (
        "receptive_field",
        FILE,
        "size += d * (k - 1) * stride",
        "size += (k - 1) * stride",
    ),
    "a layer's own stride spreads its taps": (
        "receptive_field",
        FILE,
        "size += d * (k - 1) * stride",
        "size += d * (k - 1) * stride * s",
    ),
    "strides forgotten": (
        "receptive_field",
        FILE,
        "size += d * (k - 1) * stride",
        "size += d * (k - 1)",
    ),
    "strides add up": ("receptive_field", FILE, "stride *= s", "stride += s - 1"),
    "padding in pixels of its layer": (
        "receptive_field",
        FILE,
        "padding += p * stride",
        "padding += p",
    ),
    "padding behind its stride": (
        "receptive_field",
        FILE,
        "padding += p * stride",
        "padding += p * stride * s",
    ),
    "pixel centres at halves": (
        "receptive_field",
        FILE,
        "(size - 1 - 2 * padding) / 2",
        "(size - 2 * padding) / 2",
    ),
    "padding moves the centre once for both sides": (
        "receptive_field",
        FILE,
        "(size - 1 - 2 * padding) / 2",
        "(size - 1 - padding) / 2",
    ),
    "dilation 2 where it is left out": (
        "receptive_field",
        FILE,
        "[None, 1, 0, 1][len(given) :]",
        "[None, 1, 0, 2][len(given) :]",
    ),
    "stride of a pooling where it is left out": (
        "receptive_field",
        FILE,
        "[None, 1, 0, 1][len(given) :]",
        "[None, given[0], 0, 1][len(given) :]",
    ),
}
