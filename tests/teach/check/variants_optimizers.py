"""Right and wrong solutions of the exercises on optimizers, as for convolutions."""

import math

import numpy as np


def adagrad(theta, grad, s, lr=0.01, eps=1e-10, power=0.5):
    total = np.add(s, np.square(grad))
    return total, theta - lr * (grad / (total**power + eps))


def adam(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **change):
    m = m + (1 - beta1) * (grad - m)
    s = m if change.get("of") == "mean" else grad
    v = v + (1 - beta2) * (s * s - v)
    if change.get("root") == "scalar":  # a float64 one
        root = np.sqrt(v) / np.sqrt(1 - beta2**t)
        return m, v, theta - lr * m / (1 - beta1**t) / (root + eps)
    mean = m / (1 - beta1**t)
    square = v / (1 - beta2 ** change.get("t2", t))
    step = lr * mean / (np.sqrt(square) + eps)
    if change.get("returns") == "corrected":
        return mean, v, theta - step
    return m, v, theta - change.get("sign", 1) * step


def amsgrad(
    theta, grad, m, v, v_max, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, **change
):
    m = m + (1 - beta1) * (grad - m)
    before, v = v, v + (1 - beta2) * (grad * grad - v)
    late, true = change.get("late"), 1 - beta2**t
    now = {"old": before, "corrected": v / true, "again": v / true}.get(late, v)
    v_max = np.where(now > v_max, now, v_max)
    if late == "corrected":
        step = lr * m / (1 - beta1**t) / (np.sqrt(v_max) + eps)
        return m, v, v_max, theta - step
    by = v if change.get("plain") else v_max
    root = np.sqrt(by) / math.sqrt(1 - beta2**t)
    step = lr / (1 - beta1**t) * m / (root + eps)
    if change.get("returns") == "corrected":
        return m / (1 - beta1**t), v, v_max, theta - step
    return m, v, v_max, theta - step


def late(what):
    """Take the maximum with another v than the new one."""

    def wrong(*args, **how):
        with np.errstate(divide="ignore", invalid="ignore"):
            return amsgrad(*args, **how, late=what)

    return wrong


def step_by(change):
    return lambda theta, grad, lr: change(theta, grad, lr)


def search(
    fun,
    x,
    direction,
    gradient,
    step=1.0,
    shrink=0.5,
    c1=1e-4,
    again=False,
    slope=np.dot,
    strict=False,
):
    value, falls, times = fun(x), slope(gradient, direction), 0
    while True:
        t = step * shrink**times
        rise = fun(x + t * direction) - (fun(x) if again else value)
        if rise < c1 * t * falls or (rise == c1 * t * falls and not strict):
            return float(t)
        times += 1


def search_with(slope):
    return lambda *a, **how: search(*a, **how, slope=slope)


def rates(losses, lr, factor, patience, better=lambda loss, best: loss < best):
    best, since, out = math.inf, 0, []
    for loss in losses:
        if better(loss, best):
            best, since = loss, 0
        else:
            since += 1
        if since == patience + 1:
            lr, since = lr * factor, 0
        out += [lr]
    return np.array(out)


def warm(
    step,
    lr,
    warmup_steps,
    total_steps,
    fall=lambda way: math.cos(math.pi * way / 2) ** 2,
):
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    return lr * fall((step - warmup_steps) / (total_steps - warmup_steps))


def batches(order, size):
    return [order[i : i + size] for i in range(0, len(order), size)]


def epoch(x, y, w, lr, order, size, factor=1, scale=lambda own, size, all: 1):
    w = w.copy()
    for b in batches(order, size):
        residual = y[b] - x[b] @ w
        rate = factor * lr * scale(len(b), size, len(order))
        w += rate * (residual[:, None] * x[b]).mean(0)
    return w


def scaled(scale):
    return lambda *a: epoch(*a, scale=scale)


def variance(g, size, factor=lambda n, b: (n - b) / (n - 1)):
    n = len(g)
    spread = ((g - g.mean(0)) ** 2).sum() / n
    return float(spread / size * factor(n, size)) if n > 1 else 0.0


def slopes(rates, losses):
    return np.gradient(losses, np.log10(rates))


RIGHT = {
    "adagrad": [adagrad, lambda *a, **how: list(adagrad(*a, **how))],
    "adam": [adam, lambda *a, **how: list(adam(*a, **how))],
    "amsgrad": [amsgrad, lambda *a, **how: list(amsgrad(*a, **how))],
    "gradient_step": [
        step_by(lambda theta, grad, lr: theta + -lr * grad),
        step_by(lambda theta, grad, lr: np.subtract(theta, np.multiply(lr, grad))),
    ],
    "exact_step": [
        lambda h, g: float((g @ g) / (g @ (h @ g))),
        lambda h, g: np.linalg.norm(g) ** 2 / np.sum(h * np.outer(g, g)),
    ],
    "backtracking_line_search": [
        search,
        lambda *a, **how: np.float64(search(*a, **how)),
    ],
    "momentum": [
        lambda p, g, v, lr, mu: (g + v * mu, p - lr * g - lr * mu * v),
        lambda p, g, v, lr, mu: [np.add(mu * v, g), p - lr * (mu * v + g)],
    ],
    "nesterov": [
        lambda p, g, v, lr, mu: (mu * v + g, p - lr * ((1 + mu) * g + mu * mu * v)),
        lambda p, g, v, lr, mu: [g + mu * v, p - lr * (g + mu * (g + mu * v))],
    ],
    "best_momentum": [
        lambda a, b: np.array(
            [4 / (a + b + 2 * (a * b) ** 0.5), (1 - 2 / (1 + (b / a) ** 0.5)) ** 2]
        ),
        lambda a, b: np.square(
            [2 / (a**0.5 + b**0.5), (b - a) / (a**0.5 + b**0.5) ** 2]
        ),
    ],
    "warmup_cosine": [
        warm,
        lambda *a: warm(*a, fall=lambda way: 0.5 + 0.5 * math.cos(way * math.pi)),
        lambda *a: warm(*a, fall=lambda way: 1 - math.sin(math.pi * way / 2) ** 2),
    ],
    "plateau": [
        rates,
        lambda *a: rates(*a, better=lambda loss, best: not loss >= best),
    ],
    "range_test": [
        lambda rates, losses: rates[np.nanargmin(slopes(rates, losses))],
        lambda rates, losses: float(
            min(zip(slopes(rates, losses), rates, strict=True))[1]
        ),
    ],
    "minibatch_mean": [
        lambda g, order, size: np.array(
            [np.mean(g[b], 0) for b in batches(order, size)]
        ),
        lambda g, order, size: np.concatenate(
            [g[b].mean(0, keepdims=True) for b in batches(order, size)]
        ),
    ],
    "sgd_epoch": [
        epoch,
        lambda x, y, w, lr, order, size: epoch(x, y, w, 2 * lr, order, size, 0.5),
    ],
    "minibatch_variance": [
        variance,
        lambda g, size: float(
            np.trace(np.atleast_2d(np.cov(g.T, bias=True)))
            * (len(g) - size)
            / (size * max(len(g) - 1, 1))
        ),
    ],
}

WRONG = {
    "adagrad": [
        (lambda *a, **how: adagrad(*a, **how, power=1), "divide by its root"),
        (lambda p, g, s, **how: (s, adagrad(p, g, s, **how)[1]), "s is"),
        (lambda p, g, s, **how: adagrad(p, -g, s, **how), None),
        (lambda *a, **how: adagrad(*a, **how)[::-1], "in another order: s, theta"),
    ],
    "adam": [
        (lambda *a, **how: adam(*a, **how, returns="corrected"), "the corrected means"),
        (lambda *a, **how: adam(*a, **how, t2=1), None),
        (lambda *a, **how: adam(*a, **how, sign=-1), None),
        (lambda p, g, m, v, t, **how: adam(p, g, m, v, t + 1, **how), "from 0"),
        (lambda *a, **how: adam(*a, **how)[::-1], "in another order"),
        (lambda *a, **how: adam(*a, **how, of="mean"), "v averages the square of m"),
        (
            lambda *a, **how: adam(*a, **how, root="scalar"),
            "its dtype is float64: keep that of theta, float32.",
        ),
    ],
    "amsgrad": [
        (lambda *a, **how: amsgrad(*a, **how, returns="corrected"), "corrected means"),
        (lambda *a, **how: amsgrad(*a, **how, plain=True), "that is Adam"),
        (lambda p, g, m, v, w, t, **how: amsgrad(p, g, m, v, 0 * w, t, **how), None),
        (lambda p, g, m, v, w, t, **how: amsgrad(p, g, m, w, w, t, **how), None),
        (late("old"), "lags a step behind"),
        (late("corrected"), "the largest of the corrected v"),
        (late("again"), "the largest of the corrected v"),
    ],
    "gradient_step": [
        (step_by(lambda theta, grad, lr: theta - lr * lr * grad), None),
        (step_by(lambda theta, grad, lr: theta + lr * grad), "You climb"),
        (step_by(lambda theta, grad, lr: theta - lr * grad * grad), "You square"),
        (step_by(lambda theta, grad, lr: theta - 2 * lr * grad), None),
        (step_by(lambda theta, grad, lr: theta - grad**2), None),
        (step_by(lambda theta, grad, lr: grad - lr * theta), None),
        (step_by(lambda theta, grad, lr: theta - lr * abs(grad)), None),
    ],
    "exact_step": [
        (lambda h, g: float(1 / np.diag(h).max()), None),
        (lambda h, g: float(len(g) / np.trace(h)), None),
        (lambda h, g: float(1 / np.linalg.norm(h, 2)), "largest eigenvalue"),
        (lambda h, g: float(g @ g / np.linalg.norm(h @ g)), None),
        (lambda h, g: float(np.linalg.norm(g) / np.linalg.norm(h @ g)), None),
        (lambda h, g: float(g @ np.linalg.inv(h) @ g / (g @ g)), None),
    ],
    "backtracking_line_search": [
        (lambda *a, **how: search(*a, **how, again=True), "evaluated again"),
        (lambda *a, c1=0.0, **how: search(*a, **how, c1=0.0), "Any fall is enough"),
        (lambda *a, step=1.0, **how: search(*a, **how), None),
        (lambda *a, **how: search(*a, **how) * 0.3, None),
        (search_with(lambda g, d: np.sqrt(g @ g)), "is the length of the gradient"),
        (search_with(lambda g, d: -np.sqrt(g @ g)), "minus the length of the"),
        (search_with(lambda g, d: -(g @ g)), "minus the squared length"),
        (search_with(lambda g, d: g @ g), "is the squared length"),
        (search_with(lambda g, d: -(g @ d)), "You accept a rise"),
        (search_with(lambda g, d: g @ d / np.sqrt(d @ d)), "length of the direction"),
        (search_with(lambda g, d: -np.sqrt(d @ d)), None),
        (search_with(lambda g, d: -(abs(g @ d) ** 0.5)), None),
        (search_with(lambda g, d: np.sum(g)), None),
        (search_with(lambda g, d: -np.sum(abs(g))), None),
        (search_with(lambda g, d: g @ d / 2), None),
        (
            lambda f, x, d, g, **how: search(lambda at: f(2 * x - at), x, d, g, **how),
            "against the direction",
        ),
        (
            lambda f, x, d, g, **how: search(
                f, x, -g, g, **how, slope=lambda *_: np.sum(g * d)
            ),
            "You move along -gradient",
        ),
        (lambda *a, **how: search(*a, **how, strict=True), "Equal is enough"),
    ],
    "momentum": [
        (
            lambda p, g, v, lr, mu: (mu * v - lr * g, p + mu * v - lr * g),
            "Polyak's form",
        ),
        (lambda p, g, v, lr, mu: (mu * v - g, p + lr * (mu * v - g)), None),
        (lambda p, g, v, lr, mu: (mu * v + g, p - lr * mu * (mu * v + g)), None),
        (lambda p, g, v, lr, mu: (p - lr * (mu * v + g), mu * v + g), "another order"),
    ],
    "nesterov": [
        (lambda p, g, v, lr, mu: (mu * v + g, p - lr * (g + mu * v)), "look ahead"),
        (lambda p, g, v, lr, mu: (mu * v + g, p - lr * (g + v)), None),
        (lambda p, g, v, lr, mu: (mu * v + lr * g, p - mu * v - lr * g), "outside"),
    ],
    "best_momentum": [
        (
            lambda a, b: np.array(
                [(1 + (b - a) / (b + a)) ** 2 / b, ((b - a) / (b + a)) ** 2]
            ),
            "ends of the floor",
        ),
        (lambda a, b: np.array([2 / (a + b), ((b - a) / (b + a)) ** 2]), None),
        (
            lambda a, b: np.array([4 / (a**0.5 + b**0.5) ** 2, 0.9]),
            None,
        ),
        (
            lambda a, b: np.array(
                [4 / (a**0.5 + b**0.5) ** 2, (b**0.5 - a**0.5) / (b**0.5 + a**0.5)]
            ),
            "not squared",
        ),
    ],
    "warmup_cosine": [
        (lambda *a: warm(*a, fall=lambda way: math.cos(math.pi * way / 2)), None),
        (lambda *a: warm(*a, fall=lambda way: 1 - way), "straight fall"),
        (lambda step, *a: warm(step + 1, *a), None),
        (lambda *a: warm(*a, fall=lambda way: 1.0), None),
    ],
    "plateau": [
        (
            lambda *a: rates(
                *a, better=lambda x, best: x < best - 1e-4 * min(abs(best), 1e9)
            ),
            "relative threshold",
        ),
        (
            lambda *a: rates(*a, better=lambda x, best: x < best * (1 - 1e-4)),
            "relative threshold",
        ),
        (lambda x, lr, f, n: rates(x, lr, f, n + 1), None),
        (lambda *a: np.maximum(rates(*a), 0.3), None),
    ],
    "range_test": [
        (lambda rates, losses: rates[1 + np.argmin(np.diff(losses))], None),
        (lambda rates, losses: rates[np.argmin(np.diff(losses))], None),
        (lambda rates, losses: rates[np.argmin(losses)] / 10, None),
        (lambda rates, losses: rates[np.argmin(losses)], "is about to rise"),
        (lambda rates, losses: rates[len(rates) // 2], None),
        (lambda rates, losses: np.argmin(slopes(rates, losses)), "has type"),
    ],
    "minibatch_mean": [
        (
            lambda g, order, size: np.array(
                [np.median(g[b], 0) for b in batches(order, size)], g.dtype
            ),
            None,
        ),
        (
            lambda g, order, size: np.array(
                [g[b].mean(0) for b in np.array_split(order, -(-len(g) // size))]
            ),
            "evened out",
        ),
        (
            lambda g, order, size: np.array(
                [g[b].sum(0) for b in batches(order, size)]
            ),
            "You sum",
        ),
    ],
    "sgd_epoch": [
        (lambda *a: epoch(*a, factor=2), "Twice too far"),
        (lambda *a: epoch(*a, factor=0.5), None),
        (lambda x, y, w, lr, order, size: epoch(x, y, w, lr, order[::-1], size), None),
        (lambda x, y, w, *a: epoch(x, y, 0 * w, *a), None),
        (
            lambda x, y, w, lr, order, n: epoch(
                x, y, w, lr, order[: len(order) - len(order) % n], n
            ),
            "The last batch, which is smaller, is missing",
        ),
        (scaled(lambda own, n, all: own / n), "is divided by batch_size"),
        (scaled(lambda own, n, all: own / all), "the number of all samples"),
        (scaled(lambda own, n, all: own), "You sum over the batch"),
        (scaled(lambda own, n, all: own**0.5), None),
        (
            lambda x, y, w, lr, order, n: epoch(x, y, w, lr, order[:n], n),
            "after the first batch",
        ),
        (
            lambda x, y, w, lr, order, n: epoch(x, y[order], w, lr, sorted(order), n),
            "You shuffle y but not x",
        ),
        (
            lambda x, y, w, lr, order, n: epoch(
                x, y, w, lr, np.random.default_rng(1).permutation(len(x)), n
            ),
            None,
        ),
    ],
    "minibatch_variance": [
        (lambda g, size: variance(g, size, lambda n, b: 1.0), "is missing"),
        (lambda g, size: variance(g, size, lambda n, b: 1 - b / n), "not (N - B) / N"),
        (lambda g, size: variance(g, size) / size, None),
        (lambda g, size: math.sqrt(variance(g, size)), "do not take the root"),
    ],
}
