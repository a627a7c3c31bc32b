"""Would the tests notice? Faults planted into the modules that decide, one at a time.

    python -m tests.proofs.faults [--count 60] [--seed 1] [--jobs 2] [--least 0.85] [MODULE…]

A fault is one change of meaning in a copy of the tree: a comparison, a condition or a sum
turned round, a number off by one, a result or a branch left out, two arguments exchanged.
Then the tests of that module run, and nothing else; a fault is noticed when one fails, or
when they do not end; that test must pass without the fault. Which faults are planted depends on the seed and the source alone.
Not every one that goes unnoticed is a missing test: some change nothing that can be seen.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeGuard

ROOT = Path(__file__).resolve().parents[2]

_STUB = "runtime_server/test_requests.py runtime_server/test_sandbox.py runtime_server/test_implementation.py runtime_server/test_errors.py runtime_server/test_trouble.py"  # fmt: skip
_LINT = "unit/test_fitting.py unit/test_lint.py unit/test_lint_extensions.py unit/test_lint_meaning.py unit/test_lint_sense.py"  # fmt: skip
_TOLD = "evolution/test_kinds.py evolution/test_told.py evolution/test_pairs.py evolution/test_random.py"  # fmt: skip
_MEANT = "meaning/test_kinds.py meaning/test_objects.py meaning/test_unions.py meaning/test_null.py meaning/test_presence.py"  # fmt: skip
DECIDING = {
    # The runtime: what a client does.
    "runtime/limits/retry.py": "runtime/test_retry.py runtime/test_flow.py runtime/test_client.py",
    "runtime/limits/budget.py": "runtime/test_retry.py runtime/test_flow.py runtime/test_client.py",
    "runtime/call/flow.py": "runtime/test_flow.py runtime/test_client.py runtime/test_oauth.py conventions/test_answers.py",
    "runtime/limits/breaker.py": "runtime/test_breaker.py",
    "runtime/call/cache.py": "runtime/test_cache.py",
    "runtime/limits/window.py": "runtime/test_limiter.py runtime/test_limiter_client.py runtime/test_limiter_quota.py runtime/test_limiter_redis.py",
    "runtime/limits/limiter.py": "runtime/test_limiter.py runtime/test_limiter_client.py runtime/test_limiter_redis.py",
    "runtime/limits/quota.py": "runtime/test_limiter_quota.py runtime/test_limiter_client.py runtime/test_limiter.py",
    "runtime/call/turn.py": "runtime/test_limiter_client.py runtime/test_limiter_adaptive.py runtime/test_limiter_quota.py runtime/test_limiter_redis.py conventions/test_rate_limits.py",
    "runtime/client/paging.py": "runtime/test_paging.py",
    "runtime/client/process.py": "runtime/test_process.py",
    "runtime/wire/encode.py": "runtime/test_styles.py runtime/test_client.py",
    "runtime/wire/scalar.py": "runtime/test_styles.py runtime/test_body.py runtime/test_formats.py conventions/test_bodies.py",
    "runtime/wire/body.py": "runtime/test_body.py runtime/test_client.py",
    "runtime/wire/multipart.py": "runtime/test_body.py",
    "runtime/call/decode.py": "runtime/test_decode.py runtime/test_client.py runtime/test_xml.py conventions/test_xml.py",
    "runtime/call/tolerant.py": "runtime/test_decode.py conventions/test_bodies.py conventions/test_answers.py",
    "runtime/ground/secret.py": "runtime/test_secrets.py",
    "runtime/access/address.py": "conventions/test_servers.py runtime/test_client.py runtime/test_secrets.py",
    "runtime/access/auth.py": "runtime/test_client.py runtime/test_secrets.py vendors/test_kept.py",
    "runtime/access/tokens.py": "runtime/test_oauth.py",
    "runtime/webhooks/signature.py": "runtime/test_webhook.py conventions/test_signatures.py",
    "runtime/webhooks/receive.py": "runtime/test_webhook.py conventions/test_webhooks.py conventions/test_signatures.py",
    "runtime/wire/formats.py": "runtime/test_formats.py conventions/test_wire_formats.py",
    "runtime/limits/adaptive.py": "runtime/test_limiter_adaptive.py",
    "runtime/limits/redis.py": "runtime/test_limiter_redis.py",
    "runtime/call/plan.py": "runtime/test_client.py runtime/test_flow.py conventions/test_servers.py conventions/test_bodies.py conventions/test_background.py",
    "runtime/call/request.py": "runtime/test_client.py runtime/test_styles.py conventions/test_servers.py conventions/test_answers.py conventions/test_tracing.py conventions/test_bodies.py conventions/test_helping.py",
    "runtime/call/core.py": "runtime/test_limiter_adaptive.py runtime/test_client.py runtime/test_secrets.py conventions/test_tracing.py conventions/test_fallback.py",
    "runtime/call/response.py": "runtime/test_client.py runtime/test_decode.py conventions/test_answers.py conventions/test_media.py conventions/test_helping.py",
    "runtime/call/failure.py": "conventions/test_errors.py runtime/test_client.py runtime/test_faults.py runtime/test_decode.py",
    "runtime/call/redirect.py": "runtime/test_client.py runtime/test_flow.py runtime/test_faults.py",
    "runtime/call/evolution.py": "conventions/test_evolution.py runtime/test_client.py",
    "runtime/call/variant.py": "conventions/test_media.py",
    "runtime/client/clients.py": "runtime/test_client.py runtime/test_light.py conventions/test_tracing.py behaviour/test_options.py",
    "runtime/client/hooks.py": "conventions/test_tracing.py runtime/test_client.py",
    "runtime/client/options.py": "runtime/test_client.py behaviour/test_options.py conventions/test_helping.py",
    "runtime/client/positions.py": "runtime/test_paging.py behaviour/test_paging.py",
    "runtime/client/background.py": "runtime/test_background.py conventions/test_background.py conventions/test_events_later.py",
    "runtime/client/events.py": "runtime/test_background.py conventions/test_background.py conventions/test_events_later.py",
    "runtime/client/keywords.py": "conventions/test_helping.py runtime/test_client.py",
    "runtime/access/entry.py": "runtime/test_client.py runtime/test_oauth.py runtime/test_secrets.py",
    "runtime/access/oauth.py": "runtime/test_oauth.py conventions/test_oauth.py",
    "runtime/wire/given.py": "runtime/test_given.py conventions/test_dicts.py",
    "runtime/wire/numbers.py": "meaning/test_numbers.py runtime/test_decode.py runtime/test_body.py",
    "runtime/wire/pointer.py": "runtime/test_paging.py runtime/test_process.py runtime/test_errors.py",
    "runtime/wire/problem.py": "runtime/test_errors.py runtime/test_client.py runtime/test_decode.py conventions/test_errors.py",
    "runtime/wire/sequence.py": "runtime/test_sequence.py conventions/test_sequences.py",
    "runtime/wire/several.py": "conventions/test_media.py conventions/test_bodies.py",
    "runtime/wire/upload.py": "runtime/test_body.py runtime/test_client.py runtime/test_faults.py",
    "runtime/wire/xml.py": "runtime/test_xml.py conventions/test_xml.py",
    "runtime/webhooks/callback.py": "conventions/test_callbacks.py",
    "runtime/webhooks/rsa.py": "conventions/test_signatures.py vendors/test_bol.py",
    "runtime/ground/bounds.py": "runtime/test_client.py runtime/test_faults.py",
    "runtime/ground/fields.py": "runtime/test_fields.py runtime/test_client.py",
    "runtime/ground/groups.py": "conventions/test_parameter_groups.py",
    "runtime/ground/http.py": "runtime/test_client.py runtime/test_faults.py runtime/test_engines.py",
    "runtime/ground/trouble.py": "runtime/test_faults.py runtime/test_client.py",
    "runtime/ground/log.py": "runtime/test_copied.py conventions/test_evolution.py runtime/test_decode.py runtime/test_client.py runtime/test_secrets.py",
    "runtime/transport/pools.py": "conventions/test_http2.py runtime/test_client.py runtime/test_engines.py runtime/test_faults.py",
    "runtime/transport/shards.py": "runtime/test_engines.py runtime/test_client.py",
    "runtime/transport/bounded.py": "runtime/test_faults.py runtime/test_engines.py",
    "runtime/transport/engines.py": "runtime/test_engines.py runtime/test_client.py",
    # The server: what a program is tested against.
    "server/app/routing.py": f"runtime_server/test_routing.py {_STUB}",
    "server/app/auth.py": f"runtime_server/test_auth.py conventions/test_oauth.py {_STUB}",
    "server/app/styles.py": f"runtime_server/test_styles.py {_STUB}",
    "server/app/negotiate.py": f"runtime_server/test_negotiate.py {_STUB}",
    "server/application.py": f"runtime_server/test_routing.py {_STUB}",
    "server/app/answers.py": f"{_STUB}",
    "server/app/binding.py": f"behaviour/test_server.py {_STUB}",
    "server/app/bodies.py": f"vendors/test_retailcrm.py runtime_server/test_styles.py conventions/test_bodies.py conventions/test_xml.py {_STUB}",
    "server/app/encoding.py": f"runtime_server/test_styles.py conventions/test_bodies.py {_STUB}",
    "server/app/envelope.py": f"conventions/test_refusals.py conventions/test_errors.py {_STUB}",
    "server/app/faults.py": f"{_STUB}",
    "server/app/json_text.py": f"runtime_server/test_json_text.py {_STUB}",
    "server/app/limits.py": f"runtime_server/test_limits.py conventions/test_rate_limits.py {_STUB}",
    "server/app/multipart.py": f"runtime_server/test_multipart.py conventions/test_bodies.py {_STUB}",
    "server/app/parameters.py": f"runtime_server/test_styles.py runtime_server/test_spellings.py {_STUB}",
    "server/app/plan.py": f"runtime_server/test_spellings.py runtime_server/test_limits.py conventions/test_media.py conventions/test_parameter_groups.py conventions/test_evolution.py {_STUB}",
    "server/app/replies.py": f"behaviour/test_server.py {_STUB}",
    "server/app/request.py": f"conventions/test_callbacks.py {_STUB}",
    "server/app/responses.py": f"behaviour/test_server.py conventions/test_answers.py {_STUB}",
    "server/app/seen.py": f"runtime_server/test_seen.py {_STUB}",
    "server/app/sequence.py": "conventions/test_sequences.py",
    "server/app/spellings.py": f"runtime_server/test_spellings.py {_STUB}",
    "server/app/tokens.py": "conventions/test_oauth.py",
    "server/app/validation.py": f"conventions/test_refusals.py {_STUB}",
    "server/app/versions.py": f"conventions/test_media.py {_STUB}",
    "server/sandbox/backend.py": f"runtime_server/test_directions.py {_STUB}",
    "server/sandbox/cases.py": f"runtime_server/test_directions.py {_STUB}",
    "server/sandbox/directed.py": f"runtime_server/test_directions.py runtime_server/test_processes.py vendors/test_retailcrm_state.py {_STUB}",
    "server/sandbox/directed_things.py": f"runtime_server/test_directions.py vendors/test_shoprocket_rules.py vendors/test_shoprocket.py {_STUB}",
    "server/sandbox/directions.py": f"runtime_server/test_directions.py {_STUB}",
    "server/sandbox/formulas.py": f"runtime_server/test_directions.py vendors/test_shoprocket_rules.py {_STUB}",
    "server/sandbox/jobs.py": "runtime_server/test_processes.py runtime_server/test_directions.py vendors/test_bol.py",
    "server/sandbox/kinds.py": f"{_STUB}",
    "server/sandbox/lines.py": f"runtime_server/test_directions.py vendors/test_shoprocket_rules.py {_STUB}",
    "server/sandbox/lists.py": f"runtime_server/test_values.py runtime_server/test_processes.py runtime_server/test_directions.py {_STUB}",
    "server/sandbox/narrow.py": f"runtime_server/test_narrow.py runtime_server/test_directions.py vendors/test_retailcrm_state.py {_STUB}",
    "server/sandbox/paging.py": f"behaviour/test_paging.py {_STUB}",
    "server/sandbox/processes.py": "runtime_server/test_processes.py conventions/test_processes.py vendors/test_bol.py",
    "server/sandbox/resources.py": f"runtime_server/test_verbs.py {_STUB}",
    "server/sandbox/rules.py": f"runtime_server/test_directions.py vendors/test_shoprocket_rules.py {_STUB}",
    "server/sandbox/selectors.py": f"runtime_server/test_verbs.py vendors/test_retailcrm_state.py {_STUB}",
    "server/sandbox/store.py": f"runtime_server/test_verbs.py runtime_server/test_processes.py runtime_server/test_directions.py {_STUB} vendors/test_retailcrm_state.py",
    "server/sandbox/things.py": f"runtime_server/test_verbs.py runtime_server/test_processes.py runtime_server/test_directions.py {_STUB}",
    "server/sandbox/verbs.py": f"runtime_server/test_verbs.py vendors/test_retailcrm_state.py {_STUB}",
    "server/schemas/directions.py": f"meaning/test_presence.py {_STUB}",
    "server/schemas/document.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/families.py": f"meaning/test_kinds.py runtime_server/test_generate.py {_STUB}",
    "server/schemas/generate.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/merge.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/numeric.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/patterns.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/shapes.py": f"runtime_server/test_styles.py runtime_server/test_spellings.py {_STUB}",
    "server/schemas/spelling.py": f"runtime_server/test_spellings.py {_STUB}",
    "server/schemas/strings.py": f"runtime_server/test_generate.py {_STUB}",
    "server/schemas/values.py": f"runtime_server/test_values.py runtime_server/test_generate.py {_STUB}",
    "server/schemas/wire.py": f"conventions/test_wire_formats.py {_STUB}",
    # The compiler: what is refused, and what is made.
    "name/settle.py": "unit/test_naming.py unit/test_lock.py unit/test_unusual_names.py",
    "name/naming.py": "unit/test_naming.py unit/test_lock.py unit/test_unusual_names.py test_cases.py",
    "name/layout.py": "unit/test_layout.py test_cases.py",
    "write/files.py": "unit/test_files.py unit/test_cli.py",
    "write/swap.py": "unit/test_swap.py unit/test_files.py",
    "command/freshness.py": "unit/test_freshness.py",
    "command/surface.py": "unit/test_surface.py unit/test_unusual_names.py",
    "ground/text.py": "unit/test_text.py unit/test_unusual_names.py test_cases.py",
    "write/plain.py": "unit/test_models.py unit/test_unusual_names.py test_cases.py",
    "check/schemas.py": f"{_LINT} test_cases.py",
    "check/extensions.py": f"{_LINT} test_cases.py",
    "read/document/bundle.py": "unit/test_document.py unit/test_versions.py",
    "read/document/grammar.py": "unit/test_document.py unit/test_versions.py",
    "read/document/identity.py": "unit/test_identity.py unit/test_document.py",
    "read/document/keys.py": "unit/test_document.py",
    "read/document/newer.py": "unit/test_versions.py",
    "read/document/ours.py": "unit/test_ours.py",
    "read/document/references.py": "unit/test_document.py unit/test_identity.py",
    "read/document/standing.py": "unit/test_document.py unit/test_mend.py",
    "read/document/survey.py": "unit/test_document.py unit/test_identity.py",
    "read/document/swagger.py": "unit/test_versions.py",
    "read/document/upgrade.py": "unit/test_document.py unit/test_versions.py",
    "read/files.py": "meaning/test_files.py unit/test_document.py",
    "read/mend/loose.py": "unit/test_mend.py",
    "read/mend/prune.py": "unit/test_mend.py",
    "read/mend/readings.py": "unit/test_mend.py",
    "read/mend/tree.py": "unit/test_mend.py",
    "read/overlay.py": "unit/test_overlay.py",
    "read/source/json_text.py": "unit/test_source.py",
    "read/source/toml_text.py": "unit/test_settings.py unit/test_source.py",
    "read/source/tree.py": "unit/test_source.py unit/test_document.py unit/test_mend.py",
    "read/source/yaml_text.py": "unit/test_source.py",
    "read/wire.py": "unit/test_wire.py conventions/test_wire_formats.py",
    "understand/bodies.py": f"unit/test_build.py {_MEANT} test_cases.py",
    "understand/branches.py": f"unit/test_form.py unit/test_build.py {_MEANT} test_cases.py",
    "understand/build.py": "unit/test_build.py test_cases.py",
    "understand/conventions.py": "unit/test_build.py test_cases.py",
    "understand/form.py": f"unit/test_form.py unit/test_build.py {_MEANT} test_cases.py",
    "understand/forms.py": f"unit/test_form.py unit/test_build.py {_MEANT} test_cases.py",
    "understand/kinds.py": f"unit/test_build.py {_MEANT} test_cases.py",
    "understand/large.py": f"unit/test_form.py unit/test_build.py {_MEANT} test_cases.py",
    "understand/mentions.py": "unit/test_build.py test_cases.py",
    "understand/processes.py": "unit/test_build.py test_cases.py",
    "understand/schemas.py": f"unit/test_build.py {_MEANT} test_cases.py",
    "understand/security.py": "unit/test_build.py test_cases.py",
    "understand/servers.py": "unit/test_build.py test_cases.py",
    "understand/told.py": "unit/test_build.py test_cases.py",
    "understand/types.py": f"unit/test_build.py {_MEANT} test_cases.py",
    "understand/values.py": f"unit/test_form.py unit/test_build.py {_MEANT} test_cases.py",
    "understand/wants.py": f"unit/test_build.py {_MEANT} test_cases.py",
    "understand/webhooks.py": "unit/test_build.py test_cases.py",
    "understand/xml.py": "unit/test_build.py test_cases.py conventions/test_xml.py",
    "check/bodies.py": f"{_LINT}",
    "check/conjunction.py": f"{_LINT}",
    "check/directions.py": f"{_LINT}",
    "check/examples.py": f"{_LINT}",
    "check/expressions.py": f"{_LINT}",
    "check/faults.py": f"unit/test_lint_versions.py {_LINT}",
    "check/fitting.py": f"{_LINT}",
    "check/flows.py": f"{_LINT}",
    "check/groups.py": f"{_LINT}",
    "check/headers.py": f"{_LINT}",
    "check/idle.py": f"{_LINT}",
    "check/look.py": f"{_LINT}",
    "check/losses.py": f"{_LINT}",
    "check/media.py": f"{_LINT}",
    "check/paths.py": f"{_LINT}",
    "check/sandbox.py": f"{_LINT}",
    "check/security.py": f"{_LINT}",
    "check/sense.py": f"{_LINT}",
    "check/senseless.py": f"{_LINT}",
    "check/standard.py": f"{_LINT} unit/test_lint_versions.py",
    "check/surroundings.py": f"{_LINT}",
    "check/twice.py": f"{_LINT}",
    "check/values.py": f"{_LINT}",
    "check/versions.py": "unit/test_lint_versions.py",
    "check/wire.py": f"unit/test_wire.py {_LINT}",
    "check/witness.py": f"{_LINT}",
    "name/classes.py": "unit/test_naming.py unit/test_models.py test_cases.py",
    "name/identity.py": "unit/test_lock.py",
    "name/lock.py": "unit/test_lock.py",
    "name/package.py": "unit/test_settings.py unit/test_unusual_names.py unit/test_naming.py",
    "name/spelling.py": "unit/test_naming.py unit/test_text.py",
    "write/defaults.py": "unit/test_models.py meaning/test_defaults.py test_cases.py",
    "write/features.py": "unit/test_features.py",
    "write/marks.py": "unit/test_models.py test_cases.py",
    "write/metadata.py": "unit/test_settings.py unit/test_files.py",
    "write/models.py": "unit/test_models.py unit/test_shapes.py test_cases.py",
    "write/shapes.py": "unit/test_shapes.py unit/test_models.py test_cases.py",
    "write/types.py": "unit/test_types.py test_cases.py",
    "write/views/client.py": "test_cases.py unit/test_unusual_names.py",
    "write/views/operations.py": "test_cases.py unit/test_unusual_names.py",
    "write/views/package.py": "test_cases.py unit/test_files.py",
    "write/views/version.py": "unit/test_version.py",
    "command/cli.py": "unit/test_cli.py unit/test_command.py",
    "command/culprits.py": "unit/test_cli.py unit/test_mend.py",
    "command/diffing.py": "evolution/test_command.py",
    "command/editor.py": "unit/test_editor.py",
    "command/evolving.py": "evolution/test_command.py evolution/test_versions.py",
    "command/locking.py": "unit/test_lock.py unit/test_cli.py",
    "command/revisions.py": "evolution/test_command.py",
    "command/settings.py": "unit/test_settings.py unit/test_cli.py",
    "command/settings_file.py": "unit/test_settings.py",
    "command/workspace.py": "unit/test_cli.py unit/test_freshness.py unit/test_files.py",
    "compare/around.py": f"{_TOLD}",
    "compare/changelog.py": f"evolution/test_versions.py evolution/test_command.py {_TOLD}",
    "compare/exchange.py": f"{_TOLD}",
    "compare/forms.py": f"{_TOLD}",
    "compare/found.py": f"{_TOLD}",
    "compare/members.py": f"{_TOLD}",
    "compare/operations.py": f"{_TOLD}",
    "compare/policy.py": f"evolution/test_policies.py {_TOLD}",
    "compare/promises.py": f"{_TOLD}",
    "compare/reduce.py": f"{_TOLD}",
    "compare/same.py": f"{_TOLD}",
    "compare/schemas.py": f"{_TOLD}",
    "compare/slots.py": f"{_TOLD}",
    "compare/told.py": f"evolution/test_command.py evolution/test_versions.py {_TOLD}",
    "compare/unions.py": f"{_TOLD}",
    "compare/version.py": f"evolution/test_versions.py {_TOLD}",
    "ground/reach.py": "unit/test_mend.py unit/test_diagnostics.py",
    "ground/diagnostics.py": "unit/test_diagnostics.py unit/test_cli.py",
    "agents/answers.py": "test_agents.py",
    "agents/package.py": "test_agents.py",
    "agents/server.py": "test_agents.py",
    "agents/serving.py": "test_agents.py",
    "agents/tools.py": "test_agents.py",
    "console/calls.py": "console/test_console.py",
    "console/webhooks.py": "console/test_webhooks.py",
    "console/guard.py": "console/test_console.py",
    "console/records.py": "console/test_console.py console/test_serve.py",
    "console/switches.py": "console/test_console.py",
}  # fmt: skip
"""The end of a module's path → the tests that are to notice what is wrong in it."""

_COPIED = ("docs", "generated", "generator", "specs", "templates", "tests", "pyproject.toml", "Makefile",
           "README.md", ".importlinter", ".gitignore", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")  # fmt: skip
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPPOSITE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr
}  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:\[.*\])?)(?: - .*)?$", re.MULTILINE)
_PATIENCE = 300
"""Seconds that the tests of one module may take; the longest take a fifth, on a busy machine."""
_SEEN_BY_NOBODY = {"__repr__", "__str__", "__dir__"}


class Fault(NamedTuple):
    """One change of meaning."""

    module: Path
    """Below the root."""
    line: int
    what: str
    source: str
    """The whole module with the fault in it."""

    def __str__(self) -> str:
        return f"{self.module.as_posix()}:{self.line}: {self.what}"


def found(end: str) -> Path:
    """The module whose path ends so, wherever it stands; the folder's name may have moved.

    Raises:
        LookupError: There is none, or more than one.
    """
    name = end.rpartition("/")[2]
    ours = [path for path in (ROOT / "generator").rglob(name) if "__pycache__" not in path.parts]
    exact = [path for path in ours if path.as_posix().endswith(f"/{end}")]
    chosen = exact or ours
    if len(chosen) != 1:
        raise LookupError(f"{end}: {len(chosen)} modules are called so; mend the table DECIDING")
    return chosen[0].relative_to(ROOT)


def noticed_by(end: str) -> tuple[str, ...]:
    """The tests of a module, below the root."""
    return tuple(f"tests/{name}" for name in DECIDING[end].split())


# Planting ----------------------------------------------------------------------------------


def _sites(tree: ast.Module) -> Iterator[tuple[int, str, Callable[[], None]]]:
    """Line, words and deed of each change that can be made; deeds change the tree in place."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name in _SEEN_BY_NOBODY:
                continue
            todo += [*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            continue
        if isinstance(node, ast.AnnAssign):
            todo += [node.value] if node.value else []
            continue
        if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom):
            continue  # what a message says, and how the module is put together
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "short":
            todo += node.args[:1]  # how much of a long text a message quotes
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield from _changes(node)
        todo += ast.iter_child_nodes(node)


def _changes(node: ast.AST) -> Iterator[tuple[int, str, Callable[[], None]]]:
    if isinstance(node, ast.Compare):
        other = _FLIPPED[type(node.ops[0])]
        yield (
            node.lineno,
            f"comparison turned round: {_short(node)}",
            lambda: node.ops.__setitem__(0, other()),
        )
    elif isinstance(node, ast.BoolOp):
        word, swapped = ("and", ast.Or) if isinstance(node.op, ast.And) else ("or", ast.And)
        yield (
            node.lineno,
            f"`{word}` is the other: {_short(node)}",
            lambda: setattr(node, "op", swapped()),
        )
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPPOSITE:
        opposite = _OPPOSITE[type(node.op)]
        yield (
            node.lineno,
            f"sum turned round: {_short(node)}",
            lambda: setattr(node, "op", opposite()),
        )
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        yield node.lineno, f"{value} is one more", lambda: setattr(node, "value", value + 1)
    elif isinstance(node, ast.Return) and node.value is not None and not _says_no(node.value):
        none = ast.Constant(None)
        yield (
            node.lineno,
            f"result left out: {_short(node)}",
            lambda: setattr(node, "value", none),
        )
    elif _has_two(node):
        order = [node.args[1], node.args[0], *node.args[2:]]
        yield (
            node.lineno,
            f"arguments exchanged: {_short(node)}",
            lambda: setattr(node, "args", order),
        )
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield (
            node.lineno,
            f"condition turned round: {_short(node.test)}",
            lambda: setattr(node, "test", negated),
        )
    if isinstance(node, ast.If):
        yield (
            node.lineno,
            f"branch left out: if {_short(node.test)}",
            lambda: setattr(node, "body", [ast.Pass()]),
        )


def _says_no(value: ast.expr) -> bool:
    """Whether nothing is what it says already: no condition tells False from None."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _has_two(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether it is a call with two arguments that have places."""
    return (
        isinstance(node, ast.Call)
        and len(node.args) > 1
        and ast.unparse(node.func) not in {"max", "min"}  # which say the same either way
        and not any(isinstance(argument, ast.Starred) for argument in node.args[:2])
    )


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def planted(module: Path, index: int) -> Fault | None:
    """A module with one of its changes made; None where it says the same as before."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    plain = ast.unparse(tree)
    line, what, deed = list(_sites(tree))[index]
    deed()
    source = ast.unparse(ast.fix_missing_locations(tree))
    return Fault(module, line, what, f"{source}\n") if source != plain else None


def chosen(modules: list[str], count: int, seed: int) -> list[tuple[str, Fault]]:
    """So many faults, spread evenly over the modules."""
    chance = random.Random(seed)
    waiting: dict[str, list[int]] = {}
    for end in modules:
        tree = ast.parse((ROOT / found(end)).read_text(encoding="utf-8"))
        waiting[end] = list(range(sum(1 for _ in _sites(tree))))
        chance.shuffle(waiting[end])
    picked: list[tuple[str, Fault]] = []
    while len(picked) < count and any(waiting.values()):
        for end in chance.sample(modules, len(modules)):
            if waiting[end] and len(picked) < count:
                fault = planted(found(end), waiting[end].pop())
                picked += [(end, fault)] if fault else []
    return picked


# Trying ------------------------------------------------------------------------------------


class Copy:
    """A copy of the tree that faults are planted into, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        unwanted = shutil.ignore_patterns("__pycache__", ".*_cache")
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=unwanted)
            elif source.exists():
                shutil.copy2(source, folder / name)

    def run(self, *tests: str) -> tuple[int | None, str]:
        """Run tests until one fails.

        Returns:
            The exit status, None where they did not end in time, and which test failed, if one did.
        """
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MAKE"))}
        env |= {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
            "1"  # importing schemathesis takes longer than most tests
        )
        said = self.root.with_suffix(".log")
        with said.open("wb") as out:
            running = subprocess.Popen(
                [
                    *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=no"),
                    *("-c", "pyproject.toml", "--rootdir", ".", "--confcutdir", "tests", *tests),
                ],
                cwd=self.root, env=env, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
            try:
                status = running.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                return None, ""
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        failed = _FAILED.search(said.read_text(encoding="utf-8", errors="replace"))
        return status, failed[1] if failed else ""

    def _places(self, module: Path) -> list[Path]:
        """A module, and where packages have a copy of it: they would be generated anew."""
        runtime = Path("generator", "runtime")
        if not module.is_relative_to(runtime):
            return [self.root / module]
        copied = f"generated/*/*/_runtime/{module.relative_to(runtime).as_posix()}"
        return [self.root / module, *sorted(self.root.glob(copied))]

    def try_out(self, fault: Fault, tests: tuple[str, ...]) -> str | None:
        """The test that notices a fault, None where all of them pass.

        Raises:
            RuntimeError: The tests could not be run.
        """
        whole = {path: path.read_bytes() for path in self._places(fault.module)}
        for path in whole:
            path.write_text(fault.source, encoding="utf-8")
        try:
            status, failed = self.run(*tests)
        finally:
            for path, before in whole.items():
                path.write_bytes(before)
        if status == 0:
            return None
        if status in (None, 3):  # they did not end, or the whole run broke down
            return "no end"
        if not failed:
            raise RuntimeError(f"pytest could not run {' '.join(tests)} (status {status})")
        return failed


def main() -> int:
    """Plant, try, and say what was noticed.

    Returns:
        1 when less was noticed than is asked for.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.faults")
    parser.add_argument("modules", nargs="*", help="ends of paths, such as runtime/retry.py")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--least", type=float, default=0.85, help="the part that is to be noticed")
    options = parser.parse_args()
    modules: list[str] = options.modules or list(DECIDING)
    picked = chosen(modules, options.count, options.seed)
    with tempfile.TemporaryDirectory(prefix="specwright-faults-") as place:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(Copy(Path(place, str(number))))
        with ThreadPoolExecutor(options.jobs) as pool:

            def with_copy(work: Callable[[Copy], Any]) -> Any:
                own = copies.get()
                try:
                    return work(own)
                finally:
                    copies.put(own)

            sound: set[str] = {"no end"}

            def passes(test: str) -> bool:
                return bool(with_copy(lambda own: own.run(test)[0] == 0))

            def tried(item: tuple[str, Fault]) -> bool:
                end, fault = item
                failed = with_copy(lambda own: own.try_out(fault, noticed_by(end)))
                if failed and failed not in sound and passes(failed):
                    sound.add(failed)
                word = "noticed  " if failed in sound else "UNNOTICED"
                print(f"{word} {fault}" + (f"  [{failed}]" if failed else ""), flush=True)
                return failed in sound

            outcomes = list(pool.map(tried, picked))
    rate = sum(outcomes) / len(outcomes) if outcomes else 0.0
    print(f"{sum(outcomes)} of {len(outcomes)} faults noticed ({rate:.0%}), seed {options.seed}")
    return int(rate < options.least)


if __name__ == "__main__":
    raise SystemExit(main())
