"""`cartwin study`: list, start, fill, show and check studies."""

from pathlib import Path
from typing import Annotated

import typer

from cartwin.cli.options import Json
from cartwin.cli.validate import FOUND_SOMETHING


__all__ = ["study_app"]

study_app = typer.Typer(
    help="List, start, fill, show and check studies.", no_args_is_help=True
)

Named = Annotated[str, typer.Argument(help="Name or folder.")]


@study_app.command("list")
def list_studies(
    *,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Those that no typical value was tuned to.")
    ] = False,
) -> None:
    """List the published studies that come with cartwin."""
    from cartwin.cli import overview
    from cartwin.study import held_out_studies, open_study, published_studies

    names = held_out_studies() if held_out else published_studies()
    overview.listed(open_study(name) for name in names)


@study_app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make, by custom NAME.study.")],
    *,
    disease: Annotated[str, typer.Option(help="itp, aha, sle, ssc or iim.")],
    name: Annotated[
        str | None, typer.Option(help="Short name; that of the folder.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="One line for people.")] = None,
    as_json: Json = False,
) -> None:
    """Write a small valid study to fill: example patient, protocol, README and forms."""
    from cartwin.cli import overview
    from cartwin.study import new_study

    made = new_study(folder, disease=disease, name=name, title=title)
    overview.started(made, folder, as_json=as_json)


@study_app.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="A CSV, Excel or Parquet file.")],
    *,
    into: Annotated[Path, typer.Option(help="Study folder that the rows join.")],
    mapping: Annotated[
        Path | None, typer.Option(help="TOML: how the columns are those of the record.")
    ] = None,
    table: Annotated[
        str | None, typer.Option(help="Table of the record, where it is not told.")
    ] = None,
    valid_rows: Annotated[
        bool,
        typer.Option("--valid-rows", help="Take in what is right; hold back the rest."),
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would change; write nothing.")
    ] = False,
    fix: Annotated[
        Path | None, typer.Option(help="Write the rows held back, with what is wrong.")
    ] = None,
    mapping_out: Annotated[
        Path | None, typer.Option(help="Write how the file was read, to edit and reuse.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a file into a study, a verdict on each row; exit 1 if any is held back."""
    from datetime import UTC, datetime

    from cartwin import verbs
    from cartwin.cli import reading

    result = verbs.read_into(
        into,
        file,
        mapping=mapping,
        table=table,
        mode="valid-rows" if valid_rows else "atomic",
        dry=preview,
        fix=fix,
        mapping_out=mapping_out,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if as_json:
        typer.echo(reading.as_json(result))
    else:
        reading.read(result, into, preview=preview, fix=fix)
    if not result.intake.is_clean:
        raise typer.Exit(FOUND_SOMETHING)


@study_app.command("show")
def show_study(
    study: Named,
    *,
    patient: Annotated[str | None, typer.Option(help="Show one patient only.")] = None,
    today: Annotated[
        str | None, typer.Option(help="Date by which visits are due; the record's latest.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show patients and spans, what is missing and overdue, and what can be answered."""
    from cartwin.cli import overview
    from cartwin.study import look_over, open_study

    opened = open_study(study)
    seen = look_over(opened, patient=patient, today=today)
    if as_json:
        typer.echo(overview.as_json(opened, seen))
        return
    overview.overview(opened, seen, every_visit=patient is not None)


@study_app.command("check")
def check_study(study: Named) -> None:
    """Check a study against its schema and itself; exit 1 if something is wrong."""
    from cartwin import study as record

    problems = record.check_study(record.open_study(study))
    for problem in problems:
        typer.echo(problem)
    typer.echo(
        f"{study}: {len(problems)} problem{'' if len(problems) == 1 else 's'} found."
    )
    if problems:
        raise typer.Exit(FOUND_SOMETHING)
