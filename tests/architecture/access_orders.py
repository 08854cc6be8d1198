"""Who opens an order and what surrounds its way: a part of the table of access."""

from .access_row import ALL, COUNCIL, LEADERS, PLACERS, Row, button, form, own, page

READERS = f"{LEADERS} curator {COUNCIL} coordinator region_operator"
DRAFTERS = f"{LEADERS} curator coordinator region_operator"
REQUISITES = f"{LEADERS} ministry region_operator coordinator mnc_officer"

ORDERS: dict[str, tuple[Row, ...]] = {
    "order_list": (page(READERS),),
    "order_requisites": (page(REQUISITES),),
    "order_new": (page(DRAFTERS, post=True),),
    "order_of_kind": (Row(may="curator", post=True, also=(("slug", "termination"),)),),
    "order_new_ready": (Row(may=DRAFTERS, get=False, post=True, also=(("slug", "monitoring"),)),),
    "order_new_empty": (Row(may=DRAFTERS, get=False, post=True),),
    "order_detail": (
        own("orders.draft", ALL, READERS),
        own("orders.registered", ALL, f"{READERS} {PLACERS}"),
        own("orders.published", ALL, f"{READERS} {PLACERS}"),
    ),
    "order_pdf": (own("orders.registered", ALL, f"{READERS} {PLACERS}"),),
    "order_edit": (form("orders.draft", DRAFTERS, DRAFTERS),),
    "order_submit": (button("orders.draft", DRAFTERS, DRAFTERS),),
    "order_drop": (button("orders.draft", DRAFTERS, DRAFTERS),),
    "order_withdraw": (button("orders.draft", DRAFTERS, DRAFTERS),),
    "order_approve": (button("orders.draft", LEADERS, LEADERS),),
    "order_return": (form("orders.draft", LEADERS, LEADERS),),
    "order_register": (form("orders.draft", DRAFTERS, DRAFTERS),),
    "order_publish": (button("orders.registered", f"{DRAFTERS} {PLACERS}", f"{DRAFTERS} {PLACERS}"),),
    "order_unpublish": (button("orders.published", f"{DRAFTERS} {PLACERS}", f"{DRAFTERS} {PLACERS}"),),
    "order_cancel": (form("orders.registered", DRAFTERS, DRAFTERS),),
    "order_void": (form("orders.draft", LEADERS, LEADERS),),
    "order_remind": (button("orders.registered", DRAFTERS, DRAFTERS),),
    "order_docx": (own("orders.registered", READERS, READERS), own("orders.draft", READERS, READERS)),
    "order_sheet": (own("orders.registered", READERS, READERS),),
    "order_acknowledge": (button("orders.registered", ALL, f"{READERS} {PLACERS}"),),
    "order_acknowledgers": (form("orders.registered", DRAFTERS, DRAFTERS),),
    "order_acknowledged_on_paper": (form("orders.registered", DRAFTERS, DRAFTERS),),
    # a draft goes round: whoever is asked answers, here the union of the school; the head says whom it goes round
    "order_visa": (form("orders.agreeing", ALL, "union"),),
    "order_take": (button("orders.draft", LEADERS, LEADERS),),
    "visa_route": (page(LEADERS, post=True),),
    "visa_step_drop": (button("rows.visa_step", LEADERS, LEADERS),),
    "order_pack": (page(LEADERS, post=True),),
    # signed paper and acts issued elsewhere: read with the orders, kept by who prepares them
    "order_scan": (form("orders.registered", DRAFTERS, DRAFTERS),),
    "order_scan_drop": (button("rows.order_scan", DRAFTERS, DRAFTERS),),
    "order_scan_file": (own("rows.order_scan", ALL, f"{READERS} {PLACERS}"),),
    "local_act_file": (own("rows.local_act", READERS, READERS),),
    "local_acts": (page(READERS),),
    "local_acts_export": (page(READERS),),
    "legal_acts": (page(READERS),),
    "local_act_new": (page(DRAFTERS, post=True),),
    "local_act_page": (form("rows.local_act", f"{DRAFTERS}", f"{DRAFTERS}"),),
    "local_act_end": (form("rows.local_act", DRAFTERS, DRAFTERS),),
    # execution: seen by who reads the orders; a clause is marked by who may see its order, for whoever else 409
    "order_control": (page(READERS),),
    "clause_done": (button("rows.order_clause", ALL, f"{READERS} {PLACERS}"),),
    "clause_undone": (button("rows.order_clause", ALL, f"{READERS} {PLACERS}"),),
    # remarks at places of a text: noted by the head, marked done by whoever corrects
    "order_remark": (button("orders.draft", LEADERS, LEADERS),),
    "order_remark_drop": (button("rows.place_remark", LEADERS, LEADERS),),
    "order_remark_done": (button("rows.place_remark", DRAFTERS, DRAFTERS),),
}
