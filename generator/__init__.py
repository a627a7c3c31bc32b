"""specwright's compiler: OpenAPI documents to typed clients and server stubs."""

__version__ = "0.1.0"
