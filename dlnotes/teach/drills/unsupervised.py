"""Drills on unsupervised learning: k-means by hand, variance kept and lost."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import Array
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several
from dlnotes.unsupervised import (
    PCA,
    KMeans,
    KMedians,
    MiniBatchKMeans,
    kmeans_plusplus_probabilities,
    lloyd_step,
    zca_whiten,
)


def moved_centre(rng: Generator) -> Drill:
    """Ask where a centre goes in a round."""
    near, far = sorted(several(rng, 2, 0, 9)), sorted(several(rng, 3, 20, 40))
    _, centres = lloyd_step(_column(near + far), _column([0, 30]))
    which, members = choose(rng, (0, near), (1, far))
    return ask(
        "kmeans",
        f"Samples {listed(near + far)}, centres at 0 and 30. Where is the "
        f"{('first', 'second')[which]} centre after one round of k-means?",
        centres[which, 0],
        f"It gets {listed(members)}, and moves to their mean.",
    )


def inertia(rng: Generator) -> Drill:
    """Ask for the objective of a clustering."""
    first, second = between(rng, 0, 6), between(rng, 30, 40)
    apart = [2 * between(rng, 1, 5), 2 * between(rng, 1, 5)]
    samples = [first, first + apart[0], second, second + apart[1]]
    centres = [first + apart[0] // 2, second + apart[1] // 2]
    found = KMeans(2, init=_column(centres)).fit(_column(samples))
    return ask(
        "kmeans",
        f"The clusters are {samples[0]}, {samples[1]} and {samples[2]}, {samples[3]}; "
        "the centres are the means. What is the inertia, the sum of squared distances?",
        found.inertia_,
        rf"$2\cdot{apart[0] // 2}^2 + 2\cdot{apart[1] // 2}^2$.",
    )


def next_centre(rng: Generator) -> Drill:
    """Ask how probable a next centre is."""
    samples = [0, *sorted(several(rng, 3, 1, 10))]
    which = between(rng, 1, 3)
    chances = kmeans_plusplus_probabilities(_column(samples), _column([0]))
    squares = " + ".join(f"{sample}^2" for sample in samples[1:])
    return ask(
        "kmeans",
        f"Samples {listed(samples)}; the first centre is 0. With which probability "
        f"does k-means++ choose {samples[which]} next?",
        chances[which],
        f"${samples[which]}^2/({squares})$.",
    )


def median_centre(rng: Generator) -> Drill:
    """Ask where absolute differences put a centre."""
    samples = [*several(rng, 4, 0, 12), between(rng, 30, 99)]
    centre = KMedians(1).fit(_column(samples)).cluster_centers_
    return ask(
        "kmeans",
        f"Samples {listed(samples)}. Which centre has the least sum of absolute "
        "differences?",
        centre[0, 0],
        f"The median, the middle one of {listed(sorted(samples))}.",
    )


def centre_of_mini_batches(rng: Generator) -> Drill:
    """Ask where a mini-batch moves a centre."""
    centre, count = between(rng, 1, 9), between(rng, 2, 6)
    batch = several(rng, 2, 10, 20)
    found = MiniBatchKMeans(1, init=_column([centre]))
    found.partial_fit(_column([centre] * count)).partial_fit(_column(batch))
    return ask(
        "kmeans",
        f"In mini-batch k-means a centre at {centre} has gathered {count} samples. A "
        f"batch gives it {batch[0]} and {batch[1]}. Where does it move?",
        found.cluster_centers_[0, 0],
        rf"$({count}\cdot{centre} + {batch[0]} + {batch[1]})/({count} + 2)$.",
    )


def palette_size(rng: Generator) -> Drill:
    """Ask what a palette saves."""
    bits = between(rng, 1, 7)
    return ask(
        "kmeans",
        f"A photo of 24 bits a pixel is stored with a palette of {2**bits} colours, "
        "and each pixel as the number of its colour. By which factor does it shrink, "
        "the palette not counted?",
        24 / np.log2(2**bits),
        rf"$24/{bits}$, since ${2**bits} = 2^{bits}$.",
        unit="times",
    )


def variance_along_a_line(rng: Generator) -> Drill:
    """Ask for the variance along the first component."""
    legs = choose(rng, (1, 1), (1, 2), (3, 4), (2, 1))
    scale = between(rng, 1, 4)
    samples = [(scale * k * legs[0], scale * k * legs[1]) for k in range(3)]
    found = PCA(1).fit(np.array(samples, float))
    length = f"{(scale * legs[0]) ** 2} + {(scale * legs[1]) ** 2}"
    return ask(
        "pca",
        f"The samples {samples[0]}, {samples[1]}, {samples[2]}. What is the variance "
        "along the first component, with the divisor N − 1?",
        found.explained_variance_[0],
        f"They stand at $-d$, 0 and $d$ along a line, with $d^2 = {length}$; "
        "$(d^2 + 0 + d^2)/2$.",
    )


def share_kept(rng: Generator) -> Drill:
    """Ask what share of the variance is kept."""
    variances = sorted(several(rng, 4, 1, 20), reverse=True)
    kept = between(rng, 2, 3)
    found = PCA(kept).fit(_spread(variances))
    return ask(
        "pca",
        f"The variances along the components are {listed(variances)}. Which "
        f"percentage of the variance do {kept} components keep?",
        100 * found.explained_variance_ratio_.sum(),
        rf"$100\,({'+'.join(map(str, variances[:kept]))})/{sum(variances)}$.",
        unit="%",
    )


def components_needed(rng: Generator) -> Drill:
    """Ask how many components keep enough."""
    variances = sorted(several(rng, 5, 1, 20), reverse=True)
    wanted = choose(rng, 61, 77, 83, 91)
    kept = PCA(wanted / 100).fit(_spread(variances)).n_components_
    shares = 100 * np.cumsum(variances) / np.sum(variances)
    told = ", ".join(f"{share:.1f}" for share in shares)
    return ask(
        "pca",
        f"The variances along the components are {listed(variances)}. How many "
        f"components keep at least {wanted} %?",
        kept,
        f"One after the other they bring it to {told} percent.",
        unit="components",
    )


def error_of_the_dropped(rng: Generator) -> Drill:
    """Ask what error is made by dropping components."""
    variances = sorted(several(rng, 3, 1, 9), reverse=True)
    x = _spread(variances)
    pca = PCA(1).fit(x)
    left = np.sum((x - pca.inverse_transform(pca.transform(x))) ** 2)
    return ask(
        "pca",
        f"{len(x)} samples have the variances {listed(variances)} along the "
        "components, with the divisor N − 1. One component is kept. What is the sum of "
        "squared errors over all samples?",
        left,
        rf"$({len(x)} - 1)\,({variances[1]} + {variances[2]})$: what was dropped.",
    )


def directions_with_variance(rng: Generator) -> Drill:
    """Ask how many components have a variance."""
    samples, features = between(rng, 3, 9), choose(rng, 4, 6, 20, 100)
    x = np.random.default_rng(0).normal(size=(samples, features))
    found = PCA(solver="svd").fit(x).explained_variance_
    return ask(
        "pca",
        f"{samples} samples in general position have {features} features. Along how "
        "many components is the variance not zero?",
        np.sum(found > 1e-9),
        f"The lesser of {features} and ${samples} - 1$: centring ties the samples "
        "together.",
        unit="components",
    )


def whitened_variance(rng: Generator) -> Drill:
    """Ask what variance eps leaves."""
    variance, eps = between(rng, 1, 9), choose(rng, 0.1, 0.5, 1, 3)
    x = _column([-1, 0, 1]) * np.sqrt(variance)
    white = zca_whiten(x, eps=float(eps))
    return ask(
        "pca",
        f"ZCA whitening with eps {eps}. Which variance is left along a direction that "
        f"had the variance {variance}?",
        np.var(white, ddof=1),
        f"${variance}/({variance} + {eps})$.",
    )


def _column(samples: list[int]) -> Array:
    return np.array(samples, float)[:, None]


def _spread(variances: list[int]) -> Array:
    """Return samples along axes whose variances, with N - 1, are these."""
    count = 2 * len(variances)
    axes = np.eye(len(variances)) * np.sqrt(np.array(variances) * (count - 1) / 2)
    return np.concatenate([axes, -axes])
