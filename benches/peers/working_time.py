"""Hours worked, judged by hand: the rules of Great Britain's Working Time Regulations as a script in an office has them, over
whole minutes. One break a shift, no clock changes, no agreements."""

from collections import Counter

from serve import serve

DAY = 1440
REFERENCE = 119
AVERAGE = 2880 * REFERENCE // 7
NIGHT = (1380, 360 + DAY)


def parts(shift):
    """What is worked before and after the break."""
    start, end, after, minutes = shift
    yield start, start + after
    yield start + after + minutes, end


def daily_rests(shifts):
    """Eleven hours without work in the 24 from the first work after the last daily rest."""
    breaches, at = 0, 0
    while at < len(shifts):
        closes = shifts[at][0] + DAY
        longest, rested = 0, at
        while at < len(shifts) and shifts[at][0] < closes:
            following = shifts[at + 1][0] if at + 1 < len(shifts) else closes
            rest = min(following, closes) - shifts[at][1]
            at += 1
            if rest > 0 and rest >= longest:
                longest, rested = rest, at
            if rest >= 660:
                break
        breaches += longest < 660
        if longest > 0:
            at = rested
    return breaches


def weekly_rests(shifts, days):
    """A day and a daily rest without work in every week that has work."""
    breaches, at = 0, 0
    for begins in range(0, days * DAY, 7 * DAY):
        ends = begins + 7 * DAY
        while at < len(shifts) and shifts[at][1] <= begins:
            at += 1
        longest, rested, place = 0, begins, at
        while place < len(shifts) and shifts[place][0] < ends:
            longest = max(longest, shifts[place][0] - rested)
            rested = shifts[place][1]
            place += 1
        if place > at:
            breaches += max(longest, ends - rested) < DAY + 660
    return breaches


def averages(shifts, days):
    """48 hours a week over each 17 weeks; periods on end that are all above are one breach."""
    worked = [0] * days
    for shift in shifts:
        for begins, ends in parts(shift):
            while begins < ends:
                day = begins // DAY
                until = min(ends, (day + 1) * DAY)
                if 0 <= day < days:
                    worked[day] += until - begins
                begins = until
    breaches, minutes, above = 0, 0, False
    for day in range(days):
        minutes += worked[day]
        if day >= REFERENCE:
            minutes -= worked[day - REFERENCE]
        now = day + 1 >= REFERENCE and minutes > AVERAGE
        breaches += now and not above
        above = now
    return breaches


def at_night(shift):
    midnight = (shift[0] // DAY - 1) * DAY
    while midnight + NIGHT[0] < shift[1]:
        if any(min(ends, midnight + NIGHT[1]) > max(begins, midnight + NIGHT[0]) for begins, ends in parts(shift)):
            return True
        midnight += DAY
    return False


def hazards(shifts):
    """Eight hours in 24 from any start of work, where some of it is at night."""
    breaches, at = 0, 0
    while at < len(shifts):
        closes = shifts[at][0] + DAY
        after = at
        while after < len(shifts) and shifts[after][0] < closes:
            after += 1
        inside = shifts[at:after]
        minutes = sum(max(min(ends, closes) - begins, 0) for shift in inside for begins, ends in parts(shift))
        if minutes > 480 and any(map(at_night, inside)):
            breaches += 1
            at = after
        else:
            at += 1
    return breaches


def breaks(shifts):
    """Twenty minutes in a working day of more than six hours; it ends with eleven without work."""
    breaches, at = 0, 0
    while at < len(shifts):
        worked, rested, last = 0, 0, None
        while at < len(shifts) and (last is None or shifts[at][0] - last < 660):
            start, end, _, minutes = shifts[at]
            if last is not None and start - last >= 20:
                rested += start - last
            worked += end - start - minutes
            rested += minutes if minutes >= 20 else 0
            last = end
            at += 1
        breaches += worked > 360 and rested < 20
    return breaches


def audit(company):
    days, people = company["days"], company["people"]
    work = [tuple(shift) for shift in company["work"]]

    def judged():
        shifts = {number: [] for number in range(len(people))}
        for person, *shift in work:
            shifts[person].append(tuple(shift))
        found = Counter()
        for person, own in shifts.items():
            own.sort()
            average = averages(own, days)
            found["average weekly hours"] += average
            if people[person]["night_worker"]:
                found["average night work"] += average
                if people[person]["special_hazards"]:
                    found["night work with special hazards"] += hazards(own)
            found["daily rest"] += daily_rests(own)
            found["weekly rest"] += weekly_rests(own, days)
            found["break"] += breaks(own)
        return found

    return judged, lambda found: {rule: count for rule, count in sorted(found.items()) if count}


serve({"audit": audit})
