"""Right and wrong solutions of the exercises on interleaved and learned groups."""

import numpy as np
import torch
import torch.nn.functional as F


def by_reshape(x, groups, *, back=False):
    n, c = x.shape[:2]
    table = (c // groups, groups) if back else (groups, c // groups)
    return x.reshape(n, *table, *x.shape[2:]).swapaxes(1, 2).reshape(x.shape)


def by_torch(x, groups, *, back=False):
    groups = x.shape[1] // groups if back else groups
    return F.channel_shuffle(torch.tensor(np.array(x)), groups).numpy()


def by_paths(primary, secondary):
    """Each pair of channels has one path: from (l, m) through (l, n) to (k, n)."""
    L, M = primary.shape[:2]
    kernel = np.einsum("lnm,nkl->knlm", primary, secondary)
    return kernel.reshape(L * M, L * M)


def by_columns(primary, secondary):
    """The matrix, column by column: what it makes of each unit vector."""
    L, M = primary.shape[:2]
    columns = []
    for unit in np.eye(L * M, dtype=primary.dtype):
        first = np.einsum("lnm,lm->nl", primary, unit.reshape(L, M))
        second = np.einsum("nkl,nl->nk", secondary, first)
        columns.append(second.T.ravel())
    return np.stack(columns, 1)


def in_loops(weight, groups, keep):
    index, kept = [], []
    for g in range(groups):
        own = weight[g::groups]
        sizes = np.abs(own).sum(0)
        best = sorted(sorted(range(len(sizes)), key=lambda i: (-sizes[i], i))[:keep])
        index += best
        kept.append(own[:, best])
    return np.array(index), np.concatenate(kept)


def by_topk(weight, groups, keep):
    w = torch.tensor(np.array(weight))
    cut = w.reshape(-1, groups, w.shape[1])  # filter k·G + g is [k, g]
    best = cut.abs().sum(0).topk(keep).indices.sort(1).values  # (G, keep)
    kept = torch.cat([cut[:, g, best[g]] for g in range(groups)])
    return best.flatten().numpy(), kept.numpy()


RIGHT = {
    "interleave": [by_reshape, by_torch],
    "composed_kernel": [by_paths, by_columns],
    "condense": [in_loops, by_topk],
}

WRONG = {
    "interleave": [
        (
            lambda x, groups, *, back=False: by_torch(x, groups, back=not back),
            "way back",
        ),
        (lambda x, groups, *, back=False: by_torch(x, groups), "there once more"),
        (lambda x, groups, *, back=False: np.array(x), "Nothing moves"),
        (lambda x, groups, *, back=False: 2 * by_reshape(x, groups, back=back), None),
    ],
    "composed_kernel": [
        (lambda p, s: by_paths(p, s).T, "transposed"),
        (lambda p, s: by_columns(p.swapaxes(1, 2), s.swapaxes(1, 2)), "Each block"),
        (
            lambda p, s: np.kron(np.eye(len(p), dtype=p.dtype), p.sum(0)),
            None,
        ),
    ],
    "condense": [
        (
            lambda w, g, keep: (in_loops(w**2, g, keep)[0], in_loops(w, g, keep)[1]),
            "squares",
        ),
        (lambda w, g, keep: in_loops(w, g, keep)[::-1], None),
        (
            lambda w, g, keep: in_loops(
                w.reshape(g, -1, w.shape[1]).swapaxes(0, 1).reshape(w.shape), g, keep
            ),
            "stand together",
        ),
    ],
}
