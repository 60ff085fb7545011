"""Blocks of articles: same results as the whole, whatever the blocks, the order, the workers."""

import os
import signal
import sys
import time
from functools import partial
from threading import Thread
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from properties import MANY

from analysis.__main__ import main
from analysis.articles.cleaning import clean_articles
from analysis.framing import blocks as framing
from analysis.framing.dictionary import read_dictionary
from analysis.framing.judging import judge_matches, read_rules
from analysis.framing.lookup import find_hits as find_patterns
from analysis.framing.matches import find_matches
from analysis.runs import execution
from analysis.runs import study as run_of_study
from analysis.site import articles, reading, shards, words
from analysis.site.reading import read_study
from analysis.tables.columns import COLUMNS
from analysis.tables.stored import (
    LISTS,
    ROOT,
    check_table,
    empty_table,
    read_list,
    table_path,
    write_csv,
    write_table,
)
from analysis.terms.counts import count_pairs
from analysis.terms.frequencies import count_terms
from analysis.text import blocks
from analysis.text import cluster as cluster_of
from analysis.text.blocks import (
    cut_tables,
    list_blocks,
    map_blocks,
    map_processes,
    read_block,
    write_blocks,
)
from analysis.text.concordance import find_concordance, find_hits
from analysis.text.tokens import find_tokens
from analysis.text.views import give_voices, read_token_blocks, read_words
from analysis.voices.quotations import find_quotations
from bench import on_disk
from bench.on_disk import (
    count_dictionary_on_disk,
    count_documents_on_disk,
    count_terms_on_disk,
    find_lines_on_disk,
    write_sentences,
    write_tokens,
)

N_DOCS = 20
WORDS = np.array(
    "the rights of people in a free state are fabricated lies, she said. internal affairs".split(),
    object,
)
DICTIONARY = pd.DataFrame(
    {
        "frame": ["a", "a", "b", "b"],
        "pattern": ["fabricat*", "internal affairs", "li?s", "never"],
        "use": "count",
        "reason": "a case",
    }
)


SMALL = dict.fromkeys(blocks.ROWS, 100)


@pytest.fixture(scope="module")
def sentences():
    """Articles of one to thirty sentences: some are longer than a row group, some have no word."""
    random = np.random.default_rng(7)
    rows = []
    for number in range(N_DOCS):
        start = 0
        for sentence in range(random.integers(1, 30)):
            text = " ".join(random.choice(WORDS, random.integers(1, 20))) if number % 9 else "…"
            rows.append(
                (
                    f"doc-{number:03d}",
                    sentence // 4,
                    sentence,
                    start,
                    start + len(text),
                    "body",
                    text,
                )
            )
            start += len(text) + 1
    names = ["doc_id", "paragraph", "sentence", "raw_start", "raw_end", "kind", "text"]
    return check_table(pd.DataFrame(rows, columns=names), "sentences")


@pytest.fixture(autouse=True)
def small_groups(monkeypatch):
    """Row groups of a hundred rows, so that a small corpus has many, and articles lie across them."""
    monkeypatch.setattr(blocks, "ROWS", SMALL)


def results(folder, sentences, scheduler=None, groups=4):
    """The bytes of everything that is made block by block."""
    folder.mkdir()
    write_sentences(sentences, folder)
    write_tokens(folder, scheduler=scheduler, groups=groups)
    write_csv(count_terms_on_disk(folder, scheduler, groups), folder / "terms.csv")
    write_csv(count_dictionary_on_disk(folder, DICTIONARY, scheduler, groups), folder / "hits.csv")
    write_csv(find_lines_on_disk(folder, "right*", scheduler, groups), folder / "lines.csv")
    write_csv(
        pd.concat(list(count_documents_on_disk(folder, scheduler, groups))).astype(
            {"doc_id": "str", "term": "str"}
        ),
        folder / "pairs.csv",
    )
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def expected(sentences, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS", SMALL)
        return results(tmp_path_factory.mktemp("whole") / "out", sentences)


def test_blocks_hold_whole_articles_and_every_row_once(sentences, tmp_path):
    write_sentences(sentences, tmp_path)
    for groups in (1, 3, 1000):
        parts = [read_block(block) for block in list_blocks(tmp_path, "sentences", groups)]
        docs = [set(part["doc_id"]) for part in parts]
        assert sum(map(len, docs)) == len(set.union(*docs)) == N_DOCS
        pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), sentences)


def test_an_article_longer_than_a_block_is_read_whole(tmp_path):
    rows = pd.DataFrame(
        {
            "doc_id": ["a"] * 3 + ["b"] * 950 + ["c"] * 2,
            "paragraph": 0,
            "sentence": [*range(3), *range(950), *range(2)],
            "raw_start": 0,
            "raw_end": 1,
            "kind": "body",
            "text": "x",
        }
    )
    write_blocks([rows], "sentences", tmp_path)
    parts = [read_block(block) for block in list_blocks(tmp_path, "sentences", 2)]
    assert [list(part["doc_id"].unique()) for part in parts] == [["a", "b"], [], [], [], ["c"]]
    assert sum(map(len, parts)) == len(rows)


def test_results_are_those_of_the_whole_corpus_at_once(sentences, tmp_path):
    write_sentences(sentences, tmp_path)
    tokens = find_tokens(sentences, empty_table("edits"))
    assert write_tokens(tmp_path) == len(tokens)
    parts = [read_block(block) for block in list_blocks(tmp_path, "tokens", 2)]
    plain = {"doc_id": "str", "token": "str", "term": "str"}
    pd.testing.assert_frame_equal(
        pd.concat([part.astype(plain) for part in parts], ignore_index=True), tokens.astype(plain)
    )
    pd.testing.assert_frame_equal(count_terms_on_disk(tmp_path), count_terms(tokens))
    hits = find_patterns(tokens, DICTIONARY)
    assert list(count_dictionary_on_disk(tmp_path, DICTIONARY)["n"]) == list(
        np.bincount(hits["row"], minlength=4)
    )
    lines = find_concordance(find_hits(tokens, "right*"), sentences, empty_table("edits"))
    pd.testing.assert_frame_equal(find_lines_on_disk(tmp_path, "right*"), lines)
    assert sum(map(len, count_documents_on_disk(tmp_path))) == len(count_pairs(tokens)[0])


@pytest.mark.parametrize("size, n_parts", [(1, N_DOCS), (100, None), (10_000, 1)])
def test_tables_in_memory_are_cut_between_articles_whatever_their_order(sentences, size, n_parts):
    tokens = find_tokens(sentences, empty_table("edits"))
    backwards = sentences.iloc[::-1].reset_index(drop=True)
    for given in (sentences, backwards):
        parts = list(cut_tables({"tokens": tokens, "sentences": given}, size))
        assert n_parts in (None, len(parts)) and 0 < len(parts) <= N_DOCS
        docs = [sorted(part["sentences"]["doc_id"].unique()) for part in parts]
        assert sum(docs, []) == sorted(sentences["doc_id"].unique())
        for part, own in zip(parts, docs):
            assert set(part["tokens"]["doc_id"].unique()) <= set(own)
            expected = given[given["doc_id"].isin(own)].reset_index(drop=True)
            pd.testing.assert_frame_equal(part["sentences"], expected)
    plain = {"doc_id": "str", "token": "str", "term": "str"}
    joined = pd.concat([part["tokens"].astype(plain) for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(joined, tokens.astype(plain))
    assert len(list(cut_tables({"sentences": sentences[:0], "tokens": tokens[:0]}))) == 1


def test_tokens_are_read_some_articles_at_a_time_or_found_again(sentences, tmp_path):
    tokens = write_table(find_tokens(sentences, empty_table("edits")), "tokens", tmp_path)
    pq.write_table(pa.Table.from_pandas(tokens), table_path("tokens", tmp_path), row_group_size=100)
    parts = list(read_token_blocks(tmp_path))
    plain = {"doc_id": "str", "token": "str", "term": "str"}
    joined = pd.concat([part.astype(plain) for part in parts], ignore_index=True)
    assert len(parts) > 9
    pd.testing.assert_frame_equal(joined, tokens.astype(plain))
    for name, table in (("sentences", sentences), ("edits", empty_table("edits"))):
        write_table(table, name, tmp_path)
    table_path("tokens", tmp_path).unlink()
    (again,) = read_token_blocks(tmp_path)
    pd.testing.assert_frame_equal(again.astype(plain), tokens.astype(plain))


def test_words_stand_in_the_same_voice_some_articles_at_a_time(sentences, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.text.views.GROUPS", 1)
    tokens = write_table(find_tokens(sentences, empty_table("edits")), "tokens", tmp_path)
    pq.write_table(pa.Table.from_pandas(tokens), table_path("tokens", tmp_path), row_group_size=100)
    write_table(sentences, "sentences", tmp_path)
    said = sentences.iloc[::3].assign(voice="direct", form="full")
    said["voice"] = np.where(np.arange(len(said)) % 2, "direct", "indirect")
    said = said.reindex(columns=[*COLUMNS["quotations"]])
    quotations = write_table(said.assign(quote_id="q"), "quotations", tmp_path)
    parts = list(read_words(tmp_path))
    words = pd.concat([words.astype("str") for _, words in parts], ignore_index=True)
    whole = give_voices(tokens, sentences, quotations).astype("str")
    assert len(parts) > 9 and set(words["voice"]) == {"narrator", "direct", "indirect"}
    pd.testing.assert_frame_equal(words, whole)
    assert sum(len(part) for part, _ in parts) == len(tokens)


def test_a_pattern_without_a_hit_is_a_row(sentences, tmp_path):
    write_sentences(sentences, tmp_path)
    write_tokens(tmp_path)
    row = count_dictionary_on_disk(tmp_path, DICTIONARY).iloc[3]
    assert (row["pattern"], row["n"], row["n_docs"]) == ("never", 0, 0)


@pytest.mark.parametrize("groups", [1, 7, 1000, *[2] * MANY])
def test_other_blocks_give_the_same_bytes(groups, sentences, expected, tmp_path):
    assert results(tmp_path / "out", sentences, groups=groups) == expected


def test_articles_in_another_order_give_the_same_bytes(sentences, expected, tmp_path):
    order = np.random.default_rng(1).permutation(N_DOCS)
    parts = dict(iter(sentences.groupby("doc_id")))
    mixed = pd.concat([parts[f"doc-{number:03d}"] for number in order], ignore_index=True)
    assert not mixed.equals(sentences)
    assert results(tmp_path / "out", mixed) == expected


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(RuntimeError, match="extra 'cluster'"):
        list(map_blocks(len, ["a"], "tcp://nowhere:1"))


@pytest.fixture(scope="module")
def study():
    """Tables of the published articles, found at once: tokens, sentences, edits, quotations, matches."""
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((LISTS / "raw").glob("*.txt"))
    }
    documents = pd.concat([empty_table("documents"), pd.DataFrame({"doc_id": list(texts)})])
    documents, edits, sentences = clean_articles(documents, texts, read_list("mends", LISTS))
    lists = [read_list(name, LISTS) for name in ("reporting_verbs", "speakers")]
    tables = {
        "tokens": find_tokens(sentences, edits, read_list("variants", LISTS)),
        "sentences": sentences,
        "edits": edits,
        "quotations": find_quotations(sentences, edits, *lists),
    }
    matches = find_matches(**tables, dictionary=read_dictionary(LISTS))
    matches = judge_matches(matches, tables["tokens"], sentences, read_rules(LISTS))
    return {"documents": documents, **tables, "matches": matches}


def frame(study):
    """The matches of the articles, found and judged block by block."""
    tables = {name: study[name] for name in ("tokens", "sentences", "edits", "quotations")}
    return framing.find_judged(tables, read_dictionary(LISTS), read_rules(LISTS))


def forbid_dask(monkeypatch):
    for name in ("dask", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)  # to import it is an error


@pytest.mark.parametrize("size, n_parts", [(1, 5), (1 << 16, 1)])
def test_framing_is_the_same_in_blocks_and_without_dask(size, n_parts, study, monkeypatch):
    forbid_dask(monkeypatch)
    monkeypatch.setattr(blocks, "SENTENCES", size)
    judged = []
    monkeypatch.setattr(
        framing,
        "judge_block",
        lambda *given, real=framing.judge_block, **same: judged.append(1) or real(*given, **same),
    )
    pd.testing.assert_frame_equal(frame(study), study["matches"])
    assert len(judged) == n_parts and study["matches"]["status"].notna().any()


def test_without_a_scheduler_the_site_imports_nothing_of_dask(tmp_path, monkeypatch):
    forbid_dask(monkeypatch)
    assert write_site_files(tmp_path / "files")


# two worker processes ------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


def die_once(*given, function, mark, **same):
    """`function`; the process that is the first to come here is killed, as by its machine."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*given, **same)


@pytest.mark.study
@pytest.mark.parametrize("is_killed", [False, True])
def test_two_workers_give_the_same_bytes_and_when_one_is_killed(
    is_killed, cluster, sentences, expected, tmp_path, monkeypatch
):
    marks = [tmp_path / name for name in ("tokens_of_block", "terms_of_block")]
    if is_killed:
        for mark in marks:
            killed = partial(die_once, function=getattr(on_disk, mark.name), mark=mark)
            monkeypatch.setattr(on_disk, mark.name, killed)
    assert results(tmp_path / "out", sentences, cluster.scheduler_address, groups=2) == expected
    assert [mark.exists() for mark in marks] == [is_killed] * 2


@pytest.mark.study
def test_the_scheduler_may_be_named_by_the_environment(cluster, monkeypatch):
    monkeypatch.setenv(blocks.SCHEDULER, cluster.scheduler_address)
    assert set(map_blocks(process_of, range(20))) - {os.getpid()}


def process_of(_):
    time.sleep(0.05)
    return os.getpid()


@pytest.mark.study
def test_a_killed_worker_costs_time_not_results(cluster):
    there = set(map_blocks(process_of, range(20), cluster.scheduler_address))
    assert len(there) == 2
    found = []
    for number, square in enumerate(map_blocks(slow_square, range(30), cluster.scheduler_address)):
        found.append(square)
        if number == 3:
            os.kill(there.pop(), signal.SIGKILL)
    assert found == [number**2 for number in range(30)]


def slow_square(number):
    time.sleep(0.1)
    return number**2


@pytest.mark.study
def test_articles_are_shared_out_and_come_back_in_order(cluster, monkeypatch):
    monkeypatch.setenv(blocks.SCHEDULER, cluster.scheduler_address)
    assert list(blocks.map_articles(add_to_all, list(range(25)), size=4, number=1)) == list(
        range(1, 26)
    )
    assert list(blocks.map_articles(add_to_all, [], number=1)) == []


def add_to_all(numbers, number):
    return [each + number for each in numbers]


@pytest.mark.study
def test_cleaning_and_voices_are_the_same_on_two_workers(cluster, study, monkeypatch):
    texts = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((LISTS / "raw").glob("*.txt"))
    }
    lists = [read_list(name, LISTS) for name in ("reporting_verbs", "speakers")]
    monkeypatch.setattr(blocks.map_articles, "__defaults__", (2,))
    monkeypatch.setenv(blocks.SCHEDULER, cluster.scheduler_address)
    documents = pd.concat([empty_table("documents"), pd.DataFrame({"doc_id": list(texts)})])
    _, edits, sentences = clean_articles(documents, texts, read_list("mends", LISTS))
    found = {"edits": edits, "sentences": sentences}
    found["quotations"] = find_quotations(sentences, edits, *lists)
    for name, table in found.items():
        assert len(table)
        pd.testing.assert_frame_equal(table, study[name])


@pytest.mark.study
@pytest.mark.parametrize("is_killed", [False, True])
def test_framing_is_the_same_on_two_workers_and_when_one_is_killed(
    is_killed, cluster, study, monkeypatch, tmp_path
):
    monkeypatch.setattr(blocks, "SENTENCES", 1)
    monkeypatch.setenv(blocks.SCHEDULER, cluster.scheduler_address)
    mark = tmp_path / "killed"
    if is_killed:
        killed = partial(die_once, function=framing.judge_block, mark=mark)
        monkeypatch.setattr(framing, "judge_block", killed)
    pd.testing.assert_frame_equal(frame(study), study["matches"])
    assert mark.exists() == is_killed


def write_site_files(folder):
    """The articles' pages, and the bytes of the files in which pages find framing words and sentences."""
    site = read_study(ROOT)
    lines = pd.concat([shards.make_lines(site)] * 4, ignore_index=True)
    folder.mkdir()
    for name, is_packed in (("plain", False), ("packed", True)):
        shards.write_shards(lines, folder / name, is_packed)
    words.write_words(site, folder / "words")
    for document, page in articles.article_pages(site):
        (folder / f"{document.doc_id}.html").write_text(page, encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.study
@pytest.mark.parametrize("is_killed", [False, True])
def test_pages_and_shards_are_the_same_on_two_workers_and_when_one_is_killed(
    is_killed, cluster, monkeypatch, tmp_path
):
    monkeypatch.setattr(reading, "BLOCK", 1)
    alone = write_site_files(tmp_path / "alone")
    monkeypatch.setenv(blocks.SCHEDULER, cluster.scheduler_address)
    marks = [tmp_path / name for name in ("make_rows", "make_part", "make_pages")]
    if is_killed:
        for module, mark in zip((shards, words, articles), marks):
            killed = partial(die_once, function=getattr(module, mark.name), mark=mark)
            monkeypatch.setattr(module, mark.name, killed)
    assert write_site_files(tmp_path / "shared") == alone and len(alone) > 60
    assert [mark.exists() for mark in marks] == [is_killed] * 3


# what is said of a cluster ---------------------------------------------------------------


@pytest.fixture
def threads(monkeypatch):
    """A scheduler in this process, without workers; those that come are threads of this process."""
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    monkeypatch.setattr(cluster_of, "PAUSE", 0.1)
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as found:
        yield found


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "post://here"])
def test_a_scheduler_that_does_not_answer_is_said(address, capsys):
    dask = pytest.importorskip("dask", reason="the extra 'cluster' is not installed")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        for ask in (cluster_of.announce_workers, lambda at: list(map_blocks(len, ["a"], at))):
            with pytest.raises(cluster_of.ClusterError, match=f"No .* answers at {address}"):
                ask(address)
    assert capsys.readouterr().err == f"Asking the Dask scheduler at {address}.\n"


def test_a_run_whose_scheduler_does_not_answer_begins_nothing(monkeypatch, tmp_path):
    def refuse(scheduler):
        raise cluster_of.ClusterError(f"nobody at {scheduler}")

    monkeypatch.setattr(cluster_of, "announce_workers", refuse)
    monkeypatch.setattr(execution, "heed_requests_to_end", lambda: None)
    monkeypatch.setattr(run_of_study, "run_study", lambda *_: pytest.fail("it began"))
    monkeypatch.setenv(blocks.SCHEDULER, "tcp://here")
    for more, said in (([], "tcp://here"), (["--scheduler", "tcp://there"], "tcp://there")):
        with pytest.raises(SystemExit, match=f"nobody at {said}"):
            main(["run", "--corpus", str(LISTS), "--out", str(tmp_path / "out"), *more])
    assert not (tmp_path / "out").exists()


@pytest.mark.study
def test_without_workers_the_run_says_so_and_waits_for_one(threads, capfd):
    address = threads.scheduler_address
    cluster_of.announce_workers(address)
    assert f"dask worker {address}" in capfd.readouterr().err
    found = []
    waiting = Thread(target=lambda: found.extend(map_blocks(slow_square, range(3), address)))
    waiting.start()
    waiting.join(1.5)
    assert found == [] and capfd.readouterr().err.count(f"No worker is at {address}") == 1
    threads.scale(1)
    waiting.join(20)
    assert found == [0, 1, 4] and "the study goes on" in capfd.readouterr().err
    cluster_of.announce_workers(address)
    assert f"1 worker of {address}" in capfd.readouterr().err


@pytest.mark.study
def test_a_scheduler_that_ends_is_said(threads):
    threads.scale(1)
    found = map_blocks(slow_square, range(1000), threads.scheduler_address)
    assert next(found) == 0
    threads.close()
    with pytest.raises(cluster_of.ClusterError, match="no longer answers"):
        list(found)


def test_a_block_at_which_workers_end_is_said():
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

    class Killed:
        def result(self):
            raise distributed.KilledWorker("a block", SimpleNamespace(address="tcp://last:1"), 3)

    with pytest.raises(cluster_of.ClusterError, match="4 workers.*tcp://last:1.*memory"):
        cluster_of.take(Killed(), "tcp://here")


def test_what_a_worker_has_must_be_what_is_here():
    here = cluster_of.find_build()
    assert cluster_of.find_fault("w", here) is None
    assert cluster_of.find_fault("w", OSError("gone")) is None  # it costs time, not results
    for build, said in (
        ({**here, "Python": "2.7"}, f"has Python 2.7 instead of {here['Python']}."),
        ({**here, "pandas": "0.1"}, f"has pandas 0.1 instead of {here['pandas']}."),
        ({**here, "version": "0"}, "has another version of this program."),
        ({}, "and another version of this program."),
        (ModuleNotFoundError("No module named 'ftfy'"), "(No module named 'ftfy')."),
        (AttributeError("find_build"), "cannot load this program"),
    ):
        assert said in cluster_of.find_fault("w", build)


@pytest.mark.study
def test_workers_that_are_not_the_same_do_nothing(cluster, monkeypatch):
    address = cluster.scheduler_address
    here = cluster_of.find_build()
    lacking = f"__import__('os' if __import__('os').getpid() == {os.getpid()} else 'no_such')"
    for name, value, said in (
        ("find_build", lambda: {**here, "Python": "2.7"}, "instead of 2.7.*requirements.txt"),
        ("ASK", lacking, "The worker tcp://.* cannot load this program .No module named 'no_such'"),
        ("ASK", "__import__('no_such')", "The scheduler cannot load this program"),
    ):
        with monkeypatch.context() as patch, pytest.raises(cluster_of.ClusterError, match=said):
            patch.setattr(cluster_of, name, value)
            list(map_blocks(len, ["a"], address))
    with cluster_of.connect(address) as client:  # one that came when the work was under way
        late = client.submit(cluster_of.do_block, "ab", len, {**here, "version": "0"}, pure=False)
        with pytest.raises(cluster_of.ClusterError, match="another version of this program"):
            late.result()
        assert client.submit(cluster_of.do_block, "ab", len, here, pure=False).result() == 2


@pytest.mark.study
def test_few_blocks_are_sent_ahead_and_none_is_left_when_the_taker_stops(cluster):
    sent = []
    found = map_blocks(
        slow_square, (sent.append(n) or n for n in range(100)), cluster.scheduler_address
    )
    # Two for each thread; a worker that is only just seen to be there has none yet.
    assert next(found) == 0 and len(sent) in (2 * 1 + 1, 2 * 2 + 1)
    found.close()
    with cluster_of.connect(cluster.scheduler_address) as client:
        time.sleep(0.5)
        assert not any(client.processing().values())


def test_the_packages_own_refusal_is_a_sentence():
    notebook = SimpleNamespace(cells=[])
    error = SimpleNamespace(ename=cluster_of.ClusterError.__name__, evalue="No worker.")
    assert execution.explain_error(notebook, "01", error).endswith("\nNo worker.")


# processes of this machine ---------------------------------------------------------------


def process_and_square(number):
    """The number of the process, and a square; a later block is done sooner."""
    time.sleep(0.02 if number % 2 == 0 else 0)
    if number == 1000:
        raise ValueError("no such block")
    return os.getpid(), number * number


@pytest.mark.parametrize("n, n_processors", [(blocks.FEW - 1, 2), (blocks.FEW, 1)])
def test_few_blocks_or_one_processor_need_no_other_process(n, n_processors, monkeypatch):
    monkeypatch.setattr(blocks, "count_processors", lambda: n_processors)
    expected = [(os.getpid(), number * number) for number in range(n)]
    assert list(map_processes(process_and_square, range(n))) == expected


def test_processes_give_results_in_the_order_of_the_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "count_processors", lambda: 2)
    there, squares = zip(*map_processes(process_and_square, iter(range(20))))
    assert list(squares) == [number * number for number in range(20)]
    assert os.getpid() not in there


def test_an_error_in_a_process_is_raised_here_and_what_is_left_is_not_begun(monkeypatch):
    monkeypatch.setattr(blocks, "count_processors", lambda: 2)
    taken = []
    asked = (taken.append(number) or number for number in [1, 2, 1000, *range(50)])
    with pytest.raises(ValueError, match="no such block"):
        list(map_processes(process_and_square, asked))
    assert len(taken) < 12
    results = map_processes(process_and_square, range(1 << 20))
    assert next(results)[1] == 0
    results.close()  # returns: the million others are not waited for
