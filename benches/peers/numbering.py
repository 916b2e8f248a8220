"""The audit of numbers: sorted, then looked through."""

import re

from serve import serve


def look(numbers):
    gaps, repeats, before = [], [], None
    for number in sorted(numbers):
        if before is not None:
            if number == before and repeats[-1:] != [number]:
                repeats.append(number)
            elif number > before + 1:
                gaps.append([before + 1, number - 1])
        before = number
    return {"gaps": gaps, "repeats": repeats}


def counters(numbers):
    return lambda: look(numbers), lambda found: found


def texts(rows):
    written = re.compile(r"INV-2026-(\d{6,}?)(\d\d)")

    def work():
        numbers = []
        for text in rows:
            match = written.fullmatch(text)
            number, check = match.groups()
            if 98 - int("2026" + number + "00") % 97 != int(check):
                raise ValueError(f"{text} has wrong check digits")
            numbers.append(int(number))
        return look(numbers)

    return work, lambda found: found


serve({"row": counters, "tills": counters, "shuffled": counters, "texts": texts})
