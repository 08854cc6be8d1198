"""Set-up and start of everything on one machine; the standard library only, since it runs before anything is installed."""
