"""Which run a site shows: its record in every footer, and what differs from the published study."""

import shutil

from analysis.provenance import RECORD, name_record

CHANGES = "changes"         # folder in the results, see analysis/changes.py


def add_record(out, source):
    """Name the run's record in the footer of every page, and put the record where it can be had."""
    name = name_record(out)
    text = "<p>Not made by a whole run: no record of inputs and code.</p>"
    if name:
        extra = source / "extra"
        extra.mkdir(exist_ok=True)
        shutil.copy(out / RECORD, extra / RECORD)
        text = (f'<p>Record of inputs, code and results: '
                f'<a href="{{{{ pathto(\'{RECORD}\', 1) }}}}" download>{name}</a>. '
                f'Checked by <code>python -m analysis verify</code>.</p>')
    (source / "_templates" / "record.html").write_text(text + "\n", encoding="utf-8")


def add_changes(out, source):
    """Put the page on what differs from the published study beside the site, and link it from the first page."""
    folder = out / CHANGES
    if not (folder / "index.html").exists():
        return
    copy = shutil.copytree(folder, source / "extra" / CHANGES, dirs_exist_ok=True) / "index.html"
    back = '<main>\n<p><a href="../index.html">Back to the study</a></p>'
    copy.write_text(copy.read_text(encoding="utf-8").replace("<main>", back, 1), encoding="utf-8")
    with open(source / "index.md", "a", encoding="utf-8") as page:
        page.write(f'\n<p><a href="{CHANGES}/index.html">What differs from the published study</a>: '
                   f'articles, counts, figures, sentences and claims.</p>\n')
