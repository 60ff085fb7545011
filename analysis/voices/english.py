"""
Closed classes of English words that the rules for voices stand on, and one look at a verb.

There is no parser here, because none can be had without downloading a model: the rules ask
only what a short list can answer. Ground of the step `voices`.
"""

from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """A frozen set of the blank-separated words of `text`."""
    return frozenset(text.split())


PREPOSITIONS = words("""about above across after against along alongside amid among around at before behind below
    beneath beside besides between beyond by concerning despite during except following for from in inside into
    like near of off on onto out outside over past per regarding since through throughout till to toward towards
    under until up upon via with within without""")
DETERMINERS = words("""a an the this these those any some each every no another both all many several few most
    such other certain various my your his her its our their whose one two three four five six seven eight nine
    ten dozens hundreds thousands more half""")
POSSESSIVES = words("my your his her its our their whose")
SUBJECT_PRONOUNS = words("i you he she it we they who which")
FIRST_SECOND = words("i we you me us my our myself ourselves")
SINGULAR_PERSON, PLURAL, THING = words("he she"), words("they"), words("it this")
RELATIVES = words("who which that whom whose")
QUESTION_WORDS = words("how what why whether if where when who which")
BE = words(
    "am is are was were be been being 'm 're isn't aren't wasn't weren't i'm he's she's it's they're we're"
)
HAVE_DO = words("""has have had do does did having hasn't haven't hadn't don't doesn't didn't i've we've they've
    he'd she'd they'd""")
MODALS = words("""will would can could shall should may might must cannot can't won't wouldn't couldn't shouldn't
    mustn't i'll he'll she'll they'll we'll it'll i'd we'd""")
AUXILIARIES = BE | HAVE_DO | MODALS
FINITE = AUXILIARIES - {"be", "been", "being", "having"}
PLAIN_FINITE = frozenset(
    low for low in FINITE if low.split("'")[0] not in SUBJECT_PRONOUNS
)  # not "it's"
NEGATIONS = words("not never n't")
ADVERBS = words("""also again already always ever even further furthermore later long moreover once only once often
    now just since soon still then there thus too very well yet rather quite instead so far almost nearly earlier
    however hence indeed perhaps maybe otherwise anyway anyhow regardless sometimes somehow somewhat altogether
    meanwhile nonetheless nevertheless therefore besides likewise both all each first last personally""")
COORDINATORS = words("and but or nor yet")
SUBORDINATORS = words("""after although as because before if once since so than though unless until when whenever
    where whereas whereby while whilst because""")
TIME_WORDS = words("""monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight
    later earlier recently again january february march april june july august september october november
    december jan feb mar apr jun jul aug sept sep oct nov dec afterwards afterward here there now overnight week month
    year morning afternoon evening night midday noon weekend""")
NARRATOR_TIME = words(
    """monday tuesday wednesday thursday friday saturday sunday yesterday today meanwhile"""
)
GATHERINGS = words("""meeting meetings session sessions event events conference conferences briefing briefings
    forum summit webinar seminar panel rally hearing ceremony gathering debate discussion press interview
    exhibition assembly council committee parliament""")
IRREGULAR_PAST = words("""began became brought built bought came caught chose cost cut did drew drove fell felt
    found fled flew fought gave got went grew had heard held hit kept knew led left lent let lost made meant met
    paid put quit ran rang read rose said sang sat saw sent set shook shot showed shut slept sold sought spent
    spoke stole stood struck swept swore swung taught thought threw told took understood was were wept withdrew
    died lied used tied aged eyed woke won wore wrote broke became arose awoke beat bent bet bound bred burst cast clung crept dealt dug ate
    forbade forgot froze hung hid hurt laid lay lit overcame rode slid spread sprang stuck stung swam tore upheld""")
# Verbs that say "a clause stands here" when they follow a noun: no noun has most of these forms.
PRESENT_VERBS = words("""accepts adds affects agrees allows appears applies argues asks attracts becomes begins
    believes belongs brings builds causes comes comprises confirms considers consists contains
    continues covers creates demonstrates depends deserves develops differs enjoys ensures exceeds
    exists expects explains faces fails feels finds follows gets gives goes grows happens helps
    holds hopes identifies implies improves includes indicates involves keeps knows lacks leads
    leaves lets loses maintains makes means meets needs occurs offers opens operates owes owns
    pays poses produces promises proves provides puts reaches receives recognizes reflects refuses
    rejects relies remains represents requires respects says seeks seems sees sends serves shows
    speaks stands starts stays supports takes tells tends thinks threatens tries violates wants
    welcomes writes""")
# The same for the plural: behind a plural noun or a pronoun they are verbs ("children ride").
PLURAL_VERBS = words("""accept add agree allow appear apply argue ask attend become begin believe belong bring build buy
    choose come consider contain continue create decide depend deserve differ eat enjoy exist expect fail fall feel
    find follow get give go grow happen hate have hear hold hope include keep know lack lead learn leave let like
    live lose love make mean meet need offer open owe pay pose prefer produce provide reach read receive refuse
    remain remember represent require ride run say see seem sell send serve share sit sleep speak spend stand stay
    stop suffer suggest support take tell tend think threaten try understand use want win wish work write""")
PLURALS = words("they we you i people police media men women children others many some")
CAUSES = words("let lets make makes made making help helps helped")  # let me say, made us realize
INDEFINITE = words(
    "nobody everybody somebody anybody everyone someone anyone people nothing everything there"
)
NO_ADVERBS = words("""family assembly ally italy july reply supply apply monopoly rely elderly anomaly bully belly rally
    tally butterfly homily jelly comply imply multiply kelly billy reilly connolly donnelly molly sally emily lily
    beverly sicily""")
NOT_PAST = words("""need indeed speed seed feed breed bleed exceed succeed proceed red bed united limited unprecedented
    hundred sacred naked kindred wicked so-called aforementioned alleged""")


@lru_cache(maxsize=1 << 16)
def looks_past(word: str) -> bool:
    """Whether a lower-case word looks like a verb in the past (or its participle)."""
    return word in IRREGULAR_PAST or (
        word.endswith("ed") and len(word) > 4 and word not in NOT_PAST
    )


@lru_cache(maxsize=1 << 16)
def is_adverb(word: str) -> bool:
    """Whether a lower-case word is an adverb that may stand before a verb."""
    return (
        word in ADVERBS
        or word in NEGATIONS
        or (word.endswith("ly") and len(word) > 4 and word not in NO_ADVERBS)
    )
