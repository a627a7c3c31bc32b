"""Requests to bol written out by hand from its facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from bol_retailer.models import (
    BulkCommissionQuery,
    BundlePrice,
    Condition,
    CreateAddress,
    CreatePickupAppointment,
    CreatePickupTimeSlot,
    CreateReplenishmentLine,
    DeliveryOptionsRequestOrderItem,
    Ean,
    Fulfilment,
    OrderItem,
    OrderItemCancellation,
    PickupTimeSlotsAddress,
    Pricing,
    ProcessStatusId,
    ProductLabelsProduct,
    StockCreate,
    TransportInstruction,
)

from tests.vendors.golden import Golden

PACKAGE = "bol-retailer"
CREDENTIALS = {"client_id": "client-77", "client_secret": "s3cr3t-88"}
JSON = "application/vnd.retailer.v10+json"
CSV = "application/vnd.retailer.v10+csv"
PDF = "application/vnd.retailer.v10+pdf"
API = "https://api.bol.com"
EAN = "0000007740404"
READ = {"accept": JSON}
READ_SHARED = {"accept": f"{JSON}, application/vnd.advertiser.v10+json;q=0.9"}
SENT = {"accept": JSON, "content-type": JSON}
LABEL = "6ff736b5-cdd0-4150-8c67-78269ee986f5"

GOLDEN = {
    "open orders": Golden(lambda c: c.orders.list(), f"GET {API}/retailer/orders", READ),
    "orders, all that can be asked": Golden(
        lambda c: c.orders.list(
            page=2,
            fulfilment_method="ALL",
            status="ALL",
            change_interval_minute=60,
            latest_change_date=date(2026, 3, 9),
            vvb_only=True,
        ),
        f"GET {API}/retailer/orders?page=2&fulfilment-method=ALL&status=ALL"
        "&change-interval-minute=60&latest-change-date=2026-03-09&vvb-only=true",
        READ,
    ),
    "order": Golden(
        lambda c: c.orders.get("1042831430"), f"GET {API}/retailer/orders/1042831430", READ
    ),
    "id with a slash stays one segment": Golden(
        lambda c: c.orders.get("10/42"), f"GET {API}/retailer/orders/10%2F42", READ
    ),
    "cancellation": Golden(
        lambda c: c.orders.cancel_items(
            order_items=[
                OrderItemCancellation(order_item_id="2012345678", reason_code="OUT_OF_STOCK")
            ]
        ),
        f"PUT {API}/retailer/orders/cancellation",
        SENT,
        {"orderItems": [{"orderItemId": "2012345678", "reasonCode": "OUT_OF_STOCK"}]},
    ),
    "shipment with a transport of one's own": Golden(
        lambda c: c.shipments.create(
            order_items=[OrderItem(order_item_id="2012345678", quantity=1)],
            shipment_reference="B321SR",
            transport=TransportInstruction(
                transporter_code="TNT", track_and_trace="3SBOL0987654321"
            ),
        ),
        f"POST {API}/retailer/shipments",
        SENT,
        {
            "orderItems": [{"orderItemId": "2012345678", "quantity": 1}],
            "shipmentReference": "B321SR",
            "transport": {"transporterCode": "TNT", "trackAndTrace": "3SBOL0987654321"},
        },
    ),
    "shipment with bol's label": Golden(
        lambda c: c.shipments.create(
            order_items=[OrderItem(order_item_id="2012345678")], shipping_label_id=LABEL
        ),
        f"POST {API}/retailer/shipments",
        SENT,
        {"orderItems": [{"orderItemId": "2012345678"}], "shippingLabelId": LABEL},
    ),
    "shipments of an order": Golden(
        lambda c: c.shipments.list(order_id="1042831430"),
        f"GET {API}/retailer/shipments?order-id=1042831430",
        READ,
    ),
    "shipment": Golden(
        lambda c: c.shipments.get("541757635"), f"GET {API}/retailer/shipments/541757635", READ
    ),
    "who wants an invoice": Golden(
        lambda c: c.shipments.list_invoice_requests(shipment_id="541757635", state="OPEN"),
        f"GET {API}/retailer/shipments/invoices/requests?shipment-id=541757635&state=OPEN",
        READ,
    ),
    "delivery options": Golden(
        lambda c: c.shipping_labels.get_delivery_options(
            order_items=[DeliveryOptionsRequestOrderItem(order_item_id="2012345678", quantity=1)]
        ),
        f"POST {API}/retailer/shipping-labels/delivery-options",
        SENT,
        {"orderItems": [{"orderItemId": "2012345678", "quantity": 1}]},
    ),
    "label bought": Golden(
        lambda c: c.shipping_labels.create(
            order_items=[DeliveryOptionsRequestOrderItem(order_item_id="2012345678")],
            shipping_label_offer_id="027b79fa-5743-40f0-94c7-0eac761af611",
        ),
        f"POST {API}/retailer/shipping-labels",
        SENT,
        {
            "orderItems": [{"orderItemId": "2012345678"}],
            "shippingLabelOfferId": "027b79fa-5743-40f0-94c7-0eac761af611",
        },
    ),
    "label as PDF": Golden(
        lambda c: c.shipping_labels.get(LABEL),
        f"GET {API}/retailer/shipping-labels/{LABEL}",
        {"accept": f"{PDF}, {JSON};q=0.9"},
    ),
    "label's headers": Golden(
        lambda c: c.shipping_labels.head(LABEL),
        f"HEAD {API}/retailer/shipping-labels/{LABEL}",
        {"accept": "*/*"},
    ),
    "tracking code later": Golden(
        lambda c: c.transports.update("312778947", track_and_trace="3SBOL0987654321"),
        f"PUT {API}/retailer/transports/312778947",
        SENT,
        {"trackAndTrace": "3SBOL0987654321"},
    ),
    "process": Golden(
        lambda c: c.process_status.get("1234567"),
        f"GET {API}/shared/process-status/1234567",
        READ_SHARED,
    ),
    "processes of a thing": Golden(
        lambda c: c.process_status.list(entity_id="987654321", event_type="CREATE_SHIPMENT"),
        f"GET {API}/shared/process-status?entity-id=987654321&event-type=CREATE_SHIPMENT",
        READ_SHARED,
    ),
    "processes together": Golden(
        lambda c: c.process_status.get_many(
            process_status_queries=[
                ProcessStatusId(process_status_id="1"),
                ProcessStatusId(process_status_id="2"),
            ]
        ),
        f"POST {API}/shared/process-status",
        {**READ_SHARED, "content-type": JSON},
        {"processStatusQueries": [{"processStatusId": "1"}, {"processStatusId": "2"}]},
    ),
    "commission": Golden(
        lambda c: c.commissions.get(EAN, unit_price=59.99, condition="AS_NEW"),
        f"GET {API}/retailer/commission/{EAN}?condition=AS_NEW&unit-price=59.99",
        READ,
    ),
    "commissions": Golden(
        lambda c: c.commissions.get_many(
            commission_queries=[BulkCommissionQuery(ean=EAN, unit_price=59.5)]
        ),
        f"POST {API}/retailer/commission",
        SENT,
        {"commissionQueries": [{"ean": EAN, "unitPrice": 59.5}]},
    ),
    "rates": Golden(
        lambda c: c.commissions.get_rates(products=[Ean(ean=EAN)]),
        f"POST {API}/retailer/commissions",
        SENT,
        {"products": [{"ean": EAN}]},
    ),
    "insights, names joined by commas": Golden(
        lambda c: c.insights.get_for_offer(
            offer_id=LABEL,
            period="MONTH",
            number_of_periods=3,
            name=["PRODUCT_VISITS", "BUY_BOX_PERCENTAGE"],
        ),
        f"GET {API}/retailer/insights/offer?offer-id={LABEL}&period=MONTH&number-of-periods=3"
        "&name=PRODUCT_VISITS,BUY_BOX_PERCENTAGE",
        READ,
    ),
    "ranks in a language": Golden(
        lambda c: c.insights.list_product_ranks(
            ean=EAN, date=date(2026, 3, 9), type="SEARCH", page=1, language="nl-BE"
        ),
        f"GET {API}/retailer/insights/product-ranks?ean={EAN}&date=2026-03-09&type=SEARCH&page=1",
        {**READ, "accept-language": "nl-BE"},
    ),
    "search terms": Golden(
        lambda c: c.insights.get_search_terms(
            search_term="rode pen", period="WEEK", number_of_periods=2, related_search_terms=False
        ),
        f"GET {API}/retailer/insights/search-terms?search-term=rode%20pen&period=WEEK"
        "&number-of-periods=2&related-search-terms=false",
        READ,
    ),
    "stock at bol": Golden(
        lambda c: c.inventory.list(quantity=["0-10", "20-30"], stock="SUFFICIENT", query="pen"),
        f"GET {API}/retailer/inventory?quantity=0-10,20-30&stock=SUFFICIENT&query=pen",
        READ,
    ),
    "invoices": Golden(
        lambda c: c.invoices.list(
            period_start_date=date(2019, 3, 1), period_end_date=date(2019, 3, 31)
        ),
        f"GET {API}/retailer/invoices?period-start-date=2019-03-01&period-end-date=2019-03-31",
        READ,
    ),
    "invoice as PDF": Golden(
        lambda c: c.invoices.get("4500022543921", options={"accept": PDF}),
        f"GET {API}/retailer/invoices/4500022543921",
        {"accept": PDF},
    ),
    "offer": Golden(
        lambda c: c.offers.create(
            ean=EAN,
            condition=Condition(name="NEW"),
            pricing=Pricing(bundle_prices=[BundlePrice(quantity=1, unit_price=9.99)]),
            stock=StockCreate(amount=6, managed_by_retailer=False),
            fulfilment=Fulfilment(method="FBR", delivery_code="24uurs-23"),
            fulfilment_party="FBR",
        ),
        f"POST {API}/retailer/offers",
        {**SENT, "x-fulfilment-party": "FBR"},
        {
            "condition": {"name": "NEW"},
            "ean": EAN,
            "fulfilment": {"method": "FBR", "deliveryCode": "24uurs-23"},
            "pricing": {"bundlePrices": [{"quantity": 1, "unitPrice": 9.99}]},
            "stock": {"amount": 6, "managedByRetailer": False},
        },
    ),
    "offer's stock": Golden(
        lambda c: c.offers.update_stock("o-1", amount=0, managed_by_retailer=True),
        f"PUT {API}/retailer/offers/o-1/stock",
        SENT,
        {"amount": 0, "managedByRetailer": True},
    ),
    "offer away": Golden(
        lambda c: c.offers.delete("o-1"), f"DELETE {API}/retailer/offers/o-1", READ
    ),
    "export asked for": Golden(
        lambda c: c.offers.create_export(format="CSV"),
        f"POST {API}/retailer/offers/export",
        SENT,
        {"format": "CSV"},
    ),
    "export fetched": Golden(
        lambda c: c.offers.get_export("r-1"),
        f"GET {API}/retailer/offers/export/r-1",
        {"accept": f"{CSV}, text/csv, {JSON};q=0.9"},
    ),
    "competing offers": Golden(
        lambda c: c.products.list_competing_offers(
            EAN, page=1, country_code="NL", best_offer_only=True, condition="ALL"
        ),
        f"GET {API}/retailer/products/{EAN}/offers?page=1&country-code=NL&best-offer-only=true"
        "&condition=ALL",
        READ,
    ),
    "product list is plain JSON": Golden(
        lambda c: c.products.search(page=1, search_term="pen", country_code="BE", language="nl"),
        f"POST {API}/retailer/products/list",
        {**READ, "content-type": "application/json", "accept-language": "nl"},
        {"page": 1, "countryCode": "BE", "searchTerm": "pen"},
    ),
    "return is plain JSON": Golden(
        lambda c: c.returns.create(
            order_item_id="2012345678", quantity_returned=1, handling_result="RETURN_RECEIVED"
        ),
        f"POST {API}/retailer/returns",
        {**READ, "content-type": "application/json"},
        {"handlingResult": "RETURN_RECEIVED", "orderItemId": "2012345678", "quantityReturned": 1},
    ),
    "return handled": Golden(
        lambda c: c.returns.handle(
            86123452, handling_result="EXCHANGE_PRODUCT", quantity_returned=3
        ),
        f"PUT {API}/retailer/returns/86123452",
        SENT,
        {"handlingResult": "EXCHANGE_PRODUCT", "quantityReturned": 3},
    ),
    "own account": Golden(
        lambda c: c.retailers.get("current"), f"GET {API}/retailer/retailers/current", READ
    ),
    "replenishments, states repeated": Golden(
        lambda c: c.replenishments.list(
            start_date=date(2021, 1, 1), state=["ANNOUNCED", "IN_TRANSIT"]
        ),
        f"GET {API}/retailer/replenishments?start-date=2021-01-01&state=ANNOUNCED&state=IN_TRANSIT",
        READ,
    ),
    "replenishment": Golden(
        lambda c: c.replenishments.create(
            reference="REF1",
            labeling_by_bol=True,
            number_of_load_carriers=2,
            lines=[CreateReplenishmentLine(ean=EAN, quantity=5)],
        ),
        f"POST {API}/retailer/replenishments",
        SENT,
        {
            "labelingByBol": True,
            "lines": [{"ean": EAN, "quantity": 5}],
            "numberOfLoadCarriers": 2,
            "reference": "REF1",
        },
    ),
    "pickup": Golden(
        lambda c: c.replenishments.get_pickup_time_slots(
            address=PickupTimeSlotsAddress(
                street_name="Utrechtseweg",
                house_number="99",
                zip_code="3702AA",
                city="Zeist",
                country_code="NL",
            ),
            number_of_load_carriers=2,
        ),
        f"POST {API}/retailer/replenishments/pickup-time-slots",
        SENT,
        {
            "address": {
                "streetName": "Utrechtseweg",
                "houseNumber": "99",
                "zipCode": "3702AA",
                "city": "Zeist",
                "countryCode": "NL",
            },
            "numberOfLoadCarriers": 2,
        },
    ),
    "product labels": Golden(
        lambda c: c.replenishments.get_product_labels(
            label_format="AVERY_J8159", products=[ProductLabelsProduct(ean=EAN, quantity=5)]
        ),
        f"POST {API}/retailer/replenishments/product-labels",
        {"accept": f"{PDF}, {JSON};q=0.9", "content-type": JSON},
        {"labelFormat": "AVERY_J8159", "products": [{"ean": EAN, "quantity": 5}]},
    ),
    "pallet labels": Golden(
        lambda c: c.replenishments.get_load_carrier_labels("2312078154", label_type="WAREHOUSE"),
        f"GET {API}/retailer/replenishments/2312078154/load-carrier-labels?label-type=WAREHOUSE",
        {"accept": f"{PDF}, {JSON};q=0.9"},
    ),
    "subscription": Golden(
        lambda c: c.subscriptions.create(
            resources=["PROCESS_STATUS"],
            subscription_type="WEBHOOK",
            url="https://www.bol.com/webhook",
        ),
        f"POST {API}/retailer/subscriptions",
        SENT,
        {
            "resources": ["PROCESS_STATUS"],
            "subscriptionType": "WEBHOOK",
            "url": "https://www.bol.com/webhook",
        },
    ),
    "subscription tried": Golden(
        lambda c: c.subscriptions.send_test("1234"),
        f"POST {API}/retailer/subscriptions/test/1234",
        READ,
    ),
    "keys of the webhook": Golden(
        lambda c: c.subscriptions.get_keys(),
        f"GET {API}/retailer/subscriptions/signature-keys",
        READ,
    ),
    "a pick-up, in moments to the second": Golden(
        lambda c: c.replenishments.create(
            reference="R1",
            labeling_by_bol=True,
            lines=[CreateReplenishmentLine(ean=EAN, quantity=1)],
            number_of_load_carriers=1,
            pickup_appointment=CreatePickupAppointment(
                address=CreateAddress(
                    street_name="Dam",
                    house_number="1",
                    zip_code="1012JS",
                    city="Amsterdam",
                    country_code="NL",
                    attention_of="Kees",
                ),
                pickup_time_slot=CreatePickupTimeSlot(
                    from_date_time=datetime(2026, 4, 1, 9, 0, 0, 123456, tzinfo=UTC),
                    until_date_time=datetime(2026, 4, 1, 11, tzinfo=timezone(timedelta(hours=1))),
                ),
            ),
        ),
        f"POST {API}/retailer/replenishments",
        SENT,
        {
            "reference": "R1",
            "labelingByBol": True,
            "lines": [{"ean": EAN, "quantity": 1}],
            "numberOfLoadCarriers": 1,
            "pickupAppointment": {
                "address": {
                    "streetName": "Dam",
                    "houseNumber": "1",
                    "zipCode": "1012JS",
                    "city": "Amsterdam",
                    "countryCode": "NL",
                    "attentionOf": "Kees",
                },
                "pickupTimeSlot": {
                    "fromDateTime": "2026-04-01T09:00:00+00:00",
                    "untilDateTime": "2026-04-01T11:00:00+01:00",
                },
            },
        },
    ),
}
