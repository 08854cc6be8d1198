"""Small random pools as plain dicts, and the same as the system's own pool."""

import random

from programs.matching import pool as p

FORMS = ["TEACHER_TEACHER", "HEAD_EDUCATOR", "PUPIL_PUPIL", "EMPLOYER_PUPIL", "OTHER"]
KINDS = ["GROUP", "TRADITIONAL", "REVERSE", "VIRTUAL"]
AREAS = ["SUBJECT", "METHOD", "ICT", "LEGAL"]
MODES = ["", "online", "onsite", "mixed"]


def some(rng: random.Random, of: list, most: int) -> list:
    return rng.sample(of, rng.randint(0, min(most, len(of))))


def maybe(rng: random.Random, value, chance: float = 0.5):
    return value if rng.random() < chance else None


def random_world(seed: int) -> dict:
    """Few people, many collisions: small numbers, so that equal sums and narrow places are frequent."""
    rng = random.Random(seed)
    schools = [1, 2] if rng.random() < 0.4 else [1]
    names = ["request", "interest", "load", "subject", "place", "experience"]
    same = {name: rng.choice([0, 7, 10, 20, 40]) for name in names}
    terms = {
        school: {
            "forms": rng.sample(FORMS, rng.randint(2, 5)), "kinds": some(rng, KINDS, 4), "profile": rng.random() < 0.5,
            "innovators": rng.random() < 0.3,
            "weights": same,
        }
        for school in schools
    }  # fmt: skip
    people = rng.sample(range(100, 140), 14)
    mentees = [_mentee(rng, key, people[key % 7], schools) for key in range(1, rng.randint(3, 6) + 1)]
    mentors = [_mentor(rng, key, rng.choice(people), schools) for key in range(1, rng.randint(2, 4) + 1)]
    if rng.random() < 0.15:  # people of both banks who look for each other
        for one in terms.values():
            one["kinds"] = ["REVERSE", "TRADITIONAL"]
        for one in (*mentees[:2], *mentors[:2]):
            one["kinds"] = ["REVERSE"]
            one["person"] = rng.choice(people[:2])
        mentees[1]["person"] = next(person for person in people if person != mentees[0]["person"])
    pairs = [(one["person"], other["person"]) for one in mentees for other in mentors]
    for mentee in mentees:
        mentee["wished"] = some(rng, [one["person"] for one in mentors], 1)
        mentee["excluded"] = some(rng, [one["person"] for one in mentors], 1) if rng.random() < 0.2 else []
    answers = {pair: rng.choice([-1, 0, 1, 2, 2]) for pair in pairs if rng.random() < 0.2}
    answers |= {pair[::-1]: rng.choice([-1, 0, 1, 2, 2]) for pair in pairs if rng.random() < 0.2}
    keys = [(one["key"], other["key"]) for one in mentees for other in mentors]
    return {
        "mentees": mentees, "mentors": mentors, "terms": terms, "answers": answers,
        "together": [pair for pair in pairs if rng.random() < 0.04],
        "declined": [pair for pair in pairs if rng.random() < 0.04],
        "forbidden": [pair for pair in keys if rng.random() < 0.04],
        "pinned": [rng.choice(keys)] if rng.random() < 0.2 else [],
        "partners": [(1, 2)] if rng.random() < 0.5 else [],
    }  # fmt: skip


def _person(rng: random.Random, key: int, person: int, schools: list[int]) -> dict:
    return {
        "key": key, "person": person, "organization": rng.choice(schools), "consented": rng.random() < 0.97,
        "track": "staff" if rng.random() < 0.85 else "student", "subject": rng.choice(["", "физика", "химия"]),
        "kinds": some(rng, KINDS, 3) if rng.random() < 0.3 else [], "hours": maybe(rng, rng.randint(2, 6)),
        "shift": maybe(rng, rng.randint(1, 2)), "age": maybe(rng, rng.randint(10, 30), 0.3),
        "experience": maybe(rng, rng.randint(0, 10), 0.35), "step": maybe(rng, rng.randint(5, 11), 0.4),
    }  # fmt: skip


def _mentee(rng: random.Random, key: int, person: int, schools: list[int]) -> dict:
    return _person(rng, key, person, schools) | {
        "areas": rng.sample(AREAS, rng.randint(1, 3)), "form": rng.choice(["", *FORMS]), "mode": rng.choice(MODES),
        "urgent": rng.random() < 0.3, "passive": rng.random() < 0.5,
        "approved": rng.random() < 0.97, "pupil": rng.random() < 0.2,
    }  # fmt: skip


def _mentor(rng: random.Random, key: int, person: int, schools: list[int]) -> dict:
    capacity = rng.randint(1, 3)
    return _person(rng, key, person, schools) | {
        "capacity": capacity, "taken": rng.choice([0, 0, 0, 1, capacity]),
        "competencies": rng.sample(AREAS, rng.randint(1, 4)),
        "forms": some(rng, FORMS, 4) if rng.random() < 0.3 else [], "modes": some(rng, MODES[1:], 2),
        "age_from": maybe(rng, rng.randint(8, 20), 0.2), "age_to": maybe(rng, rng.randint(20, 40), 0.2),
        "led": {form: rng.randint(0, 4) for form in some(rng, FORMS, 3)}, "cleared": rng.random() < 0.95,
        "offered_to": maybe(rng, rng.choice([[], schools]), 0.4), "subject_only": rng.random() < 0.2,
    }  # fmt: skip


def pool_of(world: dict) -> p.Pool:
    def made(kind, one):
        return kind(**{name: frozenset(value) if isinstance(value, list) else value for name, value in one.items()})

    terms = {
        school: p.Terms(
            forms=tuple(one["forms"]), kinds=frozenset(one["kinds"]), profile=one["profile"],
            weights=tuple(one["weights"][part] for part in p.PARTS), innovators=one["innovators"],
        )
        for school, one in world["terms"].items()
    }  # fmt: skip
    sets = {name: frozenset(world[name]) for name in ("together", "declined", "forbidden", "pinned", "partners")}
    return p.Pool(
        mentees=tuple(made(p.Mentee, one) for one in world["mentees"]),
        mentors=tuple(made(p.Mentor, one) for one in world["mentors"]), terms=terms, answers=world["answers"], **sets,
    )  # fmt: skip
