"""Secrets of personal links and codes: made from the row and the installation's key, so that nobody stores them. Texts
under that key.

A stolen back-up opens nothing: the database keeps hashes, and a waiting letter names the row whose link it carries.
"""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
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


def _lock(purpose: str) -> MultiFernet:
    """The newest key seals; former ones of SECRET_KEY_FALLBACKS still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"accounts.seal.{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal_text(purpose: str, text: str) -> str:
    """The text as the database may keep it: a copy of the database says nothing without the installation's key."""
    return _lock(purpose).encrypt(text.encode()).decode()


def unseal_text(purpose: str, sealed: str) -> str:
    return _lock(purpose).decrypt(sealed.encode()).decode()
