"""The published figures as the paper shows them: some with their captions, the others as links."""

import base64
import io
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from PIL import Image

from analysis.drawing.showing import SavedFigure, read_figures, show_figure
from analysis.tables.stored import read_csv
from analysis.text.escaping import escape

PIXELS, COLOURS = 720, 32  # of a small picture: all figures together stay under a megabyte


@dataclass(frozen=True)
class Gallery:
    """Figures that a notebook shows one below the other."""

    figures: tuple

    def _ipython_display_(self) -> None:
        for figure in self.figures:
            figure._ipython_display_()


def show_figures(out: Path | str, names: list[str]) -> Gallery:
    """The figures of the study in folder `out` that have these names; one that was not drawn is left out."""
    drawn = set(read_figures(out)["name"])
    return Gallery(tuple(shrink(show_figure(name, out)) for name in names if name in drawn))


def shrink(figure: SavedFigure) -> SavedFigure:
    """The figure with a small picture; the files in figures/ are the ones to print."""
    picture = Image.open(io.BytesIO(figure.png)).convert("RGB")
    picture.thumbnail((PIXELS, 10 * PIXELS), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        small, "png", optimize=True
    )
    return replace(figure, png=min(small.getvalue(), figure.png, key=len))


def read_rows(name: str, out: Path | str) -> pd.DataFrame:
    """The rows that are drawn in a figure, as stored beside it."""
    rows = read_csv(Path(out) / "figures" / f"{name}.csv")
    return rows.apply(lambda column: column if is_text(column) else pd.to_numeric(column))


def is_text(column: pd.Series) -> bool:
    """Whether a column of a stored table holds anything but numbers."""
    return bool((pd.to_numeric(column, errors="coerce").isna() & column.notna()).any())


def link_figures(out: Path | str, but: list[str] | tuple[str, ...] = ()) -> str:
    """A list in Markdown of the figures not named in `but`: each with its title and its notebook."""
    figures = read_figures(out)
    rows = figures[~figures["name"].isin(but)]
    return "\n".join(
        f"- {link_notebook(row.name, out)}: {escape(row.title)}"
        for row in rows[["name", "title"]].itertuples(index=False, name="Figure")
    )


def link_notebook(figure: str, out: Path | str) -> str:
    """The name of a figure as a link to the notebook that shows it; without a link if none does."""
    for path in sorted((Path(out) / "notebooks").glob("*.ipynb")):
        if f'"figure": "{figure}"' in path.read_text(encoding="utf-8"):
            return f"[{figure}]({path.name})"
    return figure


def encoded_size(gallery: Gallery) -> int:
    """Bytes that the pictures of a gallery take up in a notebook."""
    return sum(len(base64.b64encode(figure.png)) for figure in gallery.figures)
