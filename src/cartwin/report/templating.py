"""Templates of the report: how they are filled, and the style they share."""

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

from cartwin.report.style import css_tokens
from cartwin.report.wording import number, prose, share, spaced


if TYPE_CHECKING:
    from jinja2 import Environment


__all__ = ["fill"]

STYLE = "report.css"


def fill(template: str, *, versions: Mapping[str, str], **content: object) -> str:
    """Return a page of HTML5, to be written as UTF-8.

    Parameters
    ----------
    versions
        Name of a package -> version.
    content
        What the template names, style and versions apart.
    """
    page = _environment().get_template(template)
    told = dict(sorted(versions.items()))
    return page.render(versions=told, style=_style_sheet(), **content)


def _environment() -> "Environment":
    """Return what fills the templates; text is escaped, names must be given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("cartwin.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters = {
        "number": number,
        "share": share,
        "spaced": lambda x: spaced(str(x)),
        "prose": prose,
    }
    environment.filters.update(filters)
    return environment


def _style_sheet() -> str:
    """Return the style sheet with the colours of the visual language."""
    from markupsafe import Markup

    sheet = (files("cartwin.report") / "templates" / STYLE).read_text("utf-8")
    return Markup(f":root {{\n{css_tokens()}\n}}\n{sheet}")  # noqa: S704 - our own files
