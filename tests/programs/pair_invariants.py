"""What must hold of pairs after every press, said in SQL: it shares no line with the rules that it watches.

Each query names the rows that break its sentence.
"""

from django.db import connection

LIVING = "('proposed', 'agreed', 'consented', 'ordered', 'trying', 'active', 'paused', 'replacing')"
HELD = "('ordered', 'trying', 'active', 'paused', 'replacing')"
OVER = "('closed', 'rejected')"
PROGRAMME_OVER = "('completed', 'terminated')"
ENDED = f"JOIN programs_unit u ON u.id = x.unit_id WHERE u.state IN {OVER}"

BROKEN = {
    "a seat is held by a mentee of a living unit, with the mentor who is in it now": f"""
        SELECT m.id FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
        WHERE m.seat_of_id IS NOT NULL AND (u.state IN {OVER} OR m.left_on IS NOT NULL OR m.side <> 'mentee'
            OR NOT EXISTS (SELECT 1 FROM programs_unitmember t WHERE t.unit_id = u.id AND t.side = 'mentor'
                AND t.left_on IS NULL AND t.mentor_entry_id = m.seat_of_id))""",
    "every mentee of a living unit has a seat": f"""
        SELECT m.id FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
        WHERE u.state IN {LIVING} AND m.side = 'mentee' AND NOT m.is_reverse AND m.left_on IS NULL
            AND m.seat_of_id IS NULL""",
    "a mentee is in one living unit of a track": f"""
        SELECT min(m.id) FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
        WHERE u.state IN {LIVING} AND m.side = 'mentee' AND NOT m.is_reverse AND m.left_on IS NULL
        GROUP BY m.person_id, u.organization_id, u.track HAVING count(*) > 1""",
    "a mentor never leads more than he has said": f"""
        SELECT e.id FROM programs_mentorentry e JOIN programs_unitmember t ON t.mentor_entry_id = e.id
        JOIN programs_unit u ON u.id = t.unit_id AND u.state IN {LIVING}
        JOIN programs_unitmember m ON m.unit_id = u.id AND m.side = 'mentee' AND NOT m.is_reverse AND m.left_on IS NULL
        WHERE t.left_on IS NULL AND t.side = 'mentor' AND e.max_parallel IS NOT NULL
        GROUP BY e.id, e.max_parallel HAVING count(*) > e.max_parallel""",
    "a living unit has one mentor and somebody to teach": f"""
        SELECT u.id FROM programs_unit u LEFT JOIN programs_unitmember m
            ON m.unit_id = u.id AND m.left_on IS NULL AND NOT m.is_reverse
        WHERE u.state IN {LIVING} GROUP BY u.id
        HAVING count(*) FILTER (WHERE m.side = 'mentor') <> 1 OR count(*) FILTER (WHERE m.side = 'mentee') < 1
            OR (u.kind = 'pair' AND count(*) FILTER (WHERE m.side = 'mentee') <> 1)""",
    "a held unit stands on one registered order": f"""
        SELECT u.id FROM programs_unit u WHERE u.state IN {HELD} AND 1 <> (
            SELECT count(*) FROM programs_orderunit x JOIN programs_orderclause c ON c.id = x.clause_id
            JOIN programs_order o ON o.id = c.order_id
            WHERE x.unit_id = u.id AND x.in_force AND o.state IN ('registered', 'published')
                AND o.number <> '' AND o.dated IS NOT NULL)""",
    "a unit at work has one programme, approved and going, unless it was held for one meeting": """
        SELECT u.id FROM programs_unit u WHERE u.state IN ('active', 'paused') AND NOT 'SPEED' = ANY(u.kinds) AND 1 <> (
            SELECT count(*) FROM programs_program p WHERE p.unit_id = u.id AND p.state IN ('running', 'completing')
                AND p.approved_on IS NOT NULL AND p.snapshot IS NOT NULL)""",
    "a programme goes on in a unit that is at work": """
        SELECT p.id FROM programs_program p JOIN programs_unit u ON u.id = p.unit_id
        WHERE p.state IN ('running', 'completing') AND u.state NOT IN ('active', 'paused', 'replacing')""",
    "a unit has one open programme": f"""
        SELECT min(p.id) FROM programs_program p WHERE p.state NOT IN {PROGRAMME_OVER}
        GROUP BY p.unit_id HAVING count(*) > 1""",
    "an ended unit has no open programme": f"""
        SELECT x.id FROM programs_program x {ENDED} AND x.state NOT IN {PROGRAMME_OVER}""",
    "an ended unit has no meeting ahead": f"SELECT x.id FROM programs_meeting x {ENDED} AND x.state = 'planned'",
    "an ended unit has no open task": f"""
        SELECT x.id FROM programs_meetingtask x {ENDED} AND x.state IN ('given', 'handed_in', 'returned')""",
    "an ended unit has no living agreement": f"""
        SELECT x.id FROM programs_mentoringagreement x {ENDED} AND x.state NOT IN ('terminated', 'expired')""",
    "an ended unit waits for no new mentor": f"""
        SELECT x.id FROM programs_mentorreplacement x {ENDED} AND x.in_force_on IS NULL AND x.dropped_on IS NULL""",
    "nobody is asked to sign for an ended unit": f"SELECT x.id FROM programs_consent x {ENDED} AND x.state = 'sent'",
    "no statement about an ended unit waits for an answer": f"""
        SELECT x.id FROM programs_application x {ENDED} AND x.state = 'filed'""",
    "nothing that was proposed outlives its programme": f"""
        SELECT p.id FROM programs_program p WHERE p.state IN {PROGRAMME_OVER} AND (
            EXISTS (SELECT 1 FROM programs_amendment a WHERE a.program_id = p.id
                AND a.in_force_on IS NULL AND a.refused_on IS NULL)
            OR EXISTS (SELECT 1 FROM programs_ending e WHERE e.program_id = p.id
                AND e.done_on IS NULL AND e.withdrawn_on IS NULL))""",
    # An order that is cancelled before the pair has begun takes the pair back; the employment contract stands.
    "an agreement in force is that of the mentor of a unit that is held or waits for another order": f"""
        SELECT x.id FROM programs_mentoringagreement x JOIN programs_unit u ON u.id = x.unit_id
        WHERE x.state IN ('active', 'notice_given') AND (u.state NOT IN ('consented', {HELD[1:]} OR NOT EXISTS (
            SELECT 1 FROM programs_unitmember t WHERE t.unit_id = u.id AND t.person_id = x.person_id
                AND t.side = 'mentor' AND t.left_on IS NULL))""",
    "a mentee is matched while a unit is on its way, in a programme while one goes on, and waits otherwise": f"""
        SELECT e.id FROM programs_menteeentry e LEFT JOIN LATERAL (
            SELECT u.id, 'SPEED' = ANY(u.kinds) AS speed, EXISTS (SELECT 1 FROM programs_program p
                WHERE p.unit_id = u.id AND p.state IN ('running', 'completing')) AS goes
            FROM programs_unit u JOIN programs_unitmember m ON m.unit_id = u.id
            WHERE m.mentee_entry_id = e.id AND m.left_on IS NULL AND u.state IN {LIVING}) AS now ON true
        WHERE (now.id IS NULL) <> (e.state NOT IN ('matched', 'in_program'))
            OR (now.id IS NOT NULL AND NOT now.speed AND now.goes <> (e.state = 'in_program'))""",
    "who has left the bank leads nobody": f"""
        SELECT e.id FROM programs_mentorentry e JOIN programs_unitmember t ON t.mentor_entry_id = e.id
        JOIN programs_unit u ON u.id = t.unit_id
        WHERE e.state = 'withdrawn' AND t.left_on IS NULL AND u.state IN {LIVING}""",
    "everybody of a held unit has agreed in writing, and has not taken it back": f"""
        SELECT m.id FROM programs_unitmember m JOIN programs_unit u ON u.id = m.unit_id
        WHERE u.state IN {HELD} AND m.left_on IS NULL AND NOT m.is_reverse AND NOT EXISTS (
            SELECT 1 FROM programs_consent c WHERE c.unit_id = u.id AND c.person_id = m.person_id
                AND c.kind = 'duty' AND c.state = 'signed')""",
    "a meeting that counts was confirmed by every mentee who was there": """
        SELECT t.id FROM programs_meeting t JOIN programs_meetingpresence p ON p.meeting_id = t.id
        JOIN programs_unitmember m ON m.id = p.member_id
        WHERE t.state = 'confirmed' AND p.present AND m.side = 'mentee' AND p.confirmed_at IS NULL""",
    "a meeting ahead is of a held unit": f"""
        SELECT t.id FROM programs_meeting t JOIN programs_unit u ON u.id = t.unit_id
        WHERE t.state = 'planned' AND u.state NOT IN {HELD}""",
    "a line that is done has its day, and no other line has": """
        SELECT a.id FROM programs_planactivity a WHERE (a.state = 'done') <> (a.done_on IS NOT NULL)""",
    "a closed unit has its day, and no other unit has": """
        SELECT u.id FROM programs_unit u WHERE (u.state = 'closed') <> (u.closed_on IS NOT NULL)""",
    "a paused unit has its day, and a unit at work has none": """
        SELECT u.id FROM programs_unit u WHERE u.state IN ('paused', 'active')
            AND (u.state = 'paused') <> (u.paused_on IS NOT NULL)""",
    "the journal ends with the state that the unit has": """
        SELECT u.id FROM programs_unit u JOIN LATERAL (
            SELECT e.to_state FROM accounts_auditevent e
            WHERE e.object_type = 'programs.Unit' AND e.object_id = u.id AND e.to_state <> ''
            ORDER BY e.id DESC LIMIT 1) AS last ON true
        WHERE last.to_state <> u.state""",
}


def broken_now() -> list[tuple[str, int]]:
    """(Sentence, row) of whatever does not hold in the open scope. One query."""
    parts = [f"(SELECT %s::text, b.* FROM ({query}) AS b(id))" for query in BROKEN.values()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), list(BROKEN))
        return sorted(cursor.fetchall())
