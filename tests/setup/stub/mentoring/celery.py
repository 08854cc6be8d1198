import os

from celery import Celery

address = os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
app = Celery("mentoring", broker=address)
