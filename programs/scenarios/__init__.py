"""Acceptance scenarios, played through the services on a scratch tenant with the clock moved.

Each scenario prints what was expected beside what was computed; the expected figures are literals.
"""
