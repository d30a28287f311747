"""Bugs that the tests must notice: what notices it, file, text, replacement."""

SMOOTH, FOCAL, ENTROPY = (
    f"{name}.py" for name in ("smooth_l1_loss", "focal_loss", "cross_entropy")
)

MUTANTS = {
    "a mean is a sum": ("smooth", "_reduction.py", "total / count", "total / 1"),
    "its gradient is not divided": (
        "smooth",
        "_reduction.py",
        "dy / count if",
        "dy / 1 if",
    ),
    "no step where the parts meet": (
        "smooth",
        SMOOTH,
        "beta)) / 2)",
        "beta)))",
    ),
    "Huber's loss": (
        "smooth",
        SMOOTH,
        "np.divide(error, least,",
        "np.multiply(error, 1,",
    ),
    "the target's gradient has x's sign": (
        "smooth",
        SMOOTH,
        "np.asarray(-dx)",
        "np.asarray(dx) + 0",
    ),
    "at beta it is not yet straight": (
        "smooth",
        SMOOTH,
        "small = np.abs(error) < least",
        "small = np.abs(error) < 2 * least",
    ),
    "alpha for the zeros": ("focal", FOCAL, "(share, 1 - share)", "(1 - share, share)"),
    "one alpha for both": ("focal", FOCAL, "(share, 1 - share)", "(share, share)"),
    "what is right counts": (
        "focal",
        FOCAL,
        "t.alpha * t.wrong**t.gamma * t.entropy",
        "t.alpha * t.right**t.gamma * t.entropy",
    ),
    "the weight is held still": (
        "focal",
        FOCAL,
        "t.wrong + t.gamma *",
        "t.wrong + 0 *",
    ),
    "the sign of a zero": ("focal", FOCAL, "np.where(yes, one, -one)", "one + 0 * x"),
    "an overflow": ("finite", FOCAL, "np.exp(-np.abs(z))", "np.exp(-z)"),
    "no largest logit": ("finite", ENTROPY, "x.max(axis=_axis(x), keepdims=True)", "0"),
    "weights forgotten in the mean": (
        "entropy",
        ENTROPY,
        "float((w * hot).sum(",
        "float(hot.sum(",
    ),
    "ignored targets are smoothed": (
        "entropy",
        ENTROPY,
        "known * (hot +",
        "1 * (hot +",
    ),
    "ignored targets count": (
        "entropy",
        ENTROPY,
        "(known & (classes == target))",
        "(classes == np.maximum(target, 0))",
    ),
    "smoothed over the other classes": (
        "entropy",
        ENTROPY,
        "(even - hot)",
        "(even - 0)",
    ),
    "probabilities are not smoothed": (
        "entropy",
        ENTROPY,
        "target + x.dtype.type(epsilon)",
        "target + 0",
    ),
    "p - q where classes weigh": (
        "entropy",
        ENTROPY,
        "* share.sum(axis=_axis(x), keepdims=True) - share",
        "* (share.sum(axis=_axis(x), keepdims=True) > 0) - share",
    ),
    "a mean over all numbers": (
        "entropy",
        ENTROPY,
        "math.prod(_targets_shape(x))",
        "x.size",
    ),
}
