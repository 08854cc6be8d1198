"""The commands that set-up calls, as quick as can be; each leaves a trace that a test can look for."""

import os
import sys
from pathlib import Path

import psycopg2


def migrate():
    with psycopg2.connect(os.environ["MIGRATE_DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS migrated (by text); INSERT INTO migrated VALUES (current_user)")


def load_demo():
    if Path("fail-demo").exists():
        sys.exit("the demo could not be loaded: told to fail")


def demo_accounts():
    print("director@example.org   Директор")


def collectstatic():
    Path("staticfiles").mkdir(exist_ok=True)


globals()[sys.argv[1]]()
