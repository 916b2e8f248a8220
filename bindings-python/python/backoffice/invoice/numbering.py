"""Numbers without gaps: series, allocation, voids, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, Final, Literal, NoReturn, TypeAlias

from .. import _backoffice
from .._backoffice import FiscalYear
from .._load import load

__all__ = [
    "COLUMNS",
    "SCHEMA",
    "Allocator",
    "Audit",
    "Block",
    "Books",
    "Breach",
    "Claim",
    "Closed",
    "Entry",
    "Frame",
    "Gap",
    "Grant",
    "Number",
    "Parsed",
    "Place",
    "Profile",
    "Reserved",
    "Returned",
    "Scope",
    "Series",
    "Statement",
    "Told",
    "Void",
    "Voided",
    "Within",
    "audit",
]

Restart: TypeAlias = Literal["never", "yearly", "monthly", "fiscal"]
"""When the counter begins again at 1."""
Placeholders: TypeAlias = Literal["colon", "dollar", "percent", "question"]
"""How a driver writes the places of values: ``:name``, ``$1``, ``%(name)s`` or ``?`` (a value for each place)."""
StatementKind: TypeAlias = Literal["create", "read", "claim", "swap"]
"""A statement on the table of ``SCHEMA``."""
Value: TypeAlias = None | bool | int | str
"""A value to bind, or one that was read from a row; days are text."""

SCHEMA: Final[str] = _backoffice.invoice_numbering_schema()
"""The table of the series, one row each, in types that SQLite and PostgreSQL share."""
COLUMNS: Final = ("id", "pattern", "restart", "chronological", "fiscal_year", "next", "period", "last", "version")
"""The columns of a series' row, in the order in which the statement ``read`` gives them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a series gave: its text, and the counter and day that it was made of."""

    day: date
    """The day of the document."""
    counter: int
    """The counter."""
    text: str
    """As printed (BT-1)."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers without gaps: a plain value with a version. Issuing gives the number and the series to store in
    its place.
    """

    id: str
    """Its id, which ``{series}`` writes."""
    pattern: str
    """How a number is written: text with ``{year}``, ``{year:2}``, ``{month}``, ``{fy}``, ``{series}``, ``{number}`` or
    ``{number:5}`` (at least so many digits) and ``{mod97}`` (two check digits of ISO 7064).
    """
    restart: Restart = "never"
    """When the counter begins again at 1."""
    chronological: bool = False
    """Whether days may not go back."""
    fiscal_year: FiscalYear | None = None
    """The fiscal years that it restarts in, or that ``{fy}`` writes."""
    next: int = 1
    """The next counter, as long as the period lasts."""
    period: date | None = None
    """The first day of the period that it counts in."""
    last: date | None = None
    """The latest day that was given a number."""
    version: int = 0
    """How often it was changed."""

    def __post_init__(self) -> None:
        _backoffice.invoice_series(self)

    def issue(self, day: date) -> tuple[Number, Series]:
        """The next number, for a document of that day, and the series to store in this one's place."""
        return load(tuple[Number, Series], _backoffice.invoice_series_issue(self, day))

    def issue_many(self, days: Sequence[date]) -> tuple[tuple[Number, ...], Series]:
        """Numbers for documents of those days, in that order, and the series to store."""
        return load(tuple[tuple[Number, ...], Series], _backoffice.invoice_series_issue_many(self, days))

    def claim(self, days: Sequence[date]) -> Claim:
        """A claim on numbers for documents of those days, for a store that locks the row. The state of this series is not
        looked at: it may have been read long ago.
        """
        return load(Claim, _backoffice.invoice_series_claim(self, days))

    def granted(self, claim: Claim, grant: Grant) -> tuple[tuple[Number, ...], Series]:
        """The numbers of a claim that the store granted, and the series as it is stored now."""
        return load(tuple[tuple[Number, ...], Series], _backoffice.invoice_series_granted(self, claim, grant))

    def row(self, statement: StatementKind, placeholders: Placeholders) -> tuple[Value, ...]:
        """What to bind to the statement ``create`` or ``read``, in the order of its names."""
        return load(tuple[Value, ...], _backoffice.invoice_series_row(self, statement, placeholders))

    @staticmethod
    def from_row(row: Sequence[Value]) -> Series:
        """The series of a row that the statement ``read`` gave: its values in the order of ``COLUMNS``."""
        return load(Series, _backoffice.invoice_series_from_row(list(row)))

    def swap(self, read_version: int, placeholders: Placeholders) -> tuple[Value, ...]:
        """What to bind to the statement ``swap``: this series, as long as the stored one has that version."""
        return load(tuple[Value, ...], _backoffice.invoice_series_swap(self, read_version, placeholders))

    def frame(self, day: date) -> Frame | None:
        """What stands around the counter of a number of that day; none when check digits follow it."""
        return load(Frame | None, _backoffice.invoice_series_frame(self, day))  # type: ignore[arg-type]

    def unchanged(self, read_version: int) -> None:
        """Raises RefusedError (``invoice.series_conflict``) when it is not the one that was read at that version."""
        _backoffice.invoice_series_unchanged(self, read_version)

    def parse(self, text: str) -> Parsed:
        """What a number of this series says."""
        return load(Parsed, _backoffice.invoice_series_parse(self, text))

    def audit(self, numbers: Sequence[Number], voids: Sequence[Void] = ()) -> Audit:
        """What an auditor asks first: gaps, repetitions, order."""
        return load(Audit, _backoffice.invoice_series_audit(self, numbers, voids))

    def audit_books(self, books: Books) -> Audit:
        """``audit``, of texts as they stand in the books, against everything that is known: what was issued, void,
        reserved for tills, and told to clients.
        """
        return load(Audit, _backoffice.invoice_series_audit_books(self, books))

    def reserve(self, till: str, count: int, day: date) -> tuple[Block, Series]:
        """Takes the next ``count`` numbers out of the series for a till, and gives the series to store in this one's
        place, in the same transaction as a copy of the block.
        """
        block, series = _backoffice.invoice_series_reserve(self, till, count, day)
        return Block._of(block), load(Series, series)

    def claim_block(self, count: int, day: date) -> Claim:
        """A claim on a block of numbers, for a store that locks the row."""
        return load(Claim, _backoffice.invoice_series_claim_block(self, count, day))

    def granted_block(self, claim: Claim, grant: Grant, till: str) -> tuple[Block, Series]:
        """The block of a claim that the store granted, for that till, and the series as it is stored now."""
        block, series = _backoffice.invoice_series_granted_block(self, claim, grant, till)
        return Block._of(block), load(Series, series)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on the next numbers, shaped for one statement of a database, the last before COMMIT. Only the definition of
    the series matters: restart and order of days are decided by the row that the statement locks.
    """

    id: str
    """The series."""
    pattern: str
    """How its numbers are written."""
    restart: Restart
    """When it restarts."""
    count: int
    """How many numbers."""
    first_day: date
    """The earliest of the days."""
    last_day: date
    """The latest of the days."""
    days: Sequence[date]
    """The days, in the order of the numbers."""
    chronological: bool = False
    """Whether its days may not go back."""
    fiscal_year: FiscalYear | None = None
    """Its fiscal years."""
    period: date | None = None
    """The first day of the period in which all the days lie; none when the series never restarts."""

    def values(self, placeholders: Placeholders) -> tuple[Value, ...]:
        """What to bind to the statement ``claim``, in the order of its names."""
        return load(tuple[Value, ...], _backoffice.invoice_claim_values(self, "claim", placeholders))

    def refused(self, stored: Series | None) -> NoReturn:
        """Raises why the statement ``claim`` gave no row back: held against the series as it is stored, read after the
        claim in the same transaction, or none.
        """
        _backoffice.invoice_claim_refused(self, stored)
        raise AssertionError("a claim without a row is refused")


@dataclass(frozen=True, slots=True)
class Grant:
    """The row that the statement ``claim`` gave back."""

    first: int
    """The first of the numbers."""
    last: date
    """The latest day that the series has given a number."""
    version: int
    """The version of the series after the claim."""

    @staticmethod
    def from_row(row: Sequence[Value]) -> Grant:
        """The grant of the row that came back: first, last and version."""
        return load(Grant, _backoffice.invoice_grant(list(row)))


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on the table of the series, as a driver takes it: one text for every store."""

    text: str
    """Its text."""
    names: Sequence[str]
    """The names of its values, in the order in which they are bound."""

    @staticmethod
    def of(kind: StatementKind, placeholders: Placeholders) -> Statement:
        """The statement of that kind, with the places of a driver.

        ``create`` stores a new series (``Series.row``), ``read`` reads one (a row of ``COLUMNS``, for
        ``Series.from_row``), ``claim`` takes numbers and gives back a row for ``Grant.from_row``, or none when they are
        refused (``Claim.refused`` says why), ``swap`` stores a series that has issued numbers where a database has no
        RETURNING (``Series.swap``; no row changed means: read again).
        """
        return load(Statement, _backoffice.invoice_numbering_statement(kind, placeholders))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the counter of a number: for a statement that writes the number in the database itself."""

    before: str
    """The text before the counter."""
    width: int
    """The least number of the counter's digits."""
    after: str
    """The text after the counter."""


@dataclass(frozen=True, slots=True)
class Void:
    """A number that no document has, and why: kept, so that the break in the books is explained."""

    number: Number
    """The number."""
    reason: str
    """Why no document has it."""


@dataclass(frozen=True, slots=True)
class Voided:
    """Another was given since: it is void, with its reason."""

    __tag__: ClassVar[tuple[str, str]] = ("", "voided")
    __newtype__: ClassVar[bool] = True

    value: Void


Abandoned: TypeAlias = Literal["returned"] | Voided
"""What became of an abandoned number."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an audit covers."""

    first: int | None = None
    """The first number that must be there; else the smallest that is given."""
    next: int | None = None
    """The number that comes next: all before it must be there; else the greatest that is given is the end."""
    voids: Sequence[int] = ()
    """Numbers that were declared void, with a reason that is kept elsewhere."""
    reserved: Sequence[Reserved] = ()
    """Blocks that tills hold and have not given back: their numbers may be there, or not yet."""
    told: Sequence[int] = ()
    """Numbers that clients were told: each must be there."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """A block of numbers that a till holds, the first and the last included."""

    first: int
    """The first number of the block."""
    last: int
    """The last number of the block."""
    period: date | None = None
    """The first day of the period, where the series restarts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number as it stands in the books."""

    text: str
    """The number's text (BT-1)."""
    day: date
    """The day of the document (BT-2)."""
    document: str | None = None
    """The document that has it, by whatever the caller knows it: an id, a hash."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number that a client was told."""

    text: str
    """The number's text."""
    document: str | None = None
    """The document that it was told for, as in the books."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Where a period ended that the series does not count in any more."""

    period: date
    """The first day of the period."""
    next: int
    """The number that would have come next."""


@dataclass(frozen=True, slots=True)
class Books:
    """All that is known of the numbers of a series."""

    entries: Sequence[Entry] = ()
    """The numbers in the books, in the order in which they were issued."""
    first: int | None = None
    """The number with which the books begin, in their first period; else the smallest that is there."""
    voids: Sequence[Void] = ()
    """Numbers that no document has, with their reasons."""
    reserved: Sequence[Reserved] = ()
    """Blocks that tills hold and have not given back."""
    closed: Sequence[Closed] = ()
    """Where earlier periods ended, as far as it was kept."""
    told: Sequence[Told] = ()
    """What clients were told."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that are neither issued nor void nor reserved, the first and the last included."""

    first: int
    """The first number that is missing."""
    last: int
    """The last number that is missing."""
    period: date | None = None
    """The first day of the period, where the series restarts."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number within its period."""

    number: int
    """The counter."""
    period: date | None = None
    """The first day of the period, where the series restarts."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found."""

    gaps: Sequence[Gap]
    """Numbers that are missing, as closed ranges, ascending."""
    repeats: Sequence[Place]
    """Numbers that are there more than once, or both issued and void; ascending, each once."""
    out_of_order: Sequence[Place]
    """Numbers smaller than one that stands before them, in the order given."""
    beyond: Sequence[Place] = ()
    """Numbers that the series has not given yet: its counter went back."""
    wrong_day: Sequence[Place] = ()
    """Numbers whose text is of another day than their document, or, where the series is chronological, that have an
    earlier day than a smaller number.
    """
    wrong_check: Sequence[str] = ()
    """Texts whose check digits are wrong; else they would be numbers of the series."""
    altered: Sequence[str] = ()
    """Texts that the series does not write so for that day and counter."""
    lost: Sequence[Place] = ()
    """Numbers that a client was told and that are not in the books; ascending, each once."""
    changed: Sequence[Place] = ()
    """Numbers that a client was told with another document than the books have; ascending, each once."""

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a number says, read back from its text."""

    number: int
    """The counter."""
    year: int | None = None
    """The year, when the pattern has four digits of it."""
    short_year: int | None = None
    """The last two digits of the year, when the pattern has them."""
    month: int | None = None
    """The month, when the pattern has it."""
    fiscal_year: str | None = None
    """The fiscal year's label, when the pattern has it."""


@dataclass(frozen=True, slots=True)
class Within:
    """A fiscal year."""

    __tag__: ClassVar[tuple[str, str]] = ("", "within")
    __newtype__: ClassVar[bool] = True

    value: FiscalYear


Unique: TypeAlias = Literal["ever"] | Within
"""Within what a number may not come twice."""


Use: TypeAlias = Literal[
    "invoice", "simplified", "corrective", "self_billed", "credit_note", "debit_note", "invoice_receipt"
]
"""What a series numbers, as far as laws ask for series of their own."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a law asks of invoice numbers."""

    id: str
    """Whose law, such as ``IN`` or ``EU``."""
    title: str
    """The law."""
    url: str
    """Where it was read."""
    from_: date
    """Its first day."""
    secondary: bool
    """Whether it was read in a transcription only."""
    consecutive: bool
    """Whether the counters of a series may leave none out but voids that are kept."""
    unique: Unique
    """Within what a number may not come twice."""
    max_length: int | None = None
    """The greatest length in characters."""
    besides_letters_and_digits: str | None = None
    """Characters that are allowed beside letters and digits of ASCII; none when all are."""
    form: Literal["type_series_number"] | None = None
    """How a number has to be built: ``FT A/12``."""
    starts_at: int | None = None
    """The number with which the counters begin."""
    apart: Sequence[Use] = ()
    """Documents that need series which number nothing else."""
    series_per_type: bool = False
    """Whether each type of document needs a series of its own."""
    sources: dict[str, str] = field(default_factory=dict)
    """Where each of these stands: the field's name, document and section."""

    @staticmethod
    def of(country: str) -> Profile:
        """What the law of a country asks, by its ISO code."""
        return load(Profile, _backoffice.invoice_profile(country))

    @staticmethod
    def on(country: str, day: date) -> Profile:
        """What the law of a country asked on that day."""
        return load(Profile, _backoffice.invoice_profile_on(country, day))

    @staticmethod
    def parse(text: str) -> Profile:
        """A profile as a pack writes it (TOML): for a law that is not here."""
        return load(Profile, _backoffice.invoice_profile_parse(text))

    def check(self, numbers: Sequence[tuple[str, date]]) -> tuple[Breach, ...]:
        """What the numbers, each with the day of its document, do not keep."""
        return load(tuple[Breach, ...], _backoffice.invoice_profile_check(self, numbers))

    def check_series(self, series: Series, uses: Sequence[Use], day: date) -> tuple[Breach, ...]:
        """What a series does not keep that numbers such documents, as its next number would be written on that day."""
        return load(tuple[Breach, ...], _backoffice.invoice_profile_check_series(self, series, uses, day))

    def check_counters(self, counters: Sequence[int], voids: Sequence[int] = ()) -> tuple[Breach, ...]:
        """What the counters of one series, in the order in which they were issued, do not keep."""
        return load(tuple[Breach, ...], _backoffice.invoice_profile_check_counters(self, counters, voids))


@dataclass(frozen=True, slots=True)
class Breach:
    """What a number or a series does not keep."""

    number: str
    """The number, or the series."""
    reason: str
    """What is wrong with it."""
    rule: str
    """The field of the profile that says so."""
    source: str
    """The rule's document and section."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a block's numbers."""

    till: str
    """The till."""
    numbers: Sequence[Number]
    """Numbers that documents have."""
    voids: Sequence[Void]
    """Numbers that none has, with their reasons."""


class Block:
    """Numbers one after another that were taken from a series for one till, which gives them by itself while it is
    off-line, and returns what became of each. A call that is refused changes nothing.

    A till stores its block in the same transaction as the document that it numbers. A till that never comes back is
    settled with the copy that was kept when the block was reserved: ``close`` makes all of it void.
    """

    __slots__ = ("_state",)
    _state: Any

    @staticmethod
    def _of(state: Any) -> Block:
        block = Block.__new__(Block)
        block._state = state
        return block

    def issue(self, day: date) -> Number:
        """The next number, for a document of that day."""
        raw, self._state = _backoffice.invoice_block_issue(self._state, day)
        return load(Number, raw)

    def void(self, number: Number, reason: str) -> Void:
        """Declares a number of this block void that no document has after all, for that reason."""
        raw, self._state = _backoffice.invoice_block_void(self._state, number, reason)
        return load(Void, raw)

    def hand_over(self, count: int, till: str) -> Block:
        """Gives the last ``count`` numbers that are left to another till, as a block of its own."""
        other, self._state = _backoffice.invoice_block_hand_over(self._state, count, till)
        return Block._of(other)

    def close(self, reason: str = "") -> Returned:
        """Closes the block: what is left is void for that reason, which is needed only when something is."""
        return load(Returned, _backoffice.invoice_block_close(self._state, reason))

    def reserved(self) -> Reserved:
        """What an audit has to know of it, as long as it is not closed."""
        return load(Reserved, _backoffice.invoice_block_reserved(self._state))

    @property
    def left(self) -> int:
        """How many numbers are left."""
        return load(int, _backoffice.invoice_block_left(self._state))

    @property
    def till(self) -> str:
        """The till that has it."""
        return load(str, self._state["till"])

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that documents have."""
        return load(tuple[Number, ...], self._state["numbers"])

    @property
    def voids(self) -> tuple[Void, ...]:
        """The numbers that none has, with their reasons."""
        return load(tuple[Void, ...], self._state["voids"])

    def to_json(self) -> str:
        """The block as JSON, to be stored."""
        return _backoffice.to_json(self._state)

    @staticmethod
    def from_json(text: str) -> Block:
        """The block that was stored."""
        return Block._of(_backoffice.invoice_block(_backoffice.from_json(text)))


class Allocator:
    """A desk that hands numbers out before their documents are safe: allocate, then commit or abandon.

    An abandoned number goes back to the series only when it was the last one given; any other is void, with its reason.
    A call that is refused changes nothing.
    """

    __slots__ = ("_state",)
    _state: Any

    def __init__(self, series: Series) -> None:
        self._state = _backoffice.invoice_allocator(series)

    def allocate(self, day: date) -> Number:
        """Hands out the next number."""
        raw, self._state = _backoffice.invoice_allocate(self._state, day)
        return load(Number, raw)

    def reserve(self, till: str, count: int, day: date) -> Block:
        """Takes a block of numbers for a till that goes off-line."""
        block, self._state = _backoffice.invoice_allocator_reserve(self._state, till, count, day)
        return Block._of(block)

    def commit(self, number: Number) -> None:
        """The number's document is safe."""
        self._state = _backoffice.invoice_commit(self._state, number)

    def abandon(self, number: Number, reason: str) -> Abandoned:
        """The number will have no document, for that reason."""
        raw, self._state = _backoffice.invoice_abandon(self._state, number, reason)
        return load(Abandoned, raw)  # type: ignore[arg-type]

    @property
    def series(self) -> Series:
        """The series as it stands, to be stored."""
        return load(Series, self._state["series"])

    @property
    def open(self) -> tuple[Number, ...]:
        """Numbers that are neither committed nor abandoned."""
        return load(tuple[Number, ...], self._state["open"])

    @property
    def voids(self) -> tuple[Void, ...]:
        """Numbers that no document has, with their reasons."""
        return load(tuple[Void, ...], self._state["voids"])

    def to_json(self) -> str:
        """The desk as JSON, to be stored."""
        return _backoffice.to_json(self._state)

    @staticmethod
    def from_json(text: str) -> Allocator:
        """The desk that was stored."""
        desk = Allocator.__new__(Allocator)
        desk._state = _backoffice.invoice_allocator_read(_backoffice.from_json(text))
        return desk


def audit(numbers: Sequence[int], scope: Scope = Scope()) -> Audit:
    """Gaps, repetitions and order of counters."""
    return load(Audit, _backoffice.invoice_audit(numbers, scope))
