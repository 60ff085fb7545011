"""The published figures together, small enough for one notebook, each with its caption."""

import base64
import io
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from PIL import Image

from analysis.showing import read_figures, show_figure
from analysis.tables import read_csv

PIXELS, COLOURS = 720, 32  # of a small picture: all figures together stay under a megabyte


@dataclass(frozen=True)
class Gallery:
    """Figures that a notebook shows one below the other."""

    figures: tuple

    def _ipython_display_(self):
        for figure in self.figures:
            figure._ipython_display_()


def show_figures(out, but=()):
    """All figures of the study in folder `out` in the order of their names, those named in `but` left out."""
    names = [name for name in read_figures(out)["name"] if name not in but]
    return Gallery(tuple(shrink(show_figure(name, out)) for name in names))


def shrink(figure):
    """The figure with a small picture; the files in figures/ are the ones to print."""
    picture = Image.open(io.BytesIO(figure.png)).convert("RGB")
    picture.thumbnail((PIXELS, 10 * PIXELS), Image.LANCZOS)
    small = io.BytesIO()
    picture.quantize(COLOURS, method=Image.MEDIANCUT, dither=Image.Dither.NONE).save(
        small, "png", optimize=True
    )
    return replace(figure, png=min(small.getvalue(), figure.png, key=len))


def list_figures(out):
    """One row per figure: name, title, how many rows are drawn in it, and its kinds of files."""
    figures = read_figures(out)
    folder = Path(out) / "figures"
    n_rows = [len(read_csv(folder / f"{name}.csv")) for name in figures["name"]]
    files = [
        ", ".join(
            sorted(
                path.name.removeprefix(f"{name}.")
                for path in folder.glob(f"{name}.*")
                if path.suffix != ".json"
            )
        )
        for name in figures["name"]
    ]
    return pd.DataFrame(
        {"figure": figures["name"], "title": figures["title"], "n_rows": n_rows, "files": files}
    )


def encoded_size(gallery):
    """Bytes that the pictures of a gallery take up in a notebook."""
    return sum(len(base64.b64encode(figure.png)) for figure in gallery.figures)
