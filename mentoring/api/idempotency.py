"""An unsafe call that is sent twice is done once: its answer is kept by its key, in its own transaction."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts import audit, clock
from accounts.models import ApiReply
from accounts.permissions import Actor

from .problems import Problem

HEADER = "Idempotency-Key"
KEY = re.compile(r"[!-~]{8,100}")


def once(request: Any, actor: Actor, call: Callable[[], Any], status: int = 201) -> Response:
    """The answer of ``call``, or the one that was given under this key before.

    Another call under the key is refused. Of two at one moment the second waits at the constraint for the first.
    """
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise Problem("idempotency_key", "8–100 printable ASCII characters")
    told = json.dumps(request.data, sort_keys=True)
    digest = hashlib.sha256(f"{request.method} {request.path} {told}".encode()).hexdigest()
    reply, first = ApiReply.objects.get_or_create(
        membership_id=actor.membership_id, key=key, defaults={"call_hash": digest, "created_at": clock.now()}
    )
    if reply.call_hash != digest:
        raise Problem("idempotency_reused")
    if not first:
        return Response(reply.body, reply.status, headers={"Idempotency-Replayed": "true"})
    reply.body, reply.status = json.loads(JSONRenderer().render(call())), status
    reply.save(update_fields=["body", "status"])
    if request.auth is not None:  # the journal's other rows name its maker; this one names the system
        audit.record(actor, "connection.call", request.auth, address=request.path, row=reply.body.get("id"))
    return Response(reply.body, status)
