"""style(): one look, and bytes that depend on the figure alone."""

import io
import subprocess
import sys

import matplotlib
import pytest
from matplotlib import pyplot as plt

from dlnotes.teach.style import COLORS, style


@pytest.fixture(autouse=True)
def _own_settings():
    with matplotlib.rc_context():
        yield
    plt.close("all")


def as_svg():
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], label="a")
    axes.plot([0, 1], [1, 0], label="b")
    axes.set_xlabel("time (s)")
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def test_the_same_figure_gives_the_same_bytes():
    style()
    assert as_svg() == as_svg()


def test_text_stays_text_on_a_transparent_ground():
    style()
    svg = as_svg()
    assert ">time (s)</text>" in svg
    assert "#ffffff" not in svg


def test_lines_differ_in_colour_and_in_dashes():
    style()
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert len(set(cycle["color"])) == len(cycle["color"]) == 6
    assert len(set(map(str, cycle["linestyle"]))) == 6
    assert cycle["color"][0] == COLORS.input


def test_roles_are_okabe_and_itos_colours():
    roles = (COLORS.input, COLORS.kernel, COLORS.output)
    assert roles == ("#0072B2", "#E69F00", "#009E73")


def test_a_notebook_shows_svg_without_a_date():
    code = (
        "from ipykernel.inprocess.manager import InProcessKernelManager\n"
        "manager = InProcessKernelManager()\n"
        "manager.start_kernel()\n"
        "shell = manager.kernel.shell\n"
        "import matplotlib\n"
        "matplotlib.use('module://matplotlib_inline.backend_inline')\n"
        "from dlnotes.teach.style import style\n"
        "style()\n"
        "from matplotlib import pyplot as plt\n"
        "figure, axes = plt.subplots()\n"
        "svg = shell.display_formatter.format(figure)[0]['image/svg+xml']\n"
        "assert '<svg' in svg and 'dc:date' not in svg\n"
        "assert 'image/png' not in shell.display_formatter.format(figure)[0]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_style_works_where_ipython_was_never_imported():
    code = (
        "import sys\nsys.modules['IPython'] = None\n"
        "from dlnotes.teach.style import style\ndel sys.modules['IPython']\nstyle()\n"
        "assert 'IPython' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
