"""Show the examples of a docstring's text as code on the API pages.

Our docstrings give a one-line example right after the first sentence, as a doctest without
a heading. Markdown would read its `>>>` as a quotation; this sets it in a code fence. The
examples within a section of their own are recognised without help.
"""

from typing import Any

from griffe import Extension, Object


class DoctestFences(Extension):
    """Fences doctests that stand before the first section of a docstring."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rewrite the docstring of one object."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(docstring: str) -> str:
    """Return the docstring with the doctests of its text in fences."""
    paragraphs = docstring.split("\n\n")
    for i, paragraph in enumerate(paragraphs):
        if "\n---" in paragraph:
            break
        if paragraph.startswith(">>> "):
            paragraphs[i] = f"```pycon\n{paragraph}\n```"
    return "\n\n".join(paragraphs)
