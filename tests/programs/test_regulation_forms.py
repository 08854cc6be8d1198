"""A parameter in a form and back: every value of every preset survives, wrong words are said at their field."""

import pytest

from programs.forms.regulations import SettingForm
from programs.regulation.effective import effective
from programs.regulation.loader import load_preset, preset_codes
from programs.regulation.parameter import Level
from programs.regulation.schema import PARAMETERS
from programs.regulation.settings import Setting, dump_settings
from tests.programs.regulation_flow import DAY

SET_BY_PRESETS = [(code, name) for code in preset_codes() for name in load_preset(code).settings]
OPEN = [code for code, entry in PARAMETERS.items() if not entry.law_only]


def form(code, data=None, setting=None, level=Level.SCHOOL, above=()):
    above = effective(list(above), DAY)
    return SettingForm(data, entry=PARAMETERS[code], setting=setting, above=above, level=level)


def shown(unbound):
    """What a browser would send back of a form that nobody touched."""
    data = {}
    for bound in unbound:
        value = bound.value()
        if value not in (None, "", False, []):
            data[bound.name] = "on" if value is True else value
    return data


def send(code, **data):
    sent = form(code, {name: value for name, value in data.items() if value is not None})
    return sent if sent.is_valid() else sent.errors


@pytest.mark.parametrize(("preset", "code"), SET_BY_PRESETS)
def test_an_untouched_form_sends_the_same_setting(preset, code):
    document = load_preset(preset)
    setting = document.settings[code]
    same = form(code, shown(form(code, setting=setting, level=document.level)), setting, document.level)
    assert same.is_valid(), same.errors
    assert same.raw() == dump_settings({code: setting})[code]


@pytest.mark.parametrize("code", OPEN)
def test_every_parameter_has_a_form_that_takes_its_default(code):
    entry = PARAMETERS[code]
    sent = form(code, shown(form(code, setting=Setting(entry.default))))
    assert sent.is_valid(), sent.errors
    assert sent.cleaned_data["value"] == entry.default


@pytest.mark.parametrize(
    ("code", "data", "field", "words"),
    [
        ("pairing_deadline_days", {"value": "300"}, "value", "от 1 до 120"),
        ("pairing_deadline_days", {}, "value", "отметьте"),
        ("young_specialist_years", {}, "value", "обязательно"),
        ("deadlines.statute", {"value": "31 августа"}, "value", "31.08"),
        ("deadlines.statute", {"value": "29.02"}, "value", "нет в каждом году"),
        ("deadlines.statute", {"value": "45.45"}, "value", "нет в каждом году"),
        ("forms", {"value": ["NO_SUCH"]}, "value", "NO_SUCH"),
        ("forms", {"value": []}, "value", "хотя бы одно"),
        ("council_label", {"value": "\u0007"}, "value", "управляющие"),
        ("council_label", {"value": "х" * 101}, "value", "100"),
        ("stages", {"value": "Этап\nЭтап"}, "value", "дважды"),
        ("monitoring.adaptation_months", {"value": "3, шесть"}, "value", "цифрами"),
        ("periodic.quarter_cutoffs", {"value": "31.12\n31/03"}, "value", "день и месяц"),
        ("labels.mentee_by_form", {"value_OTHER": "х" * 61}, "value_OTHER", "60"),
        (
            "targets",
            {"value_0_indicator": "K1", "value_0_year": "1900", "value_0_percent": "5"},
            "value_0_year",
            "2020",
        ),
        ("targets", {"value_0_indicator": "K1", "value_0_percent": "5"}, "value_0_year", "целиком"),
        ("pair_fixation", {"value": ""}, "value", "обязательно"),
        ("pair_fixation", {"value": "order", "clause": "п" * 121}, "clause", "120"),
    ],
)
def test_a_wrong_word_is_said_at_its_field(code, data, field, words):
    errors = send(code, **data)
    assert words in str(errors[field])


@pytest.mark.parametrize(
    ("code", "data", "raw"),
    [
        ("pairing_deadline_days", {"value": "14", "clause": " п. 2 "}, {"value": 14, "clause": "п. 2"}),
        ("pairing_deadline_days", {"none": "on"}, {"none": True}),
        ("deadlines.statute", {"value": "1.9"}, {"value": "09-01"}),
        ("union_participation", {"value": "no"}, {"value": False}),
        ("stages", {"value": " Первый \r\n\r\n Второй "}, {"value": ["Первый", "Второй"]}),
        ("screening", {"value_OTHER": "interview", "value_PUPIL_PUPIL": ""}, {"value": {"OTHER": "interview"}}),
        ("deadlines.acts_month", {"value": "5"}, {"value": 5}),
        ("targets", {"value_1_indicator": "K1", "value_1_year": "2026", "value_1_percent": "0"},
            {"value": [{"indicator": "K1", "year": 2026, "percent": 0}]}),
    ],
)  # fmt: skip
def test_words_of_a_person_become_a_setting(code, data, raw):
    assert send(code, **data).raw() == raw


def test_a_list_offers_what_the_level_above_left():
    above = load_preset("tashtagol").layer(DAY)
    offered = [code for code, _label in form("forms", above=[above]).fields["value"].choices]
    assert tuple(offered) == above.settings["forms"].value
    assert len(form("forms").fields["value"].choices) == len(PARAMETERS["forms"].choices)


def test_only_levels_with_somebody_below_may_lock():
    assert "locked" not in form("pair_fixation").fields
    sent = form("pair_fixation", {"value": "order", "locked": "on"}, level=Level.MUNICIPALITY)
    assert sent.is_valid()
    assert sent.raw() == {"value": "order", "locked": True}
