"""Keyed marks of a survey (accounts.secrets): a link, a code to type, what joins answers without naming anybody.

Everything comes from a number and the installation's key. A copy of the database has the numbers of people and the
marks, and no way from one to the other.
"""

import secrets

from django.utils.crypto import salted_hmac

from accounts.secrets import CODE_DIGITS, hash_of, seal_text, secret_of, unseal_text

PURPOSE = "survey"
HALF = 10 ** (CODE_DIGITS // 2)
ROUNDS = range(6)


def token_of(region_id: int, invitation_id: int) -> str:
    return secret_of(PURPOSE, region_id, invitation_id)


def token_hash(region_id: int, token: str) -> str:
    return hash_of(PURPOSE, region_id, token)


def receipt_of(region_id: int, invitation_id: int) -> str:
    """That an invitation has been answered; the same at each try."""
    return hash_of(f"{PURPOSE}.receipt", region_id, str(invitation_id))


def link_of(region_id: int, person_id: int, organization_id: int, role: str, track: str) -> str:
    """The same before and after, for one person at one school in one role."""
    return hash_of(f"{PURPOSE}.link", region_id, f"{person_id}:{organization_id}:{role}:{track}")


def new_key() -> str:
    """A browser's own part of the lock: by chance, kept in its cookie and nowhere else."""
    return secrets.token_urlsafe(32)


def draft_place(region_id: int, token: str, key: str) -> str:
    return hash_of(f"{PURPOSE}.draft", region_id, f"{token}:{key}")


def seal_draft(token: str, key: str, text: str) -> str:
    """The lock is made of the token, which the school hands out, and of the browser's key, which nobody stores."""
    return seal_text(f"{PURPOSE}.draft:{token}:{key}", text)


def unseal_draft(token: str, key: str, sealed: str) -> str:
    return unseal_text(f"{PURPOSE}.draft:{token}:{key}", sealed)


def code_of(region_id: int, invitation_id: int) -> str:
    """Ten digits to type from a printed sheet: the number itself, mixed (Feistel), so that no two are the same."""
    left, right = divmod(invitation_id % HALF**2, HALF)
    for turn in ROUNDS:
        left, right = right, (left + _mix(region_id, turn, right)) % HALF
    return f"{left * HALF + right:0{CODE_DIGITS}d}"


def number_of(region_id: int, code: str) -> int:
    """The invitation's number behind ten digits; for invented ones, a number that nobody has, most likely."""
    left, right = divmod(int(code), HALF)
    for turn in reversed(ROUNDS):
        left, right = (right - _mix(region_id, turn, left)) % HALF, left
    return left * HALF + right


def _mix(region_id: int, turn: int, half: int) -> int:
    digest = salted_hmac(f"accounts.{PURPOSE}.code", f"{region_id}:{turn}:{half}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8]) % HALF
