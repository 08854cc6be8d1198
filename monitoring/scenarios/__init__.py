"""What the acceptance scenarios ask of monitoring; a scenario of programs names a part, and it is found here."""

from . import s1_kalmanka, s2_results, s2_survey, s2_tashtagol, s3_tatarstan, s5_altai_duc  # noqa: F401  they register
