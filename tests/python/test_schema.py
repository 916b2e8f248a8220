"""The JSON schema of a model: it takes what the core reads, and no field more."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path
from typing import Any

import backoffice as bo
import test_mirror
import test_scheduling
from backoffice import _backoffice, scheduling
from backoffice.scheduling import Model

ROOT = Path(__file__).parents[2]
HOSTILE = json.loads((ROOT / "tests/tests/hostile/model.json").read_text())
MODELS = (
    HOSTILE,
    *(json.loads(bo.to_json(model)) for model in (test_scheduling.MODEL, test_scheduling.great(), test_mirror.full_model())),
)


class Schema(unittest.TestCase):
    schema = scheduling.model_schema()

    def test_every_class_has_the_fields_of_the_schema(self) -> None:
        kinds = {"Model": self.schema, **self.schema["$defs"]}
        checked = 0
        for name, schema in kinds.items():
            kind = getattr(scheduling, name, None)
            if dataclasses.is_dataclass(kind) and "properties" in schema:
                with self.subTest(name):
                    own = {field.name.rstrip("_") for field in dataclasses.fields(kind)}
                    self.assertEqual(set(schema["properties"]), own)
                    self.assertIs(schema["additionalProperties"], False)
                    checked += 1
        self.assertGreater(checked, 15)

    def test_models_are_valid_and_broken_ones_are_not(self) -> None:
        try:
            import jsonschema
        except ImportError:
            self.skipTest("jsonschema is not installed")
        jsonschema.Draft202012Validator.check_schema(self.schema)
        valid = jsonschema.Draft202012Validator(self.schema)
        for model in MODELS:
            valid.validate(model)
            again = json.loads(bo.to_json(bo.from_json(Model, json.dumps(model))))
            valid.validate(again)
        count = 0
        for path in paths(HOSTILE):
            # Wherever the core refuses a document for its form, the schema does too.
            for spoil in (odd_field, wrong_kind):
                spoilt = copy.deepcopy(HOSTILE)
                if not spoil(spoilt, path):
                    continue
                count += 1
                with self.subTest(path=path, spoil=spoil.__name__):
                    self.assertFalse(valid.is_valid(spoilt), spoilt)
                    with self.assertRaises(bo.InputError):
                        _backoffice.scheduling_check(spoilt)
        self.assertGreater(count, 200)
        without = {name: value for name, value in HOSTILE.items() if name != "period"}
        self.assertFalse(valid.is_valid(without))


    @unittest.skipUnless(shutil.which("cc"), "there is no C compiler")
    def test_models_in_c_are_valid(self) -> None:
        try:
            import jsonschema
        except ImportError:
            self.skipTest("jsonschema is not installed")
        valid = jsonschema.Draft202012Validator(self.schema)
        count = 0
        for source in sorted([*ROOT.glob("tests/c/*.c"), *ROOT.glob("examples/c/*.c")]):
            for model in models_of(source):
                with self.subTest(source.name):
                    count += 1
                    valid.validate(model)
        self.assertGreater(count, 5)


def models_of(source: Path) -> list[dict[str, Any]]:
    """The models in a C source: its texts as the compiler sees them, macros written out and parts put together."""
    command = ["cc", "-E", "-P", "-I", str(ROOT / "bindings-c/include"), str(source)]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    literal = r'"(?:[^"\\\n]|\\.)*"'
    found: dict[str, dict[str, Any]] = {}
    for parts in re.finditer(rf"{literal}(?:\s*{literal})*", text):
        try:
            whole = "".join(json.loads(part) for part in re.findall(literal, parts.group()))
            document = json.loads(whole)
        except ValueError:
            # Most texts are none of JSON.
            continue
        if isinstance(document, dict) and "period" in document and {"people", "shifts"} & document.keys():
            found[whole] = document
    return list(found.values())


def paths(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of a document."""
    below = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    return [path, *(inner for key, value in below for inner in paths(value, (*path, key)))]


def odd_field(document: Any, path: tuple[str | int, ...]) -> bool:
    at = document
    for step in path:
        at = at[step]
    # `history.shifts` is a map from the caller's names.
    if not isinstance(at, dict) or path[-1:] == ("shifts",) and "history" in path:
        return False
    at["no such field"] = 1
    return True


def wrong_kind(document: Any, path: tuple[str | int, ...]) -> bool:
    if not path:
        return False
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = {"no such": "thing"} if not isinstance(at[path[-1]], dict) else [1.5]
    return True
