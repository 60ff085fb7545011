"""
The layouts of lines that are not body: what stood round the article on its page.

Each rule is a name, a kind, a pattern and a reason. A pattern must fit the WHOLE line (or its
whole beginning or end), so that a sentence which holds the same words is left alone. Part of
the step `cleaning`.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from analysis.tables.stored import read_csv

OUTLETS = read_csv(Path(__file__).with_name("outlets.csv"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return (
        "(?:"
        + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
        + ")"
    )


MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}[\s-]{MONTH}(?:[\s-]\d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
)
TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?"
ZONE = r"(?:GMT|UTC|BST|EST|EDT|ET|PST|IST|CST|Beijing [Tt]ime)(?:\s?[+-]\d{1,2}(?::\d{2})?)?"
OUTLET = any_of([*OUTLETS["outlet"], *OUTLETS["tag"], *" ".join(OUTLETS["domains"]).split()])
AGENCY = any_of(OUTLETS["tag"])
LABEL = (
    r"(?i:(?:first |last |date )?(?:published|updated|posted|modified|publication date|date|created)"
    r"(?: on| at)?|source|editors?|web editor|time)"
)
PICTURE = (
    r"(?:(?:File |FILE |Handout |AP |Xinhua |Video |CNS )?"
    r"(?:[Pp]hotos?|PHOTOS?|Pictures?|Images?|Photographs?|Illustration|Graphic|Screenshot|Cartoon))"
)
PERSON = r"[A-Z][\w.'\u2019-]*"
NAMES = (
    rf"{PERSON}(?:(?:\s|\s?/\s?|,\s|\s?&\s?|\sand\s|\svia\s|\sin\s|\sof\s|\sfor\s){PERSON}){{0,8}}"
)


CLOCK = r"\d{1,2}(?:[:.]\d{2}(?::\d{2})?\s?(?:[AaPp]\.?[Mm]\.?)?|\s?[AaPp]\.?[Mm]\.?|h\d{2})"


class Rule(NamedTuple):
    """One layout: its name, the kind of such a line, its pattern, and why the line is not body."""

    name: str
    kind: str
    pattern: re.Pattern
    reason: str


def rule(name: str, kind: str, reason: str, pattern: str) -> Rule:
    """A Rule from its pattern as text."""
    return Rule(name, kind, re.compile(pattern), reason)


# Lines of at most 200 characters, fitted whole.
SHORT_LINES = [
    rule(
        "date line",
        "dateline",
        "when, and by whom, the page was published",
        rf"(?=.*{DATE})\(?(?:.{{1,60}}?[|\u00b7\u2022]\s?)?(?:(?:{LABEL}|{DAY}|{DATE}|{TIME}|{ZONE}|{OUTLET}"
        rf"|huaxia|[Ee]ditor\s?: {PERSON}(?:\s{PERSON})?)[\s:|,()\u00b7\u2022\u2013\u2014/-]*)+",
    ),
    rule(
        "time of an entry",
        "dateline",
        "when an entry of a live blog was written, and by whom",
        rf"(?:(?:{LABEL}|[Aa]t):? (?:at )?)?{CLOCK}(?:\s?\(?{ZONE}\)?)?(?:[\s,|\u00b7\u2022\u2013\u2014-]+(?:[Bb]y )?{PERSON}(?:\s{PERSON}){{0,3}})?",
    ),
    rule(
        "age of the page",
        "dateline",
        "when the page was published",
        rf"(?:{LABEL}:? )?\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago",
    ),
    rule(
        "byline",
        "byline",
        "who wrote it",
        rf"(?:By|BY|Written by|Reported by|Text by|Story by|Words by)[:]?\s"
        rf"(?:{PERSON}|and|in|with|for|the|at|de|von|of|staff|reporters?|writers?|correspondents?|[,|&/-])"
        rf"(?:[\s,|&/]+(?:{PERSON}|and|in|with|for|the|at|de|von|of|staff|reporters?|writers?"
        rf"|correspondents?|[|&/-]))*",
    ),
    rule(
        "breadcrumb",
        "boilerplate",
        "the path to the page in its site",
        r"(?:You are here:? ?)?(?:Home\s?[>/|\u00bb\u203a].{0,100}|[A-Z][A-Za-z&' -]{1,30}(?:\s?[>\u00bb\u203a]\s?"
        r"[A-Z][A-Za-z&' -]{1,30})+|[A-Z][A-Za-z& ]{1,20}(?:\s[/|]\s[A-Z][A-Za-z& ]{1,20})+)",
    ),
    rule(
        "credits of the page",
        "byline",
        "who wrote, edited or supplied it",
        r"\(?(?:Source|Author|Reporter|Editor|Web editor|Contributor|Translator|Photographer"
        r"|Writer|Compiled by|Edited by)s?\s?:\s?[^.!?]{2,90}\)?",
    ),
    rule(
        "about the author",
        "byline",
        "who wrote it",
        r"(?:The (?:author|writer)s? (?:is|are) .{0,120}\b(?:reporter|professor|fellow|editor|director"
        r"|analyst|commentator|research|columnist|writer|scholar|journalist|correspondent|lecturer|expert|president|dean)"
        r".{0,120}|.{0,80}\b[\w.+-]+@[\w-]+\.[\w.-]+.{0,20})",
    ),
    rule("outlet alone", "sign-off", "the outlet's name alone in a line", rf"\(?{OUTLET}\)?\.?"),
    rule(
        "end mark",
        "sign-off",
        "the agency's mark that the report ends",
        r"(?:Enditem|Endit|ENDITEM|\(?END\)?|ENDS|The End|[-\u2013\u2014]*\s?30\s?[-\u2013\u2014]+|-0-|#{2,}|[\u25a0\u25cf])\.?",
    ),
    rule(
        "desk note",
        "sign-off",
        "who reported and edited, written under the report",
        r"\((?:Reporting|Additional reporting|Writing|Editing|Compiled|With (?:inputs?|files|agencies)|Agencies"
        r"|With additional).{0,180}\)|(?:Reporting|Additional reporting|Writing|Editing) by [A-Z]\S+ [A-Z][^.]{1,170}",
    ),
    rule(
        "note of the desk",
        "sign-off",
        "the desk speaks of the report: what was changed, and who helped",
        r"(?i:\(?(?:this (?:article|story|report|piece|post|page) (?:has been|was|is being) (?:updated|amended|corrected"
        r"|edited|modified|first published|originally published)|(?:correction|clarification|editor'?s note|update)\s?:"
        r"|(?:with )?additional reporting (?:by|from) ).{0,190})"
        r"|(?:The )?[A-Z][\w.,' -]{2,80} contributed (?:to this (?:report|article|story)|reporting)[^.]{0,40}\.?",
    ),
    rule(
        "copyright",
        "boilerplate",
        "who holds the rights",
        r"(?i:(?:copyright\s?(?:\u00a9|\(c\)|&copy|\d{4}|by\b|:|\W*$)|\u00a9|\(c\)\s).{0,190}|.{0,120}all rights reserved.{0,60}|.{0,60}ICP\b.{0,60})",
    ),
    rule(
        "photo credit",
        "caption",
        "who took the photo",
        rf"[\[(]?{PICTURE}(?: by| credit| courtesy of| provided (?:by|to))?\s?[:/]?\s?{NAMES}[\])]?\.?"
        rf"|[\[(]?{PICTURE}\s?:\s?[^.!?]{{2,60}}[\])]?|[Cc]redit\s?:\s?[^.!?]{{2,60}}|CREDITS?\s?: .{{2,150}}"
        rf"|Image (?:source|copyright|caption),?:? .{{2,180}}|Media caption,?:? .{{2,180}}"
        rf"|(?:{NAMES}/)?(?:AFP via )?Getty Images|REUTERS/{NAMES}",
    ),
    rule("picture in Markdown", "caption", "a picture and its caption", r"!\[[^\]]*\]\([^)]*\)"),
    rule("ruler", "boilerplate", "a line without a letter or a digit", r"[\W_]+"),
    rule(
        "page number",
        "boilerplate",
        "the number of a printed page",
        r"(?:[Pp]age )?\d{1,4}(?: of \d{1,4})?|- \d{1,4} -",
    ),
    rule(
        "subscription",
        "boilerplate",
        "the site asks to subscribe: the rest of the article may be cut off",
        r"(?i:.{0,30}\b(?:articles?|story|content|piece|report) (?:is|are) (?:\w+ )?(?:for|to|available (?:only )?(?:to|for)|reserved for)"
        r" (?:\w+ ){0,2}(?:subscribers?|members|registered \w+)(?: only)?\W*"
        r"|(?:please )?(?:subscribe|sign in|sign up|log ?in|register|join)(?: now| today| for free| or \w+(?: in)?)?"
        r" (?:to|for|and) (?:continue|keep|read|unlock|access|full access|unlimited|get|view|see|finish).{0,90}"
        r"|to (?:continue|keep|finish) reading\b.{0,90}|(?:already|not yet) an? (?:\w+ )?(?:subscriber|member)\b.{0,60}"
        r"|(?:you(?:'ve| have)|there are) .{0,30}\bfree (?:articles?|stories|reads?)\b.{0,60}"
        r"|(?:unlock|get|gain|enjoy) (?:this (?:article|story)|unlimited|full|complete)\b(?! of).{0,20}"
        r"(?:for|access|with|reading|\d).{0,60}"
        r"|create (?:a|your) free account.{0,80}|(?:subscriber|premium|members?)[- ](?:only|exclusive)(?: (?:content|article|story))?)",
    ),
    rule(
        "advertisement",
        "boilerplate",
        "an advertisement or its frame",
        r"(?i:(?:skip |end of )?advertisements?|(?:story|article) continues (?:below|after) (?:this )?advert\w*"
        r"|sponsored(?: content)?|promoted(?: content)?|ad(?: feedback)?|continue reading(?: below)?"
        r"|scroll to continue.{0,40})",
    ),
    rule(
        "read more",
        "boilerplate",
        "a link to another article",
        r"(?:Read (?:more|also|full|next)|READ (?:MORE|ALSO|NEXT)|Also read|ALSO READ|Related(?: \w+)?|RELATED"
        r"|See also|More on this(?: story)?|MORE|More|Click here|You (?:may|might) also like|Recommended"
        r"|Watch|WATCH|Don't miss|Most read|Trending|Editor's picks?)\s?[:|>\u00bb\u203a].{0,190}(?<!\.)",
    ),
    rule(
        "sharing",
        "boilerplate",
        "buttons of the page",
        r"(?i:(?:share|tweet|print|e-?mail|facebook|twitter|x|whatsapp|wechat|weibo|linkedin|reddit|telegram|pinterest"
        r"|copy link|save|comments?|like|follow us|subscribe|sign (?:up|in)|log in|register|download|qr code"
        r"|font size|a[+-]|more|menu|search|close|next|previous|top|home|back to top"
        r"|(?:follow|like|find) us[\w ,]{0,40}|share (?:this|on|via)[\w ,]{0,40})"
        r"(?:[\s,/|\u00b7\u2022()\d]+(?:share|tweet|print|e-?mail|facebook|twitter|x|whatsapp|wechat|weibo|linkedin"
        r"|reddit|telegram|pinterest|copy link|save|comments?|like|on|via|a[+-])?)*)",
    ),
    rule(
        "notices of the site",
        "boilerplate",
        "the site speaks of itself",
        r"(?i:(?:we use cookies|this (?:site|website) uses cookies|by continuing to (?:use|browse)"
        r"|(?:sign up|subscribe)[\w ,]{0,40}(?:newsletter|updates|alerts|channel|our app)|follow us on|like us on"
        r"|download our app|scan the qr|listen to this article|get (?:the|our) (?:latest|free) (?:news|updates)"
        r"|join our (?:newsletter|mailing|community|channel|group)|our standards:|terms (?:of (?:use|service)|and cond)"
        r"|privacy policy|cookie (?:policy|settings)|contact (?:us|the writers? at)"
        r"|click here (?:to|for)\b|thanks for signing up|sign up:|there was an error processing"
        r"|(?:you can )?follow .{2,60} (?:on|at) (?:twitter|facebook|instagram)\b"
        r"|for more (?:news|stories|information),? visit|leave a (?:comment|reply)"
        r"|\d+ min(?:ute)?s? read|reading time:?\s?\d).{0,150})",
    ),
    rule(
        "video player",
        "boilerplate",
        "words of a video player",
        r"(?i:play(?: video)?|now playing|video player is loading.?|this is a modal window.?|duration\s?:?\s?[\d:]+"
        r"|current time\s?:?\s?[\d:]+|remaining time\s?:?\s?-?[\d:]+|loaded:\s?[\d.]+%|stream type live|mute|unmute"
        r"|fullscreen|captions off|playback rate|\d{1,2}:\d{2}(?:\s?/\s?\d{1,2}:\d{2})?|volume \d+%"
        r"|(?:your browser does not support|javascript must be enabled|please enable javascript).{0,120})",
    ),
]
RELATED = re.compile(
    r"(?i:related (?:articles?|stories|news|content|coverage|topics)|more (?:stories|news|from .{2,40}|on this)"
    r"|(?:also|most) (?:read|viewed|popular|shared)|recommended(?: for you| reading)?|trending(?: now)?"
    r"|you (?:may|might) also like|latest (?:news|stories|headlines)|editor'?s picks?|related|read (?:more|next))[:.\u2026]*"
)

RELATED_INITIALS = frozenset("ALMRTYEalmrtye")  # of every line that RELATED fits
# In small letters, pieces of which every line has one that the rule fits: the patterns that may begin
# anywhere in a line are tried on few.
RULE_SIGNS = {
    "breadcrumb": (">", "/", "|", "\u00bb", "\u203a"),
    "credits of the page": (":",),
    "about the author": ("the author", "the writer", "@"),
    "copyright": ("copyright", "\u00a9", "(c)", "all rights reserved", "icp"),
    "subscription": (
        "subscri",
        "sign",
        "log",
        "regist",
        "join",
        "member",
        "read",
        "free",
        "unlock",
        "get",
        "gain",
        "enjoy",
        "premium",
    ),
}

SUBSCRIPTION = next(rule for rule in SHORT_LINES if rule.name == "subscription")
# A turn of a transcript or an interview: 'Q: ', 'A. ', 'ANNA BRANDT, MAYOR: ', 'Courier: '.
TURN = re.compile(
    r"(?:(?:#{1,6} )?(?P<letter>Q|A|Question|Answer|QUESTION|ANSWER)\s?[:.)]\s"
    r"|(?:#{1,6} )?(?P<name>(?:[A-Z][\w.'\u2019-]*)(?:[ ,]{1,2}(?:[A-Z][\w.'\u2019()-]*|of|the|and|for|de|von|van)){0,9})"
    r"(?: \([^()]{1,40}\))?\s?:\s)(?=\S)"
)

# A sentence about a photo, with the credit at its end.
CREDIT_AT_END = re.compile(rf"""(?x)
    (?:^|(?<=[.!?)"'\s]))
    (?: \(?{PICTURE}(?:\ by|\ credit|\ courtesy\ of)?\s?[:/]\s?{NAMES}\)?
      | \(?{PICTURE}(?:\ by|\ courtesy\ of)\s{NAMES}\)?
      | [Cc]redit:\s?{NAMES}
      | [\[(](?:{PICTURE}|{AGENCY}(?:\ [Pp]hoto)?|VCG|CFP)\s?/\s?[^\])]{{2,60}}[\])]
      | [\[(]{PICTURE}(?:\ provided|\ taken|\ courtesy|\ credit|\ by)?\s?[^\])]{{0,60}}[\])]
      | /\s?(?:CFP|VCG|CGTN|Xinhua|AP|AFP|Reuters|Getty(?:\ Images)?)(?:\ [Pp]hoto)?
      | (?:VCG|CFP|Xinhua|AP|AFP|IC)\ [Pp]hoto
      | REUTERS/{NAMES} | AP\ Photo/{NAMES} | (?:{NAMES}/)?(?:AFP\ via\ )?Getty\ Images
    ) \.?$""")
CREDIT_SIGNS = [
    "hoto",
    "HOTO",
    "icture",
    "mage",
    "llustration",
    "raphic",
    "creenshot",
    "artoon",
    "redit",
    "VCG",
    "CFP",
    "/",
]  # one of them is in every credit
CAPTION_START = re.compile(
    r"(?:FILE PHOTO:|File photo:|CAPTIONS?\s?: |PHOTO CAPTION\s?: |(?:This |An? |Combined |Combination )?(?:[Aa]erial |[Ff]ile |undated |handout |combo )*"
    r"(?:[Pp]hotos?|[Pp]ictures?|[Ii]mages?) (?:taken|released|provided|shot|dated|made) (?:on|by|in|from|with) )"
)

# What can stand before the first words of a line, or behind its last ones.
PLACE = r"[A-Z][A-Z.'\u2019-]{2,20}(?:\s[A-Z][A-Z.'\u2019-]{1,20}){0,3}"
ANY_PLACE = r"[A-Z][^\W\d_][\w.'\u2019-]{1,20}(?:\s[A-Z][\w.'\u2019-]{1,20}){0,3}"
REST = r"(?:,\s[A-Z][\w.'\u2019 ]{1,25}?){0,2}"
DASH = r"\s?(?:--|[\u2013\u2014]|-(?=\s))"
LINE_STARTS = [
    rule(
        "crawler prefix",
        "dateline",
        "a crawler wrote the day of the page before the text",
        r"date\s\d{4}-\d{2}-\d{2}(?=\s)",
    ),
    rule(
        "dateline with agency",
        "dateline",
        "place, day and agency before the first sentence",
        rf"{ANY_PLACE}{REST}(?:,?\s{DATE})?\s?\((?:{OUTLET}|{AGENCY})\){DASH}(?=\s*\S)",
    ),
    rule(
        "dateline with a day",
        "dateline",
        "place and day before the first sentence",
        rf"{PLACE}{REST},\s{DATE}{DASH}(?=\s*\S)",
    ),
    rule(
        "dateline",
        "dateline",
        "the place before the first sentence",
        rf"{PLACE}{REST}\s(?:--|[\u2013\u2014])(?=\s*[\"'\u201cA-Z])",
    ),
]
LINE_ENDS = [
    rule(
        "end mark",
        "sign-off",
        "the agency's mark that the report ends",
        r"(?<=[.!?\"'\u201d\u2019)])\s*(?:Enditem|ENDITEM|Endit|\(END\)|ENDS|/ends)\.?$",
    ),
    rule(
        "outlet at the end",
        "sign-off",
        "the outlet's name behind the last sentence",
        rf"(?<=[.!?\"'\u201d\u2019])\s+\(?{any_of(OUTLETS['outlet'])}\)?$",
    ),
]
# The last word of every line that a rule of LINE_ENDS can fit: all others are passed over.
LAST_WORDS = frozenset(
    [
        "Enditem",
        "ENDITEM",
        "Endit",
        "END",
        "ENDS",
        "/ends",
        *(outlet.split()[-1] for outlet in OUTLETS["outlet"]),
    ]
)
