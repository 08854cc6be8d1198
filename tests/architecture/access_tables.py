"""Tables of people and staff lists: the file, its columns, its rows, what came of it; the figures of a year."""

from .access_row import ALL, LEADERS, Row, button, form, own, page

PEOPLE_READERS = f"{LEADERS} curator sysadmin coordinator region_operator"
BANK_KEEPERS = "head curator"
IMPORTERS = f"{PEOPLE_READERS} mnc_liaison"
FIGURE_ENTERERS = f"{LEADERS} curator mnc_liaison coordinator region_operator"
DOWN = "head.m head.r coordinator region_operator"  # those who lead a node and whatever stands below it

TABLES: dict[str, tuple[Row, ...]] = {
    "import_new": (page(IMPORTERS, post=True),),
    "import_sample": (Row(may=PEOPLE_READERS, also=(("kind", "staff"),)),),
    "import_detail": (own("rows.import", ALL, BANK_KEEPERS), own("rows.import_done", ALL, BANK_KEEPERS)),
    "import_columns": (form("rows.import", ALL, BANK_KEEPERS),),
    "import_rows": (button("rows.import", ALL, BANK_KEEPERS),),
    "import_undo": (form("rows.import_done", ALL, BANK_KEEPERS),),
    "import_discard": (button("rows.import", ALL, BANK_KEEPERS),),
    "import_waiting": (own("rows.import", ALL, BANK_KEEPERS),),
    "import_file": (own("rows.import", ALL, BANK_KEEPERS),),
    "import_leaving": (button("rows.registry", PEOPLE_READERS, "head curator sysadmin"),),
    "staff_export": (Row(may=PEOPLE_READERS, also=(("form", "xlsx"),)),),
    "import_invite": (button("rows.import_done", PEOPLE_READERS, BANK_KEEPERS),),
    "figures": (page(f"{FIGURE_ENTERERS} ministry"),),
    "figures_edit": (form("id", FIGURE_ENTERERS, FIGURE_ENTERERS, below=DOWN, also=(("year", 2026),)),),
}
