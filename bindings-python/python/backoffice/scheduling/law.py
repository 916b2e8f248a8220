"""Labour law on working time: rule packs as dated, cited data, and the audit of timed work against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Period, Table
from .._columns import Columns
from .._load import load
from .._types import Problem, Weekday

__all__ = [
    "Basis",
    "Break",
    "Effect",
    "Facts",
    "Kind",
    "Labour",
    "Limits",
    "Night",
    "NightLimit",
    "PauseLimit",
    "Reference",
    "RestLimit",
    "Setting",
    "StretchLimit",
    "Unsupported",
    "Violation",
    "WindowLimit",
    "Work",
    "audit",
    "audit_table",
    "known",
    "limits",
    "text",
    "unsupported",
]

Basis: TypeAlias = Literal["daily", "weekly"]
"""Whether the hours of a day or those of a week are the measure, where the law lets the employer choose."""

Effect: TypeAlias = Literal["breach", "overtime"]
"""What follows when a rule is not kept: the law is broken, or minutes cost more."""

Kind: TypeAlias = Literal["work", "on_call", "standby"]
"""Work; on call at the employer's place, which is work; to be reached elsewhere, which is rest."""


@dataclass(frozen=True, slots=True)
class Work:
    """A stretch of work, planned or clocked. Times are local with their offsets, exact in the nights when the clock changes."""

    person: str
    """Who."""
    start: datetime
    """The local time at which it starts, without a time zone."""
    end: datetime
    """The local time at which it ends."""
    start_offset: int = 0
    """Minutes by which local time is ahead of UTC at its start: 60 in Paris in winter."""
    end_offset: int = 0
    """Minutes by which local time is ahead of UTC at its end."""
    breaks: Sequence[Break] = ()
    """Breaks, in order."""
    kind: Kind = "work"
    """What it is."""


@dataclass(frozen=True, slots=True)
class Break:
    """A break within work, in minutes that pass, whatever the clock shows."""

    after: int
    """Minutes after the start of the work."""
    minutes: int
    """Its length in minutes."""
    paid: bool = False
    """Paid breaks are working time that is a pause all the same; unpaid ones are no working time."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a person that the law asks for. Whoever has none is an adult with nothing agreed."""

    person: str
    """Whose they are."""
    born: date | None = None
    """Day of birth; none is an adult."""
    employed_from: date | None = None
    """The first day of the employment; none is before all days that are judged."""
    night_worker: bool = False
    """A night worker, as the law defines one."""
    special_hazards: bool = False
    """Night work with special hazards or heavy strain."""
    ramadan_hours: bool = False
    """Works the reduced hours of Ramadan, where the law gives them to some people only."""
    fortnight: bool = False
    """The weekly rest is given by periods of fourteen days."""
    basis: Basis = "daily"
    """The measure of ordinary hours."""
    opt_out: Sequence[Period] = ()
    """Days on which a written opt-out of the weekly maximum is in force."""
    left_out: Sequence[Period] = ()
    """Days that are left out of averages: leave, sickness."""
    reference: Reference | None = None
    """The agreed reference period of the weekly maximum."""
    night_reference: Reference | None = None
    """The agreed reference period of night work."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An agreed reference period."""

    days: int
    """Its length in days."""
    from_: date | None = None
    """The first day of one of successive periods; none when any period of that length counts."""


@dataclass(frozen=True, slots=True)
class Labour:
    """The labour law by which the rosters of a model are judged, and which the solver obeys: some rules more strictly than the
    audit, as the core's documentation says.

    >>> from backoffice import Period
    >>> from backoffice.scheduling import Assignment, Model, Person, Shift, evaluate
    >>> week = Period.week(2026, 14)
    >>> shifts = [Shift.every_day("early", "06:00", "12:00"), Shift.every_day("late", "14:00", "20:00")]
    >>> model = Model(week, [Person("ada")], shifts, law=Labour(["eu.working_time"]))
    >>> days = [Assignment(date(2026, 3, 30), "ada", "late"), Assignment(date(2026, 3, 31), "ada", "early")]
    >>> [(found.rule, found.law, found.by) for found in evaluate(model, days).violations]
    [('daily rest', True, 60)]
    """

    packs: Sequence[str]
    """The laws: ids of packs that the library carries (:func:`known`), or whole texts of others."""
    facts: Sequence[Facts] = ()
    """The facts of people that the law asks for. Whoever is not named is an adult with nothing agreed. The first day of
    employment and the days left out of a person of the model count as well.
    """
    ramadan: Sequence[Period] = ()
    """The days of Ramadan, which the authority announces."""
    week_begins: Weekday | None = None
    """The first day of the week, where the law leaves it to the employer; else the law's own."""
    except_: Sequence[str] = ()
    """Names of rules that do not hold here, as where a derogation is in force."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The days that are judged and what holds on them."""

    period: Period
    """The days of which all work is told. What lies before or after them is not known: no window reaches there."""
    ramadan: Sequence[Period] = ()
    """The days of Ramadan, which the authority announces."""
    week_begins: Weekday | None = None
    """The first day of the week, where the law leaves it to the employer; else the law's own."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of the law that is not kept, or that makes minutes overtime."""

    law: str
    """The law's id, such as ``eu.working_time``."""
    rule: str
    """The rule's name in it."""
    person: str
    """Whose work it is."""
    effect: Effect
    """What follows."""
    first: date
    """The day, or the first day of the window."""
    last: date
    """The same day, or the last one of the window."""
    amount: int
    """Minutes of work or rest as they are."""
    limit: int
    """Minutes as the law has them: at most of work, at least of rest."""
    by: int
    """Minutes between the two."""
    source: str
    """Document and section."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the laws ask of a person on a day, in minutes; the strictest where several laws speak."""

    daily_rest: RestLimit | None = None
    """Rest within the 24 hours that begin with the day's work."""
    weekly_rest: Sequence[RestLimit] = ()
    """Rests within whole weeks."""
    day: int | None = None
    """Most worked minutes of the work that starts on the day."""
    presence: int | None = None
    """Most minutes from start to end of the work that starts on the day."""
    weeks: Sequence[WindowLimit] = ()
    """Most worked minutes of so many whole weeks in a row."""
    average: Sequence[WindowLimit] = ()
    """Most worked minutes of any so many days in a row, when none is left out."""
    night_work: NightLimit | None = None
    """Most worked minutes within 24 hours of which some fall into the night."""
    no_night: Night | None = None
    """The night in which there is no work."""
    pauses: Sequence[PauseLimit] = ()
    """Pauses of a working day."""
    stretches: Sequence[StretchLimit] = ()
    """Longest stretches without a pause."""
    overtime_day: int | None = None
    """Above so many worked minutes of the day each costs overtime."""
    overtime_week: int | None = None
    """The same of a week."""
    week_begins: Weekday | None = None
    """The first day of weeks, by the last of the laws."""


@dataclass(frozen=True, slots=True)
class RestLimit:
    """At least so much rest."""

    minutes: int
    """Minutes of rest without interruption."""
    times: int
    """How many of them."""
    within: int
    """The window in minutes."""


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """At most so much work."""

    minutes: int
    """Worked minutes."""
    days: int
    """The window in days."""


@dataclass(frozen=True, slots=True)
class Night:
    """Minutes after local midnight from and until which it is night."""

    from_: int
    """From."""
    to: int
    """Until; on the next day when it is before ``from``."""


@dataclass(frozen=True, slots=True)
class NightLimit:
    """At most so much work around a night."""

    minutes: int
    """Worked minutes."""
    night: Night
    """The night."""


@dataclass(frozen=True, slots=True)
class PauseLimit:
    """A pause that is due."""

    after: int
    """Worked minutes above which it is due."""
    minutes: int
    """All pauses together, in minutes."""


@dataclass(frozen=True, slots=True)
class StretchLimit:
    """No longer without a pause."""

    minutes: int
    """Minutes of the longest stretch."""
    pause: int
    """Minutes of the shortest pause that ends it."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What the law has and the pack leaves out."""

    what: str
    """Which rule."""
    why: str
    """Why it is left out."""


def known() -> tuple[str, ...]:
    """The ids of the laws that the library carries."""
    return load(tuple[str, ...], _backoffice.scheduling_law_ids())


def text(law: str) -> str:
    """The text of a law by its id: rules with their figures, days and sources, to be read or changed."""
    return load(str, _backoffice.scheduling_law_text(law))


def unsupported(law: str) -> tuple[Unsupported, ...]:
    """What a law has and its pack leaves out."""
    return load(tuple[Unsupported, ...], _backoffice.scheduling_law_unsupported(law))


def audit(
    laws: Iterable[str], setting: Setting, work: Sequence[Work], people: Sequence[Facts] = ()
) -> tuple[Violation, ...]:
    """Judges timed work by the laws (ids, or texts of packs): every violation by person, law, rule and day.

    >>> import backoffice as bo
    >>> from datetime import datetime
    >>> from backoffice.scheduling.law import Setting, Work, audit
    >>> work = [
    ...     Work("ada", datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 20)),
    ...     Work("ada", datetime(2026, 3, 3, 6), datetime(2026, 3, 3, 12)),
    ... ]
    >>> [found] = audit(["eu.working_time"], Setting(bo.Period.month(2026, 3)), work)
    >>> found.rule, found.amount, found.limit
    ('daily rest', 600, 660)
    """
    return load(
        tuple[Violation, ...], _backoffice.scheduling_law_audit(list(laws), setting, list(people), list(work))
    )


def audit_table(
    work: Columns,
    laws: Iterable[str],
    setting: Setting,
    people: Sequence[Facts] = (),
    *,
    constants: Mapping[str, Any] | None = None,
) -> tuple[Table, tuple[Problem, ...]]:
    """The audit of a table of timed work: its violations as a table, and what is wrong with rows.

    Its columns are ``person``, ``start`` and ``end`` (timestamps: local, or moments of UTC where they have a time zone),
    ``start_offset`` and ``end_offset`` (minutes ahead of UTC), ``break_minutes``, ``break_after``, ``break_paid``, ``kind``.
    """
    columns = dict(work) if isinstance(work, Mapping) else work
    found, problems = _backoffice.scheduling_law_audit_table(
        columns, dict(constants or {}), list(laws), setting, list(people)
    )
    return found, load(tuple[Problem, ...], problems)


def limits(laws: Iterable[str], setting: Setting, facts: Facts, day: date) -> Limits:
    """The figures of the laws for a person on a day."""
    return load(Limits, _backoffice.scheduling_law_limits(list(laws), setting, facts, day))
