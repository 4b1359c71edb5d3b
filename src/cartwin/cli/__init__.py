"""The command line: one face of the verbs, no logic of its own."""

from cartwin.cli.main import main


__all__ = ["main"]
