import numpy as np

from dlnotes.unsupervised import zca_matrix, zca_whiten
from tests.oracles import assert_agrees
from tests.unsupervised.oracles import spread


def test_by_hand():
    x = np.array([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])  # variances 3
    assert_agrees(zca_matrix(x, eps=1.0), np.eye(2) / 2)


def test_is_the_symmetric_root_that_whitens():
    x = spread((40, 4), seed=5, mean=3.0)
    root, centred = zca_matrix(x, eps=0), x - x.mean(axis=0)
    assert_agrees(root, root.T)
    assert_agrees(centred @ root, zca_whiten(x, eps=0))
    assert np.allclose(root @ np.cov(x, rowvar=False) @ root, np.eye(4), atol=1e-10)
