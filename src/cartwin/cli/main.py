"""`cartwin`: the commands, their options and their exit codes.

Exit codes: 0 done, 1 something wrong was found, 2 could not run, 130 interrupted by the
user, 143 terminated (SIGTERM), which stops as gently.
"""

import signal
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from cartwin.cli.bench import bench
from cartwin.cli.disease import disease
from cartwin.cli.model import model_app
from cartwin.cli.rules import grade, rules_app
from cartwin.cli.sensitivity import sensitivity
from cartwin.cli.study import study_app
from cartwin.cli.trial import trial_app
from cartwin.cli.validate import validate
from cartwin.cli.variants import variants_app
from cartwin.errors import CartwinError


__all__ = ["app", "main"]

app = typer.Typer(
    name="cartwin",
    help="One record, one rule book and one twin for CAR-T therapy in autoimmune disease.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(study_app, name="study")
app.add_typer(rules_app, name="rules")
app.add_typer(variants_app, name="variants")
app.add_typer(trial_app, name="trial")
app.add_typer(model_app, name="model")

COULD_NOT_RUN = 2
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM

Seed = Annotated[int, typer.Option(help="Same seed, same numbers.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def main() -> None:
    """Run the command line; errors raised on purpose are shown without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # a terminal without Unicode shows ?, not a crash
            stream.reconfigure(errors="replace")
    terminated = _interrupt_when_terminated()
    try:
        app()
    except SystemExit as left:
        if terminated and left.code == INTERRUPTED:
            sys.exit(TERMINATED)
        raise
    except CartwinError as error:
        typer.echo(str(error), err=True)
    except OSError as error:
        where = error.filename or "a file"
        typer.echo(f"{where}: {error.strerror or error}", err=True)
    else:
        return
    sys.exit(COULD_NOT_RUN)


def _interrupt_when_terminated() -> list[int]:
    """Let SIGTERM do what Ctrl-C does; return a list that then holds the signal.

    Once only: what is kept on the way out is not to be cut short.
    """
    received: list[int] = []

    def interrupt(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_IGN)
        received.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    return received


def _show_version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("cartwin"))
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda value: _show_version(asked=value),
            is_eager=True,
            help="Print the version and stop.",
        ),
    ] = False,
) -> None:
    """One record, one rule book and one twin for CAR-T therapy in autoimmune disease."""


@app.command()
def run(
    study: Annotated[
        str | None, typer.Argument(help="Shipped study, or a study folder.")
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="All published studies, patients counted once.")
    ] = False,
    cohorts: Annotated[int, typer.Option(min=1, help="Virtual cohorts.")] = 500,
    seed: Seed = 20250615,
    out: Annotated[Path | None, typer.Option(help="Folder; NAME-run by default.")] = None,
    as_json: Json = False,
) -> None:
    """Set a published study beside virtual cohorts of its own size; write the report."""
    from cartwin import verbs
    from cartwin.cli import show

    if every == (study is not None):
        msg = "give the name of one study, or --all"
        raise typer.BadParameter(msg, param_hint="STUDY")
    with show.progress() as bar:
        if study is None:
            together = verbs.run_all(cohorts=cohorts, seed=seed, out=out, on_progress=bar)
        else:
            one = verbs.run(study, cohorts=cohorts, seed=seed, out=out, on_progress=bar)
    done, numbers = (together, "overview") if study is None else (one, "comparison")
    if as_json:
        typer.echo((done.folder / f"{numbers}.json").read_text(encoding="utf-8"), nl=False)
        return
    if study is None:
        show.pooled(together.pooled)
    else:
        show.comparison(one.evaluation.comparison)
    typer.echo(f"Report: {done.report}")


@app.command()
def simulate(
    disease: Annotated[str, typer.Argument(help="Disease of the twin, e.g. itp.")],
    *,
    out: Annotated[Path, typer.Option(help="A .parquet or .csv file, or a .study folder.")],
    n: Annotated[int, typer.Option("-n", min=1, help="Virtual patients.")] = 100,
    days: Annotated[float, typer.Option(help="Days of follow-up.")] = 365.0,
    regimen: Annotated[str | None, typer.Option(help="What is given.")] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(help="An arm with a hypothesis, see `variants list`; repeatable."),
    ] = None,
    seed: Seed = 1,
    summary: Annotated[
        bool, typer.Option("--summary", help="Write what they have in common, day by day.")
    ] = False,
    quantiles: Annotated[
        str, typer.Option(help="Levels of the quantiles of a summary.")
    ] = "0.05,0.25,0.5,0.75,0.95",
    rtol: Annotated[
        float | None, typer.Option(help="Tolerance of a step; 1e-6, of a summary 1e-4.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads of a summary; one per core.")
    ] = None,
) -> None:
    """Simulate virtual patients and write what was observed, or a summary."""
    from cartwin import verbs
    from cartwin.cli import show

    if threads is not None and not summary:
        msg = "only a summary can be told how many; give --summary, too"
        raise typer.BadParameter(msg, param_hint="--threads")
    if variant and summary:
        msg = "a summary is of the declared priors; leave out --summary or --variant"
        raise typer.BadParameter(msg, param_hint="--variant")
    wanted: dict[str, Any] = dict(n=n, days=days, seed=seed, out=out)
    wanted |= {} if regimen is None else {"regimen": regimen}
    wanted |= {} if rtol is None else {"rtol": rtol}
    with show.progress() as bar:
        tell = partial(bar, "virtual patients")
        if not summary:
            study = verbs.simulate(
                disease, **wanted, variants=variant or (), on_progress=tell
            )
        else:
            levels = _numbers(quantiles)
            result = verbs.summarise(
                disease, **wanted, quantiles=levels, threads=threads, on_progress=tell
            )
    if summary:
        show.summarised(result, out)
    else:
        show.simulated(study, out)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"{text!r} is no list of numbers, such as 0.05,0.5,0.95"
        raise typer.BadParameter(msg, param_hint="--quantiles") from None


app.command("disease")(disease)
app.command()(grade)
app.command()(validate)
app.command()(sensitivity)
app.command()(bench)
