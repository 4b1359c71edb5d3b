"""The script that changes one thing at a time, and the list of changes nobody can see."""

import tomllib
from pathlib import Path

import pytest


REPOSITORY = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("a < b", {"a <= b"}),
        ("a == b", {"a != b"}),
        ("a in b", {"a not in b"}),
        ("a + b", {"a - b"}),
        ("2 * b", {"2 / b", "3"}),
        ("a & b", {"a | b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("~a", {"a"}),
        ("0.5", {"0.505"}),
        ("0.0", {"1.0"}),
        ("True", {"False"}),
        ("a.min()", {"a.max"}),
        ("any(a)", {"all"}),
        ("'text' + b", set()),
        ("zip(a, strict=True)", set()),
        ("f'{a < b}'", set()),
    ],
)
def test_changes_of_an_expression(script, line, after):
    found = script("mutants").python_mutants(f"x = {line}\n")

    assert {new for _, _, new, _ in found} == after


def test_a_change_of_a_function_names_it_and_leaves_the_rest_alone(script):
    source = (
        "class A:\n    def f(self, n: int | None = 1) -> int:\n        return n  # why\n"
    )

    found = list(script("mutants").python_mutants(source))

    assert [m[:3] for m in found] == [
        ("A.f", "1", "2"),
        ("A.f", "return n", "return None"),
    ]
    assert found[1][3] == source.replace("return n", "return None")


def test_numbers_and_bounds_of_a_file_of_thresholds_are_changed_and_words_are_not(script):
    source = (
        'name = "a-2"\nnotes = [\n  "at most 7",\n]\n\n[items.x]\nmeaning = "5 and more"\n'
        'value = 5\nvalue.grades = ["<LLN", ">=1.5 x ULN"]\nterms = { 1 = 2.0, b = "3" }\n'
    )

    found = {(where, new) for where, _, new, _ in script("mutants").toml_mutants(source)}

    assert found == {
        ("[items.x]", "value = 6"),
        ("[items.x]", 'value.grades = ["<=LLN", ">=1.5 x ULN"]'),
        ("[items.x]", 'value.grades = ["<LLN", ">1.5 x ULN"]'),
        ("[items.x]", 'value.grades = ["<LLN", ">=1.515 x ULN"]'),
        ("[items.x]", 'terms = { 1 = 2.02, b = "3" }'),
    }


def test_every_change_told_to_be_invisible_can_be_made_and_says_why(script):
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    rules = REPOSITORY / "src" / "cartwin" / "rules"
    made = {m.name for m in script("mutants").sample(rules, REPOSITORY, None, 1)}

    assert [m for e in entries for m in e["mutants"] if m not in made] == []
    assert [e for e in entries if len(e["why"]) < 20] == []
