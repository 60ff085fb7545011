"""A saved page as plain lines: each block a line, a blank line round each paragraph."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

BLOCKS = frozenset(
    "div td th tr table li ul ol h1 h2 h3 h4 h5 h6 article section header footer aside pre".split()
)
APART = frozenset("p h1 h2 h3 h4 h5 h6 article section table".split())
LEFT_OUT = frozenset("script style head noscript select option button template svg".split())
BREAK = "\n"
GAP = re.compile(r"[ \t]*\n[ \t]*")


def write_lines(page: HtmlElement) -> str:
    """All the words of a page: a line for each block, blank lines round paragraphs."""
    text = GAP.sub("\n", "".join(list_pieces(page)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def list_pieces(root: HtmlElement) -> Iterator[str]:
    """The words of an element and what parts them. A stack and no recursion: pages nest deep."""
    stack = [(root, False)]
    while stack:
        node, closing = stack.pop()
        if closing:
            yield edge(node)
            yield flat(node.tail) if node is not root else ""
            continue
        if not isinstance(node.tag, str) or node.tag in LEFT_OUT:
            yield flat(node.tail) if node is not root else ""
            continue
        yield BREAK if node.tag == "br" else "_" * 60 if node.tag == "hr" else ""
        yield edge(node)
        yield flat(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))


def edge(node: HtmlElement) -> str:
    """What stands before and behind an element's words."""
    return "\n\n" if node.tag in APART else BREAK if node.tag in BLOCKS or node.tag == "hr" else ""


def flat(text: str | None) -> str:
    """Words of a page as shown: line breaks and other blanks of its code are one blank."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")) if text else ""
