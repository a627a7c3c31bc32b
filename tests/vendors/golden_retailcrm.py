"""Requests to RetailCRM written out by hand from its facts.

Reads are GET with brackets in the query; writes are POST with a form, in which a
structure is one field of JSON. Text is written as UTF-8, as the vendor's Go client does.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from retailcrm.models import (
    Attachment,
    AttachmentOrder,
    Call,
    CallEvent,
    CartCustomer,
    CartItemInput,
    CartSetInput,
    ChangeFavorites,
    ClientId,
    Company,
    CorporateCustomer,
    Cost,
    CostGroup,
    CostOrder,
    Customer,
    CustomerFilter,
    CustomerHistoryFilter,
    CustomerIdentity,
    CustomerNote,
    CustomerNoteFilter,
    CustomerPhone,
    CustomerReference,
    CustomerSubscriptionFilter,
    CustomField,
    DeliveryOrderInput,
    FixExternalRow,
    IntegrationModule,
    Inventory,
    InventoryOffer,
    InvoiceCreate,
    LoyaltyAccountInput,
    LoyaltyOperationFilter,
    MgChannelTemplate,
    OfferReference,
    OrderCustomerInput,
    OrderDeliveryInput,
    OrderFilter,
    OrderHistoryFilter,
    OrderIdentity,
    OrderInput,
    OrderItemInput,
    OrderLinkInput,
    OrderPaymentInput,
    OrderReference,
    Pack,
    PaymentInput,
    PriceInput,
    PriceUploadInput,
    ProductFilter,
    ProductPropertySort,
    ScopeRequest,
    SmsVerificationConfirm,
    StatusInfo,
    StoredFile,
    Subscription,
    Task,
    TimeInterval,
    TrackingUpdate,
    UserFilter,
    ValueRange,
    WebAnalyticsCustomer,
)

from tests.vendors.golden import Form, Golden

PACKAGE = "retailcrm"
CREDENTIALS = {"subdomain": "harbour", "api_key": "key-harbour-1"}
API = "https://harbour.retailcrm.ru/api/v5"
READ = {"accept": "application/json", "x-api-key": "key-harbour-1"}
SENT = {**READ, "content-type": "application/x-www-form-urlencoded"}
MORNING = datetime(2026, 3, 14, 9, 30)
MOSCOW = timezone(timedelta(hours=3))


GOLDEN = {
    "versions, which have none in the path": Golden(
        lambda c: c.api.list_versions(), "GET https://harbour.retailcrm.ru/api/api-versions", READ
    ),
    "what the key may do": Golden(
        lambda c: c.api.get_credentials(), "GET https://harbour.retailcrm.ru/api/credentials", READ
    ),
    "features": Golden(
        lambda c: c.features.check(features=["chats", "loyalty"]),
        f"GET {API}/features/check?features%5B%5D=chats&features%5B%5D=loyalty",
        READ,
    ),
    "orders": Golden(lambda c: c.orders.list(), f"GET {API}/orders", READ),
    "orders, a page": Golden(
        lambda c: c.orders.list(limit=100, page=3), f"GET {API}/orders?limit=100&page=3", READ
    ),
    "orders by numbers and a custom field's range": Golden(
        lambda c: c.orders.list(
            filter=OrderFilter(
                numbers=["1235C", "A 7"], custom_fields={"nps": ValueRange(min=5), "wrap": ["red"]}
            )
        ),
        f"GET {API}/orders?filter%5BcustomFields%5D%5Bnps%5D%5Bmin%5D=5"
        "&filter%5BcustomFields%5D%5Bwrap%5D%5B%5D=red"
        "&filter%5Bnumbers%5D%5B%5D=1235C&filter%5Bnumbers%5D%5B%5D=A%207",
        READ,
    ),
    "orders by day, time of day, yes and no": Golden(
        lambda c: c.orders.list(
            filter=OrderFilter(
                created_at_from=date(2026, 3, 1),
                delivery_time_to=time(18, 5),
                vip=True,
                expired=False,
                ids=[4815],
            )
        ),
        f"GET {API}/orders?filter%5BcreatedAtFrom%5D=2026-03-01"
        "&filter%5BdeliveryTimeTo%5D=18%3A05%3A00&filter%5Bexpired%5D=0"
        "&filter%5Bids%5D%5B%5D=4815&filter%5Bvip%5D=1",
        READ,
    ),
    "order by the shop's id": Golden(
        lambda c: c.orders.get("web/1001"), f"GET {API}/orders/web%2F1001", READ
    ),
    "order by the internal id, in a store": Golden(
        lambda c: c.orders.get("4815", by="id", site="main-shop"),
        f"GET {API}/orders/4815?by=id&site=main-shop",
        READ,
    ),
    "order history from an entry on": Golden(
        lambda c: c.orders.history(filter=OrderHistoryFilter(since_id=70410), limit=100),
        f"GET {API}/orders/history?limit=100&filter%5BsinceId%5D=70410",
        READ,
    ),
    "order history from a moment on": Golden(
        lambda c: c.orders.history(filter=OrderHistoryFilter(start_date=MORNING)),
        f"GET {API}/orders/history?filter%5BstartDate%5D=2026-03-14%2009%3A30%3A00",
        READ,
    ),
    "order statuses": Golden(
        lambda c: c.orders.list_statuses(ids=[4815, 4816], external_ids=["web-1"]),
        f"GET {API}/orders/statuses?ids%5B%5D=4815&ids%5B%5D=4816&externalIds%5B%5D=web-1",
        READ,
    ),
    "order made": Golden(
        lambda c: c.orders.create(
            order=OrderInput(
                external_id="web-1001",
                created_at=MORNING,
                first_name="Анна",
                call=True,
                customer=OrderCustomerInput(external_id="c-55", site="main-shop"),
                items=[
                    OrderItemInput(
                        offer=OfferReference(external_id="shirt-w-m"),
                        quantity=2,
                        initial_price=1900.5,
                    )
                ],
                payments=[OrderPaymentInput(type="cash", amount=3801)],
                delivery=OrderDeliveryInput(
                    code="courier", date_=date(2026, 3, 16), time_=TimeInterval(from_=time(10, 0))
                ),
                custom_fields={"nps": 9},
            ),
            site="main-shop",
        ),
        f"POST {API}/orders/create",
        SENT,
        Form(
            order='{"call":true,"createdAt":"2026-03-14 09:30:00","customFields":{"nps":9},'
            '"customer":{"externalId":"c-55","site":"main-shop"},'
            '"delivery":{"code":"courier","date":"2026-03-16","time":{"from":"10:00"}},'
            '"externalId":"web-1001","firstName":"Анна",'
            '"items":[{"initialPrice":1900.5,"offer":{"externalId":"shirt-w-m"},"quantity":2}],'
            '"payments":[{"amount":3801,"type":"cash"}]}',
            site="main-shop",
        ),
    ),
    "order changed by its internal id": Golden(
        lambda c: c.orders.edit(
            "4815", order=OrderInput(status="complete"), by="id", site="main-shop"
        ),
        f"POST {API}/orders/4815/edit",
        SENT,
        b"by=id&order=%7B%22status%22%3A%22complete%22%7D&site=main-shop",
    ),
    "orders loaded": Golden(
        lambda c: c.orders.upload(orders=[OrderInput(number="1"), OrderInput(number="2")]),
        f"POST {API}/orders/upload",
        SENT,
        Form(orders='[{"number":"1"},{"number":"2"}]'),
    ),
    "orders merged": Golden(
        lambda c: c.orders.combine(
            technique="ours", order=OrderReference(id=1), result_order=OrderReference(id=2)
        ),
        f"POST {API}/orders/combine",
        SENT,
        Form(order='{"id":1}', resultOrder='{"id":2}', technique="ours"),
    ),
    "orders' external ids": Golden(
        lambda c: c.orders.fix_external_ids(orders=[FixExternalRow(id=4815, external_id="w-1")]),
        f"POST {API}/orders/fix-external-ids",
        SENT,
        Form(orders='[{"externalId":"w-1","id":4815}]'),
    ),
    "orders linked": Golden(
        lambda c: c.orders.create_link(
            link=OrderLinkInput(
                comment="one parcel",
                orders=[OrderIdentity(id=1), OrderIdentity(number="2C")],
            )
        ),
        f"POST {API}/orders/links/create",
        SENT,
        Form(link='{"comment":"one parcel","orders":[{"id":1},{"number":"2C"}]}'),
    ),
    "order's payment": Golden(
        lambda c: c.orders.create_payment(
            payment=PaymentInput(
                type="bank-card", paid_at=MORNING, order=OrderIdentity(external_id="web-1001")
            )
        ),
        f"POST {API}/orders/payments/create",
        SENT,
        Form(
            payment='{"order":{"externalId":"web-1001"},"paidAt":"2026-03-14 09:30:00",'
            '"type":"bank-card"}'
        ),
    ),
    "order's payment away, without a body": Golden(
        lambda c: c.orders.delete_payment(2210), f"POST {API}/orders/payments/2210/delete", READ
    ),
    "delivery cancelled": Golden(
        lambda c: c.orders.cancel_delivery("web-1001", by="externalId", force=True),
        f"POST {API}/orders/web-1001/delivery/cancel",
        SENT,
        b"by=externalId&force=1",
    ),
    "label as PDF": Golden(
        lambda c: c.orders.print_plate("4815", 4, by="id"),
        f"GET {API}/orders/4815/plates/4/print?by=id",
        {**READ, "accept": "application/pdf, application/json;q=0.9"},
    ),
    "pack": Golden(
        lambda c: c.packs.create(
            pack=Pack(item_id=9161, store="north", quantity=1, shipment_date=date(2026, 3, 15))
        ),
        f"POST {API}/orders/packs/create",
        SENT,
        Form(pack='{"itemId":9161,"quantity":1,"shipmentDate":"2026-03-15","store":"north"}'),
    ),
    "invoice": Golden(
        lambda c: c.payments.create_invoice(
            invoice=InvoiceCreate(payment_id=2210, return_url="https://shop.example.com/?a=1&b=2")
        ),
        f"POST {API}/payment/create-invoice",
        SENT,
        Form(createInvoice='{"paymentId":2210,"returnUrl":"https://shop.example.com/?a=1&b=2"}'),
    ),
    "customers by lists and a list of structures": Golden(
        lambda c: c.customers.list(
            filter=CustomerFilter(
                email="anna+crm@example.com",
                managers=[12, 13],
                min_average_summ=99.5,
                subscriptions=[
                    CustomerSubscriptionFilter(channel="email", subscribed=True),
                    CustomerSubscriptionFilter(channel="waba"),
                ],
            )
        ),
        f"GET {API}/customers?filter%5Bemail%5D=anna%2Bcrm%40example.com"
        "&filter%5Bmanagers%5D%5B%5D=12&filter%5Bmanagers%5D%5B%5D=13"
        "&filter%5BminAverageSumm%5D=99.5"
        "&filter%5Bsubscriptions%5D%5B0%5D%5Bchannel%5D=email"
        "&filter%5Bsubscriptions%5D%5B0%5D%5Bsubscribed%5D=1"
        "&filter%5Bsubscriptions%5D%5B1%5D%5Bchannel%5D=waba",
        READ,
    ),
    "customer made": Golden(
        lambda c: c.customers.create(
            customer=Customer(
                external_id="c-55",
                first_name="Anna",
                birthday=date(1990, 5, 17),
                vip=False,
                phones=[CustomerPhone(number="+7 912 000")],
                custom_fields={},
                add_tags=["regular"],
            ),
            site="main-shop",
        ),
        f"POST {API}/customers/create",
        SENT,
        Form(
            customer='{"addTags":["regular"],"birthday":"1990-05-17","customFields":[],'
            '"externalId":"c-55","firstName":"Anna","phones":[{"number":"+7 912 000"}],'
            '"vip":false}',
            site="main-shop",
        ),
    ),
    "customer changed": Golden(
        lambda c: c.customers.edit("c-55", customer=Customer(last_name="O&K=1"), by="externalId"),
        f"POST {API}/customers/c-55/edit",
        SENT,
        b"by=externalId&customer=%7B%22lastName%22%3A%22O%26K%3D1%22%7D",
    ),
    "customers merged": Golden(
        lambda c: c.customers.combine(
            result_customer=CustomerReference(id=55), customers=[CustomerReference(id=56)]
        ),
        f"POST {API}/customers/combine",
        SENT,
        Form(customers='[{"id":56}]', resultCustomer='{"id":55}'),
    ),
    "customer history": Golden(
        lambda c: c.customers.history(
            filter=CustomerHistoryFilter(customer_external_id="c-55", end_date=MORNING)
        ),
        f"GET {API}/customers/history?filter%5BcustomerExternalId%5D=c-55"
        "&filter%5BendDate%5D=2026-03-14%2009%3A30%3A00",
        READ,
    ),
    "notes": Golden(
        lambda c: c.customers.list_notes(
            filter=CustomerNoteFilter(text="ask", created_at_from=date(2026, 1, 2))
        ),
        f"GET {API}/customers/notes?filter%5BcreatedAtFrom%5D=2026-01-02&filter%5Btext%5D=ask",
        READ,
    ),
    "note about a customer": Golden(
        lambda c: c.customers.create_note(
            note=CustomerNote(text="Asks for wrapping", customer=Customer(external_id="c-55"))
        ),
        f"POST {API}/customers/notes/create",
        SENT,
        Form(note='{"customer":{"externalId":"c-55"},"text":"Asks for wrapping"}'),
    ),
    "subscriptions": Golden(
        lambda c: c.customers.edit_subscriptions(
            "c-55",
            subscriptions=[Subscription(channel="email", subscription="news", active=False)],
            by="externalId",
            site="main-shop",
        ),
        f"POST {API}/customers/c-55/subscriptions",
        SENT,
        Form(
            by="externalId",
            site="main-shop",
            subscriptions='[{"active":false,"channel":"email","subscription":"news"}]',
        ),
    ),
    "corporate customer": Golden(
        lambda c: c.corporate_customers.create(
            customer_corporate=CorporateCustomer(nick_name="Harbour Ltd", external_id="corp-1")
        ),
        f"POST {API}/customers-corporate/create",
        SENT,
        Form(customerCorporate='{"externalId":"corp-1","nickName":"Harbour Ltd"}'),
    ),
    "corporate customer's company by two ids": Golden(
        lambda c: c.corporate_customers.edit_company(
            "corp-1", "31", company=Company(name="North"), by="externalId", entity_by="id"
        ),
        f"POST {API}/customers-corporate/corp-1/companies/31/edit",
        SENT,
        Form(by="externalId", company='{"name":"North"}', entityBy="id"),
    ),
    "cart, times with an offset": Golden(
        lambda c: c.carts.set(
            "main-shop",
            cart=CartSetInput(
                external_id="cart-1",
                dropped_at=datetime(2026, 3, 14, 9, 30, tzinfo=MOSCOW),
                customer=CartCustomer(external_id="c-55"),
                items=[CartItemInput(offer=OfferReference(id=330), quantity=2, price=100)],
            ),
            site_by="code",
        ),
        f"POST {API}/customer-interaction/main-shop/cart/set",
        SENT,
        Form(
            cart='{"customer":{"externalId":"c-55"},"droppedAt":"2026-03-14 09:30:00+03:00",'
            '"externalId":"cart-1","items":[{"offer":{"id":330},"price":100,"quantity":2}]}',
            siteBy="code",
        ),
    ),
    "favourite": Golden(
        lambda c: c.favorites.add(
            "main-shop", "55", favorite=ChangeFavorites(offer=OfferReference(id=330)), by="id"
        ),
        f"POST {API}/customer-interaction/main-shop/favorites/55/add",
        SENT,
        Form(by="id", favorite='{"offer":{"id":330}}'),
    ),
    "loyalty account": Golden(
        lambda c: c.loyalty.create_account(
            loyalty_account=LoyaltyAccountInput(
                phone_number="+79120000001", customer=CustomerIdentity(id=55)
            ),
            site="main-shop",
        ),
        f"POST {API}/loyalty/account/create",
        SENT,
        Form(
            loyaltyAccount='{"customer":{"id":55},"phoneNumber":"+79120000001"}', site="main-shop"
        ),
    ),
    "bonuses credited, plain fields": Golden(
        lambda c: c.loyalty.credit_bonus(
            640, amount=12.5, activation_date=date(2026, 4, 1), comment="for the review"
        ),
        f"POST {API}/loyalty/account/640/bonus/credit",
        SENT,
        b"activationDate=2026-04-01&amount=12.5&comment=for+the+review",
    ),
    "bonuses by cursor": Golden(
        lambda c: c.loyalty.list_bonus_operations(
            limit=50, cursor="b2Zmc2V0", filter=LoyaltyOperationFilter(loyalties=[3])
        ),
        f"GET {API}/loyalty/bonus/operations?limit=50&cursor=b2Zmc2V0"
        "&filter%5Bloyalties%5D%5B%5D=3",
        READ,
    ),
    "cost": Golden(
        lambda c: c.costs.create(
            cost=Cost(
                summ=2500,
                cost_item="ads-search",
                date_from=date(2026, 3, 1),
                date_to=date(2026, 3, 31),
                order=CostOrder(id=4815),
                sites=["main-shop"],
            )
        ),
        f"POST {API}/costs/create",
        SENT,
        Form(
            cost='{"costItem":"ads-search","dateFrom":"2026-03-01","dateTo":"2026-03-31",'
            '"order":{"id":4815},"sites":["main-shop"],"summ":2500}'
        ),
    ),
    "costs away, ids as one list of JSON": Golden(
        lambda c: c.costs.delete_many(ids=[640, 641]),
        f"POST {API}/costs/delete",
        SENT,
        b"ids=%5B640%2C641%5D",
    ),
    "custom field": Golden(
        lambda c: c.custom_fields.create(
            "order", custom_field=CustomField(code="nps", name="NPS", type="integer", in_list=True)
        ),
        f"POST {API}/custom-fields/order/create",
        SENT,
        Form(customField='{"code":"nps","inList":true,"name":"NPS","type":"integer"}'),
    ),
    "what delivery costs": Golden(
        lambda c: c.delivery.calculate(
            delivery_type_codes=["courier"], order=DeliveryOrderInput(weight=700)
        ),
        f"POST {API}/delivery/calculate",
        SENT,
        Form(deliveryTypeCodes='["courier"]', order='{"weight":700}'),
    ),
    "tracking, times as ISO 8601 has them": Golden(
        lambda c: c.delivery.update_tracking(
            "parcel-express",
            status_update=[
                TrackingUpdate(
                    delivery_id="PX-900",
                    history=[
                        StatusInfo(
                            code="sent", updated_at=datetime(2026, 3, 14, 9, 30, tzinfo=MOSCOW)
                        )
                    ],
                )
            ],
        ),
        f"POST {API}/delivery/generic/parcel-express/tracking",
        SENT,
        Form(
            statusUpdate='[{"deliveryId":"PX-900","history":'
            '[{"code":"sent","updatedAt":"2026-03-14T09:30:00+03:00"}]}]'
        ),
    ),
    "file, its bytes alone": Golden(
        lambda c: c.files.upload(body=b"%PDF-1.7\x00\xff"),
        f"POST {API}/files/upload",
        {**READ, "content-type": "application/octet-stream"},
        b"%PDF-1.7\x00\xff",
    ),
    "file attached": Golden(
        lambda c: c.files.edit(
            118,
            file=StoredFile(
                filename="a.pdf", attachment=[Attachment(order=AttachmentOrder(id=4815))]
            ),
        ),
        f"POST {API}/files/118/edit",
        SENT,
        Form(file='{"attachment":[{"order":{"id":4815}}],"filename":"a.pdf"}'),
    ),
    "file's bytes": Golden(
        lambda c: c.files.download(118),
        f"GET {API}/files/118/download",
        {**READ, "accept": "application/octet-stream, application/json;q=0.9"},
    ),
    "file away": Golden(lambda c: c.files.delete(118), f"POST {API}/files/118/delete", READ),
    "module": Golden(
        lambda c: c.integration_modules.edit(
            "acme",
            integration_module=IntegrationModule(
                code="acme", active=True, actions={"activity": "/activity"}, base_url="https://a.b"
            ),
        ),
        f"POST {API}/integration-modules/acme/edit",
        SENT,
        Form(
            integrationModule='{"actions":{"activity":"/activity"},"active":true,'
            '"baseUrl":"https://a.b","code":"acme"}'
        ),
    ),
    "module's scopes": Golden(
        lambda c: c.integration_modules.update_scopes(
            "acme", requires=ScopeRequest(scopes=["order_read", "order_write"])
        ),
        f"POST {API}/integration-modules/acme/update-scopes",
        SENT,
        Form(requires='{"scopes":["order_read","order_write"]}'),
    ),
    "cost group": Golden(
        lambda c: c.references.edit_cost_group(
            "ads", cost_group=CostGroup(code="ads", name="Ads", color="#19976e")
        ),
        f"POST {API}/reference/cost-groups/ads/edit",
        SENT,
        Form(costGroup='{"code":"ads","color":"#19976e","name":"Ads"}'),
    ),
    "templates, an empty list as well": Golden(
        lambda c: c.references.edit_mg_channel_templates(
            templates=[MgChannelTemplate(code="hi", template=["Hello"])], removed=[]
        ),
        f"POST {API}/reference/mg-channels/templates/edit",
        SENT,
        Form(removed="[]", templates='[{"code":"hi","template":["Hello"]}]'),
    ),
    "templates of a channel": Golden(
        lambda c: c.references.list_mg_channel_templates(channel_id=6, page=2, limit=50),
        f"GET {API}/reference/mg-channels/templates?channel_id=6&page=2&limit=50",
        READ,
    ),
    "stock": Golden(
        lambda c: c.store.upload_inventories(
            offers=[InventoryOffer(xml_id="b4c1a0#m", stores=[Inventory(code="n", available=3)])],
            site="main-shop",
        ),
        f"POST {API}/store/inventories/upload",
        SENT,
        Form(
            offers='[{"stores":[{"available":3,"code":"n"}],"xmlId":"b4c1a0#m"}]', site="main-shop"
        ),
    ),
    "stock, 250 to a page": Golden(
        lambda c: c.store.list_inventories(limit=250),
        f"GET {API}/store/inventories?limit=250",
        READ,
    ),
    "prices": Golden(
        lambda c: c.store.upload_prices(
            prices=[PriceUploadInput(id=330, prices=[PriceInput(code="base", price=1900.5)])]
        ),
        f"POST {API}/store/prices/upload",
        SENT,
        Form(prices='[{"id":330,"prices":[{"code":"base","price":1900.5}]}]'),
    ),
    "products by property and change": Golden(
        lambda c: c.store.list_products(
            filter=ProductFilter(
                active=True, properties={"size": "M"}, since_updated_at=MORNING, min_price=10
            )
        ),
        f"GET {API}/store/products?filter%5Bactive%5D=1&filter%5BminPrice%5D=10"
        "&filter%5Bproperties%5D%5Bsize%5D=M"
        "&filter%5BsinceUpdatedAt%5D=2026-03-14%2009%3A30%3A00",
        READ,
    ),
    "properties in order": Golden(
        lambda c: c.store.list_product_properties(sort=ProductPropertySort(offers_count="desc")),
        f"GET {API}/store/products/properties?sort%5BoffersCount%5D=desc",
        READ,
    ),
    "task, a time without seconds": Golden(
        lambda c: c.tasks.create(
            task=Task(text="Call back", performer_id=12, datetime_=datetime(2026, 3, 14, 15, 0))
        ),
        f"POST {API}/tasks/create",
        SENT,
        Form(task='{"datetime":"2026-03-14 15:00","performerId":12,"text":"Call back"}'),
    ),
    "who is to be called": Golden(
        lambda c: c.telephony.get_manager(phone="+79120000001", details=True, ignore_status=False),
        f"GET {API}/telephony/manager?phone=%2B79120000001&details=1&ignoreStatus=0",
        READ,
    ),
    "a call comes in": Golden(
        lambda c: c.telephony.send_call_event(
            event=CallEvent(phone="+79120000001", type="in", codes=["101"], user_ids=[12])
        ),
        f"POST {API}/telephony/call/event",
        SENT,
        Form(event='{"codes":["101"],"phone":"+79120000001","type":"in","userIds":[12]}'),
    ),
    "calls loaded": Golden(
        lambda c: c.telephony.upload_calls(
            calls=[Call(date_=MORNING, type="out", phone="1", result="no answer", duration=0)]
        ),
        f"POST {API}/telephony/calls/upload",
        SENT,
        Form(
            calls='[{"date":"2026-03-14 09:30:00","duration":0,"phone":"1",'
            '"result":"no answer","type":"out"}]'
        ),
    ),
    "users": Golden(
        lambda c: c.users.list(filter=UserFilter(active=True, groups=["managers"])),
        f"GET {API}/users?filter%5Bactive%5D=1&filter%5Bgroups%5D%5B%5D=managers",
        READ,
    ),
    "user is busy, a plain field": Golden(
        lambda c: c.users.set_status(12, status="busy"),
        f"POST {API}/users/12/status",
        SENT,
        b"status=busy",
    ),
    "text message confirmed": Golden(
        lambda c: c.verification.confirm_sms(
            verification=SmsVerificationConfirm(code="5512", check_id="vrf-1")
        ),
        f"POST {API}/verification/sms/confirm",
        SENT,
        Form(verification='{"checkId":"vrf-1","code":"5512"}'),
    ),
    "analytics ids": Golden(
        lambda c: c.web_analytics.upload_client_ids(
            client_ids=[
                ClientId(
                    value="173.17",
                    site="main-shop",
                    created_at=MORNING,
                    customer=WebAnalyticsCustomer(external_id="c-55"),
                )
            ]
        ),
        f"POST {API}/web-analytics/client-ids/upload",
        SENT,
        Form(
            clientIds='[{"createdAt":"2026-03-14 09:30:00","customer":{"externalId":"c-55"},'
            '"site":"main-shop","value":"173.17"}]'
        ),
    ),
    "statistics anew": Golden(lambda c: c.statistics.update(), f"GET {API}/statistic/update", READ),
}
