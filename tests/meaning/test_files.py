"""A string that stands for a file is a file on both sides (2020-12, content vocabulary)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.conventions.compiled import package, part
from tests.meaning.echo import Echo
from tests.meaning.test_objects import obj
from tests.support import STRING, answer, document, operation

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
IMAGE = {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}


def _sent(media: str, schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


TREE = document(
    {
        "/up": {
            "post": operation(
                "upFile",
                requestBody=_sent("multipart/form-data", obj(("file",), file=FILE, name=STRING)),
            )
        },
        "/json": {
            "post": operation(
                "upJson",
                requestBody=_sent("application/json", obj(("img",), img=IMAGE)),
                responses={"200": answer(obj(("img",), img=IMAGE))},
            )
        },
    }
)


class Files(Echo):
    """Keeps what is uploaded."""

    def up_file(self, **given: Any) -> None:
        self.seen = [given]

    def up_json(self, **given: Any) -> Any:
        self.seen = [given]
        return given


def test_files_of_newer_documents() -> None:
    module = package("NewerFiles", TREE)
    files = Files()
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(files)) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        client.things.up_file(file=PNG, name="a")
        assert files.seen == [{"file": PNG, "name": "a"}]
        assert client.things.up_json(img="iVBORw==").img == "iVBORw=="
        assert files.seen == [{"img": "iVBORw=="}]


RAW = {"type": "string", "format": "binary"}
EXPORTS = document(
    {
        "/export": {
            "get": operation("getExport", responses={"200": answer(RAW)}),
            "put": operation("putExport", requestBody=_sent("application/json", RAW)),
        },
        "/either": {
            "get": operation(
                "getEither",
                responses={"200": {"description": "Ok.", "content": {"*/*": {"schema": RAW}}}},
            )
        },
    }
)


class Exports(Echo):
    """Keeps a file of JSON, and gives it back."""

    content = b'{"rows": [1, 2.50]}\n'

    def put_export(self, body: bytes) -> None:
        self.seen = [body]

    def get_export(self) -> bytes:
        return self.content

    get_either = get_export


@pytest.mark.parametrize("sent", [b'{"a": 1.0}', '{"a": 1.0}', ("a.json", b'{"a": 1.0}')])
def test_a_body_of_json_that_is_bytes_is_a_file(sent: Any) -> None:
    """So frameworks describe exports and uploads: a file whose text is JSON, taken as it is."""
    module = package("Exports", EXPORTS, frozenset({"W379"}))
    files = Exports()
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(files, check_responses=True)) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        client.things.put_export(body=sent)
        assert files.seen == [b'{"a": 1.0}']
        assert client.things.get_export() == Exports.content
        assert client.things.get_either() == Exports.content
    with (
        serve.running(part(module, "server").create_app()) as url,
        module.Client(base_url=url, strict=True, trust_env=False) as client,
    ):
        client.things.put_export(body=sent)
        assert isinstance(client.things.get_export(), bytes)


def test_a_file_of_json_may_be_all_that_a_package_sends(tmp_path: Path) -> None:
    put = operation("putIt", requestBody=_sent("application/json", RAW))
    module = package("Onlyjsonfile", document({"/it": {"put": put}}), frozenset({"W379"}))
    files = type("Files", (Echo,), {"put_it": lambda self, body: setattr(self, "seen", body)})()
    (tmp_path / "a.json").write_bytes(b"[1]")
    serve = part(module, "_runtime.server.serve")
    with (
        serve.running(part(module, "server").create_app(files)) as url,
        module.Client(base_url=url, trust_env=False) as client,
    ):
        for sent in (b"[1]", tmp_path / "a.json", io.BytesIO(b"[1]")):
            client.things.put_it(body=sent)
            assert files.seen == b"[1]"
