"""Secrets of personal links and codes: made from the row and the installation's key, so that nobody stores them.

A stolen back-up opens nothing: the database keeps hashes, and a waiting letter names the row whose link it carries.
"""

import base64
import secrets

from django.utils.crypto import salted_hmac

CODE_DIGITS = 10


def secret_of(purpose: str, region_id: int, pk: int) -> str:
    """The secret of one row's link, 43 letters that need no quoting in an address."""
    digest = salted_hmac(f"accounts.{purpose}.secret", f"{region_id}:{pk}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(purpose: str, region_id: int, secret: str) -> str:
    """What the database keeps. Keyed, since a code of ten digits could be guessed from a plain hash."""
    return salted_hmac(f"accounts.{purpose}.hash", f"{region_id}:{secret}", algorithm="sha256").hexdigest()


def new_code() -> str:
    """Ten digits to read aloud: with a thousand open codes in a region one guess in ten million is right."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def grouped(code: str) -> str:
    """«123 456 78 90», as telephone numbers are read."""
    return f"{code[:3]} {code[3:6]} {code[6:8]} {code[8:]}"


def digits_of(text: str) -> str:
    """What a person typed, without the spaces and dashes that he read aloud."""
    return "".join(letter for letter in text if letter.isdecimal() and letter.isascii())[: CODE_DIGITS + 1]
