"""What it costs, as ratios within one run: `make bench`. Never a timed test."""
