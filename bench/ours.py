"""Our own steps, as the notebooks call them, made ready to be timed."""

from bench.registry import tool
from bench.words import NODE, patterns

N_FILES = 20_000  # that `check` reads


@tool("tokens", "this study")
def tokens(data):
    from analysis.tables.stored import empty_table
    from analysis.text.tokens import find_tokens

    sentences, edits = data.sentences, empty_table("edits")
    return lambda: find_tokens(sentences, edits)


@tool("counts", "this study")
def counts(data):
    from analysis.tables.stored import empty_table
    from analysis.terms.counts import count_pairs
    from analysis.text.tokens import find_tokens

    sentences, edits = data.sentences, empty_table("edits")
    return lambda: count_pairs(find_tokens(sentences, edits))[0]


@tool("dictionary", "this study")
def dictionary(data):
    from analysis.framing.lookup import find_hits

    tokens, wanted = data.tokens, patterns()
    return lambda: find_hits(tokens, wanted)


@tool("concordance", "this study")
def concordance(data):
    """The corpus is made ready once (`index_lines`): who reads lines asks for more than one word."""
    from analysis.tables.stored import empty_table
    from analysis.text.concordance import find_lines, index_lines

    index = index_lines(data.tokens, data.sentences, empty_table("edits"))
    return lambda: find_lines(NODE, index)


@tool("concordance", "this study, without an index")
def concordance_once(data):
    from analysis.tables.stored import empty_table
    from analysis.text.concordance import find_concordance, find_hits

    tokens, sentences, edits = data.tokens, data.sentences, empty_table("edits")
    return lambda: find_concordance(find_hits(tokens, NODE), sentences, edits)


@tool("keyness", "this study")
def keyness(data):
    from analysis.terms.keyness import measure_keyness

    target, reference = data.counts
    return lambda: measure_keyness(target, reference)


@tool("bigrams", "this study")
def bigrams(data):
    from analysis.terms.collocates import measure_bigrams

    tokens = data.tokens
    return lambda: measure_bigrams(tokens)


@tool("voices", "this study", mb=3)
def voices(data):
    from analysis.tables.stored import LISTS, empty_table, read_list
    from analysis.voices.quotations import find_quotations
    from analysis.voices.roles import read_offices

    verbs, offices = read_list("reporting_verbs", LISTS), read_offices(LISTS)
    sentences, edits = data.sentences, empty_table("edits")
    return lambda: find_quotations(sentences, edits, verbs, offices)


@tool("check", "this study", mb=40)
def check(data):
    """Short articles, each a file of its own."""
    from analysis.runs.checking import check_corpus

    folder = data.folder / "files"
    text = "\n".join(data.texts)
    size = len(text) // N_FILES
    if not folder.exists():
        folder.mkdir()
        for number in range(N_FILES):
            part = text[number * size : (number + 1) * size]
            (folder / f"{number:05}.txt").write_text(part, encoding="utf-8")

    def run():
        check_corpus(folder)
        return range(N_FILES)

    return run


@tool("topics", "this study", mb=10)
def topics(data):
    import sklearn.decomposition  # noqa: F401  (importing is in nobody's times)

    from analysis.topics.fitting import fit_topics, rank_terms
    from bench.words import kept_matrix, passages

    counts, terms = kept_matrix(data)
    ready = passages(counts, terms)
    return lambda: terms[rank_terms(fit_topics(ready, 20))]
