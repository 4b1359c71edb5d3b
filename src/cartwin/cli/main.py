"""`cartwin`: the commands, their options and their exit codes.

Exit codes: 0 done, 1 something wrong was found, 2 could not run, 130 interrupted by the
user, 143 terminated (SIGTERM), which stops as gently.
"""

import signal
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from cartwin.cli.bench import bench
from cartwin.cli.disease import disease
from cartwin.cli.model import model_app
from cartwin.cli.rules import grade, rules_app
from cartwin.cli.run import run
from cartwin.cli.sensitivity import sensitivity
from cartwin.cli.simulate import simulate
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


app.command()(run)
app.command()(simulate)
app.command()(disease)
app.command()(grade)
app.command()(validate)
app.command()(sensitivity)
app.command()(bench)
