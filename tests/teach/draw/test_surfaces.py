"""The surfaces: right slopes, true minima, contours and paths where they belong."""

import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from scipy import optimize

from dlnotes.teach.draw import surfaces
from tests.oracles import assert_agrees, finite_differences

ALL = {
    "round": surfaces.quadratic(1),
    "long": surfaces.quadratic(30),
    "rosenbrock": surfaces.rosenbrock,
    "saddle": surfaces.saddle,
    "beale": surfaces.beale,
}
each = pytest.mark.parametrize("surface", ALL.values(), ids=list(ALL))


def points(surface):
    left, right, bottom, top = surface.box
    rng = np.random.default_rng(0)
    return rng.uniform((left, bottom), (right, top), (20, 2))


@each
def test_slope_and_curvature_agree_with_finite_differences(surface):
    for p in points(surface):
        (slope,) = finite_differences(surface.fun, np.array(1.0), p)
        assert_agrees(surface.jac(p), slope, tol=1e-6)
        for axis in np.eye(2):
            (row,) = finite_differences(surface.jac, axis, p)
            assert_agrees(surface.hess(p) @ axis, row, tol=1e-6)


@each
def test_the_minimum_is_one_and_scipy_finds_none_lower(surface):
    minimum = np.array(surface.minimum)
    assert np.array_equal(surface.jac(minimum), np.zeros(2))
    assert np.linalg.eigvalsh(surface.hess(minimum)).min() > 0
    found = optimize.minimize(surface.fun, surface.start, jac=surface.jac, tol=1e-10)
    assert found.fun == pytest.approx(surface.fun(minimum), abs=1e-12)


@each
def test_start_and_minimum_lie_in_the_box_apart(surface):
    left, right, bottom, top = surface.box
    for x, y in (surface.start, surface.minimum):
        assert left < x < right
        assert bottom < y < top
    assert surface.fun(surface.start) > surface.fun(surface.minimum) + 0.1


@each
def test_fun_takes_many_points_at_once(surface):
    many = points(surface)
    one_by_one = [surface.fun(p) for p in many]
    assert_agrees(surface.fun(many.T), np.array(one_by_one), tol=1e-14)


def test_named_surfaces_against_scipy_and_by_hand():
    p = np.array([0.3, -0.7])
    assert surfaces.rosenbrock.fun(p) == pytest.approx(optimize.rosen(p), rel=1e-14)
    assert_agrees(surfaces.rosenbrock.jac(p), optimize.rosen_der(p), tol=1e-14)
    assert surfaces.beale.fun(np.zeros(2)) == 1.5**2 + 2.25**2 + 2.625**2
    assert surfaces.beale.fun(np.array([1.0, 2.0])) == 2.5**2 + 5.25**2 + 9.625**2
    assert surfaces.saddle.jac(np.zeros(2)).tolist() == [0, 0]
    assert np.linalg.eigvalsh(surfaces.saddle.hess(np.zeros(2))).tolist() == [-1, 1]


@pytest.mark.parametrize("condition", [1, 7.5, 100])
def test_condition_is_the_ratio_of_the_curvatures(condition):
    hessian = surfaces.quadratic(condition).hess(np.zeros(2))
    assert np.linalg.cond(hessian) == pytest.approx(condition)


@pytest.mark.parametrize("condition", [0.5, np.nan])
def test_an_impossible_condition_is_refused(condition):
    with pytest.raises(ValueError, match="condition"):
        surfaces.quadratic(condition)


@each
def test_contours_run_at_their_heights_in_the_box(surface):
    ax = Figure().subplots()
    surfaces.contours(ax, surface)
    (lines,) = (c for c in ax.collections if isinstance(c, ContourSet))
    assert np.all(np.diff(lines.levels) > 0)
    for level, line in zip(lines.levels, lines.get_paths(), strict=True):
        off = np.abs(surface.fun(line.vertices.T) - level)
        assert np.median(off) < 0.02 * np.ptp(lines.levels)
    assert (*ax.get_xlim(), *ax.get_ylim()) == surface.box
    (star,) = ax.lines
    assert star.get_xydata().tolist() == [list(surface.minimum)]


def test_a_trail_is_its_path_and_marks_its_start():
    ax = Figure().subplots()
    path = [np.array([0.0, 1.0]), np.array([0.5, 0.5]), np.array([0.6, 0.1])]
    line = surfaces.trail(ax, path, color="red", label="mine")
    assert np.array_equal(line.get_xydata(), path)
    assert (line.get_color(), line.get_label()) == ("red", "mine")
    assert ax.lines[1].get_xydata().tolist() == [[0, 1]]
    assert len(ax.get_legend_handles_labels()[1]) == 1


@pytest.mark.parametrize("lost", [1e9, np.inf, np.nan])
def test_a_trail_ends_before_it_is_lost(lost):
    path = [np.zeros(2), np.ones(2), np.array([0.0, lost]), np.ones(2)]
    line = surfaces.trail(Figure().subplots(), path)
    assert line.get_xydata().tolist() == [[0, 0], [1, 1]]
