"""The least that answers: /readyz, the process's own environment, and one letter."""

import json
import os
import smtplib
from email.message import EmailMessage


def application(environ, start_response):
    answer = {"/readyz": lambda: "ready", "/environment": environment, "/letter": letter}[environ["PATH_INFO"]]()
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [answer.encode()]


def environment():
    return json.dumps({name: value for name, value in os.environ.items() if name != "SECRET_KEY"})


def letter():
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Привет", "from@example.org", "to@example.org"
    message.set_content("Первая\n.точка\n", cte="8bit")
    with smtplib.SMTP(os.environ["EMAIL_HOST"], int(os.environ["EMAIL_PORT"])) as server:
        server.send_message(message)
    return "sent"
