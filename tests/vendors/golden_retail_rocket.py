"""Requests to Retail Rocket's five APIs written out by hand from their facts: one client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from retail_rocket.models import AddToBasketEvent, GroupedProduct, ViewEvent, VisitorEvent

from tests.vendors.golden import Golden

PACKAGE = "retail-rocket"
CREDENTIALS = {"api_key": "K", "partner_id": "P"}
TRACKING = "https://apptracking.retailrocket.net/1.0"
RECOMMENDATIONS = "https://externalapi.retailrocket.net/api/3.0"
SPONSORED = "https://visitors-sp.retailrocket.net/v1/partners/P"
UPLOADS = "https://api.retailrocket.net/api/2.0/partner/P"
PRODUCTS = "https://cdn.retailrocket.net/api/1.0/partner/P"
AUTH = "apiKey=K&partnerId=P"
ANY = {"accept": "*/*"}
READ = {"accept": "application/json"}
EVENT = {**ANY, "content-type": "application/json"}
S = "a1b2c3d4"
AT = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)

EVENTS = {
    "view": Golden(
        lambda c: c.events.view(session_external_id=S, product_id=501, timestamp=AT),
        f"POST {TRACKING}/view?{AUTH}",
        EVENT,
        {"productId": 501, "sessionExternalId": S, "timestamp": "2025-01-02T03:04:05Z"},
    ),
    "view without a time": Golden(
        lambda c: c.events.view(session_external_id=S, product_id=501),
        f"POST {TRACKING}/view?{AUTH}",
        EVENT,
        {"productId": 501, "sessionExternalId": S},
    ),
    "view in another zone": Golden(
        lambda c: c.events.view(
            session_external_id=S,
            product_id=501,
            stock_id="north",
            timestamp=AT.astimezone(timezone(timedelta(hours=2))),
        ),
        f"POST {TRACKING}/view?{AUTH}",
        EVENT,
        {
            "productId": 501,
            "sessionExternalId": S,
            "stockId": "north",
            "timestamp": "2025-01-02T05:04:05+02:00",
        },
    ),
    "group view": Golden(
        lambda c: c.events.group_view(session_external_id=S, group_id=90, product_ids=[601, 602]),
        f"POST {TRACKING}/groupView?{AUTH}",
        EVENT,
        {"groupId": 90, "productIds": [601, 602], "sessionExternalId": S},
    ),
    "into the basket": Golden(
        lambda c: c.events.add_to_basket(session_external_id=S, product_id=501),
        f"POST {TRACKING}/addToBasket?{AUTH}",
        EVENT,
        {"productId": 501, "sessionExternalId": S},
    ),
    "category": Golden(
        lambda c: c.events.category_view(session_external_id=S, category_id=37),
        f"POST {TRACKING}/categoryView?{AUTH}",
        EVENT,
        {"categoryId": 37, "sessionExternalId": S},
    ),
    "category by path": Golden(
        lambda c: c.events.category_view_by_path(
            session_external_id=S, category_path="Garden/Tools"
        ),
        f"POST {TRACKING}/categoryViewByCategoryPath?{AUTH}",
        EVENT,
        {"categoryPath": "Garden/Tools", "sessionExternalId": S},
    ),
    "order line": Golden(
        lambda c: c.events.order(
            session_external_id=S, product_id=501, price=19.9, quantity=2, transaction="T-77"
        ),
        f"POST {TRACKING}/order?{AUTH}",
        EVENT,
        {
            "price": 19.9,
            "productId": 501,
            "quantity": 2,
            "sessionExternalId": S,
            "transaction": "T-77",
        },
    ),
    "search": Golden(
        lambda c: c.events.search(session_external_id=S, search_phrase="лопата"),
        f"POST {TRACKING}/search?{AUTH}",
        EVENT,
        {"searchPhrase": "лопата", "sessionExternalId": S},
    ),
    "contact": Golden(
        lambda c: c.events.set_contact(
            session_external_id=S, contact_external_id="c77", email="ann@example.com"
        ),
        f"POST {TRACKING}/setContact?{AUTH}",
        EVENT,
        {"contactExternalId": "c77", "email": "ann@example.com", "sessionExternalId": S},
    ),
    "contact with data of the shop's own": Golden(
        lambda c: c.events.set_contact(
            session_external_id=S, contact_external_id="c77", custom_data={"city": "Riga", "age": 7}
        ),
        f"POST {TRACKING}/setContact?{AUTH}",
        EVENT,
        {
            "contactExternalId": "c77",
            "customData": {"city": "Riga", "age": 7},
            "sessionExternalId": S,
        },
    ),
    "welcome": Golden(
        lambda c: c.events.welcome_sequence(session_external_id=S, email="ann@example.com"),
        f"POST {TRACKING}/welcomeSequence?{AUTH}",
        EVENT,
        {"email": "ann@example.com", "sessionExternalId": S},
    ),
    "from a mail": Golden(
        lambda c: c.events.email_click(session_external_id=S, mail_tracking_id="m-1"),
        f"POST {TRACKING}/emailClick?{AUTH}",
        EVENT,
        {"mailTrackingId": "m-1", "sessionExternalId": S},
    ),
    "block shown": Golden(
        lambda c: c.events.recom_block_viewed(
            session_external_id=S, recom_block_id="HOMEPAGE-POPULAR"
        ),
        f"POST {TRACKING}/recomBlockViewed?{AUTH}",
        EVENT,
        {"recomBlockId": "HOMEPAGE-POPULAR", "sessionExternalId": S},
    ),
    "tap": Golden(
        lambda c: c.events.recom_tap(session_external_id=S, recom_block_id="B", product_id=501),
        f"POST {TRACKING}/recomTap?{AUTH}",
        EVENT,
        {"productId": 501, "recomBlockId": "B", "sessionExternalId": S},
    ),
    "into the basket from a block": Golden(
        lambda c: c.events.recom_add_to_basket(
            session_external_id=S, recom_block_id="B", product_id=501
        ),
        f"POST {TRACKING}/recomAddToBasket?{AUTH}",
        EVENT,
        {"productId": 501, "recomBlockId": "B", "sessionExternalId": S},
    ),
    "content shown": Golden(
        lambda c: c.events.impression_content_viewed(
            session_external_id=S, impression_content_id="c-1"
        ),
        f"POST {TRACKING}/impressionContentViewed?{AUTH}",
        EVENT,
        {"impressionContentId": "c-1", "sessionExternalId": S},
    ),
    "content clicked": Golden(
        lambda c: c.events.impression_content_clicked(
            session_external_id=S, impression_content_id="c-1"
        ),
        f"POST {TRACKING}/impressionContentClicked?{AUTH}",
        EVENT,
        {"impressionContentId": "c-1", "sessionExternalId": S},
    ),
    "batch": Golden(
        lambda c: c.events.batch(
            body=[
                VisitorEvent(view=ViewEvent(session_external_id=S, product_id=501, timestamp=AT)),
                VisitorEvent(
                    add_to_basket=AddToBasketEvent(
                        session_external_id=S, product_id=501, stock_id="north"
                    )
                ),
            ]
        ),
        f"POST {TRACKING}/visitorEvents?{AUTH}",
        EVENT,
        [
            {
                "view": {
                    "sessionExternalId": S,
                    "productId": 501,
                    "timestamp": "2025-01-02T03:04:05Z",
                }
            },
            {"addToBasket": {"sessionExternalId": S, "productId": 501, "stockId": "north"}},
        ],
    ),
}

RECOMMENDED = {
    "store": Golden(
        lambda c: c.recommendations.store_popular(session_external_id=S),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/popular?sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "visitor by a pointer": Golden(
        lambda c: c.recommendations.store_personal_viewed(link_name="card", link_value="12 345"),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/personalViewed"
        f"?link.name=card&link.value=12%20345&{AUTH}",
        READ,
    ),
    "visitor by the browser's session, ids as text": Golden(
        lambda c: c.recommendations.store_popular(
            is_product_id_string=True, session="65f2a7c1d94e0b3c8a1f7e30", stock_id="north"
        ),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/popular"
        f"?IsProductIdString=true&session=65f2a7c1d94e0b3c8a1f7e30&stockId=north&{AUTH}",
        READ,
    ),
    "brand": Golden(
        lambda c: c.recommendations.store_popular_by_vendor(
            vendor="Dot & Co", session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/popularByVendor"
        f"?vendor=Dot%20%26%20Co&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "categories joined by commas": Golden(
        lambda c: c.recommendations.category_popular(category_ids=[37, 38], session_external_id=S),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/popular"
        f"?categoryIds=37,38&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "paths repeated, slashes encoded": Golden(
        lambda c: c.recommendations.category_latest_by_path(
            category_paths=["Garden/Tools", "Sale"], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/latestByCategoryPath"
        f"?categoryPaths=Garden%2FTools&categoryPaths=Sale&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "sale": Golden(
        lambda c: c.recommendations.category_sale_by_latest(
            category_ids=[37], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/saleByLatest"
        f"?categoryIds=37&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "search": Golden(
        lambda c: c.recommendations.search_by_phrase(
            search_phrase="garden spade", session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/searchRecommendations/search"
        f"?searchPhrase=garden%20spade&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "related": Golden(
        lambda c: c.recommendations.product_related(product_ids=[501, 502], session_external_id=S),
        f"GET {RECOMMENDATIONS}/productRecommendations/related"
        f"?productIds=501,502&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "alternatives": Golden(
        lambda c: c.recommendations.product_alternatives(product_ids=[501], session_external_id=S),
        f"GET {RECOMMENDATIONS}/productRecommendations/alternatives"
        f"?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "upsell": Golden(
        lambda c: c.recommendations.product_upsell(product_ids=[501], session_external_id=S),
        f"GET {RECOMMENDATIONS}/productRecommendations/upsell"
        f"?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "personal": Golden(
        lambda c: c.recommendations.store_personal_composite(session_external_id=S),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/personalComposite?sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "bought before": Golden(
        lambda c: c.recommendations.store_personal_ordered(session_external_id=S),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/personalOrdered?sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "liked categories": Golden(
        lambda c: c.recommendations.store_popular_in_interested_categories(session_external_id=S),
        f"GET {RECOMMENDATIONS}/partnerRecommendations/popularInInterestedCategories?sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "categories' sale": Golden(
        lambda c: c.recommendations.category_sale_by_popular(
            category_ids=[37], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/saleByPopular?categoryIds=37&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "categories' news": Golden(
        lambda c: c.recommendations.category_latest(category_ids=[37], session_external_id=S),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/latest?categoryIds=37&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "by path": Golden(
        lambda c: c.recommendations.category_popular_by_path(
            category_paths=["A/B"], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/popularByCategoryPath?categoryPaths=A%2FB&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "sale by path": Golden(
        lambda c: c.recommendations.category_sale_by_popular_by_path(
            category_paths=["A/B"], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/saleByPopularByCategoryPath?categoryPaths=A%2FB&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "sale's news by path": Golden(
        lambda c: c.recommendations.category_sale_by_latest_by_path(
            category_paths=["A/B"], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/categoryRecommendations/saleByLatestByCategoryPath?categoryPaths=A%2FB&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "search, neural": Golden(
        lambda c: c.recommendations.search_by_phrase_neural(
            search_phrase="spade", session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/searchRecommendations/searchWithNeuralNetworks?searchPhrase=spade&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "related by properties": Golden(
        lambda c: c.recommendations.product_related_by_interested_properties(
            product_ids=[501], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/productRecommendations/relatedByInterestedProperties?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "accessories": Golden(
        lambda c: c.recommendations.product_accessories(product_ids=[501], session_external_id=S),
        f"GET {RECOMMENDATIONS}/productRecommendations/accessories?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "related elsewhere": Golden(
        lambda c: c.recommendations.product_related_without_current_category(
            product_ids=[501], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/productRecommendations/relatedWithoutCurrentCategory?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
    "related by rules": Golden(
        lambda c: c.recommendations.product_related_with_rules(
            product_ids=[501], session_external_id=S
        ),
        f"GET {RECOMMENDATIONS}/productRecommendations/relatedWithRules?productIds=501&sessionExternalId={S}&{AUTH}",
        READ,
    ),
}

PLACEMENT = "65f2a7c1d94e0b3c8a1f7e30"
SHOWN = {
    "product card": Golden(
        lambda c: c.sponsored.for_product(
            PLACEMENT,
            product_id=501,
            accept_content=["banners", "productIds"],
            session_external_id=S,
        ),
        f"GET {SPONSORED}/productPlacements/{PLACEMENT}/impressions"
        f"?productId=501&acceptContent=banners,productIds&sessionExternalId={S}&apiKey=K",
        READ,
    ),
    "basket": Golden(
        lambda c: c.sponsored.for_product_group(
            PLACEMENT, product_ids=[501, 502], accept_content=["string"], session_external_id=S
        ),
        f"GET {SPONSORED}/productGroupPlacements/{PLACEMENT}/impressions"
        f"?productIds=501,502&acceptContent=string&sessionExternalId={S}&apiKey=K",
        READ,
    ),
    "category by path": Golden(
        lambda c: c.sponsored.for_category(
            PLACEMENT,
            category_path="Garden/Tools",
            accept_content=["sharedBanners"],
            session_external_id=S,
        ),
        f"GET {SPONSORED}/categoryPlacements/{PLACEMENT}/impressions"
        "?categoryPath=Garden%2FTools&acceptContent=sharedBanners"
        f"&sessionExternalId={S}&apiKey=K",
        READ,
    ),
    "search": Golden(
        lambda c: c.sponsored.for_search(
            PLACEMENT, search_query="spade", accept_content=["banners"], session_external_id=S
        ),
        f"GET {SPONSORED}/searchPlacements/{PLACEMENT}/impressions"
        f"?searchQuery=spade&acceptContent=banners&sessionExternalId={S}&apiKey=K",
        READ,
    ),
    "targeted": Golden(
        lambda c: c.sponsored.for_any_page(
            PLACEMENT,
            accept_content=["banners"],
            session_external_id=S,
            custom={"custom.city": "Riga", "custom.loyaltyLevel": "gold"},
        ),
        f"GET {SPONSORED}/anyPlacements/{PLACEMENT}/impressions"
        f"?acceptContent=banners&sessionExternalId={S}"
        "&custom.city=Riga&custom.loyaltyLevel=gold&apiKey=K",
        READ,
    ),
}

SUBSCRIBERS = b"Email,IsSubscribed,City\nann@example.com,true,Riga\n"
SALES = b"2025-01-02 15:00:00 +02,T-77,501,19.9,ann@example.com,2\n"
SENT_UP = {
    "subscribers": Golden(
        lambda c: c.uploads.subscribers(body=SUBSCRIBERS),
        f"POST {UPLOADS}/subscribers?apikey=K",
        {**ANY, "content-type": "text/csv"},
        SUBSCRIBERS,
    ),
    "sales": Golden(
        lambda c: c.uploads.transactions(body=SALES),
        f"POST {UPLOADS}/transaction?apikey=K",
        {**ANY, "content-type": "text/csv"},
        SALES,
    ),
}

TOLD = {
    "product": Golden(
        lambda c: c.products.push(
            501,
            id=501,
            name="Spade",
            price=19.9,
            url="https://shop.example.com/p/501",
            picture_url="https://cdn.example.com/p/501.jpg",
            is_available=True,
            category_paths=["Garden/Tools"],
            query_stock_id="north",
        ),
        f"POST {PRODUCTS}/products/501?stockId=north",
        EVENT,
        {
            "categoryPaths": ["Garden/Tools"],
            "id": 501,
            "isAvailable": True,
            "name": "Spade",
            "pictureUrl": "https://cdn.example.com/p/501.jpg",
            "price": 19.9,
            "url": "https://shop.example.com/p/501",
        },
    ),
    "group": Golden(
        lambda c: c.products.push_group(
            90, group_id=90, products={"601": GroupedProduct(size="S", price=8.5)}
        ),
        f"POST {PRODUCTS}/productsgroup/90",
        EVENT,
        {"groupId": 90, "products": {"601": {"size": "S", "price": 8.5}}},
    ),
}

GOLDEN = {
    f"{api}: {name}": golden
    for api, table in {
        "events": EVENTS,
        "recommendations": RECOMMENDED,
        "sponsored": SHOWN,
        "uploads": SENT_UP,
        "products": TOLD,
    }.items()
    for name, golden in table.items()
}
