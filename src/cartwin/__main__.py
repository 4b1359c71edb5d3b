"""`python -m cartwin` is the command line."""

from cartwin.cli import main


if __name__ == "__main__":
    main()
