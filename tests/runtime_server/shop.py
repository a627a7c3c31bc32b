"""A small shop, as a generated package would describe it: API, OPERATIONS, document."""

from __future__ import annotations

from typing import Any

from generator.runtime.ground.operation import (
    Api,
    Body,
    Deprecation,
    Encoding,
    ErrorShape,
    Field,
    Operation,
    Paging,
    Param,
    Reply,
    Rule,
    Scheme,
    Server,
    Throttle,
)

KEY = "pk_test_1"

API = Api(
    package="shop",
    title="Shop",
    version="3.0",
    servers=(
        Server("https://api.shop.example/v3/public/{publishable_key}", {"publishable_key": None}),
    ),
    schemes=(
        Scheme("key", "key", "bearer"),
        Scheme("account", "account", "basic"),
        Scheme("widget", "widget", "key", where="query", wire="widget_key"),
    ),
    security=(("key",),),
    errors=ErrorShape(code="/error/code", message="/error/message", fields="/error/fields"),
    throttle=Throttle(
        429, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "seconds"
    ),
)

Any_Operation = Operation[Any]

OPERATIONS: tuple[Any_Operation, ...] = (
    Operation(
        "listProducts",
        "GET",
        "/products",
        tag="products",
        params=(
            Param("category", "query"),
            Param("sort", "query"),
            Param("in_stock", "query", "inStock"),
            Param("sizes", "query", explode=False),
            Param("price", "query", style="deepObject", explode=True),
            Param("page", "query"),
            Param("per_page", "query", "perPage"),
        ),
        replies=(Reply((200,), "application/json"),),
        unwrap="data",
        paging=Paging(
            "page",
            "/data",
            page="page",
            size="per_page",
            total="/meta/total",
            last="/meta/lastPage",
        ),
        security=(("key",), ("widget",)),
        limits=(Rule("listProducts", 600, 60.0, ("endpoint", "ip")),),
    ),
    Operation(
        "createProduct",
        "POST",
        "/products",
        tag="products",
        body=Body(
            ("application/json",),
            required=True,
            fields=(Field("name"), Field("price"), Field("tags"), Field("status")),
        ),
        replies=(Reply((201,), "application/json"),),
        unwrap="data",
    ),
    Operation(
        "getProduct",
        "GET",
        "/products/{product}",
        tag="products",
        params=(
            Param("product", "path", required=True),
            Param("accept_language", "header", "Accept-Language"),
        ),
        limits=(Rule("getProduct", 3, 60.0, ("endpoint", "ip")),),
        replies=(Reply((200,), "application/json"),),
        unwrap="data",
    ),
    Operation(
        "updateProduct",
        "PATCH",
        "/products/{product}",
        tag="products",
        params=(Param("product", "path", required=True),),
        body=Body(
            ("application/json",),
            required=True,
            fields=(Field("name"), Field("price"), Field("tags"), Field("status")),
        ),
        replies=(Reply((200,), "application/json"),),
        unwrap="data",
    ),
    Operation(
        "deleteProduct",
        "DELETE",
        "/products/{product}",
        tag="products",
        params=(Param("product", "path", required=True),),
        replies=(Reply((204,)),),
    ),
    Operation(
        "listFeatured",
        "GET",
        "/products/featured",
        tag="products",
        replies=(Reply((200,), "application/json"),),
        unwrap="data",
    ),
    Operation(
        "addCartItem",
        "POST",
        "/cart/items",
        tag="cart",
        params=(Param("cart_token", "header", "X-Cart-Token", required=True),),
        body=Body(
            ("application/json", "application/x-www-form-urlencoded"),
            required=True,
            fields=(Field("product_id", "productId"), Field("quantity"), Field("options")),
            encoding={"options": Encoding(media="application/json")},
        ),
        replies=(Reply((200,), "application/json"),),
        unwrap="data",
    ),
    Operation(
        "getFeed",
        "GET",
        "/feeds/{platform}.xml",
        tag="feeds",
        params=(Param("platform", "path", required=True),),
        replies=(Reply((200,), "application/xml"),),
    ),
    Operation(
        "getReport",
        "GET",
        "/reports/{from}..{to}",
        tag="reports",
        params=(
            Param("from_", "path", "from", required=True),
            Param("to", "path", required=True),
        ),
        replies=(Reply((200,), "application/json"), Reply((200,), "text/csv")),
        security=(("account",),),
    ),
    Operation(
        "uploadImage",
        "POST",
        "/images",
        tag="images",
        body=Body(("multipart/form-data",), required=True, fields=(Field("title"), Field("file"))),
        replies=(Reply((201,), "application/json"),),
    ),
    Operation(
        "getStatus",
        "GET",
        "/status",
        tag="status",
        replies=(Reply((200,), "application/json"),),
        security=(),
        deprecated=True,
        deprecation=Deprecation("2026-01-01", "2026-07-01", link="https://shop.example/old"),
    ),
    Operation(
        "exportAll",
        "POST",
        "/export",
        tag="export",
        security=(),
        replies=(Reply((202,)),),
        planned=True,
    ),
)

METHODS = {
    "listProducts": "list_products",
    "createProduct": "create_product",
    "getProduct": "get_product",
    "updateProduct": "update_product",
    "deleteProduct": "delete_product",
    "listFeatured": "list_featured",
    "addCartItem": "add_cart_item",
    "getFeed": "get_feed",
    "getReport": "get_report",
    "uploadImage": "upload_image",
    "getStatus": "get_status",
    "exportAll": "export_all",
}


def _ref(name: str, kind: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **more}}


def _data(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["data"], "properties": {"data": schema}}


def _error(code: str, message: str, **more: Any) -> dict[str, Any]:
    return {
        "description": message,
        "content": _json(
            _ref("Error"), example={"error": {"code": code, "message": message, **more}}
        ),
    }


MUG = {
    "id": "prod_a1",
    "slug": "mug",
    "name": "Mug",
    "status": "published",
    "price": {"amount": 950, "currency": "EUR", "formatted": "9,50"},
    "tags": ["kitchen"],
}
CUP = {**MUG, "id": "prod_a2", "slug": "cup", "name": "Cup"}
BOWL = {**MUG, "id": "prod_a3", "slug": "bowl", "name": "Bowl"}

_PRODUCT_PATH = {
    "name": "product",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 40},
}
_COMMON = {"401": _ref("Unauthorized", "responses"), "429": _ref("TooMany", "responses")}
_ITEM = {**_COMMON, "404": _ref("NotFound", "responses"), "422": _ref("Invalid", "responses")}
_BODY = {"400": _ref("Malformed", "responses"), "415": _ref("WrongMedia", "responses")}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "3.0"},
    "servers": [
        {
            "url": "https://api.shop.example/v3/public/{publishable_key}",
            "variables": {"publishable_key": {"default": KEY}},
        }
    ],
    "security": [{"key": []}],
    "x-envelope": "data",
    "x-errors": {"code": "/error/code", "message": "/error/message", "fields": "/error/fields"},
    "paths": {
        "/products": {
            "get": {
                "operationId": "listProducts",
                "security": [{"key": []}, {"widget": []}],
                "parameters": [
                    {"name": "category", "in": "query", "schema": {"type": "string"}},
                    {
                        "name": "sort",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["name", "-name", "price"]},
                    },
                    {"name": "inStock", "in": "query", "schema": {"type": "boolean"}},
                    {
                        "name": "sizes",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 5},
                    },
                    {
                        "name": "price",
                        "in": "query",
                        "style": "deepObject",
                        "explode": True,
                        "schema": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {
                                "min": {"type": "integer", "minimum": 0},
                                "max": {"type": "integer", "minimum": 0},
                            },
                        },
                    },
                    _ref("Page", "parameters"),
                    _ref("PerPage", "parameters"),
                ],
                "responses": {
                    "200": {
                        "description": "A page of products",
                        "content": _json(
                            {
                                "type": "object",
                                "required": ["data", "meta"],
                                "properties": {
                                    "data": {"type": "array", "items": _ref("Product")},
                                    "meta": _ref("PageMeta"),
                                },
                            },
                            example={
                                "data": [MUG, CUP, BOWL],
                                "meta": {
                                    "currentPage": 1,
                                    "perPage": 20,
                                    "total": 57,
                                    "lastPage": 3,
                                },
                            },
                        ),
                    },
                    "422": _ref("Invalid", "responses"),
                    "400": _ref("Malformed", "responses"),
                    **_COMMON,
                },
            },
            "post": {
                "operationId": "createProduct",
                "requestBody": {"required": True, "content": _json(_ref("ProductCreate"))},
                "responses": {
                    "201": {
                        "description": "Created",
                        "headers": {
                            "Location": {
                                "required": True,
                                "schema": {"type": "string", "example": "/products/prod_a1"},
                            }
                        },
                        "content": _json(_data(_ref("Product")), example={"data": MUG}),
                    },
                    "409": {
                        "description": "Taken",
                        "content": _json(
                            _ref("Error"),
                            examples={
                                "slug-taken": {
                                    "value": {
                                        "error": {
                                            "code": "slug_taken",
                                            "message": "The slug is taken.",
                                        }
                                    }
                                }
                            },
                        ),
                    },
                    **_BODY,
                    "422": _ref("Invalid", "responses"),
                    **_COMMON,
                },
            },
        },
        "/products/featured": {
            "get": {
                "operationId": "listFeatured",
                "responses": {
                    "200": {
                        "description": "Generated: there is no example",
                        "content": _json(_data({"type": "array", "items": _ref("Product")})),
                    },
                    **_COMMON,
                },
            }
        },
        "/products/{product}": {
            "parameters": [_PRODUCT_PATH],
            "get": {
                "operationId": "getProduct",
                "parameters": [
                    {"name": "Accept-Language", "in": "header", "schema": {"type": "string"}}
                ],
                "responses": {
                    "200": {
                        "description": "The product",
                        "headers": {"ETag": {"schema": {"type": "string"}, "example": '"v1"'}},
                        "content": _json(_data(_ref("Product")), example={"data": MUG}),
                    },
                    **_ITEM,
                },
            },
            "patch": {
                "operationId": "updateProduct",
                "requestBody": {"required": True, "content": _json(_ref("ProductUpdate"))},
                "responses": {
                    "200": {
                        "description": "The product",
                        "content": _json(_data(_ref("Product")), example={"data": MUG}),
                    },
                    **_BODY,
                    **_ITEM,
                },
            },
            "delete": {
                "operationId": "deleteProduct",
                "responses": {"204": {"description": "Gone"}, **_ITEM},
            },
        },
        "/cart/items": {
            "post": {
                "operationId": "addCartItem",
                "parameters": [
                    {
                        "name": "X-Cart-Token",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string", "minLength": 1, "maxLength": 64},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": _ref("CartItemCreate")},
                        "application/x-www-form-urlencoded": {
                            "schema": _ref("CartItemCreate"),
                            "encoding": {"options": {"contentType": "application/json"}},
                        },
                    },
                },
                "responses": {
                    "200": {
                        "description": "The cart",
                        "content": _json(_data(_ref("Cart"))),
                    },
                    "409": _error("out_of_stock", "There are not so many."),
                    **_BODY,
                    "422": _ref("Invalid", "responses"),
                    **_COMMON,
                },
            }
        },
        "/feeds/{platform}.xml": {
            "get": {
                "operationId": "getFeed",
                "parameters": [
                    {
                        "name": "platform",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "enum": ["google", "facebook"]},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "RSS",
                        "content": {
                            "application/xml": {
                                "schema": {"type": "string"},
                                "example": "<rss version='2.0'><channel/></rss>",
                            }
                        },
                    },
                    "404": _ref("NotFound", "responses"),
                    **_COMMON,
                },
            }
        },
        "/reports/{from}..{to}": {
            "get": {
                "operationId": "getReport",
                "security": [{"account": []}],
                "parameters": [
                    {
                        "name": name,
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "format": "date"},
                    }
                    for name in ("from", "to")
                ],
                "responses": {
                    "200": {
                        "description": "Sales",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"sum": {"type": "integer"}},
                                },
                                "example": {"sum": 3},
                            },
                            "text/csv": {"schema": {"type": "string"}, "example": "sum\n3\n"},
                        },
                    },
                    "400": _ref("Malformed", "responses"),
                    **_COMMON,
                },
            }
        },
        "/images": {
            "post": {
                "operationId": "uploadImage",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["title", "file"],
                                "properties": {
                                    "title": {"type": "string", "maxLength": 20},
                                    "file": {"type": "string", "format": "binary"},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "201": {
                        "description": "Stored",
                        "content": _json(
                            {
                                "type": "object",
                                "required": ["size"],
                                "properties": {"size": {"type": "integer", "minimum": 0}},
                            }
                        ),
                    },
                    **_BODY,
                    "422": _ref("Invalid", "responses"),
                    **_COMMON,
                },
            }
        },
        "/status": {
            "get": {
                "operationId": "getStatus",
                "security": [],
                "deprecated": True,
                "x-deprecation": {
                    "since": "2026-01-01",
                    "sunset": "2026-07-01",
                    "link": "https://shop.example/old",
                },
                "responses": {
                    "200": {
                        "description": "Well",
                        "content": _json(_ref("Status")),
                    }
                },
            }
        },
        "/export": {
            "post": {
                "operationId": "exportAll",
                "security": [],
                "x-status": "planned",
                "responses": {
                    "202": {"description": "Begun"},
                    "501": _error("not_implemented", "Not yet."),
                },
            }
        },
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "account": {"type": "http", "scheme": "basic"},
            "widget": {"type": "apiKey", "in": "query", "name": "widget_key"},
        },
        "parameters": {
            "Page": {
                "name": "page",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 100000, "default": 1},
            },
            "PerPage": {
                "name": "perPage",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
            },
        },
        "responses": {
            "Unauthorized": _error("unauthenticated", "Send your key."),
            "NotFound": _error("not_found", "There is no such thing."),
            "Malformed": _error("malformed", "That is not JSON."),
            "WrongMedia": _error("unsupported_media_type", "Send JSON."),
            "Invalid": _error("validation_failed", "Look at fields.", fields={"name": ["is bad"]}),
            "TooMany": _error("rate_limited", "Slow down."),
        },
        "schemas": {
            "Money": {
                "type": "object",
                "required": ["amount", "currency", "formatted"],
                "properties": {
                    "amount": {"type": "integer"},
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                    "formatted": {"type": "string"},
                },
            },
            "Product": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "string", "readOnly": True},
                    "slug": {"type": "string"},
                    "name": {"type": "string"},
                    "status": {"type": "string", "enum": ["draft", "published", "archived"]},
                    "price": _ref("Money"),
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
            "ProductCreate": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "price"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "price": {"type": "integer", "minimum": 0},
                    "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                    "status": {"type": "string", "enum": ["draft", "published"]},
                },
            },
            "ProductUpdate": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "price": {"type": "integer", "minimum": 0},
                    "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                    "status": {"type": "string", "enum": ["draft", "published"]},
                },
            },
            "CartItemCreate": {
                "type": "object",
                "additionalProperties": False,
                "required": ["productId", "quantity"],
                "properties": {
                    "productId": {"type": "string", "minLength": 1},
                    "quantity": {"type": "integer", "minimum": 1},
                    "options": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"gift": {"type": "boolean"}},
                    },
                },
            },
            "Cart": {
                "type": "object",
                "required": ["id", "items", "total"],
                "properties": {
                    "id": {"type": "string", "pattern": "^ord_[a-z0-9]{8}$"},
                    "items": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["productId", "quantity"],
                            "properties": {
                                "productId": {"type": "string"},
                                "quantity": {"type": "integer", "minimum": 1},
                                "price": _ref("Money"),
                            },
                        },
                    },
                    "total": _ref("Money"),
                    "updatedAt": {"type": "string", "format": "date-time"},
                },
            },
            "PageMeta": {
                "type": "object",
                "required": ["currentPage", "perPage", "total", "lastPage"],
                "properties": {
                    "currentPage": {"type": "integer", "minimum": 1},
                    "perPage": {"type": "integer", "minimum": 1},
                    "total": {"type": "integer", "minimum": 0},
                    "lastPage": {"type": "integer", "minimum": 1},
                },
            },
            "Status": {
                "type": "object",
                "required": ["ok", "since"],
                "properties": {
                    "ok": {"type": "boolean"},
                    "since": {"type": "string", "format": "date"},
                },
            },
            "Error": {
                "type": "object",
                "required": ["error"],
                "additionalProperties": False,
                "properties": {
                    "error": {
                        "type": "object",
                        "required": ["code", "message"],
                        "additionalProperties": False,
                        "properties": {
                            "code": {"type": "string", "pattern": "^[a-z_]+$"},
                            "message": {"type": "string", "minLength": 1},
                            "fields": {
                                "type": "object",
                                "additionalProperties": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {"type": "string"},
                                },
                            },
                        },
                    }
                },
            },
        },
    },
}
