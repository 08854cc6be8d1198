"""Nothing to set: the stub is not a Django project; set-up only watches whether this file changes."""
