"""The figures of a panel counted anew in SQL, written apart from the application's own modules.

Every line is one number of one school: ``%(school)s``, the moment ``%(now)s``, the school's own day ``%(today)s``, the
first day of the school year ``%(year)s``, the zone ``%(zone)s``. Nothing here knows a constant of the application.
"""

import datetime

from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant_scope

UNITS = "SELECT count(*) FROM programs_unit u WHERE u.organization_id = %(school)s AND "
ACTIVE = UNITS + "u.state = 'active' AND "
SILENT = """
 EXISTS (SELECT FROM programs_program p WHERE p.unit_id = u.id AND p.state IN ('running', 'completing')
           AND p.start_on < %(today)s::date - 30)
 AND NOT EXISTS (SELECT FROM programs_meeting m WHERE m.unit_id = u.id
   AND (m.state IN ('held', 'confirmed') AND m.held_on >= %(today)s::date - 30
        OR m.state = 'planned' AND m.planned_at >= %(now)s))"""
CALLS = """
 EXISTS (SELECT FROM programs_helprequest h WHERE h.unit_id = u.id AND h.state IN ('sent', 'seen')
           AND h.sent_at < %(now)s - interval '1 day')"""
UNCONFIRMED = """
 EXISTS (SELECT FROM programs_meeting m WHERE m.unit_id = u.id AND m.state = 'held'
           AND m.held_on < %(today)s::date - 7)"""
BEHIND = """
 EXISTS (SELECT FROM programs_program p JOIN programs_planactivity a ON a.program_id = p.id WHERE p.unit_id = u.id
           AND p.state IN ('running', 'completing') AND a.state = 'planned' AND a.due_on < %(today)s)"""
MEETINGS = """SELECT count(*) FROM programs_meeting m JOIN programs_unit u ON u.id = m.unit_id
 WHERE u.organization_id = %(school)s AND m.held_on BETWEEN %(today)s::date - 30 AND %(today)s AND """
PROGRAMS = "SELECT count(*) FROM programs_program p WHERE p.organization_id = %(school)s AND "
ROUTES = "SELECT count(*) FROM programs_learningroute r WHERE r.organization_id = %(school)s AND "
MENTEES = "SELECT count(*) FROM programs_menteeentry e WHERE e.organization_id = %(school)s AND "
MENTORS = "SELECT count(*) FROM programs_mentorentry e WHERE e.organization_id = %(school)s AND e.state = 'active'"
OVERDUE = """FROM accounts_deadline d WHERE d.organization_id = %(school)s AND d.done_at IS NULL AND NOT d.recommended
 AND d.due_at < %(now)s"""
ORDERS = "SELECT count(*) FROM programs_order o WHERE o.organization_id = %(school)s AND o.state IN "
CLAUSE = """EXISTS (SELECT FROM programs_orderclause c JOIN programs_order o ON o.id = c.order_id
 WHERE o.organization_id = %(school)s AND o.state IN ('registered', 'published') AND c.kind = '{clause}')
 OR EXISTS (SELECT FROM programs_localact l WHERE l.organization_id = %(school)s AND l.kind = '{act}'
   AND l.file_id IS NOT NULL) OR """
STATUTE = (
    CLAUSE.format(clause="statute_approval", act="statute")
    + """EXISTS (SELECT FROM programs_regulation r
 WHERE r.organization_id = %(school)s AND r.state = 'in_force' AND r.effective_from IS NOT NULL)"""
)
PLAN = (
    CLAUSE.format(clause="roadmap_approval", act="roadmap")
    + """EXISTS (SELECT FROM programs_roadmap r
 WHERE r.organization_id = %(school)s AND r.approved_on IS NOT NULL)"""
)
CURATOR = """EXISTS (SELECT FROM accounts_membership m WHERE m.organization_id = %(school)s AND m.role = 'curator'
 AND m.valid_from <= %(today)s AND (m.valid_to IS NULL OR m.valid_to > %(today)s))"""
HELD = "u.state IN ('ordered', 'trying', 'active', 'paused', 'replacing')"
PAIR = f"EXISTS (SELECT FROM programs_unit u WHERE u.organization_id = %(school)s AND {HELD})"

FIGURES = {
    "schools": "SELECT 1",
    **{
        f"unit.{state}": f"{UNITS} u.state = '{state}'"
        for state in ("proposed", "agreed", "consented", "ordered", "trying", "active", "paused", "replacing")
    },
    "held": f"{UNITS} {HELD}",
    "closed": f"{UNITS} u.state = 'closed' AND u.closed_on BETWEEN %(year)s AND %(today)s",
    "silent": ACTIVE + SILENT, "calls": ACTIVE + CALLS, "unconfirmed": ACTIVE + UNCONFIRMED, "behind": ACTIVE + BEHIND,
    "trouble": f"{ACTIVE} ({SILENT} OR {CALLS} OR {UNCONFIRMED} OR {BEHIND})",
    "meetings": MEETINGS + "m.state IN ('held', 'confirmed')", "confirmed": MEETINGS + "m.state = 'confirmed'",
    "running": PROGRAMS + "p.state IN ('running', 'completing')",
    "completed": PROGRAMS + "p.state = 'completed' AND p.closed_on BETWEEN %(year)s AND %(today)s",
    "terminated": PROGRAMS + "p.state = 'terminated' AND p.closed_on BETWEEN %(year)s AND %(today)s",
    "routes": ROUTES + "r.state NOT IN ('completed', 'abandoned')",
    "routes_done": ROUTES + "r.state = 'completed' AND r.closed_on BETWEEN %(year)s AND %(today)s",
    "mentors": MENTORS,
    "idle": f"""{MENTORS} AND NOT EXISTS (SELECT FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
      WHERE m.mentor_entry_id = e.id AND NOT m.is_reverse AND m.left_on IS NULL
        AND u.state NOT IN ('closed', 'rejected'))""",
    "mentees": MENTEES + "e.state IN ('registered', 'requested', 'matched', 'unmatched_support', 'in_program')",
    "waiting": MENTEES + "e.state IN ('requested', 'unmatched_support')",
    "consents": "SELECT count(*) FROM programs_consent c WHERE c.organization_id = %(school)s AND c.state = 'sent'",
    "no_consent": "SELECT " + " + ".join(
        f"""(SELECT count(*) FROM {table} e WHERE e.organization_id = %(school)s AND e.state IN {states}
          AND NOT EXISTS (SELECT FROM programs_consent c WHERE c.person_id = e.person_id AND c.kind = 'pdn_processing'
            AND c.organization_id = e.organization_id AND c.state = 'signed'))"""
        for table, states in (
            ("programs_mentorentry", "('active')"),
            ("programs_menteeentry", "('registered', 'requested', 'matched', 'unmatched_support', 'in_program')"),
        )
    ),
    "unchecked": MENTORS + " AND e.clearance_on IS NULL AND e.source NOT IN ('PUPIL', 'EDUCATOR')",
    "no_grounds": f"""{ORDERS} ('registered', 'published') AND o.preamble = ''
      AND NOT EXISTS (SELECT FROM programs_orderbasis b WHERE b.order_id = o.id)""",
    "overdue": f"SELECT count(*) {OVERDUE}",
    "late": f"SELECT (count(*) > 0)::int {OVERDUE}",
    "late_days": f"SELECT coalesce(max(%(today)s::date - (d.due_at AT TIME ZONE %(zone)s)::date), 0) {OVERDUE}",
    "soon": """SELECT count(*) FROM accounts_deadline d WHERE d.organization_id = %(school)s AND d.done_at IS NULL
      AND NOT d.recommended AND d.opened_at IS NOT NULL AND d.due_at BETWEEN %(now)s AND %(now)s + interval '7 days'""",
    "reports": """SELECT count(*) FROM monitoring_periodreport r WHERE r.organization_id = %(school)s
      AND r.kind = 'monthly' AND r.state IN ('auto_generated', 'returned') AND r.due_on < %(today)s""",
    "unread": """SELECT count(*) FROM programs_acknowledgement a JOIN programs_order o ON o.id = a.order_id
      WHERE o.organization_id = %(school)s AND o.state IN ('registered', 'published') AND a.acknowledged_on IS NULL""",
    "to_sign": f"{ORDERS} ('for_review', 'approved')", "to_register": f"{ORDERS} ('signed')",
    "no_statute": f"SELECT (NOT ({STATUTE}))::int", "no_plan": f"SELECT (NOT ({PLAN}))::int",
    "no_acts": """SELECT (NOT EXISTS (SELECT FROM programs_order o WHERE o.organization_id = %(school)s
        AND o.state = 'published' AND o.published_at IS NOT NULL) AND NOT EXISTS (SELECT FROM programs_localact a
      WHERE a.organization_id = %(school)s AND a.published_at IS NOT NULL
        AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)))::int""",
    "no_curator": f"SELECT (NOT ({CURATOR}))::int", "no_pairs": f"SELECT (NOT ({PAIR}))::int",
    "implemented": f"SELECT (({STATUTE}) AND ({CURATOR}) AND ({PAIR}))::int",
}  # fmt: skip
FORMS = f"SELECT u.form, count(*) FROM programs_unit u WHERE u.organization_id = %(school)s AND {HELD} GROUP BY 1"

# Who takes part in the year: pairs held on some day of it, by the day of the counting.
TAKES_PART = f"""FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
 JOIN accounts_person x ON x.id = m.person_id
 JOIN programs_yearfigures y ON y.organization_id = u.organization_id AND y.school_year = extract(year FROM %(year)s)
   AND y.{{column}} IS NOT NULL
 WHERE u.organization_id = ANY(%(schools)s) AND NOT m.is_reverse
   AND ({HELD} OR u.state = 'closed' AND u.closed_on >= %(year)s) AND (m.left_on IS NULL OR m.left_on >= %(year)s)
   AND (u.proposed_at AT TIME ZONE 'UTC')::date <= %(today)s"""
PUPIL = """EXISTS (SELECT FROM accounts_studentprofile s WHERE s.person_id = m.person_id AND s.valid_from <= %(today)s
   AND (s.valid_to IS NULL OR s.valid_to > %(year)s))"""
AGE = f"(CASE WHEN {PUPIL} THEN date_part('year', age(%(today)s::date, x.birth_date)) END)"
SHARES = {
    "K1": ("pupils_10_19", f"""SELECT count(DISTINCT m.person_id) {TAKES_PART} AND m.side = 'mentee'
      AND {AGE} BETWEEN 10 AND 19"""),
    "K2": ("pupils_15_19", f"""SELECT count(DISTINCT m.person_id) {TAKES_PART} AND m.side = 'mentor'
      AND {AGE} BETWEEN 15 AND 19"""),
    "K3": ("young_specialists", f"""SELECT count(DISTINCT m.person_id) {TAKES_PART} AND m.side = 'mentee'
      AND coalesce({AGE}, 0) NOT BETWEEN 10 AND 19 AND EXISTS (SELECT FROM programs_menteeentry e
        WHERE e.id = m.mentee_entry_id AND e.category = 'YOUNG_SPECIALIST')"""),
    "K4": ("enterprises", f"""SELECT count(DISTINCT j.organization_id) FROM accounts_employment j
      JOIN accounts_organization o ON o.id = j.organization_id AND o.kind = 'partner'
      WHERE j.valid_from <= %(today)s AND (j.valid_to IS NULL OR j.valid_to > %(year)s)
        AND j.person_id IN (SELECT m.person_id {TAKES_PART} AND m.side = 'mentor')"""),
}  # fmt: skip
TOLD = """SELECT count(*), sum(y.{column}) FROM programs_yearfigures y WHERE y.organization_id = ANY(%(schools)s)
 AND y.school_year = extract(year FROM %(year)s) AND y.{column} IS NOT NULL"""


def recount(schools: list[Organization], now: datetime.datetime, day: datetime.date) -> dict[str, int]:
    """Of these schools together; ``day`` is the region's, by which shares are counted. The scope is open."""
    total: dict[str, int] = {}
    for school in schools:
        today = now.astimezone(school.zone).date()
        values = {"school": school.pk, "now": now, "today": today, "year": _september(today), "zone": str(school.zone)}
        for code, sql in FIGURES.items():
            number = int(_rows(sql, values)[0][0])
            total[code] = max(total.get(code, 0), number) if code == "late_days" else total.get(code, 0) + number
        for form, number in _rows(FORMS, values):
            total[f"form.{form}"] = total.get(f"form.{form}", 0) + number
    values = {"schools": [school.pk for school in schools], "today": day, "year": _september(day)}
    for code, (column, sql) in SHARES.items():
        told, whole = _rows(TOLD.format(column=column), values)[0]
        if told:
            part = _rows(sql.format(column=column), values)[0][0]
            total |= {f"share.{code}.part": part, f"share.{code}.whole": int(whole), f"share.{code}.told": told}
    return total


def recount_of(node: Organization, now: datetime.datetime, kind: str = "") -> dict[str, int]:
    """Of a school, or of all open schools under a body, of one kind if it is named."""
    with tenant_scope(node.region_id):
        schools = Organization.objects.filter(kind="school", closed_on=None).select_related("region")
        below = [row for row in schools if row.path.startswith(node.path) and kind in ("", row.school_kind)]
        return recount(below, now, now.astimezone(node.region.zone).date())


def _september(day: datetime.date) -> datetime.date:
    return datetime.date(day.year - (day.month < 9), 9, 1)


def _rows(sql: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
