"""The way back drawn: names in order, signs where they belong, the turned kernel."""

from matplotlib.figure import Figure

from dlnotes.teach.draw.way_back import signs, turned


def words(ax):
    """Return what stands in a drawing, row by row from the left, without arrows."""

    def place(text):
        x, y = text.get_position()
        return -round(y), x  # what an arrow says stands a little above it

    texts = sorted(ax.texts, key=place)
    said = [text.get_text().split("\n")[0] for text in texts]
    return [word for word in said if word not in ("", "→")]


NAMES = ["image", "kernel 1", "map", "kernel 2", "output", "loss"]


def test_signs_change_at_kernel_2_and_stay():
    ax = Figure().subplots()
    signs(ax, {"true": ("-", "turned", "+"), "try": ("--", "as it is", "−")})
    said = words(ax)
    assert said[:6] == NAMES
    assert said[6:] == [
        *("true", "+ dw", "+ dx", "turned", "+ dy"),
        *("try", "− dw", "− dx", "as it is", "+ dy"),
    ]
    dashes = [
        t.arrow_patch.get_linestyle() for t in ax.texts if hasattr(t, "arrow_patch")
    ]
    assert dashes == ["-", "-", "--", "--"]


def test_the_turned_kernel_gives_the_sums_of_the_stamps():
    axes = Figure().subplots(1, 3)
    turned(axes, [5, 7, 2, 3], [1, 3], [2, 4, 8])
    left, right, sums = (words_by_row(ax) for ax in axes)
    assert left == ["5723", *(f"13$y_{i}$" for i in range(3))]
    assert right == ["02480", *(f"31$x_{i}$" for i in range(4))]
    assert sums == ["2", "10", "20", "24"]


def words_by_row(ax):
    """Return the numbers of each row of cells."""
    rows = {}
    for text in ax.texts:
        rows.setdefault(text.get_position()[1], []).append(text.get_text())
    return ["".join(row) for _, row in sorted(rows.items())]
