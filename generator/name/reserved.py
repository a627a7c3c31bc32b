"""Names that are not to be had: the package's own, and what generated modules import."""

from __future__ import annotations

from generator.read.wire import ALIASES

ARGUMENTS = frozenset({"self", "options"})
CLIENT = frozenset(
    {
        *("call", "page", "send", "close", "aclose", "with_options", "options", "stats", "drift"),
        *("background", "closed", "core", "drive", "process", "resume"),
    }
)
OPTIONS = frozenset(
    {
        *(
            "self",
            "base_url",
            "breaker",
            "cache",
            "deadline",
            "engine",
            "headers",
            "hooks",
            "http2",
            "http_client",
        ),
        *("limiter", "limits", "max_response_bytes", "media_version", "proxy", "retries", "scopes"),
        *("strict", "timeout", "tls", "token_url", "transport", "trust_env", "verify", "wait"),
    }
)
CLASSES = frozenset(
    {
        *("Any", "Annotated", "Base64Bytes", "BaseModel", "ConfigDict", "Decimal", "Field"),
        *("Generic", "Literal", "Model", "None", "Optional", "RootModel", "True", "False"),
        *("TypeAliasType", "UUID", "Union", "Client", "AsyncClient", "Unset", "UNSET", "List"),
        *("Sequence", "Mapping", "Options", "Page", "AsyncPage", "AsyncPages", "TYPE_CHECKING"),
        *("Exception", "Secret", "File", "Path", "Protocol", "Self", "F"),
        *("Process", "AsyncProcess", "Kinds"),
        *ALIASES.values(),
        *("EmptyAsList", "Resource", "AsyncResource", "StringConstraints"),
        *("JsonDecimal", "JsonNumber", "Kinds", "ModelOfKinds", "Perhaps"),
    }
)
# A method of such a name would hide the type from the annotations after it.
METHODS = frozenset(
    {
        *("bool", "bytes", "date", "datetime", "dict", "float", "inputs", "int", "object"),
        *("str", "time"),
    }
)
CONSTANTS = frozenset({"API", "OPERATIONS", "SHAPES", "TYPE_CHECKING", "UNSET"})
# What pydantic keeps for itself on a model, and what annotations of a model's fields name, the
# module of shared models too: a field of that name would hide it.
FIELDS = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"),
        *("schema", "schema_json", "update_forward_refs", "validate", "model_config"),
        *("model_fields", "model_computed_fields", "model_extra", "model_fields_set"),
        *("model_construct", "model_copy", "model_dump", "model_dump_json"),
        *("model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild"),
        *("model_validate", "model_validate_json", "model_validate_strings"),
        *("bool", "bytes", "date", "datetime", "float", "int", "list", "shared", "str", "time"),
    }
)
