"""
Figures that were saved, shown again: in a notebook, on a page.

What is shown comes from the files beside the picture, so that caption and alt text are
the same everywhere. All words are escaped here.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from analysis.text.escaping import escape, escape_attribute

PHONE = ".phone"  # in the name of a drawing made for a narrow screen
FORMS = ("svg", "pdf", "png", "csv")  # in which a figure is there to be downloaded
PACKED_FROM = 5_000_000  # bytes of the rows of a figure: such a file is packed on a site
NARROW = 600  # pixels: screens up to this width get it


@dataclass(frozen=True)
class SavedFigure:
    """A figure as saved; a notebook shows its picture, its caption and its description."""

    name: str
    title: str
    caption: str
    alt: str
    width: float  # inches
    height: float
    png: bytes

    def _ipython_display_(self) -> None:
        from IPython.display import display

        # `alt` is where nbconvert looks for the text that stands for the picture;
        # JupyterLab shows none, so that the caption below offers it to be read.
        display(
            {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt},
            metadata={
                "image/png": {"alt": self.alt, "width": round(96 * self.width)},
                "figure": self.name,
            },
            raw=True,
        )
        display(
            {"text/html": caption_html(self), "text/plain": self.caption},
            metadata={"figure_caption": self.name},
            raw=True,
        )


def caption_html(about: SavedFigure) -> str:
    """The caption, and the description of the picture to be opened."""
    return (
        f'<p class="study-caption"><strong>Figure {escape(about.name)}.</strong> '
        f'{escape(about.caption)}</p>\n<details class="study-alt"><summary>What the figure '
        f"shows, in words</summary><p>{escape(about.alt)}</p></details>"
    )


def show_figure(name: str, out: Path | str) -> SavedFigure:
    """A figure saved earlier in folder `out`, to be shown again as the last line of a cell."""
    path = Path(out) / "figures" / f"{name}.png"
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return SavedFigure(**about, png=path.read_bytes())


def read_figures(out: Path | str) -> pd.DataFrame:
    """The figures in folder `out`, one row each; `notebook` is the number of the one that drew it."""
    files = sorted((Path(out) / "figures").glob("*.json"))
    rows = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    table = pd.DataFrame(rows, columns=["name", "title", "caption", "alt", "width", "height"])
    return table.assign(notebook=table["name"].astype("str").str[:2])


def list_forms(name: str, out: Path) -> list[tuple[str, str]]:
    """(form, ending of its file on a site) of each form that a figure has."""
    path = Path(out) / "figures" / f"{name}.csv"
    is_packed = path.exists() and path.stat().st_size >= PACKED_FROM
    return [(form, "csv.gz" if is_packed and form == "csv" else form) for form in FORMS]


def figure_html(name: str, out: Path, folder: str) -> str:
    """
    A saved figure as HTML for a page from which its files stand in `folder`.

    A phone gets the drawing made for it.
    """
    about = show_figure(name, out)
    base = quote(f"{folder}{name}")
    links = " · ".join(
        f'<a href="{base}.{ending}" download>{form.upper()}</a>'
        for form, ending in list_forms(name, out)
    )
    image = (
        f'<img src="{base}.png" alt="{escape_attribute(about.alt)}" width="{about.width * 96:.0f}" '
        f'height="{about.height * 96:.0f}">'
    )
    source = f'<source media="(max-width: {NARROW}px)" srcset="{base}{PHONE}.svg">'
    return (
        f'<figure class="study-figure" style="max-width: {about.width * 96:.0f}px">'
        f"<picture>{source}{image}</picture><figcaption>{caption_html(about)}"
        f"<p>Download: {links}</p></figcaption></figure>"
    )
