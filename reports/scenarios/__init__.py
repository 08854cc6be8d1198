"""What the acceptance scenarios ask of reports; a scenario of programs names a part, and it is found here."""

from . import s1_section, s3_practices, s4_section, s5_recognition  # noqa: F401  they register
