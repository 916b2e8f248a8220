"""Chains with the standard library."""

from hashlib import sha256

from serve import serve


def as_it_is(answer):
    return answer


def verify(book):
    """Each text is hashed and compared with its link, which stands in the next text."""
    previous = ""
    for text, link in zip(book["texts"], book["links"], strict=True):
        if f"&Huella={previous}&" not in text or sha256(text.encode()).hexdigest().upper() != link:
            raise ValueError(text)
        previous = link
    return previous


def root(records):
    """By RFC 9162, section 2.1: one that has no neighbour goes up as it is."""
    level = [sha256(b"\0" + record.encode()).digest() for record in records]
    while len(level) > 1:
        above = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0].hex()


def verifactu(book):
    return lambda: verify(book), as_it_is


def merkle(records):
    return lambda: root(records), as_it_is


serve({"verifactu": verifactu, "merkle": merkle})
