"""What a reader sees of an answer, for assertions: entities undone and the spaces that `typo` tied untied again."""

from html import unescape

from django.http import HttpResponse


def words(response: HttpResponse | str) -> str:
    html = response if isinstance(response, str) else response.content.decode()
    return unescape(html).replace("\u00a0", " ").replace("\u202f", " ")
