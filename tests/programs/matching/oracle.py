"""The best assignment of a small pool found by trying everything, from plain dicts. It knows nothing of the system's
own code: the rules and the points are written a second time, from the documents and the page «Как считается балл»."""

from functools import cache

WEIGHTS = ("request", "interest", "load", "subject", "place", "experience")
TEACHERS = {"TEACHER_TEACHER", "EDUCATOR_EDUCATOR", "EDUCATOR_YOUNG_EDUCATOR", "UNI_EDUCATOR_YOUNG_EDUCATOR"}
FOR_TEACHERS = {*TEACHERS, "HEAD_EDUCATOR"}
PUPILS = {"PUPIL_PUPIL", "COLLEGE_STUDENT_PUPIL", "EMPLOYER_PUPIL"}
WAYS = {"online": {1}, "onsite": {2}, "mixed": {1, 2}, "": {1, 2}}


def form_for(mentee, mentor, terms):
    fitting = [form for form in terms["forms"] if form not in (FOR_TEACHERS if mentee["pupil"] else PUPILS)]
    fitting = [form for form in fitting if not mentor["forms"] or form in mentor["forms"]]
    if mentee["form"] in fitting:
        return mentee["form"]
    return fitting[0] if fitting else None


def shared_areas(mentee, mentor):
    shared = set(mentee["areas"]) & set(mentor["competencies"])
    if mentee["subject"] and mentee["subject"] != mentor["subject"]:
        shared.discard("SUBJECT")
    return len(shared)


def meet_ways(mentee, mentor):
    ways = set().union(*(WAYS[mode] for mode in mentor["modes"])) if mentor["modes"] else {1, 2}
    return ways & WAYS[mentee["mode"]]


def both_know(one, other):
    return one is not None and other is not None


def junior(mentee, mentor):
    return both_know(mentee["experience"], mentor["experience"]) and mentor["experience"] <= mentee["experience"]


def kinds_for(mentee, mentor, terms):
    if not terms["kinds"]:
        return None
    fit = set(terms["kinds"])
    if set(mentee["kinds"]) & fit:
        fit &= set(mentee["kinds"])
    if mentor["kinds"]:
        fit &= set(mentor["kinds"])
    if 1 not in meet_ways(mentee, mentor):
        fit.discard("VIRTUAL")
    if not reverse_named(mentee, mentor, terms):
        fit.discard("REVERSE")
    elif junior(mentee, mentor):
        fit &= {"REVERSE"}
    return fit


def reverse_named(mentee, mentor, terms):
    return all("REVERSE" in kinds for kinds in (mentee["kinds"], mentor["kinds"], terms["kinds"]))


def near(world, *places):
    return len(set(places)) == 1 or set(places) in [set(pair) for pair in world["partners"]]


def gives(world, mentee, mentor):
    """A reverse pair on one side: both name it, and the mentor has something of what is asked."""
    terms = world["terms"][mentee["organization"]]
    close = near(world, mentee["organization"], mentor["organization"])
    return close and reverse_named(mentee, mentor, terms) and shared_areas(mentee, mentor) > 0


def teach_each_other(world, mentee, mentor):
    return (
        mentee["person"] != mentor["person"]
        and gives(world, mentee, mentor)
        and any(
            gives(world, back, forth) and near(world, mentee["organization"], back["organization"])
            for back in world["mentees"]
            for forth in world["mentors"]
            if (back["person"], forth["person"]) == (mentor["person"], mentee["person"])
        )
    )


def possible(world, mentee, mentor):
    terms = world["terms"][mentee["organization"]]
    schools = {mentee["organization"], mentor["organization"]}
    people = (mentee["person"], mentor["person"])
    if people[0] == people[1] or mentee["track"] != mentor["track"]:
        return False
    if not near(world, *schools):
        return False
    if len(schools) == 2 and mentor["offered_to"] is not None and mentee["organization"] not in mentor["offered_to"]:
        return False
    if not (mentee["consented"] and mentee["approved"] and mentor["consented"] and mentor["cleared"]):
        return False
    if mentor["person"] in mentee["excluded"] or people in world["together"] or people in world["declined"]:
        return False
    if -1 in (world["answers"].get(people), world["answers"].get(people[::-1])):
        return False
    if (mentee["key"], mentor["key"]) in world["forbidden"]:
        return False
    form, kinds = form_for(mentee, mentor, terms), kinds_for(mentee, mentor, terms)
    if form is None or (kinds is not None and not kinds):
        return False
    if mentee["age"] is not None:
        if mentor["age_from"] is not None and mentee["age"] < mentor["age_from"]:
            return False
        if mentor["age_to"] is not None and mentee["age"] > mentor["age_to"]:
            return False
    elders = {"COLLEGE_STUDENT_PUPIL", "EMPLOYER_PUPIL", "EMPLOYER_COLLEGE_STUDENT"}
    passive = form == "PUPIL_PUPIL" and mentee["passive"]
    if passive and both_know(mentee["step"], mentor["step"]):
        if mentor["step"] <= mentee["step"]:
            return False
        passive = False
    must_be_older = form in elders or passive
    if must_be_older and both_know(mentee["age"], mentor["age"]) and mentor["age"] <= mentee["age"]:
        return False
    digital = terms["innovators"] and set(mentee["areas"]) <= {"ICT", "DIGITALIZATION"}
    excused = digital or reverse_named(mentee, mentor, terms)
    if form in TEACHERS and junior(mentee, mentor) and not excused:
        return False
    named = mentee["subject"] and mentor["subject"]
    if mentor["subject_only"] and named and mentee["subject"] != mentor["subject"]:
        return False
    return not terms["profile"] or shared_areas(mentee, mentor) > 0


def score(world, mentee, mentor, seat):
    terms = world["terms"][mentee["organization"]]
    people = (mentee["person"], mentor["person"])
    mine = world["answers"].get(people, 2 if mentor["person"] in mentee["wished"] else 0)
    theirs = world["answers"].get(people[::-1], 0)
    if teach_each_other(world, mentee, mentor):
        mine = theirs = 2
    comfortable = [
        bool(meet_ways(mentee, mentor)),
        mentee["hours"] is None or mentor["hours"] is None or mentee["hours"] <= mentor["hours"],
        mentee["shift"] is None or mentor["shift"] is None or mentee["shift"] == mentor["shift"],
        mentee["organization"] == mentor["organization"],
    ]
    led = mentor["led"].get(form_for(mentee, mentor, terms), 0)
    share = {
        "request": (shared_areas(mentee, mentor), max(len(mentee["areas"]), 1)),
        "interest": (mine + theirs, 4),
        "load": (mentor["capacity"] - seat, mentor["capacity"]),
        "subject": (mentee["subject"] in ("", mentor["subject"]), 1),
        "place": (sum(comfortable), 4),
        "experience": (min(led, 3), 3),
    }
    return {name: weight * share[name][0] // share[name][1] for name, weight in terms["weights"].items()}


def best(world):
    """(pairs, urgent pairs, points) of the best assignment with the pins kept, or None where they cannot be."""
    mentees, mentors = world["mentees"], world["mentors"]
    pins = dict(sorted(world["pinned"]))
    used = [mentor["taken"] for mentor in mentors]
    start = (0, 0, 0)
    for mentee in sorted(mentees, key=lambda one: one["key"]):
        if mentee["key"] not in pins:
            continue
        at = next(number for number, mentor in enumerate(mentors) if mentor["key"] == pins[mentee["key"]])
        if used[at] >= mentors[at]["capacity"] or not possible(world, mentee, mentors[at]):
            return None
        start = add(start, (0, 0, sum(score(world, mentee, mentors[at], used[at]).values())))
        used[at] += 1
    left = [mentee for mentee in mentees if mentee["key"] not in pins]
    may = [[possible(world, mentee, mentor) for mentor in mentors] for mentee in left]

    @cache
    def go(row, taken):
        if row == len(left):
            return (0, 0, 0)
        found = [go(row + 1, taken)]
        for at, mentor in enumerate(mentors):
            if may[row][at] and taken[at] < mentor["capacity"]:
                gain = (1, left[row]["urgent"], sum(score(world, left[row], mentor, taken[at]).values()))
                found.append(add(gain, go(row + 1, (*taken[:at], taken[at] + 1, *taken[at + 1 :]))))
        return max(found)

    return add(go(0, tuple(used)), start)


def add(one, other):
    return tuple(int(a) + int(b) for a, b in zip(one, other, strict=True))
