"""`cartwin rules` and `cartwin grade`: the published rules, and one over a record."""

from pathlib import Path
from typing import Annotated

import typer


__all__ = ["grade", "rules_app"]

rules_app = typer.Typer(help="The published rules and their sources.", no_args_is_help=True)


@rules_app.command("list")
def list_rules() -> None:
    """List the rules and the criteria behind them, with version and certainty."""
    from cartwin.cli import rulebook

    rulebook.rules()


@rules_app.command("show")
def show_rule(
    rule: Annotated[str, typer.Argument(help="Name of a rule or of a criterion.")],
) -> None:
    """Show the thresholds of one rule, with their source and certainty."""
    from cartwin.cli import rulebook

    rulebook.rule(rule)


def grade(
    rule: Annotated[str, typer.Argument(help="Name of the rule; see `rules list`.")],
    source: Annotated[
        str, typer.Argument(help="A study, or a file with the table the rule reads.")
    ],
    *,
    out: Annotated[Path | None, typer.Option(help="A .csv or .parquet file.")] = None,
    disease: Annotated[
        str, typer.Option(help="Disease of the patients of a file, e.g. itp.")
    ] = "",
    option: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, as `rules show` lists them; repeatable."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the rows as JSON.")
    ] = False,
) -> None:
    """Apply one rule to every patient; what cannot be graded says why."""
    from cartwin import verbs
    from cartwin.cli import rulebook

    wanted = rulebook.pairs(rule, option or [])
    result = verbs.grade(rule, source, out=out, disease=disease, options=wanted)
    if as_json:
        typer.echo(result.write_json())
    else:
        rulebook.graded(rule, result, out)
