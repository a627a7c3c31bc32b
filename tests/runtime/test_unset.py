import copy
import pickle

import pytest

from generator.runtime import UNSET, Unset
from generator.runtime.ground.errors import UsageError
from generator.runtime.wire.scalar import to_json


def test_falsy_named_and_itself_over_pickle_and_copy() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy({"a": UNSET})["a"] is UNSET
    assert copy.copy(UNSET) is UNSET
    assert list(Unset) == [UNSET]


def test_hidden_in_a_value_it_is_refused_and_not_sent() -> None:
    with pytest.raises(UsageError, match="JSON"):
        to_json({"a": [UNSET]})
