"""Matching without a database: a pool of people, hard rules, integer points, the best assignment and its proof.

Nothing here knows Django. ``programs.queries.pool`` makes a pool of an organization; services keep what people decide.
"""
