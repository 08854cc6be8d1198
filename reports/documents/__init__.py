"""Plain-data contexts of printed documents: frozen dataclasses in, canonical bytes, JSON and template contexts out."""
