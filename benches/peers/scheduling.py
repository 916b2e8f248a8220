"""A judge of rosters in plain Python: rest of 11 hours, 40 hours a week, skills, days to avoid, cover."""

from collections import Counter, defaultdict

from serve import serve

REST, WEEK, SHORT, OVER = 11, 40, 10 * 60, 60


def judge(given):
    people, shifts = given["people"], given["shifts"]
    roster = [tuple(row) for row in given["roster"]]

    def work():
        penalty = hard = 0
        by_person = defaultdict(list)
        there = Counter()
        for person, day, shift, skill in roster:
            start, length, _ = shifts[shift]
            begins = day * 24 + start
            by_person[person].append((begins, begins + length, day))
            there[day, shift, skill] += 1
            hard += skill not in people[person]
        for worked in by_person.values():
            worked.sort()
            hard += sum(after[0] - before[1] < REST for before, after in zip(worked, worked[1:]))
            hours = Counter()
            for begins, ends, day in worked:
                hours[day // 7] += ends - begins
            hard += sum(total > WEEK for total in hours.values())
        days = {person: Counter(day for _, _, day in worked) for person, worked in by_person.items()}
        for person, day, weight in given["avoid"]:
            penalty += weight * days.get(person, {}).get(day, 0)
        for day in range(given["days"]):
            for index, (_, length, needs) in enumerate(shifts):
                for skill, needed in enumerate(needs):
                    missing = needed - there[day, index, skill]
                    penalty += length * (missing * SHORT if missing > 0 else -missing * OVER)
        return {"penalty": penalty, "hard": hard}

    return work, lambda answer: answer


serve({"judge": judge})
