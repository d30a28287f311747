"""A best value at the edge of its grid is named, and excused only with a reason."""

import pytest

from tools.choice import find_edges, split_choice

RATES = [0.1, 1.0, 10.0]
CHOICE = {"parameter": "rate", "metric": "validation"}


@pytest.fixture
def find(tmp_path):
    """Return what is found for scores of two nets at three rates, seed by seed."""
    script = tmp_path / "area.py"

    def find_in(choice, plain, deep):
        script.write_text(f"SEEDS = range(2)\nCHOOSE = {choice!r}\n")
        runs = [
            {"seed": s, "net": net, "rate": rate, "seconds": 0, "result": result}
            for net, scores in {"plain": plain, "deep": deep}.items()
            for rate, score in zip(RATES, scores, strict=True)
            for s in (0, 1)
            for result in [{"validation": score, "test": -RATES.index(rate)}]
        ]
        record = {
            "script_sha256": "",
            "config": {"net": ["plain", "deep"], "rate": RATES},
            "seeds": [0, 1],
            "versions": {},
            "machine": {},
            "seconds": 0,
            "runs": runs,
        }
        return find_edges(script, record)

    return find_in


def test_a_best_value_inside_the_grid_is_well_chosen(find):
    assert find(CHOICE, [1, 3, 2], [2, 3, 1]) == []


@pytest.mark.parametrize(("scores", "best"), [([3, 2, 1], 0.1), ([1, 2, 3], 10.0)])
def test_an_edge_is_named_with_its_case(find, scores, best):
    (complaint,) = find(CHOICE, [1, 3, 2], scores)
    assert complaint.startswith(f"{{'net': 'deep'}}: the best rate is {best}, at the")
    assert f"edge of those tried, {RATES}" in complaint


def test_what_diverged_is_worst(find):
    assert find(CHOICE, [1, 3, 2], [1, 2, None]) == []


def test_nothing_can_be_chosen_where_every_run_diverged(find):
    (complaint,) = find(CHOICE, [1, 3, 2], [None, None, None])
    assert "{'net': 'deep'}: no run" in complaint


def test_less_may_be_better(find):
    assert find({**CHOICE, "largest": False}, [3, 1, 2], [3, 1, 2]) == []
    assert len(find({**CHOICE, "largest": False}, [1, 3, 2], [3, 2, 1])) == 2


def test_of_a_list_the_last_decides(find):
    inside, edge = [[0, 1], [0, 3], [9, 2]], [[9, 1], [0, 2], [0, 3]]
    assert len(find(CHOICE, inside, inside)) == 0
    assert len(find(CHOICE, inside, edge)) == 1


def test_only_the_metric_that_is_named_decides(find):
    assert len(find({**CHOICE, "metric": "test"}, [1, 3, 2], [1, 3, 2])) == 2


def test_an_edge_is_excused_with_a_reason_for_its_cases_alone(find):
    excuse = {"net": "deep", "because": "it diverges"}
    choice = {**CHOICE, "edges": [excuse]}
    assert find(choice, [1, 3, 2], [1, 2, 3]) == []
    (complaint,) = find(choice, [1, 2, 3], [1, 2, 3])
    assert complaint.startswith("{'net': 'plain'}")
    assert find({**CHOICE, "edges": [{"because": "why"}]}, [1, 2, 3], [1, 2, 3]) == []


def test_an_idle_excuse_is_named(find):
    choice = {**CHOICE, "edges": [{"net": "deep", "because": "it diverges"}]}
    assert find(choice, [1, 3, 2], [1, 3, 2]) == [
        "{'net': 'deep'}: excused, but at no edge"
    ]


@pytest.mark.parametrize(
    ("choice", "complaint"),
    [
        ({"parameter": "rate"}, "expected some of"),
        ({**CHOICE, "smallest": True}, "expected some of"),
        ({**CHOICE, "parameter": "speed"}, "no parameter 'speed'"),
        ({**CHOICE, "edges": [{"net": "deep"}]}, "because"),
        ({**CHOICE, "edges": [{"net": "deep", "because": ""}]}, "because"),
        ({**CHOICE, "edges": [{"mesh": 1, "because": "so"}]}, "because"),
    ],
)
def test_a_wrong_choice_is_refused(find, choice, complaint):
    with pytest.raises(ValueError, match=complaint):
        find(choice, [1, 3, 2], [1, 3, 2])


def test_the_statement_is_apart_from_what_runs():
    statement = "CHOOSE = {\n    'parameter': 'a',  # why\n    'metric': 'b',\n}\n"
    rest, choice = split_choice(f"A = 1\n{statement}B = 2\n")
    assert rest == "A = 1\nB = 2\n"
    assert choice == {"parameter": "a", "metric": "b"}
    assert split_choice("# no CHOOSE\n") == ("# no CHOOSE\n", None)


def test_no_run_may_read_it():
    with pytest.raises(ValueError, match="no run may read it"):
        split_choice("CHOOSE = {}\ndef run():\n    return CHOOSE\n")


def test_a_script_without_a_choice_has_no_edge(tmp_path):
    script = tmp_path / "area.py"
    script.write_text("SEEDS = [0]\n")
    assert find_edges(script, {}) == []
