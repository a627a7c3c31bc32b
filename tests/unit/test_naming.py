"""Every name of a package: a long table, collisions, pins, and that nothing renames anything."""

from __future__ import annotations

import keyword
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from generator.ground.text import snake
from generator.name.naming import method_words, name_all
from generator.name.package import package_name
from generator.name.spelling import within
from tests.support import NOTHING, STRING, answer, built, document, named, operation, query, ref

# operationId and tag → method: "listOrders orders list" reads as one row.
METHODS = """
listOrders|orders|list
getOrder|orders|get
getOrders|order|get
createOrder|orders|create
updateOrder|orders|update
deleteOrder|orders|delete
list_orders|orders|list
list-orders|orders|list
ListOrders|Orders|list
LIST_ORDERS|ORDERS|list
orders|orders|orders
order|orders|order
orders.list|orders|list
orders/list|orders|list
orders:list|orders|list
orders_list|orders|list
ordersList|orders|list
getOrderItems|orders|get_items
listOrderItems|order items|list
listOrderItems|orderItems|list
listOrderItems|order-items|list
listOrderItems|OrderItem|list
getOrderOrder|orders|get_order
cancelOrderItem|orders|cancel_item
addCartItem|cart|add_item
removeCartItem|cart|remove_item
getCart|cart|get
clearCart|Cart|clear
getCartById|cart|get_by_id
cartCheckout|cart|checkout
getCategory|categories|get
listCategories|categories|list
listCategory|category|list
getAddress|addresses|get
listAddresses|addresses|list
listAddresses|address|list
getStatus|statuses|get
getStatus|status|get
listStatuses|status|list
getBox|boxes|get
getTax|taxes|get
getPerson|people|get
listPeople|people|list
getChild|children|get
getChildren|children|get
getNews|news|get
listSeries|series|list
getMedia|media|get
uploadMedia|media|upload
getData|data|get
createBranch|branches|create
listClasses|classes|list
getClass|classes|get
import|orders|import_
importOrders|orders|import_
exportOrders|orders|export
classOrders|orders|class_
deleteOrders|orders|delete
passOrder|orders|pass_
returnOrder|orders|return_
returnOrderItem|returns|order_item
createReturn|returns|create
fromOrder|orders|from_
asyncOrder|orders|async_
awaitOrder|orders|await_
globalOrders|orders|global_
printOrders|orders|print
matchOrders|orders|match
typeOrders|orders|type
isOrder|orders|is_
inOrder|orders|in_
notOrder|orders|not_
orOrder|orders|or_
NoneOrder|orders|none
dictOrders|orders|dict_
strOrders|orders|str_
intOrder|orders|int_
dateOrder|orders|date_
getPaymentMethod|Payment Methods|get
listPaymentMethods|payment-methods|list
listPaymentMethods|payment_methods|list
listPaymentMethods|PaymentMethods|list
listPaymentMethods|payments|list_methods
listMethods|payment methods|list_methods
get2FA|2fa|get2_fa
enable2fa|2fa|enable2fa
2faEnable|2fa|enable
get|orders|get
list|orders|list
getUser|users|get
getUsers|users|get
getUserById|users|get_by_id
getUserByUsername|users|get_by_username
getUserOrders|users|get_orders
getUserOrders|orders|get_user
userLogin|user|login
loginUser|user|login
logoutUser|user|logout
createUsersWithListInput|user|create_with_list_input
createUsersWithArrayInput|user|create_with_array_input
addPet|pet|add
updatePet|pet|update
updatePetWithForm|pet|update_with_form
findPetsByStatus|pet|find_by_status
findPetsByTags|pet|find_by_tags
getPetById|pet|get_by_id
uploadFile|pet|upload_file
placeOrder|store|place_order
getInventory|store|get_inventory
getOrderById|store|get_order_by_id
reposGet|repos|get
repos/get|repos|get
repos/list-for-org|repos|list_for_org
issues/list-comments|issues|list_comments
issues/create-comment|issues|create_comment
actions/get-workflow-run|actions|get_workflow_run
meta/root|meta|root
meta/get-octocat|meta|get_octocat
activity/list-repos-starred-by-authenticated-user|activity|list_repos_starred_by_authenticated_user
Accounts_List|accounts|list
Accounts_Get|Accounts|get
Accounts_ListKeys|accounts|list_keys
StorageAccounts_CheckNameAvailability|StorageAccounts|check_name_availability
VirtualMachines_BeginCreateOrUpdate|VirtualMachines|begin_create_or_update
getApiV2Orders|orders|get_api_v2
get_api_v1_orders__id_|orders|get_api_v1_id
get_/crm/v3/lists/|lists|get_crm_v3
authenticate[0]|auth|authenticate_0
PostChargesChargeRefunds|charges|post_charge_refunds
GetAccountsAccountBankAccountsId|accounts|get_account_bank_accounts_id
listSMSMessages|messages|list_sms
sendSMS|SMS|send
getURL|urls|get
createAPIKey|API Keys|create
listApiKeys|API Keys|list
revokeApiKey|api keys|revoke
HTTPGet|http|get
getOAuthToken|OAuth|get_token
oauthToken|oauth|token
createOAuth2Client|oauth|create_oauth2_client
getIPv4Address|addresses|get_ipv4
listAPIKeys|API Keys|list
listURLs|orders|list_urls
listIDs|IDs|list
registerIOSDevice|devices|register_ios
getS3Bucket|buckets|get_s3
sha256Sum|sums|sha256
gitHubLogin|logins|github
получитьЗаказ|Заказы|poluchit_zakaz
получитьЗаказы|Заказы|poluchit
getV1Order|v1|get_order
getV1Order|orders|get_v1
ordersV2|orders|v2
order2Get|orders|order2_get
listAllOrders|orders|list_all
listOpenOrders|orders|list_open
listOrdersForCustomer|orders|list_for_customer
getOrdersOrders|orders|get_orders
ordersOrders|orders|orders
retrieveOrderStatus|order statuses|retrieve
retrieveOrderStatus|order status|retrieve
retrieveOrderStatus|orders|retrieve_status
getBus|buses|get_bus
getAnalysis|analysis|get
runAnalysis|analyses|run_analysis
listIndices|indices|list
getIndex|indices|get_index
getProcessStatus|process status|get
shipOrderItem|orders|ship_item
visitorEvent|events|visitor
visitorEvents|events|visitor
sendEvent|events|send
trackEvents|Event|track
getSession_2|sessions|get_2
getSession2|sessions|get_session2
searchProducts|products|search
searchProduct|products|search
products_search|products|search
getProductsFeed|products|get_feed
getFeed|feeds|get
listCountries|countries|list
listCountryStates|countries|list_states
getState|states|get
getGröße|größe|get
listGrößen|größe|list_grossen
getCafé|cafe|get
日本getOrder|orders|ri_ben_get
getOrder日本|orders|get_ri_ben
取得|orders|qu_de
🙂|orders|call_cbrt
get 🙂 order|orders|get
Get the order|orders|get_the
  list  orders  |orders|list
list__orders|orders|list
__list_orders__|orders|list
list.orders|orders|list
list orders|orders|list
list+orders|orders|list
list'orders'|orders|list
list"orders"|orders|list
list{orders}|orders|list
{{list}}orders|orders|list
list\\orders|orders|list
list;drop|orders|list_drop
../../list|orders|list
listOrders()|orders|list
x|orders|x
X|orders|x
a1|orders|a1
1|orders|n1
1order|orders|n1order
1_order|orders|n1
1stOrder|orders|n1st
100|orders|n100
self|orders|self
options|orders|options
client|client|client
clientList|client|list
default|default|default
defaultGet|default|get
getDefault|default|get
untagged|default|untagged
getHTTPResponseCode|responses|get_http_code
iPhoneList|iphones|list
e-mailSend|e-mail|send
emailSend|e-mail|email_send
rateLimit|rate limits|rate_limit
getRateLimit|rate limits|get
rateLimitGet|rate-limit|get
bulkCreateOrders|orders|bulk_create
createOrdersBulk|orders|create_bulk
upsertOrder|orders|upsert
patchOrder|orders|patch
headOrder|orders|head
optionsOrder|orders|options
traceOrder|orders|trace
putOrders|orders|put
postOrders|orders|post
""".strip("\n").splitlines()


@pytest.mark.parametrize("row", METHODS)
def test_method_of_operation_and_tag(row: str) -> None:
    operation_id, tag, method = row.split("|")
    tree = document({"/x": {"get": operation(operation_id, tag)}})
    _, names, diagnostics = named(tree)
    assert names.operations[operation_id].method == method
    assert not diagnostics


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(set(METHODS)) == len(METHODS) >= 200


@given(st.text(max_size=30), st.text(max_size=15))
def test_a_method_is_never_left_without_words(operation_id: str, tag: str) -> None:
    assert method_words(operation_id, tag)


def _operations(*rows: tuple[str, str]) -> dict[str, Any]:
    return document({f"/{i}": {"get": operation(*row)} for i, row in enumerate(rows)})


def test_methods_that_become_alike_take_the_whole_operation_id() -> None:
    _, names, diagnostics = named(_operations(("addOrder", "orders"), ("addOrders", "orders")))
    assert names.operations["addOrder"].method == "add_order"
    assert names.operations["addOrders"].method == "add_orders"
    assert not diagnostics


def test_methods_of_two_tags_may_be_alike_and_their_handlers_differ() -> None:
    _, names, diagnostics = named(_operations(("listOrders", "orders"), ("listBoxes", "boxes")))
    assert {name.method for name in names.operations.values()} == {"list"}
    assert {name.handler for name in names.operations.values()} == {"list_orders", "list_boxes"}
    assert {name.constant for name in names.operations.values()} == {"LIST_ORDERS", "LIST_BOXES"}
    assert not diagnostics


@pytest.mark.parametrize("word", ["unset", "API", "operations", "typeChecking"])
def test_a_constant_does_not_hide_what_its_module_imports(word: str) -> None:
    _, names, _ = named(_operations((word, "things")))
    constant = names.operations[word].constant
    assert constant.endswith("_")
    assert constant not in {"API", "OPERATIONS", "TYPE_CHECKING", "UNSET"}


# Tags ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "module", "cls"),
    [
        ("orders", "orders", "OrdersApi"),
        ("Orders", "orders", "OrdersApi"),
        ("Payment Methods", "payment_methods", "PaymentMethodsApi"),
        ("payment-methods", "payment_methods", "PaymentMethodsApi"),
        ("PaymentMethods", "payment_methods", "PaymentMethodsApi"),
        ("2fa", "n2fa", "N2faApi"),
        ("1", "n1", "N1Api"),
        ("import", "import_", "ImportApi"),
        ("close", "close_", "CloseApi"),
        ("call", "call_", "CallApi"),
        ("Größe", "grosse", "GrosseApi"),
        ("a/b/c", "a_b_c", "ABCApi"),
        ("../../etc/passwd", "etc_passwd", "EtcPasswdApi"),
        ("__init__", "init", "InitApi"),
        ("API", "api", "ApiApi"),
        ("日本 Orders", "ri_ben_orders", "RiBenOrdersApi"),
        ("AsyncJobs", "async_jobs", "ApiAsyncJobsApi"),
        ("🙂", "resource_cbrt", "ResourceCbrtApi"),
        ("OAuth2", "oauth2", "Oauth2Api"),
        ("json", "json", "JsonApi"),
    ],
)
def test_tag(tag: str, module: str, cls: str) -> None:
    _, names, diagnostics = named(_operations(("getIt", tag)))
    assert (names.tags[tag].module, names.tags[tag].cls) == (module, cls)
    assert not diagnostics


def test_tags_that_become_alike_are_told_apart_by_how_they_are_written() -> None:
    _, names, diagnostics = named(_operations(("a", "pay now"), ("b", "pay-now"), ("c", "PayNow")))
    modules = {tag: name.module for tag, name in names.tags.items()}
    assert modules == {
        "pay now": "pay_now", "pay-now": "pay_now_minus", "PayNow": "pay_now_camel"
    }  # fmt: skip
    assert not diagnostics


def test_the_flavours_of_a_resource_never_meet_those_of_another() -> None:
    _, names, _ = named(_operations(("a", "jobs"), ("b", "async jobs"), ("c", "Async")))
    classes = [name.cls for name in names.tags.values()]
    assert len({*classes, *(f"Async{cls}" for cls in classes)}) == 2 * len(classes)


@pytest.mark.parametrize("size", [61, 250, 300, 2000])
def test_a_tag_of_any_length_is_a_module(size: int) -> None:
    long = ("very long " * size)[:size]
    _, names, _ = named(_operations(("a", long), ("b", f"{long}er")))
    modules = [name.module for name in names.tags.values()]
    assert len(set(modules)) == 2
    assert all(len(module) <= 60 and module.isidentifier() for module in modules)


@pytest.mark.parametrize(
    "name",
    [
        "a" * 61,
        "A" * 61,
        "_".join(["words"] * 20),
        "ManyWords" * 10,
        "HTTPError" * 10,
        "x1_" * 30 + "end",
    ],
)
def test_a_long_name_is_cut_in_its_middle_and_stays_its_own(name: str) -> None:
    short = within(name)
    assert len(short) <= 60
    assert short.isidentifier()
    assert within(short) == short
    assert within(f"{name}b") != short
    assert within(name[:60]) == name[:60]


# Schemas -------------------------------------------------------------------------------


def _classes(*keys: str, **inline: Any) -> tuple[dict[str, str], list[str]]:
    schemas: dict[str, Any] = {key: {"type": "object", "properties": {"a": STRING}} for key in keys}
    api, names, diagnostics = named(document({}, {**schemas, **inline}))
    found = {
        schema.pointer.split("/", 3)[3]: names.schemas[schema.pointer] for schema in api.schemas
    }
    return found, [d.code for d in diagnostics]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Order", "Order"), ("order", "Order"), ("ORDER", "ORDER"), ("HTTPError", "HTTPError"),
        ("orderItem", "OrderItem"), ("order_item", "OrderItem"), ("order-item", "OrderItem"),
        ("Order_Item", "OrderItem"), ("order.item", "Item"), ("io.k8s.api.core.v1.Pod", "Pod"),
        ("api.v2010.account", "Account"), ("3d-model", "N3dModel"), ("X", "X"), ("_", "Underscore"),
        ("-", "Minus"), ("class", "Class"), ("None", "NoneModel"), ("True", "TrueModel"),
        ("Field", "FieldModel"), ("Model", "ModelSchema"), ("List", "ListModel"), ("list", "ListModel"),
        ("Any", "AnyModel"), ("Client", "ClientModel"), ("Resource", "ResourceModel"),
        ("Param", "Param"), ("Answer", "Answer"), ("Operation", "Operation"), ("Process", "ProcessModel"),
        ("BaseModel", "BaseModelSchema"), ("Literal", "LiteralModel"), ("UUID", "UUIDModel"),
        ("date", "Date"), ("str", "Str"), ("Order.v1", "V1"), ("_private", "Private"),
    ],
)  # fmt: skip
def test_component(key: str, name: str) -> None:
    assert _classes(key) == ({key: name}, [])


def test_a_schema_is_not_called_like_a_constant_or_a_resource_of_the_package() -> None:
    paths = {"/vat": {"get": operation("vat", "vat", responses={"200": answer(ref("VAT"))})}}
    schemas = {key: {"type": "object", "properties": {"a": STRING}} for key in ("VAT", "VatApi")}
    _, names, _ = named(document(paths, schemas))
    assert names.operations["vat"].constant == "VAT"
    assert names.schemas["#/components/schemas/VAT"] == "VATModel"
    assert names.schemas["#/components/schemas/VatApi"] == "VatApiModel"


def test_dotted_keys_take_their_last_part_or_all_of_it() -> None:
    found, codes = _classes("a.v1.Spec", "b.v1.Spec", "a.v1.Pod")
    assert found == {"a.v1.Spec": "AV1Spec", "b.v1.Spec": "BV1Spec", "a.v1.Pod": "Pod"}
    assert not codes


@pytest.mark.parametrize(
    "others", [["item"], ["ITEM"], ["item", "ITEM"], ["item", "i-tem", "Item2"]]
)
def test_adding_a_schema_that_differs_by_case_renames_nothing(others: list[str]) -> None:
    found, _ = _classes("Item", *others)
    assert found["Item"] == "Item"
    assert len(set(found.values())) == len(found)


def test_an_inline_schema_never_takes_a_component_s_name() -> None:
    session = {
        "type": "object",
        "properties": {"user": {"type": "object", "properties": {"a": STRING}}},
    }
    alone, _ = _classes(Session=session)
    both, codes = _classes("SessionUser", Session=session)
    assert alone["Session/properties/user"] == "SessionUser"
    assert both["SessionUser"] == "SessionUser"
    assert both["Session/properties/user"] == "SessionUserData"
    assert not codes
    dotted, codes = _classes("api.SessionUser", Session=session)
    assert dotted["api.SessionUser"] == "SessionUser"
    assert dotted["Session/properties/user"] == "SessionUserData"
    assert not codes


def test_components_that_become_alike_are_told_apart_by_how_they_are_written() -> None:
    found, codes = _classes("user_name", "user-name", "userName")
    assert found == {
        "user_name": "UserNameUnderscore", "user-name": "UserNameMinus", "userName": "UserName"
    }  # fmt: skip
    assert not codes


def test_names_that_differ_in_what_no_name_can_hold_keep_theirs_whoever_comes() -> None:
    keys = ["user name", "user  name"]
    found, _ = _classes(*keys)
    assert len(set(found.values())) == 2
    more, _ = _classes("user   name", *keys)
    assert found.items() <= more.items()


OBJECT = {"type": "object", "properties": {"a": STRING}}


@pytest.mark.parametrize(
    ("schema", "where", "name"),
    [
        ({"properties": {"ship": OBJECT}}, "properties/ship", "OrderShip"),
        ({"properties": {"shipTo": OBJECT}}, "properties/shipTo", "OrderShipTo"),
        ({"properties": {"lines": {"type": "array", "items": OBJECT}}}, "properties/lines/items", "OrderLine"),
        ({"properties": {"status": {"type": "array", "items": OBJECT}}}, "properties/status/items", "OrderStatusItem"),
        ({"properties": {"series": {"type": "array", "items": OBJECT}}}, "properties/series/items", "OrderSeries"),
        ({"properties": {"meta": {"additionalProperties": OBJECT}}}, "properties/meta/additionalProperties", "OrderMetaValue"),
        ({"properties": {"state": {"enum": ["a", "b"]}}}, "properties/state", "OrderState"),
        ({"type": "array", "items": OBJECT}, "items", "OrderItem"),
        ({"additionalProperties": OBJECT}, "additionalProperties", "OrderValue"),
        ({"oneOf": [OBJECT, {"type": "object", "title": "Paid order", "properties": {"b": STRING}}]}, "oneOf/1", "OrderPaidOrder"),
        ({"oneOf": [OBJECT, {"type": "object", "properties": {"b": STRING}}]}, "oneOf/0", "OrderWithA"),
        ({"allOf": [{"properties": {"ship": OBJECT}}, OBJECT]}, "allOf/0/properties/ship", "OrderShip"),
    ],
)  # fmt: skip
def test_inline_schema(schema: Any, where: str, name: str) -> None:
    found, codes = _classes(Order=schema)
    assert found[f"Order/{where}"] == name
    assert not codes


@pytest.mark.parametrize("plural", ["pets", "pet_s", "Pets"])
def test_a_member_keeps_its_name_beside_a_list_of_such(plural: str) -> None:
    """As FastAPI writes a union twice: `pet` and `pets`."""
    members = {"pet": OBJECT, plural: {"type": "array", "items": OBJECT}}
    for properties in (members, dict(reversed(members.items()))):
        found, codes = _classes(Order={"properties": properties})
        assert found["Order/properties/pet"] == "OrderPet"
        spelt = {"pets": "OrderPetsItem", "Pets": "OrderPetsItem", "pet_s": "OrderPetSItem"}
        assert found[f"Order/properties/{plural}/items"] == spelt[plural]
        assert not codes


def test_lists_of_one_singular_are_told_apart_by_their_own_names() -> None:
    listed = {"type": "array", "items": OBJECT}
    found, codes = _classes(Order={"properties": {"boxes": listed, "boxs": listed}})
    assert set(found.values()) >= {"OrderBoxesItem", "OrderBoxsItem"}
    assert not codes


def test_plural_component_of_inline_items() -> None:
    found, _ = _classes(
        Rows={"type": "array", "items": OBJECT}, Series={"type": "array", "items": OBJECT}
    )
    assert found["Rows/items"] == "Row"
    assert found["Series/items"] == "SeriesItem"


def test_inline_schemas_of_an_operation() -> None:
    body = {"content": {"application/json": {"schema": OBJECT}}}
    responses = {
        "200": answer(OBJECT),
        "202": answer({**OBJECT, "required": ["a"]}),
        "422": answer({**OBJECT, "title": "x"}),
    }
    post = operation(
        "createOrder", "orders", requestBody=body, responses=responses,
        parameters=[query("sort", {"type": "string", "enum": ["a", "b"]})],
    )  # fmt: skip
    _, names, diagnostics = named(document({"/o": {"post": post}}))
    assert sorted(names.schemas.values()) == [
        "CreateOrder200Response", "CreateOrder202Response", "CreateOrder422Response",
        "CreateOrderBody", "CreateOrderSort",
    ]  # fmt: skip
    assert not diagnostics


KEYS = st.lists(
    st.one_of(st.sampled_from(["Item", "item", "ITEM", "a.Item", "Field", "Model", "order_item"]),
              st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip


def _pascal(key: str) -> bool:
    return key[0].isupper() and key.isalnum()


@settings(max_examples=60, deadline=None)
@given(KEYS, st.randoms(use_true_random=False))
def test_class_names_are_unique_and_know_no_order(keys: list[str], random: Any) -> None:
    found, _ = _classes(*keys)
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert _classes(*shuffled)[0] == found
    assert len(set(found.values())) == len(found)
    for name in found.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


@settings(max_examples=60, deadline=None)
@given(KEYS, st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True))
def test_adding_a_schema_never_renames_one_that_its_author_spelt_as_a_class(
    keys: list[str], new: str
) -> None:
    before, _ = _classes(*keys)
    after, _ = _classes(*dict.fromkeys([*keys, new]))
    for key in keys:
        if _pascal(key):
            assert after[key] == before[key]


def test_renaming_and_renaming_back_gives_the_same_names() -> None:
    before, _ = _classes("Item", "item", "Order", "a.Order")
    renamed, _ = _classes("Article", "item", "Order", "a.Order")
    after, _ = _classes("Item", "item", "Order", "a.Order")
    assert before == after
    assert renamed["Order"] == before["Order"] == "Order"


# Members and arguments -----------------------------------------------------------------


def _fields(*wires: str, **pins: str) -> tuple[dict[str, str], list[str]]:
    properties = {
        wire: {**STRING, **({"x-py-name": pins[wire]} if wire in pins else {})} for wire in wires
    }
    _, names, diagnostics = named(
        document({}, {"Thing": {"type": "object", "properties": properties}})
    )
    return dict(names.fields["#/components/schemas/Thing"]), [d.code for d in diagnostics]


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("name", "name"), ("firstName", "first_name"), ("first-name", "first_name"), ("Name", "name"),
        ("class", "class_"), ("from", "from_"), ("None", "none"), ("self", "self"), ("cls", "cls"),
        ("copy", "copy_"), ("json", "json_"), ("dict", "dict_"), ("schema", "schema_"), ("list", "list_"),
        ("str", "str_"), ("date", "date_"), ("model_config", "model_config_"), ("model_dump", "model_dump_"),
        ("model_fields", "model_fields_"), ("modelConfig", "model_config_"), ("construct", "construct_"),
        ("1st", "n1st"), ("+1", "n1"), ("-1", "n1"), ("é", "e"), ("日本", "ri_ben"), ("имя", "imya"), ("🙂", "field_cbrt"), ("", "field"),
        ("-", "minus"), ("_", "underscore"), ("_id", "id"), ("__init__", "init"), ("$ref", "ref"),
        ("@type", "type"), ("a.b", "a_b"), ("a b", "a_b"), ("a\nb", "a_b"), ('a"b', "a_b"), ("ﬁle", "file"),
        ("to_dict", "to_dict"), ("additional_properties", "additional_properties"), ("fields", "fields"),
    ],
)  # fmt: skip
def test_member(wire: str, python: str) -> None:
    assert _fields(wire) == ({wire: python}, [])


@pytest.mark.parametrize(
    ("wires", "expected"),
    [
        (["a-b", "a_b"], {"a-b": "a_b_minus", "a_b": "a_b"}),
        (["A", "a"], {"A": "a_upper", "a": "a"}),
        (["fooBar", "foo_bar"], {"fooBar": "foo_bar_camel", "foo_bar": "foo_bar"}),
        (["+1", "-1"], {"+1": "n1_plus", "-1": "n1_minus"}),
        (["_id", "id"], {"_id": "id_underscore", "id": "id"}),
        (["@type", "type"], {"@type": "type_at", "type": "type"}),
    ],
)
def test_members_that_become_alike(wires: list[str], expected: dict[str, str]) -> None:
    assert _fields(*wires) == (expected, [])


def test_a_member_that_spells_its_name_keeps_it_when_another_is_added() -> None:
    assert _fields("file", "ﬁle", "FILE", "fi-le")[0]["file"] == "file"


@settings(deadline=None)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=8, unique=True))
def test_members_have_names_of_their_own_that_pydantic_allows(wires: list[str]) -> None:
    found, _ = _fields(*wires)
    assert set(found) == set(wires)
    assert len(set(found.values())) == len(wires)
    for name in found.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
        assert name not in dir(BaseModel)  # `register` and `mro` are the metaclass's alone


def _arguments(operation_: dict[str, Any]) -> tuple[dict[tuple[str, str], str], list[str]]:
    _, names, diagnostics = named(document({"/x/{id}": {"post": operation_}}))
    return dict(names.operations["go"].arguments), [d.code for d in diagnostics]


def test_one_name_in_every_place() -> None:
    parameters = [
        {"name": "id", "in": where, "required": True, "schema": STRING}
        for where in ("path", "query", "header", "cookie")
    ]
    body = {
        "content": {
            "application/json": {"schema": {"type": "object", "properties": {"id": STRING}}}
        }
    }
    found, codes = _arguments(operation("go", parameters=parameters, requestBody=body))
    assert found["body", "id"] == "id"
    assert found["path", "id"] == "id_path"
    assert found["query", "id"] == "id_query"
    assert found["header", "id"] == "id_header"
    assert found["cookie", "id"] == "id_cookie"
    assert not codes


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("self", "self_"),
        ("options", "options_"),
        ("class", "class_"),
        ("X-Request-ID", "x_request_id"),
        ("$top", "top"),
    ],
)
def test_argument(wire: str, python: str) -> None:
    found, _ = _arguments(operation("go", parameters=[query(wire)]))
    assert found["query", wire] == python


def test_a_parameter_called_body_gives_way_to_a_body_that_is_one_argument() -> None:
    body = {"content": {"application/json": {"schema": {"type": "array", "items": STRING}}}}
    found, _ = _arguments(operation("go", parameters=[query("body")], requestBody=body))
    assert found["query", "body"] == "body_"


def test_a_parameter_that_spells_its_name_keeps_it() -> None:
    found, _ = _arguments(operation("go", parameters=[query("sortBy"), query("sort_by")]))
    assert found == {("query", "sort_by"): "sort_by", ("query", "sortBy"): "sort_by_query"}


# Pins ----------------------------------------------------------------------------------


def _codes(tree: dict[str, Any]) -> list[str]:
    return [d.code for d in named(tree)[2]]


@pytest.mark.parametrize(
    "pin", ["class", "None", "_private", "größe", "1st", "a-b", "", "a b", "x\ny"]
)
def test_a_pin_that_is_no_name_is_an_error(pin: str) -> None:
    schema = {"type": "object", "properties": {"a": {**STRING, "x-py-name": pin}}}
    assert _codes(document({}, {"Thing": schema})) == ["E603"]


@pytest.mark.parametrize("pin", ["copy", "model_dump", "list"])
def test_a_pin_that_pydantic_has_for_itself_is_an_error(pin: str) -> None:
    schema = {"type": "object", "properties": {"a": {**STRING, "x-py-name": pin}}}
    assert _codes(document({}, {"Thing": schema})) == ["E604"]


def test_a_pin_that_the_module_imports_is_an_error() -> None:
    assert _codes(document({}, {"Thing": {**OBJECT, "x-py-name": "Field"}})) == ["E604"]


def test_two_pins_of_one_name_are_an_error_at_the_second() -> None:
    schemas = {key: {**OBJECT, "x-py-name": "Same"} for key in ("One", "Two")}
    _, _, diagnostics = named(document({}, schemas))
    assert [(d.code, d.pointer) for d in diagnostics] == [
        ("E604", "/components/schemas/Two/x-py-name")
    ]


def test_a_pin_is_used_as_it_is_and_others_give_way() -> None:
    schemas = {
        "one": {**OBJECT, "x-py-name": "My_Thing"},
        "Other": {**OBJECT, "x-py-name": "Item"},
        "Item": OBJECT,
    }
    _, names, diagnostics = named(document({}, schemas))
    assert names.schemas["#/components/schemas/one"] == "My_Thing"
    assert names.schemas["#/components/schemas/Other"] == "Item"
    assert names.schemas["#/components/schemas/Item"] == "ItemModel"
    assert not diagnostics


def test_pins_of_names_in_other_scripts() -> None:
    paths = {"/x": {"get": operation("取得", "日本", **{"x-py-name": "fetch"})}}
    _, names, diagnostics = named(document(paths, tags=[{"name": "日本", "x-py-name": "japan"}]))
    assert names.tags["日本"].module == "japan"
    assert names.operations["取得"].method == "fetch"
    assert not diagnostics


def test_a_diagnostic_stands_at_the_member() -> None:
    schema = {"type": "object", "properties": {"a": STRING, "b": {**STRING, "x-py-name": "class"}}}
    _, _, diagnostics = named(document({}, {"Thing": schema}))
    assert [d.pointer for d in diagnostics] == ["/components/schemas/Thing/properties/b/x-py-name"]


# The constructor -----------------------------------------------------------------------


def _security(**schemes: Any) -> dict[str, Any]:
    return document({}, components={"securitySchemes": schemes})


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


@pytest.mark.parametrize(
    ("scheme", "argument"),
    [
        ("apiKey", "api_key"),
        ("publishableKey", "publishable_key"),
        ("timeout", "timeout_"),
        ("2fa", "n2fa"),
        ("self", "self_"),
    ],
)
def test_credential(scheme: str, argument: str) -> None:
    _, names, _ = named(_security(**{scheme: KEY}))
    assert names.credentials == {scheme: argument}


def test_schemes_pinned_alike_share_an_argument() -> None:
    one, two = ({**KEY, "in": where, "x-py-name": "key"} for where in ("header", "query"))
    _, names, diagnostics = named(_security(one=one, two=two))
    assert names.credentials == {"one": "key", "two": "key"}
    assert not diagnostics


@pytest.mark.parametrize(
    ("variable", "argument"),
    [("basePath", "base_path"), ("timeout", "timeout_"), ("tenant", "tenant")],
)
def test_server_variable(variable: str, argument: str) -> None:
    servers = [
        {"url": f"https://{{{variable}}}.example.com", "variables": {variable: {"default": "a"}}}
    ]
    _, names, _ = named(document({}, servers=servers))
    assert names.variables == {variable: argument}


# What is not to be had agrees with what is there -----------------------------------------


def test_settings_of_the_client_are_not_to_be_had_by_credentials() -> None:
    from generator.name.reserved import OPTIONS
    from generator.runtime.client.keywords import AsyncClientSettings, ClientSettings

    known = set(ClientSettings.__annotations__) | set(AsyncClientSettings.__annotations__)
    assert known <= OPTIONS


def test_attributes_of_the_client_are_not_to_be_had_by_tags() -> None:
    from generator.name.reserved import CLIENT
    from generator.runtime.client.clients import AsyncBaseClient, BaseClient

    public = {name for cls in (BaseClient, AsyncBaseClient) for name in dir(cls) if name[0] != "_"}
    assert public <= CLIENT | {"Options"}


def test_methods_hide_nothing_of_a_resource() -> None:
    from generator.runtime.client.clients import AsyncResource, Resource

    assert not [name for cls in (Resource, AsyncResource) for name in dir(cls) if name[0] != "_"]


@pytest.mark.parametrize(
    "word",
    ["bool", "bytes", "date", "datetime", "dict", "float", "int", "object", "str", "time"],
)
def test_no_method_takes_the_name_of_a_type_from_those_after_it(word: str) -> None:
    """Annotations in a class see its methods: `def str(self)`, and `-> str` after it."""
    _, names, _ = named(document({"/a": {"get": operation(word)}}))
    method = names.operations[word].method
    assert method != word
    assert method.startswith(word)


@pytest.mark.parametrize(
    "key", ["Exception", "None", "True", "Any", "Literal", "Self", "List", "Path", "Protocol"]
)
def test_no_class_takes_a_name_that_modules_of_models_use(key: str) -> None:
    _, names, _ = named(document({}, {key: {"type": "object", "properties": {"a": STRING}}}))
    assert key not in names.schemas.values()


def test_names_of_pydantic_are_not_to_be_had_by_members() -> None:
    from generator.name.reserved import FIELDS

    assert {name for name in dir(BaseModel) if name[0] != "_"} <= FIELDS


def test_the_package_is_named_after_its_document() -> None:
    _, names, _ = named(document({"/x": {"get": {"operationId": "get", "responses": NOTHING}}}))
    assert names.package == snake(["acme"])


@pytest.mark.parametrize("name", ["json", "httpx", "pydantic", "calendar", "email", "generator"])
def test_a_package_never_hides_a_library(name: str) -> None:
    tree = document({"/x": {"get": operation("get")}})
    api, _ = built(tree, name)
    names, diagnostics = name_all(api)
    assert names.package == f"{name}_api"
    assert [d.code for d in diagnostics] == ["W623"]
    assert package_name(name) == names.package


@pytest.mark.parametrize("name", ["acme", "async-jobs", "my-model", "order-model", "json-api"])
def test_a_package_of_another_name_keeps_it(name: str) -> None:
    api, _ = built(document({"/x": {"get": operation("get")}}), name)
    names, diagnostics = name_all(api)
    assert names.package == name.replace("-", "_")
    assert not diagnostics


# What tells branches apart ---------------------------------------------------------------


def _branches(*branches: Any, **more: Any) -> list[str]:
    found, codes = _classes(Pay={"oneOf": list(branches), **more})
    assert not codes
    return [found[f"Pay/oneOf/{n}"] for n in range(len(branches)) if f"Pay/oneOf/{n}" in found]


def _const(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"const": value}, **more}}


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        ([{**OBJECT, "title": "By card"}, {**OBJECT, "title": "By iban"}], ["PayByCard", "PayByIban"]),
        ([_const("kind", "card"), _const("kind", "iban")], ["PayCard", "PayIban"]),
        ([_const("level", 1), _const("level", 2)], ["PayLevel1", "PayLevel2"]),
        ([_const("on", True), _const("on", False)], ["PayOnTrue", "PayOnFalse"]),
        ([{**OBJECT, "required": ["a"]}, {**OBJECT, "required": ["b"]}], ["PayWithA", "PayWithB"]),
        ([OBJECT, {"type": "object", "properties": {"b": STRING}}], ["PayWithA", "PayWithB"]),
        (
            [{**OBJECT, "required": ["a"]}, {**OBJECT, "required": ["a", "b"], "properties": {"a": STRING, "b": STRING}}],
            ["PayWithoutB", "PayWithB"],
        ),
        ([{"anyOf": [OBJECT, STRING]}, {"type": "null"}], ["PayUnion"]),
        ([OBJECT, {"type": "array", "items": OBJECT}, STRING], ["PayObject"]),
        ([{"enum": ["a", "b"]}, OBJECT], ["PayChoice", "PayObject"]),
        (
            [{"type": "object", "properties": {"v": kind}} for kind in (STRING, {"type": "integer"})],
            ["PayVText", "PayVInteger"],
        ),
    ],
)  # fmt: skip
def test_branches_are_called_after_what_tells_them_apart(
    branches: Any, expected: list[str]
) -> None:
    assert _branches(*branches) == expected


def test_what_may_be_null_twice_is_called_after_what_it_is() -> None:
    null = {"type": "null"}
    found, _ = _classes(Pay={"oneOf": [{"anyOf": [{"enum": ["a"]}, null]}, null]})
    assert set(found.values()) == {"Pay", "PayChoice"}


def test_the_discriminator_tells_branches_apart_before_other_members() -> None:
    one, two = ({**_const("kind", k, type={"const": t})} for k, t in (("a", "x"), ("b", "y")))
    assert _branches(one, two) == ["PayA", "PayB"]
    assert _branches(one, two, discriminator={"propertyName": "type"}) == ["PayX", "PayY"]


def test_branches_that_nothing_tells_apart_have_letters_that_know_no_order() -> None:
    one, two = ({**OBJECT, "minProperties": n} for n in (1, 2))
    names = _branches(one, two)
    assert all(re.fullmatch("PayOption[A-Z][a-z]{3}", name) for name in names)
    assert _branches(two, one) == names[::-1]


def test_items_at_places_of_a_tuple_have_no_digits() -> None:
    found, _ = _classes(Row={"type": "array", "prefixItems": [OBJECT, OBJECT]})
    assert {found["Row/prefixItems/0"], found["Row/prefixItems/1"]} == {"RowItemOne", "RowItemTwo"}


def test_a_class_deep_within_has_a_name_of_bounded_length() -> None:
    deep: dict[str, Any] = OBJECT
    for word in ("subscription", "schedule", "configuration", "amount", "threshold", "settings"):
        deep = {"type": "object", "properties": {f"{word}Details": deep, "other": OBJECT}}
    found, codes = _classes(Customer=deep, **{"Long" * 30: OBJECT})
    assert len(set(found.values())) == len(found)
    assert max(map(len, found.values())) <= 60
    assert any(len(name) > 50 for name in found.values())
    more, _ = _classes(Customer=deep, **{"Long" * 30: OBJECT, "Long" * 31: OBJECT})
    assert found.items() <= more.items()
    assert not codes
