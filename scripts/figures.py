"""Draw the figures of the pages on diseases anew: scenarios and mechanisms.

Type `python scripts/figures.py [CODE ...]`; every disease by default.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cartwin.report import draw_mechanism, write_scenarios
from cartwin.twin import DISEASES, stage_scenarios


FOLDER = Path(__file__).parents[1] / "docs" / "figures"
ADULTS, SEED = 100, 1  # those of the command
COLOURS = 96  # enough for a drawing; keeps the files small


def draw(disease: str) -> None:
    """Write the two figures of a disease."""
    staged = stage_scenarios(disease, n=ADULTS, seed=SEED)
    with TemporaryDirectory() as folder:
        picture, _ = write_scenarios(disease, staged, Path(folder) / disease)
        shrink(picture, FOLDER / f"disease-{disease}.png")
    draw_mechanism(disease, FOLDER / f"mechanism-{disease}.svg")


def shrink(picture: Path, target: Path) -> None:
    """Write a picture with few colours."""
    from PIL import Image

    with Image.open(picture) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


def main(arguments: Sequence[str]) -> None:
    """Draw the figures of some diseases, of all by default."""
    for disease in arguments or DISEASES:
        draw(disease)
        print(f"drawn: {disease}")


if __name__ == "__main__":
    main(sys.argv[1:])
