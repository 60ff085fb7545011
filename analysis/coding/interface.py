"""
The place where sentences are read and coded: in a notebook, or on a page of its own.

Both carry the same interface (`interface.js`). In JupyterLab each judgement is in the coder's
file before the next sentence shows, whether or not the kernel is alive; the page needs no
server and no Python, keeps each judgement in the browser, and gives it back as a file. What
either holds is sentences, neighbours and the codebook: nothing of the machine's answer.
"""

import base64
import hashlib
import html
import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding.files import (
    AGREED,
    ASKED,
    SKIPPED,
    judgements_path,
    keep_last,
    read_judgement_file,
    read_task,
    write_judgements,
)
from analysis.tables.stored import empty_table, write_whole
from analysis.text.offsets import Offsets

HERE = Path(__file__).parent
SHOWN = ["code", "definition", "in", "out", "example", "counter_example"]
WORD = r"\S+"


class Coding:
    """What a cell shows: the interface where JupyterLab runs, a table where nothing does."""

    def __init__(self, task: dict, judgements: pd.DataFrame, path: Path):
        self.task, self.judgements, self.path = task, judgements, path

    def _repr_html_(self) -> str:
        table = show_judgements(self.task, self.judgements)
        # Under the runner, which stores notebooks to be read, nothing is to be coded.
        return table + (start_script(self.task, self.path) if runs_in_lab() else "")


def runs_in_lab() -> bool:
    """Whether this kernel was started by Jupyter's server, for somebody who sits in front of it."""
    return "JPY_SESSION_NAME" in os.environ


def make_task(
    sample: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    codebook: pd.DataFrame,
    coder: str,
    double: bool = False,
    variables: tuple[str, ...] = (),
) -> dict:
    """
    All that a coder sees, as plain values: `units`, `codes`, and who codes.

    `double`: only the sentences that a second coder reads. `variables`: "voice" and "speaker"
    are asked besides the frames. `words` of a unit: [start, end, raw start, raw end] of each,
    so that a span inside a sentence has its place in the article.
    """
    seen = read_task(sample, sentences, double)
    codes = codebook.loc[codebook["variable"] == "frame", SHOWN].fillna("")
    places = find_words(seen, sentences, edits)
    units = [
        {
            "unit_id": row.unit_id,
            "doc_id": row.doc_id,
            "raw_start": int(row.raw_start),
            "raw_end": int(row.raw_end),
            "before": row.before,
            "text": row.text,
            "after": row.after,
            "words": words,
        }
        for row, words in zip(seen.itertuples(), places)
    ]
    asked = {"voice": list(ASKED), "speaker": None}
    return {
        "sample": str(seen["sample"].iloc[0]) if len(seen) else "",
        "coder": coder,
        "kind": "human",
        "blind": True,
        "lang": "en",
        "file": judgements_path(".", coder).name,
        "units": units,
        "codes": codes.to_dict("records"),
        "extra": [{"variable": name, "codes": asked[name]} for name in variables],
    }


def make_adjudication(task: dict, judgements: pd.DataFrame) -> dict:
    """
    The task of settling disagreements: sentences whose coders differ, with what each said.

    Coders are not named, and stand in another order at each sentence. What is settled is
    coded by `agreed`, with both answers in sight (`blind` is false).
    """
    rows = judgements[judgements["variable"].eq("frame") & judgements["coder"].ne(AGREED)]
    said = rows.assign(code=rows["code"].fillna(SKIPPED)).groupby(["unit_id", "coder"])["code"]
    said = said.agg(lambda codes: ", ".join(sorted(set(codes)))).groupby("unit_id").agg(list)
    differ = said[said.map(lambda answers: len(set(answers)) > 1)]
    units = [
        {**unit, "notes": [f"A coder: {answer}" for answer in sort_by_unit(unit, differ)]}
        for unit in task["units"]
        if unit["unit_id"] in differ.index
    ]
    return {**task, "units": units, "coder": AGREED, "kind": AGREED, "blind": False, "extra": []}


def sort_by_unit(unit: dict, answers: pd.Series) -> list[str]:
    """The answers to one sentence, in an order that tells nothing of who gave them."""
    return sorted(answers[unit["unit_id"]], key=lambda answer: hash_text(unit["unit_id"] + answer))


def find_words(seen: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> list:
    """Of each sentence: its words as [start, end, raw start, raw end]."""
    keys = ["doc_id", "raw_start", "raw_end"]
    rows = pd.MultiIndex.from_frame(sentences[keys]).get_indexer(
        pd.MultiIndex.from_frame(seen[keys])
    )
    found = seen["text"].str.findall(WORD)
    spans = [[match.span() for match in re.finditer(WORD, text)] for text in seen["text"]]
    flat = np.array([span for part in spans for span in part], int).reshape(-1, 2)
    row = np.repeat(rows, found.str.len())
    raw = np.column_stack(Offsets(sentences, edits).to_raw(row, flat[:, 0], flat[:, 1]))
    whole = np.column_stack([flat, raw]).tolist()
    ends = np.cumsum(found.str.len().to_numpy(int))
    return [whole[end - len(part) : end] for part, end in zip(spans, ends)]


def code_sample(
    sample: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    codebook: pd.DataFrame,
    corpus: Path | str,
    coder: str,
    double: bool = False,
    variables: tuple[str, ...] = (),
) -> Coding:
    """
    The interface for one coder, as the last line of a cell; judgements go to the coder's file.

    What was coded before is kept, and coding goes on where it ended.
    """
    task = make_task(sample, sentences, edits, codebook, coder, double, variables)
    path = judgements_path(corpus, coder)
    if not path.exists():
        write_judgements(empty_table("judgements"), corpus, coder)
    return Coding(task, keep_last(read_judgement_file(path)), path)


def write_page(task: dict, path: Path | str) -> Path:
    """The interface as one file that opens in any browser: for a coder without Python."""
    path = Path(path)
    title = f"Coding: {task['coder']}"
    script = read_module().replace("export ", "")
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title></head>\n"
        '<body class="coding-page"><main>'
        f"<h1>{html.escape(title)}</h1><p>Read each sentence, choose what is in it, and press Enter. "
        "Your answers stay in this browser. When you are done, save the file and send it back; "
        "to go on in another browser, load the file there first.</p>"
        '<p><label>Load a saved file <input type="file" id="load" accept=".csv"></label></p>'
        '<div id="here"></div></main>\n<script type="module">\n'
        f"{script}\nconst task = {for_script(task)}, style = {for_script(read_style())};\n"
        'const place = document.getElementById("here");\n'
        "let coding = await mount(place, task, pageStore(task), style);\n"
        'document.getElementById("load").addEventListener("change", async event => {\n'
        "  merge(coding.done, readDone(task, await event.target.files[0].text()));\n"
        "  await coding.store.save(coding.done);\n"
        "  coding = await mount(place, task, coding.store, style);\n"
        "});\n</script></body></html>\n"
    )
    write_whole(path, lambda part: part.write_text(page, encoding="utf-8"))
    return path


def take_in(path: Path | str, corpus: Path | str) -> Path:
    """Take over a file of judgements that a coder sent back; the later judgement of each sentence holds."""
    sent = read_judgement_file(path)
    coders = sent["coder"].unique()
    if len(coders) != 1:
        raise ValueError(
            f"{path} holds judgements of {len(coders)} coders; send one file per coder."
        )
    own = judgements_path(corpus, coders[0])
    known = read_judgement_file(own) if own.exists() else empty_table("judgements")
    both = keep_last(pd.concat([known, sent], ignore_index=True))
    return write_judgements(both, corpus, coders[0])


def show_judgements(task: dict, judgements: pd.DataFrame) -> str:
    """What is coded so far as a table in HTML, all words escaped."""
    texts = {unit["unit_id"]: unit["text"] for unit in task["units"]}
    rows = judgements[judgements["unit_id"].isin(texts) & judgements["variable"].eq("frame")]
    held = rows.groupby("unit_id", sort=False).agg(
        codes=("code", lambda codes: ", ".join(codes.dropna()) or "skipped"),
        note=("note", "first"),
    )
    cells = "".join(
        f"<tr><td>{_safe(texts[unit])}</td><td>{_safe(row.codes)}</td>"
        f"<td>{'' if pd.isna(row.note) else _safe(row.note)}</td></tr>"
        for unit, row in held.iterrows()
    )
    return (
        f'<div class="coding-here"><table><caption>{_safe(task["coder"])}: {len(held)} of '
        f"{len(texts)} sentences read</caption><thead><tr><th>sentence</th><th>codes</th>"
        f"<th>memo</th></tr></thead><tbody>{cells}</tbody></table></div>"
    )


def hash_text(text: str) -> str:
    """The text as a number that orders it at random, and always alike."""
    return hashlib.sha256(text.encode()).hexdigest()


def _safe(text: object) -> str:
    return html.escape(str(text))


def start_script(task: dict, path: Path) -> str:
    """The script that turns the table above it into the interface."""
    module = base64.b64encode(read_module().encode()).decode()
    written = path.read_text(encoding="utf-8")
    return (
        "<script>(async () => {\n"
        "if (!document.getElementById('jupyter-config-data')) return;\n"
        "const places = [...document.querySelectorAll('.coding-here:not([data-on])')];\n"
        "const place = places.at(-1); place.dataset.on = '1';\n"
        f"const coding = await import('data:text/javascript;base64,{module}');\n"
        f"const task = {for_script(task)};\n"
        f"const store = coding.notebookStore(task, {for_script(str(path.resolve()))}, {for_script(written)});\n"
        f"await coding.mount(place, task, store, {for_script(read_style())});\n"
        "})();</script>"
    )


def for_script(value: object) -> str:
    """A value as JSON that can stand inside a script, whatever its texts hold."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def read_module() -> str:
    """The interface's own code."""
    return (HERE / "interface.js").read_text(encoding="utf-8")


def read_style() -> str:
    """The interface's style."""
    return (HERE / "interface.css").read_text(encoding="utf-8")
