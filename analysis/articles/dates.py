"""
Dates as people, tables and exports write them. Part of the steps `ingest` and `cleaning`.

Month names are data, in the languages of the exports that are read. What two readings fit is
refused, unless the other dates of the same file settle it.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

MONTH_NAMES = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janner feber marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
januari februari maart april mei juni juli augustus september oktober november december
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari mars april maj juni juli augusti september oktober november december
"""
MONTHS = {
    name: number
    for line in MONTH_NAMES.strip().split("\n")
    for number, name in enumerate(line.split(), 1)
} | {"mrt": 3, "mrz": 3, "maerz": 3, "sept": 9}
WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miercoles jueves viernes sabado domingo
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
lunedi martedi mercoledi giovedi venerdi sabato domenica
segunda-feira terca-feira quarta-feira quinta-feira sexta-feira
mandag tisdag onsdag torsdag fredag lordag sondag
""".split()

DIGIT = re.compile(r"\d")  # in every date
WORD = r"([^\W\d_]{3,12})\.?"
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
CJK = re.compile(
    r"(\d{4})\s?[\u5e74\ub144]\s?(\d{1,2})\s?[\u6708\uc6d4](?:\s?(\d{1,2})\s?[\u65e5\uc77c])?"
)
MONTH_FIRST = re.compile(rf"{WORD}\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}})(?!\d)")
DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|\.|\u00ba)?[\s-]?(?:de |of )?{WORD},?[\s-](?:de |del )?(\d{{4}})(?!\d)"
)
MONTH_ONLY = re.compile(rf"{WORD},?\s(?:de |del )?(\d{{4}})(?!\d)")
NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?!\d)")
# 20210304, and with a time behind it as GDELT writes it: 20210304101500, 20210304T101500Z.
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?")
# Seconds since 1970, or thousandths and smaller parts of them, from 1990 on.
EPOCH = re.compile(r"(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?")
FIRST_EPOCH, LAST_EPOCH = 631_152_000, 4_102_444_800  # 1990 and 2100: other numbers are no dates


def parse_date(text: str | None, day_first: bool | None = None) -> tuple[str | None, str | None]:
    """
    The first and the last day that a date can mean, as ISO dates; (None, None) if it names none.

    '2021-02' is a month; '3.4.2021' is day first; '3/4/2021' may be March or April and is refused
    rather than guessed, unless `day_first` says what the file's other dates show.
    """
    text = str(text or "").strip()
    if not DIGIT.search(text):
        return None, None
    for pattern in (ISO, CJK):
        if found := pattern.search(text):
            year, month, day = found.groups()
            return day_range(int(year), int(month), int(day) if day else None)
    for pattern, order in ((MONTH_FIRST, (3, 1, 2)), (DAY_FIRST, (3, 2, 1))):
        for found in pattern.finditer(text):
            year, month, day = (found[n] for n in order)
            if number := month_number(month):
                return day_range(int(year), number, int(day))
    if found := NUMBERS.search(text):
        return read_numbers(found, day_first)
    for found in MONTH_ONLY.finditer(text):
        if number := month_number(found[1]):
            return day_range(int(found[2]), number, None)
    if found := COMPACT.fullmatch(text):
        return day_range(*map(int, found.groups()))
    if (found := EPOCH.fullmatch(text)) and FIRST_EPOCH <= int(found[1]) < LAST_EPOCH:
        return (datetime.fromtimestamp(int(found[1]), UTC).date().isoformat(),) * 2
    return (f"{text}-01-01", f"{text}-12-31") if re.fullmatch(r"\d{4}", text) else (None, None)


def read_numbers(found: re.Match[str], day_first: bool | None) -> tuple[str | None, str | None]:
    """The day of '4.3.2021' or '4/3/2021': with points it is day first, with strokes it may be refused."""
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if first == second or first > 12 or mark == "." and second <= 12:
        return day_range(year, second, first)
    if second > 12:
        return day_range(year, first, second)
    if day_first is None:
        return None, None
    return day_range(year, second, first) if day_first else day_range(year, first, second)


def settle_order(texts: Iterable[str | None]) -> bool | None:
    """Whether dates like '3/4/2021' of one file are day first: others of them say so, and none the contrary."""
    found = [NUMBERS.search(str(text or "")) for text in texts]
    pairs = [(int(date[1]), int(date[3])) for date in found if date and date[2] == "/"]
    day, month = any(a > 12 >= b for a, b in pairs), any(b > 12 >= a for a, b in pairs)
    return None if day == month else day


@lru_cache(1 << 10)
def month_number(word: str) -> int | None:
    """The month that a word names, in full or by its first letters; None if it names none, or two."""
    plain = plain_word(word)
    if plain in MONTHS:
        return MONTHS[plain]
    numbers = {number for name, number in MONTHS.items() if name.startswith(plain)}
    return numbers.pop() if len(plain) >= 3 and len(numbers) == 1 else None


def plain_word(word: str) -> str:
    """A word without capitals, accents and points."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip(".,")


def begins_with_date(line: str) -> bool:
    """Whether a line begins with a date, a day of the week before it or not: 'lundi 3 mai 2010, p. 4'."""
    words = line.split()
    while words and plain_word(words[0]) in WEEKDAYS:
        words = words[1:]
    start = " ".join(words[:6])
    return bool(words) and any(
        found and (pattern in (ISO, CJK, NUMBERS) or month_number(found[number]))
        for pattern, number in (
            (ISO, 1),
            (CJK, 1),
            (NUMBERS, 1),
            (MONTH_FIRST, 1),
            (DAY_FIRST, 2),
            (MONTH_ONLY, 1),
        )
        if (found := pattern.match(start))
    )


def day_range(year: int, month: int, day: int | None) -> tuple[str | None, str | None]:
    """The first and last day as ISO dates; (None, None) where there is no such day."""
    try:
        if day:
            return (date(year, month, day).isoformat(),) * 2
        last = calendar.monthrange(year, month)[1]
        return date(year, month, 1).isoformat(), date(year, month, last).isoformat()
    except (ValueError, TypeError):
        return None, None
