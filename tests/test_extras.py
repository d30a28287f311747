"""A missing package names the extra that brings it."""

import pytest

from dlnotes._extras import needs


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
