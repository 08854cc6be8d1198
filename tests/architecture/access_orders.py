"""Who opens what surrounds the main way of an order: a part of the table of access."""

from .access_row import ALL, COUNCIL, LEADERS, PLACERS, Row, button, form, page

READERS = f"{LEADERS} curator {COUNCIL} coordinator region_operator"
DRAFTERS = f"{LEADERS} curator coordinator region_operator"

ORDERS: dict[str, tuple[Row, ...]] = {
    # a draft goes round: whoever is asked answers, here the union of the school; the head says whom it goes round
    "order_visa": (form("orders.agreeing", ALL, "union"),),
    "order_take": (button("orders.draft", LEADERS, LEADERS),),
    "visa_route": (page(LEADERS, post=True),),
    "visa_step_drop": (button("rows.visa_step", LEADERS, LEADERS),),
    "order_pack": (page(LEADERS, post=True),),
    # signed paper and acts issued elsewhere: read with the orders, kept by who prepares them
    "order_scan": (form("orders.registered", DRAFTERS, DRAFTERS),),
    "order_scan_drop": (button("rows.order_scan", DRAFTERS, DRAFTERS),),
    "local_acts": (page(READERS),),
    "local_acts_export": (page(READERS),),
    "legal_acts": (page(READERS),),
    "local_act_new": (page(DRAFTERS, post=True),),
    "local_act_end": (form("rows.local_act", DRAFTERS, DRAFTERS),),
    # execution: seen by who reads the orders; a clause is marked by who may see its order, for whoever else 409
    "order_control": (page(READERS),),
    "clause_done": (button("rows.order_clause", ALL, f"{READERS} {PLACERS}"),),
    "clause_undone": (button("rows.order_clause", ALL, f"{READERS} {PLACERS}"),),
}
