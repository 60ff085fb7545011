"""A whole study on another topic: it runs without an edit, and nothing of the published one is in it."""

import html
import io
import random
import re
import time
import tomllib
import zipfile
from contextlib import redirect_stderr
from itertools import count
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.framing.trying import (
    find_frame,
    find_pattern_hits,
    keep_pattern,
    read_counted,
    say_pattern,
)
from analysis.runs import here, progress
from analysis.runs.changes import write_since_last_run
from analysis.runs.clearing import RUNNING
from analysis.runs.duration import (
    PARTS,
    SITE,
    estimate_left,
    estimate_size,
    expect_seconds,
    find_part,
    round_duration,
    say_duration,
)
from analysis.runs.execution import NotebookError
from analysis.runs.here import list_articles, open_site, run_here, start_study
from analysis.runs.new import TEMPLATE, fill_metadata, name_study, new_study
from analysis.runs.study import NOTEBOOKS, find_notebooks, name_places, run_study
from analysis.site.build import build_site
from analysis.site.front import add_front_page
from analysis.tables.settings import Settings, read_settings
from analysis.tables.stored import (
    LISTS,
    ROOT,
    corpus_of,
    empty_table,
    read_csv,
    read_table,
    table_path,
    write_csv,
    write_table,
)
from analysis.terms.groups import compare_terms, count_groups, say_groups
from analysis.text.groups import check_groups, count_inferred, read_groups
from analysis.text.views import read_tokens
from analysis.topics.sentences import say_groups as say_topic_groups

# What belongs to the published study and to no other.
OURS = [
    "China",
    "Chinese",
    "Xinjiang",
    "Beijing",
    "United Nations",
    "Human Rights Council",
    "Geneva",
    "General Debate",
    "delegitimation",
    "interference",
    "rights performance",
    "genocide",
    "forced labor",
    "Belt and Road",
    "Uy?gh?ur\\w*",
]
PEOPLE = {
    "Niek Stam": "secretary of the union",
    "Marieke de Groot": "head of the company",
    "Jan van Dijk": "crane driver",
    "Rosa Lind": "mayor of Lindow",
}
SAID = [
    "We will not bear the costs of this plan",
    "The company is responsible for every day of this strike",
    "The damage is done, and it can be repaired",
]
TOLD = [
    "The union blamed the company for the delay.",
    "Ships waited outside the harbour for the third day.",
    "The strike has cost the town two hundred jobs, according to the chamber of trade.",
    "Shops near the quay sold less bread than usual.",
    "Nobody was hurt when a crane broke down at night.",
]


def write_articles(folder):
    """Forty short articles on a port strike, in two papers; one of them speaks of lorries."""
    draw = random.Random(3)
    for number in range(40):
        lines = [f"Day {number + 1} of the strike at the port of Lindow"]
        for _ in range(4):
            name, office = draw.choice(sorted(PEOPLE.items()))
            lines.append(
                f'{draw.choice(TOLD)} "{draw.choice(SAID)}," said {name}, {office}. '
                f"{name.split()[-1]} said that the talks had failed. {draw.choice(TOLD)}"
            )
        lines += ["Lorries stood in long lines before the gates."] * (number % 2)
        (folder / f"a{number:02}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study of one's own as a newcomer makes it, run and with its site."""
    folder = tmp_path_factory.mktemp("own") / "port strike ü"
    assert "A new study" in new_study(folder)
    write_articles(folder / "corpus" / "raw")
    rows = fill_metadata(folder)
    rows["outlet"] = ["Harbour Post", "Lindow Courier"] * 20
    rows["published_from"] = [
        f"2024-{1 + number // 10:02}-{1 + number % 10:02}" for number in range(40)
    ]
    rows["show_whole_text"] = "yes"
    write_csv(
        rows.astype("str").replace({"nan": "", "None": "", "<NA>": ""}),
        folder / "corpus" / "metadata.csv",
    )
    (folder / "study.toml").write_text(
        'name = "Port strike"\nquestion = "Who is named as responsible?"\n'
        'groups = ["outlet", "quarter"]\nbefore_after = {"the vote" = "2024-02-01"}\n'
    )
    run_study(folder / "corpus", folder)
    build_site(folder)
    return folder


@pytest.mark.study
def test_nothing_of_the_published_study_is_in_it(study):
    shown = [
        *study.rglob("site/**/*.html"),
        *study.glob("notebooks/*.ipynb"),
        *study.glob("figures/*.json"),
    ]
    assert len(shown) > 50
    found = [
        (path.relative_to(study).as_posix(), word)
        for path in shown
        for text in [path.read_text(encoding="utf-8")]
        for word in OURS
        if re.search(rf"\b{word}\b", text)
    ]
    assert found == []


@pytest.mark.study
def test_its_pages_speak_of_it_and_its_groups_are_compared(study):
    front = (study / "site" / "index.html").read_text(encoding="utf-8")
    assert "Port strike" in front and "Who is named as responsible?" in front
    terms = read_table("group_terms", study)
    row = terms[(terms["group"] == "Lindow Courier") & (terms["term"] == "lorries")].iloc[0]
    assert row["n_docs"] == row["docs_group"] > 10 and row["n_docs_rest"] == 0
    assert set(read_table("matches", study)["frame"]) <= {"responsibility", "consequence"}
    frames = read_table("group_frames", study)
    assert set(frames["by"]) == {"outlet", "quarter", "the vote"}
    assert {"voice", "role"} == set(read_table("group_voices", study)["kind"])
    assert "What differs most between its groups" in front
    claims, findings = (read_table(name, study) for name in ("claims", "findings"))
    assert findings["explored"].all() and set(findings["claim"]) == set(claims["claim"])
    assert not (study / "site" / "lists" / "claims.csv").exists()


@pytest.mark.study
def test_a_word_is_tried_and_kept(study):
    corpus = study / "corpus"
    documents, sentences, quotations = (
        read_table(name, study) for name in ("documents", "sentences", "quotations")
    )
    n = int((documents["outlet"].eq("Lindow Courier") & documents["duplicate_of"].isna()).sum())
    hits = find_pattern_hits("lorries", documents, sentences, quotations, corpus, study)
    assert len(hits) == n
    said = say_pattern("lorries", hits, "consequence", read_counted(study)).data
    assert f"occurs {n} times, in {n} articles (narrator {n})" in said
    assert "Adding it would raise *consequence* from " in said
    keep_pattern("lorries", "consequence", "they wait", corpus)
    assert read_csv(corpus / "dictionary.csv").iloc[-1]["pattern"] == "lorries"
    with pytest.raises(ValueError, match="already"):
        keep_pattern("lorries", "consequence", "they wait", corpus)


def test_a_word_is_tried_in_the_frame_that_counts_it_already():
    columns = ["doc_id", "raw_start", "raw_end", "frame"]
    counted = pd.DataFrame([("a", 0, 3, "blame"), ("a", 5, 9, "hope")], columns=columns)
    for start, frame in ((5, "hope"), (20, "blame")):
        hits = pd.DataFrame([("a", start, start + 4)], columns=columns[:3])
        assert find_frame(hits, ["hope", "blame"], counted) == frame


def test_the_published_dictionary_is_not_changed_by_trying():
    with pytest.raises(ValueError, match="not changed"):
        keep_pattern("hoax*", "delegitimation", "a word", LISTS)


def test_a_new_study_takes_no_place_of_anything(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="not empty"):
        new_study(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_stored_notebooks_name_no_folder_where_articles_lie_apart(tmp_path):
    cell = nbformat.v4.new_code_cell('CORPUS = "../../anna/articles"\nOUT = ".."')
    cell.metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    stored = name_places(notebook, "00", together=False)
    assert stored.cells[0].source == (
        'from analysis import corpus_of\n\nCORPUS = corpus_of("..")\nOUT = ".."'
    )
    again = name_places(stored, "00", together=False)
    assert again.cells[0].source == stored.cells[0].source
    assert (
        name_places(notebook, "00", together=True)
        .cells[0]
        .source.startswith('CORPUS = "../corpus"')
    )
    out = tmp_path / "out"
    (out / "notebooks").mkdir(parents=True)
    assert corpus_of(out) == out / "corpus"
    (out / "run.json").write_text('{"corpus": "../articles"}')
    assert corpus_of(out).resolve() == tmp_path / "articles"


@pytest.mark.parametrize(
    "seconds, said",
    [
        (0, "10 seconds"),
        (24, "20 seconds"),
        (54, "50 seconds"),
        (56, "a minute"),
        (89, "a minute"),
        (91, "two minutes"),
        (149, "two minutes"),
        (151, "three minutes"),
        (329, "five minutes"),
        (331, "5 minutes"),
        (500, "10 minutes"),
        (3449, "55 minutes"),
        (3451, "an hour"),
        (4400, "an hour"),
        (4600, "1.5 hours"),
        (9100, "2.5 hours"),
        (10_700, "3 hours"),
    ],
)
def test_how_long_a_run_takes_is_said_in_words(seconds, said):
    assert round_duration(seconds) == f"about {said}"


def test_a_run_says_before_it_starts_how_long_it_takes(tmp_path):
    (tmp_path / "a.txt").write_text("word " * 120_000)
    assert estimate_size(tmp_path) == (100_000, 1) and estimate_size(tmp_path / "none") == (0, 0)
    (tmp_path / "b.jsonl").write_text('{"text": "Short."}\n' * 650)
    (tmp_path / "c.csv").write_text("word " * 520)
    assert estimate_size(tmp_path) == (100_000 + 1_900 + 400, 1 + 650 + 1)
    said = say_duration(100_000, 8, 130)
    assert "about two minutes" in said and "100,000 words, 8 notebooks" in said
    assert "no article yet" in say_duration(0, 8, 60)


def test_what_a_run_takes_is_the_sum_of_its_parts_and_the_site_is_one():
    names = [*PARTS]
    assert 18 < sum(expect_seconds(3_000, 5, names).values()) < 23
    assert sum(part.share for part in PARTS.values()) == pytest.approx(1)
    large = expect_seconds(30_000_000, 10_000, names)
    assert large["03_voices"] == max(large.values()) > 0.2 * sum(large.values())
    assert list(expect_seconds(3_000, 5, ["05_topics", "05_topics_appendix"]).values()) == [
        pytest.approx(3, abs=0.1),
        pytest.approx(8, abs=0.1),
    ]


def test_every_notebook_is_known_by_what_it_does_and_one_of_ones_own_by_its_name():
    ours = {path.stem for path in NOTEBOOKS.glob("*.ipynb") if not path.stem.endswith("_appendix")}
    assert ours == {*PARTS} - {SITE}
    assert find_part("03_voices_appendix").does == "finding voices, appendix"
    assert find_part("08_mine").does == "running 08_mine"


@pytest.mark.parametrize(
    "n_words, n_articles, took",
    [
        (3_000, 5, 20),
        (31_900_000, 10_952, 508),
        (31_500_000, 100_000, 604),
    ],
)
def test_what_is_expected_is_near_what_runs_took(n_words, n_articles, took):
    expected = sum(expect_seconds(n_words, n_articles, PARTS).values())
    assert expected == pytest.approx(took, rel=0.15)


def test_how_long_a_run_still_takes_follows_its_pace():
    expected = {"a": 10, "b": 80, "c": 110}
    assert estimate_left(expected, "a", 0, 0) == 200
    assert estimate_left(expected, "a", 0, 10) == 190
    # Seven times as slow as expected: half of that is believed, for 60 of 200 count as done in time.
    assert estimate_left(expected, "b", 70, 0) == pytest.approx(190 * 130 / 70)
    assert estimate_left(expected, "b", 70, 60) == pytest.approx(190 * 130 / 70 - 60)
    # A part that takes longer than it should: no less is told than what comes after it needs.
    late = [estimate_left(expected, "b", 10, spent) for spent in (80, 100, 200, 400)]
    assert late == pytest.approx([110, 110 * 170 / 150, 110 * 270 / 150, 110 * 470 / 150])
    assert estimate_left(expected, "c", 90, 200) == 0


def test_the_wait_is_told_again_and_again_also_in_one_cell(monkeypatch):
    monkeypatch.setattr(progress, "PAUSE_IN_FILE", 0.01)
    clock, told = count(0, 10), io.StringIO()
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with redirect_stderr(told), progress.Progress(SITE) as telling:
        telling.plan({"03_voices": 2000, SITE: 1000})
        telling.begin("03_voices", 18)
        while told.getvalue().count(" so far") < 30:
            time.sleep(0.01)
        telling.step()
        telling.begin(SITE)
    lines = [line for line in re.split("[\r\n]+", told.getvalue()) if "so far" in line]
    assert lines[0].startswith(
        "About 50 minutes to go: finding voices (notebook 1 of 1, 0 of 18 cells), 00:20 so far"
    )
    assert (
        "About 45 minutes to go: finding voices (notebook 1 of 1, 0 of 18 cells), 0"
        in told.getvalue()
    )
    assert re.match("About .* to go: making the pages of the site, ", lines[-1])


def test_a_cell_that_runs_a_study_shows_the_wait_in_one_place_and_keeps_the_rest(
    tmp_path, monkeypatch
):
    class Ran(io.StringIO):
        stdout = property(lambda self: iter(self))

    text = "The run takes a minute.\n\rAbout 20 seconds to go: starting, 00:01 so far\nIt failed.\n"
    monkeypatch.setattr(here.subprocess, "Popen", lambda *_, **__: Ran(text))
    shown = []
    monkeypatch.setattr(here, "display", lambda *_, **__: SimpleNamespace(update=shown.append))
    assert "did not get to its end" in run_here(tmp_path).data
    texts = [markdown.data for markdown in shown]
    assert "`About 20 seconds to go: starting, 00:01 so far`" in texts
    assert texts[-1] == "```\nThe run takes a minute.\nIt failed.\n```"


def test_whoever_has_no_jupyterlab_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="`make lab` installs it"):
        main(["lab"])


def test_cells_that_run_a_study_spare_the_published_one_and_runs_themselves(monkeypatch):
    assert "Write a name" in start_study(" ").data
    assert (
        "published study" in run_here(ROOT).data and "study of your own" in list_articles(ROOT).data
    )
    monkeypatch.setenv(RUNNING, "1")
    assert "this cell runs the whole study" in run_here("..").data
    assert "makes no new study" in start_study("harbour").data


def test_the_site_is_opened_where_there_is_a_screen_and_packed_for_where_there_is_none(
    tmp_path, monkeypatch
):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("the site")
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert open_site(tmp_path).startswith("**The site is made.**") and opened == []
    with zipfile.ZipFile(tmp_path / "site" / "site.zip") as pack:
        assert pack.namelist() == ["site/index.html"]
    monkeypatch.setenv("DISPLAY", ":0")
    assert open_site(tmp_path).startswith("**The site is open in your browser.**")
    assert opened == [(tmp_path / "site" / "index.html").as_uri()]


@pytest.mark.parametrize(
    "text, message",
    [
        ('before_after = {"the vote" = "12 July"}', "write it as 2019-07-12"),
        ("groups = 3", "list of names"),
        ("outlets = []", "not a setting"),
        ("name = ", "cannot be read"),
        ('language = "de"', "made for English"),
        ('reference = "speeches/"', "general-debate"),
        ('before_after = {"the vote" = "2019-W28-5"}', "write it as 2019-07-12"),
        ('before_after = {"outlet" = "2019-07-12"}\ngroups = ["outlet"]', "'outlet' twice"),
        ('groups = ["year", " "]', "is blank"),
    ],
)
def test_settings_that_cannot_be_used_are_named(text, message, tmp_path):
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    "folder, name",
    [
        ("port-strike", "Port strike"),
        ("x\\u12", "X u12"),
        ("end\\", "End"),
        ('a "b"', "A 'b'"),
        ("two\nlines\x7f\u202e", "Two lines"),
        (" ", "A study"),
    ],
)
def test_a_new_study_has_settings_that_can_be_read_whatever_its_folder_is_called(folder, name):
    assert tomllib.loads(TEMPLATE.format(name=name_study(folder)))["name"] == name


def test_a_name_that_no_folder_can_have_is_refused_in_words(tmp_path):
    with pytest.raises(ValueError, match="cannot be made .*shorter name"):
        new_study(tmp_path / ("a" * 300))


def test_a_new_study_takes_no_place_of_a_file(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(ValueError, match="is a file"):
        new_study(tmp_path / "a")
    assert (tmp_path / "a").read_text() == "mine"


def test_names_of_a_study_are_shown_as_text(tmp_path):
    vote = "the <b onclick=alert(1)>vote"
    table = read_table("group_terms", ROOT).head(0)
    said = say_groups(table, Settings(before_after={vote: "2024-05-07"}))
    said += say_topic_groups(pd.DataFrame({"group": ["a", "b"], "n_docs": [3, 4]}), vote)
    assert "<b" not in said and "vote" in said
    (tmp_path / "study.toml").write_text('name = "<script>alert(1)</script>"')
    (tmp_path / "index.md").write_text("# <!--title-->\n")
    (tmp_path / "conf.py").write_text("")
    add_front_page(tmp_path, tmp_path)
    for name in ("index.md", "conf.py"):  # the theme takes references for what they stand for
        shown = html.unescape((tmp_path / name).read_text())
        assert "script" in shown and "<script" not in shown


def test_groups_come_from_columns_periods_and_named_days(tmp_path):
    documents = pd.DataFrame(
        {
            "doc_id": ["a", "b", "c", "d"],
            "file": ["a.txt", "b.txt", "c.txt", "d.txt"],
            "outlet": ["Post", None, "Post", "Post"],
            "published_from": ["2024-01-31", "2024-05-07", None, "2023-12-31"],
            "published_to": ["2024-01-31", "2024-05-07", None, "2024-05-08"],
        }
    )
    (tmp_path / "metadata.csv").write_text("file,stance\na.txt,left\nb.txt,right\n")
    settings = Settings(before_after={"the vote": "2024-05-07"})

    def groups(by):
        return read_groups(documents, tmp_path, by, settings).tolist()

    assert groups("outlet") == ["Post", "not known", "Post", "Post"]
    # The last article may be from any day of five months, before the vote or after it.
    assert groups("quarter") == ["2024-Q1", "2024-Q2", "not known", "not known"]
    assert groups("week") == ["2024-W05", "2024-W19", "not known", "not known"]
    assert groups("year") == ["2024", "2024", "not known", "not known"]
    assert groups("the vote") == ["before the vote", "after the vote", "not known", "not known"]
    assert groups("stance") == ["left", "right", "not known", "not known"]
    documents.loc[3, "published_to"] = "2023-12-31"
    assert groups("year")[3] == "2023" and groups("the vote")[3] == "before the vote"
    with pytest.raises(ValueError, match="no such column"):
        groups("colour")


def test_a_run_refuses_settings_that_it_could_not_keep_before_it_begins(tmp_path):
    (tmp_path / "corpus" / "raw").mkdir(parents=True)
    (tmp_path / "corpus" / "raw" / "a.txt").write_text("Nothing happened on Friday.")
    (tmp_path / "corpus" / "metadata.csv").write_text("file,stance\na.txt,left\n")
    check_groups(tmp_path / "corpus", Settings(groups=("outlet", "month", "stance")))
    (tmp_path / "study.toml").write_text('groups = ["colour"]')
    with pytest.raises(NotebookError, match="'colour', and metadata.csv has no such column"):
        run_study(tmp_path / "corpus", tmp_path)
    (tmp_path / "study.toml").unlink()
    (tmp_path / "study.toml").mkdir()
    with pytest.raises(NotebookError, match="study.toml cannot be read"):
        run_study(tmp_path / "corpus", tmp_path)
    assert not (tmp_path / "notebooks").exists()


def test_a_word_of_one_article_is_no_difference_between_groups():
    documents = read_table("documents", ROOT)
    table = compare_terms(read_tokens(ROOT), documents, LISTS, Settings())
    sizes = count_groups(documents, LISTS, Settings())
    assert (
        table.empty
        and "too few articles to compare: Global Times (4, one by inference), China Daily (1)"
        in say_groups(table, Settings(), sizes, len(documents), count_inferred(documents))
    )


def test_a_new_study_gets_no_appendix_and_a_run_that_is_asked_to_makes_it(tmp_path):
    new_study(tmp_path / "own")
    own = {path.name for path in (tmp_path / "own" / "notebooks").glob("*.ipynb")}
    assert own and not [name for name in own if "appendix" in name]
    found = {path.name: path.parent for path in find_notebooks(tmp_path / "own")}
    assert own < set(found) and "04_framing_appendix.ipynb" in found
    assert {found[name] for name in own} == {tmp_path / "own" / "notebooks"}


def test_results_of_another_version_do_not_stop_a_run(tmp_path, capsys):
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    assert write_since_last_run(old, new) is None and not capsys.readouterr().err
    write_table(empty_table("documents"), "documents", old)
    table = empty_table("findings").drop(columns="explored")
    write_csv(table, table_path("findings", old))
    write_since_last_run(old, new)
    assert "their table findings has other columns" in capsys.readouterr().err
    assert list(new.iterdir()) == []
