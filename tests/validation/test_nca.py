"""The suite `nca`: routes by the names of the files, what it fails, what it refuses."""

import math

import pytest

from cartwin.errors import DataError
from cartwin.validation.nca import nca


RATE, START, DOSE = 0.5, 10.0, 25.0
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0, 6.0)
LEVELS = [START * math.exp(-RATE * t) for t in TIMES]


def trapezoids(first):
    times, levels = (0.0, *TIMES), (first, *LEVELS)
    pairs = zip(times, times[1:], levels, levels[1:], strict=False)
    return sum((b - a) * (c + d) / 2 for a, b, c, d in pairs)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nca").mkdir()
    (tmp_path / "pk").mkdir()
    rows = [f"1,{t},{c}" for t, c in zip(TIMES, LEVELS, strict=True)]
    (tmp_path / "pk" / "indometh.csv").write_text("Subject,time,conc\n" + "\n".join(rows))
    return tmp_path


def write(folder, case, **columns):
    path = folder / "nca" / f"WinNonlin_Final_Parameters_Pivoted_{case}.csv"
    header, row = ",".join(columns), ",".join(str(v) for v in columns.values())
    path.write_text(f"Subject,{header}\n1,{row}\n")


def test_the_name_of_the_file_says_route_and_rule(folder):
    mean = 1 / RATE
    write(folder, "Indometh_Log", C0=START, AUCINF_obs=START / RATE, MRTINF_obs=mean)
    write(folder, "Indometh_Linear", AUClast=trapezoids(START), Vss_obs="")
    write(folder, "Indometh_Linear_Infusion", AUClast=trapezoids(0.0))
    write(folder, "Indometh_Linear_Wrong_Extravascular", AUClast=trapezoids(0.0), Tlag=0)
    verdict = nca(folder)

    assert verdict.failures == ()
    assert verdict.passed == 5
    assert str(nca(folder / "nca")) == str(verdict)
    assert [c.name for c in verdict.checks if "route is doubted" in c.name]


def test_columns_are_found_whatever_their_case(folder):
    samples = folder / "pk" / "indometh.csv"
    samples.write_text(
        samples.read_text().replace("Subject,time,conc", "SUBJECT,Time,CONC")
    )
    write(folder, "Indometh_Linear", auclast=trapezoids(START))
    assert nca(folder).failures == ()

    write(folder, "Indometh_Linear", auclast=1.1 * trapezoids(START))
    assert nca(folder).failed == 1


def test_percent_signs_and_points_name_the_same_column(folder):
    back = 100 * (1 - math.exp(-RATE * 0.25))
    write(folder, "Indometh_Log", **{"AUC_%Back_Ext_obs": back, "AUC_.Back_Ext_pred": back})

    assert nca(folder).failures == ()
    write(folder, "Indometh_Log", **{"AUC_%Back_Ext_obs": back * 1.01})
    assert nca(folder).failed == 1


@pytest.mark.parametrize(("factor", "failed"), [(1.0009, 0), (1.0011, 1), (0.9989, 1)])
def test_a_thousandth_is_allowed_and_no_more(folder, factor, failed):
    write(folder, "Indometh_Log", Cmax=LEVELS[0] * factor)

    assert nca(folder).failed == failed


def test_the_worst_parameter_is_named_and_one_that_we_do_not_give_fails(folder):
    write(folder, "Indometh_Log", Cmax=LEVELS[0], Tlast=7)
    assert "worst at Tlast" in nca(folder).failures[0].detail
    write(folder, "Indometh_Log", Tlag=1.0)
    assert nca(folder).failed == 1


def test_subjects_without_samples_fail(folder):
    write(folder, "Indometh_Log", Cmax=1)
    path = folder / "nca" / "WinNonlin_Final_Parameters_Pivoted_Indometh_Log.csv"
    path.write_text(path.read_text().replace("\n1,", "\n2,"))

    assert "no samples of this subject" in nca(folder).failures[0].detail


def test_unknown_cases_and_missing_files_are_refused(folder):
    with pytest.raises(DataError, match="no file named"):
        nca(folder)
    write(folder, "Indometh_Cubic", Cmax=1)
    with pytest.raises(DataError, match="Indometh_Cubic is not known"):
        nca(folder)


def test_theophylline_agrees_with_winnonlin(reference_data):
    verdict = nca(reference_data)

    assert verdict.passed >= 24
    assert verdict.failures == ()
    assert max(c.deviation for c in verdict.checks) < 1e-6
