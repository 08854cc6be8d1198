"""What differs between tenants, as data: schema, presets, inheritance, the law layer, snapshots. No database here.

Import from the modules: `schema` (parameters), `loader` (presets), `settings` (checked values as JSON), `effective`
(inheritance and refusals), `snapshots` (freeze, compare), `contours` (components), `statute` (text of a document).
"""
