"""Bugs to plant in the operators: by file, what notices them, text, replacement."""

PLANTED = {
    "_channels.py": {
        "unbiased variance": (
            "batch_norm",
            "np.maximum(square - rest**2, 0)",
            "np.maximum(square - rest**2, 0) * 30 / 29",
        ),
        "E[x²] - E[x]²": (
            "float32",
            "while np.any(",
            "while False and np.any(",
        ),
        "mean rounded to float32": (
            "float32",
            "mean, var = near + rest,",
            "mean, var = near,",
        ),
        "rest of the mean forgotten": (
            "float32",
            "shift = (near - by.mean) * scale",
            "shift = (near - by.mean.astype(np.float32)) * scale",
        ),
        "variance of the means forgotten": (
            "batch_norm",
            "pool(var + (mean - shared) ** 2)",
            "pool(var)",
        ),
        "one mean for all channels": (
            "batch_norm",
            "mean = values.sum(axis=0) / max(1, len(values))",
            "mean = values.mean() if values.size else 0",
        ),
        "one mean for all images": (
            "instance_norm",
            'not at all."""\n    return values',
            'not at all."""\n    return over_batch(values)',
        ),
        "groups interleaved": (
            "group_norm",
            "np.repeat(mean, grouped.shape[2], axis=1)",
            "np.tile(mean, (1, grouped.shape[2]))",
        ),
        "a constant is not quite zero": (
            "constants",
            "while np.any(square[block]",
            "while not near[block].any() and np.any(square[block]",
        ),
        "a channel's constants average to another": (
            "constants",
            "shared = shared + pool(mean - shared)",
            "pass",
        ),
        "block beyond its images": (
            "small blocks",
            "slice(i, i + images)",
            "slice(0, images)",
        ),
        "eps outside the root": (
            "batch_norm",
            "    scale = 1 / np.sqrt(by.var + eps)",
            "    scale = 1 / (np.sqrt(by.var) + eps)",
        ),
        "gradient with eps outside the root": (
            "batch_norm",
            "near - by.mean, 1 / np.sqrt(by.var + eps)",
            "near - by.mean, 1 / (np.sqrt(by.var) + eps)",
        ),
        "bias scaled": (
            "batch_norm",
            "shift = shift + bias",
            "shift = shift + bias * scale",
        ),
        "gradient without the mean's term": (
            "batch_norm",
            "offset = pool(gain * sum_dy) / length + away * slope",
            "offset = away * slope",
        ),
        "gradient without the variance's term": (
            "batch_norm",
            "slope = pool(",
            "slope = 0 * pool(",
        ),
        "weight outside the group's mean": (
            "group_norm",
            "pool(gain * sum_dy) / length",
            "gain * pool(sum_dy) / length",
        ),
        "weight outside the group's slope": (
            "group_norm",
            "pool(gain * sum_dy_x_hat)",
            "gain * pool(sum_dy_x_hat)",
        ),
        "dbias a mean": (
            "instance_norm",
            "sum_dy_x_hat.sum(axis=0), sum_dy.sum(axis=0)\n\n\ndef normalize_by(",
            "sum_dy_x_hat.sum(axis=0), sum_dy.mean(axis=0)\n\n\ndef normalize_by(",
        ),
        "x overwritten": (
            "batch_norm",
            "part = np.multiply(part, scale[block], out=out[block])",
            "part = np.multiply(part, scale[block], out=x[block])",
        ),
    },
    "_sums.py": {
        "long rows in one piece": ("long rows", "if length > LONG:", "if False:"),
        "squares overflow": ("float32", "if squares.size and", "if True or"),
    },
    "_running.py": {
        "biased running variance": ("batch_norm", "var * (count / (count - 1))", "var"),
        "momentum the wrong way round": (
            "batch_norm",
            "(1 - momentum) * running_mean + momentum * mean",
            "momentum * running_mean + (1 - momentum) * mean",
        ),
        "running mean forgotten": ("batch_norm", "running_mean[:] = ", "_ = "),
        "an empty batch counts": ("batch_norm", " or not batch.mean.size * count", ""),
        "instance: running statistics of one image": (
            "instance_norm",
            "(values.mean(axis=0) for",
            "(values[0] for",
        ),
    },
    "_check.py": {
        "dweight for no weight": (
            "batch_norm",
            "    if parameter is None:\n        return None\n",
            "    if parameter is None:\n        return gradient\n",
        ),
        "generic: one of the axes": (
            "standardize",
            "return tuple(distinct)",
            "return tuple(distinct)[:1]",
        ),
    },
    "batch_norm.py": {
        "running statistics touched in backward": (
            "batch_norm",
            "    else:\n        gradients",
            "    else:\n        running_mean *= 0.9\n        gradients",
        ),
        "evaluation by the batch's statistics": (
            "batch_norm",
            "if fixed:\n        return",
            "if fixed and training:\n        return",
        ),
        "gradient through the running statistics": (
            "batch_norm",
            "normalize_by_backward(slopes, rows, fixed,",
            "normalize_backward(slopes, rows, over_batch,",
        ),
    },
    "instance_norm.py": {
        "instance: running variance of the whole batch": (
            "instance_norm",
            "own, rows.shape[2], momentum",
            "own, rows.shape[0] * rows.shape[2], momentum",
        ),
        "instance: gradient through the running statistics": (
            "instance_norm",
            "normalize_by_backward(slopes, rows, fixed,",
            "normalize_backward(slopes, rows, alone,",
        ),
    },
    "group_norm.py": {
        "always one group": (
            "group_norm",
            "normalize(as_rows(x), over_groups(groups),",
            "normalize(as_rows(x), over_groups(1),",
        ),
    },
    "_rows.py": {
        "layer: E[x²] - E[x]²": (
            "float32",
            "out -= dot(out, ones)[:, None] / width",
            "pass",
        ),
        "block beyond its rows": (
            "small blocks",
            "slice(start, start + step)",
            "slice(0, step)",
        ),
        "layer: unbiased variance": (
            "layer_norm",
            "sum_of_squares(values) / max(1, values.shape[1])",
            "sum_of_squares(values) / (values.shape[1] - 1 + 1e-9)",
        ),
        "layer: eps outside the root": (
            "layer_norm",
            "np.sqrt(var + eps)",
            "(np.sqrt(var) + eps)",
        ),
        "layer: gradient without the mean's term": (
            "layer_norm",
            "part -= dot(part, ones)[:, None] / width",
            "pass",
        ),
        "layer: gradient without the variance's term": (
            "layer_norm",
            "        part -= x_hat\n",
            "",
        ),
        "layer: gradient forgets the weight": (
            "layer_norm",
            "1 if weight is None else weight",
            "1",
        ),
        "layer: dbias of the last block": ("small blocks", "dbias += ", "dbias = "),
        "layer: dweight by x": (
            "layer_norm",
            "np.multiply(dy[rows], x_hat, out=part)",
            "np.multiply(dy[rows], x[rows], out=part)",
        ),
        "rms: the root of the sum": (
            "rms_norm",
            "sum_of_squares(values) / max(1, values.shape[1])",
            "sum_of_squares(values)",
        ),
    },
    "layer_norm.py": {
        "layer: the mean stays": (
            "layer_norm",
            "flat(bias), eps, centre=True",
            "flat(bias), eps, centre=False",
        ),
    },
    "rms_norm.py": {
        "rms: the mean goes": (
            "rms_norm",
            "None, eps, centre=False",
            "None, eps, centre=True",
        ),
        "rms: float32's epsilon for float64": (
            "rms_norm",
            "np.finfo(x.dtype).eps",
            "np.finfo(np.float32).eps",
        ),
    },
    "local_response_norm.py": {
        "response: window off by one": (
            "local_response_norm",
            "before=size // 2, after=(size - 1) // 2",
            "before=(size - 1) // 2, after=size // 2",
        ),
        "response: gradient's window not mirrored": (
            "local_response_norm",
            "before=(size - 1) // 2, after=size // 2",
            "before=size // 2, after=(size - 1) // 2",
        ),
        "response: alpha not divided by the size": (
            "local_response_norm",
            "k + alpha / size * energy",
            "k + alpha * energy",
        ),
    },
    "fold_batch_norm.py": {
        "fold: eps outside the root": (
            "fold",
            "np.sqrt(running_var.astype(np.float64) + eps)",
            "(np.sqrt(running_var.astype(np.float64)) + eps)",
        ),
        "fold: the layer's bias not scaled": (
            "fold",
            "shift * scale + beta",
            "shift + beta",
        ),
        "fold: the mean added": ("fold", "bias - running_mean", "bias + running_mean"),
        "fold: gamma forgotten": ("fold", "scale = scale * gamma", "pass"),
    },
    "standardize.py": {
        "generic: unbiased variance": (
            "standardize",
            "np.sqrt(_mean(centred**2, axes) + eps)",
            "np.sqrt(_mean(centred**2, axes) * 20 / 19 + eps)",
        ),
        "generic: eps outside the root": (
            "standardize",
            "np.sqrt(_mean(centred**2, axes) + eps)",
            "np.sqrt(_mean(centred**2, axes)) + eps",
        ),
        "generic: gradient without the mean's term": (
            "standardize",
            " - _mean(wide, axes) - x_hat",
            " - x_hat",
        ),
        "generic: gradient without the variance's term": (
            "standardize",
            " - x_hat * _mean(wide * x_hat, axes)",
            "",
        ),
    },
}

MUTANTS = {
    name: (operator, file, old, new)
    for file, bugs in PLANTED.items()
    for name, (operator, old, new) in bugs.items()
}
