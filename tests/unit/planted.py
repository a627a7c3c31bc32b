"""Every document with one planted mistake: its beginning, the code, the text, what its mend says."""

from __future__ import annotations

from tests.unit import (
    test_lint,
    test_lint_aims,
    test_lint_closer,
    test_lint_extensions,
    test_lint_finer,
    test_lint_meaning,
    test_lint_sense,
    test_lint_versions,
    test_lint_words,
)
from tests.unit.marked import PRELUDE

ROWS = [
    *((PRELUDE, *row) for row in test_lint.FAULTS),
    *((PRELUDE, *row) for row in test_lint_meaning.PLANTED),
    *((PRELUDE, *row) for row in test_lint_sense.PLANTED),
    *((PRELUDE, *row) for row in test_lint_extensions.PLANTED),
    *((PRELUDE, *row) for row in test_lint_aims.PLANTED),
    *((test_lint_versions.OLD, *row) for row in test_lint_versions.PLANTED),
    *test_lint_words.PLANTED,
    *test_lint_finer.PLANTED,
    *test_lint_closer.PLANTED,
]
