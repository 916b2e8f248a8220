"""Rosters as pictures, tables and calendars."""

from __future__ import annotations

from datetime import datetime

from .. import _backoffice
from .._load import load
from ._model import Model
from ._roster import Roster


def gantt(model: Model, roster: Roster) -> str:
    """The roster as a Gantt chart, an SVG document."""
    return load(str, _backoffice.scheduling_gantt(model, roster))


def demand(model: Model, roster: Roster) -> str:
    """The roster by demand, an SVG document: each shift and curve with who is there and who is missing."""
    return load(str, _backoffice.scheduling_demand_picture(model, roster))


def table(model: Model, roster: Roster) -> str:
    """The roster as a table of text, with hours and with how many are there of how many."""
    return load(str, _backoffice.scheduling_table(model, roster))


def icalendar(model: Model, roster: Roster, person: str, stamp: datetime) -> str:
    """Somebody's shifts as an iCalendar file (RFC 5545); ``stamp`` is when the roster was made, in UTC.

    Times are the clock times of the place, whatever zone the reader's calendar is in.
    """
    return load(str, _backoffice.scheduling_icalendar(model, roster, person, stamp))


def csv(model: Model, roster: Roster) -> str:
    """The roster as CSV."""
    return load(str, _backoffice.scheduling_csv(model, roster))
