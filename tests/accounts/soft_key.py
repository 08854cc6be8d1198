"""A passkey in a few lines: what a device and a browser would answer, wrong answers too."""

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

TOUCHED, VERIFIED, ATTESTED = 1, 4, 64


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(words: str) -> bytes:
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


class SoftKey:
    def __init__(self, origin: str, verified: bool = True) -> None:
        self.origin, self.flags = origin, TOUCHED | (VERIFIED if verified else 0)
        self.key, self.id, self.user = ec.generate_private_key(ec.SECP256R1()), b"soft-key-0123456", ""

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _head(self, rp: str, flags: int) -> bytes:
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + struct.pack(">I", 0)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        point = self.key.public_key().public_numbers()
        public = cbor.encode({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        head = self._head(asked["rp"]["id"], self.flags | ATTESTED)
        data = head + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": text(told), "attestationObject": text(attestation)})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        head, told = self._head(asked["rpId"], self.flags), self._told("webauthn.get", asked["challenge"])
        sign = self.key.sign(head + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": text(told), "authenticatorData": text(head), "signature": text(sign),
            "userHandle": self.user,
        })  # fmt: skip

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {
            "id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {},
            "response": response,
        }  # fmt: skip
