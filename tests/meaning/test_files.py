"""A string that stands for a file is a file on both sides (2020-12, content vocabulary)."""

from __future__ import annotations

from typing import Any

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
