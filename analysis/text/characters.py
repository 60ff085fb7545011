"""
Where words begin and end in text, found with arrays over all its bytes at once.

A word is, as a regular expression (module `regex`), `WORD`: pieces of letters, marks and
digits of any script, joined by inner hyphens and apostrophes (`people-centered`, `China’s`);
points, commas and colons stay inside numbers and clock times (`1,200`, `3.5`, `10:30`), and
initials keep their points (`U.S.`). A test holds the arrays against the expression on any
text. Scripts that put no blank between words (Chinese, Thai) come out as one word a run:
such texts must be segmented before they come here.
"""

import unicodedata
from functools import cache

import numpy as np

LETTERS = r"(?:[\p{L}\p{N}][\p{M}\u00ad\u200c\u200d]*)"  # marks only after a letter or digit
WORD_PIECE = rf"(?:(?:\p{{Lu}}\.){{2,}}|(?:{LETTERS}|(?<=\p{{Nd}})[.,:](?=\p{{Nd}}))+)"
WORD = rf"{WORD_PIECE}(?:[-‐‑'’]{WORD_PIECE})*"

# What a character is, as bits of one byte.
BODY, DIGIT, UPPER, MARK, JOIN, POINT = 1, 2, 4, 8, 16, 32
BITS = {
    "Nd": BODY | DIGIT,
    "Nl": BODY,
    "No": BODY,
    "Lu": BODY | UPPER,
    "Ll": BODY,
    "Lt": BODY,
    "Lm": BODY,
    "Lo": BODY,
    "Mn": BODY | MARK,
    "Mc": BODY | MARK,
    "Me": BODY | MARK,
}
SINGLE = {
    **dict.fromkeys("-‐‑'’", JOIN),
    **dict.fromkeys(".,:", POINT),
    **dict.fromkeys("\u00ad\u200c\u200d", BODY | MARK),
}


def word_edges(data: np.ndarray) -> np.ndarray:
    """Byte offsets start, end, start, end … of the words in UTF-8 `data`."""
    bits = character_bits(data)
    inside = (bits & BODY).view(bool)
    joint = np.flatnonzero(bits >= JOIN)
    joint = joint[(data[joint] & 0xC0) != 0x80]
    width = np.where(data[joint] < 128, 1, 3)  # curly apostrophes take three bytes
    before, after = bits[joint - 1], bits[np.minimum(joint + width, len(bits) - 1)]
    initial, breaks = find_initials(data, bits, joint[data[joint] == ord(".")])
    held = (bits[joint] == POINT) & ((before & after & DIGIT) > 0)
    inside[initial] = True
    held |= (bits[joint] == JOIN) & inside[joint - 1] & ((after & BODY) > 0)
    for step in range(3):
        inside[joint[held & (width > step)] + step] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if len(edges) % 2:
        edges = np.append(edges, len(data))
    if len(breaks):  # 'U.S.The': a word ends and the next begins
        edges = np.sort(np.concatenate([edges, breaks, breaks]))
    return edges


def character_bits(data: np.ndarray) -> np.ndarray:
    """The bits of each byte's character; all bytes of a character carry the same."""
    table = bit_table()
    bits = np.frombuffer(bytearray(data.tobytes().translate(table[:256].tobytes())), np.uint8)
    if data.max(initial=0) < 128:
        return bits
    bits[data > 127] = 0
    lead = np.flatnonzero(data >= 0xC0)
    width = 2 + (data[lead] >= 0xE0) + (data[lead] >= 0xF0)
    point = data[lead].astype(np.int32) & (0xFF >> (width + 1))
    for step in (1, 2, 3):
        more = width > step
        point[more] = point[more] << 6 | data[lead[more] + step] & 0x3F
    of_lead = table[np.minimum(point, 0xFFFF)]
    far = np.flatnonzero(point > 0xFFFF)
    if len(far):
        kinds, which = np.unique(point[far], return_inverse=True)
        of_lead[far] = np.array([bits_of(chr(kind)) for kind in kinds], np.uint8)[which]
    bits[lead] = of_lead
    for step in (1, 2, 3):
        bits[lead[width > step] + step] = of_lead[width > step]
    return drop_loose_marks(bits, lead[(of_lead & MARK) > 0], width[(of_lead & MARK) > 0])


def drop_loose_marks(bits: np.ndarray, mark: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Marks that follow no letter or digit (the tail of an emoji) are not part of a word."""
    if not len(mark):
        return bits
    head = np.flatnonzero(np.append(True, mark[1:] != mark[:-1] + width[:-1]))
    loose = np.repeat((bits[mark[head] - 1] & BODY) == 0, np.diff(np.append(head, len(mark))))
    for step in range(4):
        at = mark[loose & (width > step)] + step
        bits[at] = 0
    return bits


def find_initials(
    data: np.ndarray, bits: np.ndarray, point: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(points that belong to initials such as 'U.S.', ends of initials with a word glued on)."""
    point = point[(bits[point - 1] & UPPER) > 0]
    letter = point - 1
    for _ in range(3):  # back to the first byte of the letter
        letter = np.where((data[letter] & 0xC0) == 0x80, letter - 1, letter)
    alone = (bits[letter - 1] & BODY) == 0
    point, letter = point[alone], letter[alone]
    if not len(point):
        return point, point
    joined = letter[1:] == point[:-1] + 1
    left, right = np.append(False, joined), np.append(joined, False)
    last = point[left & ~right]
    glued = (bits[np.minimum(last + 1, len(bits) - 1)] & BODY) > 0
    return point[left | right], last[glued] + 1


def bits_of(character: str) -> int:
    """The bits of one character."""
    return SINGLE.get(character, BITS.get(unicodedata.category(character), 0))


@cache
def bit_table() -> np.ndarray:
    """The bits of the first 65,536 characters."""
    return np.array([bits_of(chr(point)) for point in range(1 << 16)], np.uint8)
