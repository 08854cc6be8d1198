"""The API of version 1. A door beside the pages: the same queries, services and rights, no rule of its own."""
