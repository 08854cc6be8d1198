"""Bodies through the pages' own forms."""

from typing import Any

from django import forms
from rest_framework import serializers


def checked(form: forms.BaseForm) -> dict[str, Any]:
    """What the page's own form makes of the body."""
    if not form.is_valid():
        raise serializers.ValidationError(form.errors.get_json_data())
    return form.cleaned_data


def form_data(body: dict[str, Any]) -> dict[str, Any]:
    """As a browser would send it: without what was left out."""
    return {name: value for name, value in body.items() if value is not None}
