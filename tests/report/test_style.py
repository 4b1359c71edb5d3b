"""Colours can be told apart and read; numbers are written as people read them."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from cartwin.report.style import TOKENS, TimeAxis, css_tokens
from cartwin.report.wording import join_words, number, prose, share, spaced, tidy


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return float(np.dot([0.2126, 0.7152, 0.0722], list(linear)))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "paper"),
    [
        *((t, "surface") for t in ("ink", "ink-2", "ink-3", "published", "virtual")),
        *((t, "surface") for t in ("treat", "attention")),
        ("ink-2", "attention-soft"),
        ("published", "attention-soft"),
        ("attention", "attention-soft"),
        ("virtual", "attention-soft"),
        *((f"g{g}-ink", f"g{g}") for g in range(6)),
    ],
)
def test_text_can_be_read_on_its_paper(text, paper, theme):
    assert contrast(TOKENS[text][theme], TOKENS[paper][theme]) >= 4.5


def test_grades_grow_darker_with_every_grade():
    light = [luminance(TOKENS[f"g{g}"][0]) for g in range(6)]

    assert light == sorted(light, reverse=True)


def test_the_page_gets_the_colours_of_the_figures(page):
    for line in css_tokens().splitlines():
        assert line in page


@given(st.floats(-8, 487))
def test_a_stretched_axis_can_be_read_back(day):
    axis = TimeAxis((-8.0, 35.0, 487.0), (0.0, 0.46, 1.0), ())

    assert axis.day(axis.place(np.array([day])))[0] == pytest.approx(day, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("44 10⁹/L (6 to 226)", "44_×_10⁹/L (6_to_226)"),
        ("about 10 d", "about 10_days"),
        ("12.5 a (8 to 25)", "12.5_years (8_to_25)"),
        ("never d (11 to never)", "never (11_to_never)"),
        ("– 10⁹/L (– to –)", "–_×_10⁹/L (–_to_–)"),
        ("3 of 4 (1 to 4)", "3 of 4 (1_to_4)"),
        ("about 1 ×", "about 1‑fold"),
    ],
)
def test_units_are_written_out(text, expected):
    assert tidy(text).replace("\u00a0", "_") == expected


def test_sentences_keep_their_words():
    text = "CR of IWG 2009; day 270 a week after; S004-24 at d 30"

    assert prose(text) == text


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_is_printed_as_code(x):
    assert not any(word in number(x) for word in ("nan", "inf", "-"))


def test_a_share_is_never_rounded_to_nothing_or_all():
    assert [share(x) for x in (0, 0.0004, 0.5, 0.9996, 1)] == [
        "0 %",
        "< 0.1 %",
        "50 %",
        "> 99.9 %",
        "100 %",
    ]


def test_lists_and_thousands():
    assert join_words(["one"]) == "one"
    assert join_words([]) == ""
    assert spaced("2000 of 350000 in 2.12345").replace("\u202f", "_") == (
        "2_000 of 350_000 in 2.12345"
    )
