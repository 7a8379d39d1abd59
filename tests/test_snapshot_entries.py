"""Sections decoded entry by entry, and the key of sources that nobody touched."""

from __future__ import annotations

import json
import os
import time
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import snapshot
from kg.base.column_file import Damaged, parts, unpacked
from kg.base.string_table import Keys
from kg.cli import main
from kg.snapshot import cache
from kg.snapshot.closure import reached
from kg.snapshot.lazy_map import Entries, decoded, encoded, spoilt
from kg.snapshot.stat_cache import recall, remember, signature

HOSTILE = {"iri:a": {"label": 'tab\t, line\n, "quoted" \\ \u2028 \x85 \U0001f9b4'}, "iri:b": [1, None, "x"], "iri:c": 3}
WHOLE = {"relations": {"raises": {"sign": 1}}, "items": HOSTILE}


def written(name: str, data: Any) -> bytes:
    return b"".join(encoded(name, data))


def entries(texts: dict[str, Any]) -> Entries:
    found = decoded("superseded", written("superseded", texts))
    assert isinstance(found, Entries)
    return found


@pytest.mark.parametrize(("name", "data"), [("superseded", HOSTILE), ("assertions", WHOLE), ("superseded", {})])
def test_what_was_written_is_read(name: str, data: dict[str, Any]) -> None:
    found = decoded(name, written(name, data))
    assert found == data
    assert list(found) == list(data)
    assert json.loads(json.dumps(found)) == data


def test_entries_are_a_mapping_in_the_order_of_the_file() -> None:
    found = entries(HOSTILE)
    assert (len(found), list(found), list(found.keys())) == (3, list(HOSTILE), list(HOSTILE))
    assert "iri:a" in found
    assert "iri:z" not in found
    assert found.get("iri:z", 7) == 7
    assert found.get("iri:c") == 3
    assert list(found.items()) == list(HOSTILE.items())
    assert list(found.values()) == list(HOSTILE.values())
    assert {**found} == dict(found) == HOSTILE
    with pytest.raises(KeyError):
        found["iri:z"]


def test_an_entry_is_decoded_when_it_is_asked_for_and_kept() -> None:
    """One whose bytes have changed is found when it is asked for, and not before."""
    raw = written("superseded", {"a": [1], "b": [2]})
    found = decoded("superseded", raw.replace(b"[2]", b"[3]"))
    assert found["a"] is found["a"]
    with pytest.raises(Damaged, match="the entry b is damaged"):
        found["b"]


def test_entries_are_in_the_order_of_their_keys_whatever_they_were_given_in() -> None:
    found = entries({"b": 1, "\U0001f9b4": 2, "\uffff": 3, "a": 4, "": 5})
    assert list(found) == ["", "a", "b", "\uffff", "\U0001f9b4"]
    assert list(found.ordered()) == list(found)
    assert [found[key] for key in found] == [5, 4, 1, 3, 2]


def test_what_a_loop_over_many_passes_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = entries({"a": [1], "b": [2]}), entries({"a": [1], "b": [2], "c": [3]})
    monkeypatch.setattr("kg.snapshot.lazy_map._MANY", 2)
    assert next(iter(few.values())) is few["a"]
    assert next(iter(many.values())) is not many["a"]
    assert dict(many.items()) == {"a": [1], "b": [2], "c": [3]}
    own = many["b"]
    assert next(value for key, value in many.items() if key == "b") is own


def test_two_are_joined_and_the_second_goes_before() -> None:
    joined = entries({"a": 1, "b": 5}) | entries({"a": 2, "c": 3})
    assert (list(joined), joined["a"], joined["b"], joined["c"]) == (["a", "b", "c"], 2, 5, 3)
    assert (len(joined), "c" in joined, "d" in joined) == (3, True, False)


def test_the_places_of_two_that_share_no_key_follow_each_other() -> None:
    joined = entries({"b": 1, "d": 5}) | entries({"a": 2})
    assert [joined.ordered()[place] for place in range(3)] == list(joined.ordered()) == ["b", "d", "a"]
    with pytest.raises(IndexError):
        joined.ordered()[3]


def test_what_is_set_is_looked_up_and_not_counted() -> None:
    found = entries({"a": 1})
    copied = found.copy()
    copied["z"] = 9
    assert (copied["z"], "z" in copied, list(copied), "z" in found) == (9, True, ["a"], False)


def test_entries_are_taken_out_and_put_in() -> None:
    changed = entries({"a": 1, "c": 3, "d": 4}).replaced({"c", "x"}, {"b": 2, "d": 5})
    assert dict(changed.items()) == {"a": 1, "b": 2, "d": 5}
    assert written("superseded", changed) == written("superseded", {"d": 5, "b": 2, "a": 1})


def test_columns_come_back_as_they_were() -> None:
    data = {
        "told": ["\u2028", None],
        "small": array("b", [-1, 1]),
        "raw": b"abc",
        "empty": array("i"),
        "ints": array("i", [7]),
    }
    found = unpacked(b"".join(parts({**data, "keys": Keys.of(["a", "\u00e9"])})))
    assert found.keys() == data.keys() | {"keys"}
    assert (found["told"], bytes(found["raw"]), list(found["empty"])) == (["\u2028", None], b"abc", [])
    assert (list(found["small"]), list(found["ints"]), list(found["keys"])) == ([-1, 1], [7], ["a", "\u00e9"])


def test_columns_that_are_cut_off_are_refused() -> None:
    raw = b"".join(parts({"ints": array("i", range(9))}))
    with pytest.raises(Damaged, match="the column ints is cut off"):
        unpacked(raw[:-8])


@pytest.mark.parametrize("few", [0, 5_000])
@given(texts=st.sets(st.text()), other=st.text())
def test_keys_find_what_they_hold_and_nothing_else(few: int, texts: set[str], other: str) -> None:
    """By halving where there are many, at once where there are few."""
    ordered = sorted(texts)
    keys = Keys.of(ordered)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kg.base.string_table._FEW", few)
        found = [keys.find(text) for text in (*ordered, other)]
    assert found == [*range(len(ordered)), ordered.index(other) if other in texts else -1]
    assert list(keys) == ordered == [keys[place] for place in range(len(keys))]
    assert (other in keys) == (other in texts)


def test_bytes_without_a_head_are_refused() -> None:
    for raw in (b"", b"x" * 100_000):
        with pytest.raises(Damaged, match="no head"):
            decoded("superseded", raw)


def test_a_section_without_its_entries_is_refused() -> None:
    with pytest.raises(Damaged, match="entries of section superseded are not there"):
        decoded("superseded", b"[{},[]]\n")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a section that is too large to be verified as a whole."""
    monkeypatch.setattr(cache, "_LARGE", 16)
    (tmp_path / "superseded.json").write_bytes(written("superseded", HOSTILE))
    return tmp_path


def test_of_a_large_section_the_head_is_verified_and_then_each_entry(large: Path) -> None:
    path = large / "superseded.json"
    raw = path.read_bytes()
    told = {"superseded": cache.sealed("superseded", raw)}
    assert cache.read(large, "superseded", told, spoilt) == HOSTILE
    last = raw.rindex(b"3")
    path.write_bytes(raw[:last] + b"4" + raw[last + 1 :])
    found = cache.read(large, "superseded", told, spoilt)
    assert found["iri:a"] == HOSTILE["iri:a"]
    with pytest.raises(Damaged, match="iri:c"):
        found["iri:c"]
    for wrong in (raw[:-1], raw + b" ", raw.replace(b"iri:a", b"iri:x"), raw.replace(b"iri:airi", b"iri:airj"), b""):
        path.write_bytes(wrong)
        with pytest.raises(ValueError, match=r"damaged|empty"):
            cache.read(large, "superseded", told, spoilt)


def test_a_graph_whose_entry_is_damaged_is_removed_and_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first answer says so and gives nothing; the next is whole."""
    monkeypatch.setattr(cache, "_LARGE", 1 << 16)
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path))
    whole = kg.load().evidence("A0118").to_dict()
    path = kg.load().snapshot_folder / "assertions.json"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"id":"asr:A0118"', b'"id":"asr:A0119"'))
    assert main(["evidence", "A0118"]) == 4
    assert "was damaged at https://w3id.org/serm-bone/assertion/A0118" in capsys.readouterr().err
    assert kg.load().evidence("A0118").to_dict() == whole


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file that was last touched an hour ago, as far as its own times say."""
    path = tmp_path / "source.ttl"
    path.write_text("one", encoding="utf-8")
    return path


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let that time pass."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


def test_what_changed_just_now_has_no_signature(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second change in the same tick of the clock could not be told from the first."""
    assert signature("", [str(source)]) is None
    later(monkeypatch, 3)
    assert signature("", [str(source)]) is not None


def test_another_content_of_the_same_size_and_time_has_another_signature(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a package may have whose files all bear the same date."""
    told, paths = source.stat(), [str(source)]
    later(monkeypatch, 3)
    before = signature("", paths)
    time.sleep(0.05)
    source.write_text("two", encoding="utf-8")
    os.utime(source, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert (source.stat().st_size, source.stat().st_mtime_ns) == (told.st_size, told.st_mtime_ns)
    assert signature("", paths) not in (before, None)


def test_a_key_is_recalled_and_only_few_are_kept(tmp_path: Path) -> None:
    for number in range(20):
        remember(tmp_path, f"{number}", f"{number:032x}")
    assert recall(tmp_path, "19") == f"{19:032x}"
    assert recall(tmp_path, "none") is None
    assert len(list(tmp_path.iterdir())) == 12


@pytest.mark.parametrize("text", ["", "../../etc", "g" * 32, "a" * 31, "a" * 33, "\udcff"])
def test_what_is_no_key_is_not_recalled(tmp_path: Path, text: str) -> None:
    (tmp_path / "key-x").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert recall(tmp_path, "x") is None


def test_a_folder_that_cannot_be_written_costs_no_more_than_reading_again(tmp_path: Path) -> None:
    remember(tmp_path / "absent", "x", "a" * 32)
    assert not (tmp_path / "absent").exists()


def test_the_sources_are_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The second opening asks the file system alone; the key is the same."""
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path))
    later(monkeypatch, 3)
    overlay = tmp_path / "own.ttl"
    overlay.write_text("# nothing yet", encoding="utf-8")
    first = snapshot._key([]), snapshot._key([overlay])
    monkeypatch.setattr(snapshot, "key", lambda *_: pytest.fail("the sources were read again"))
    assert (snapshot._key([]), snapshot._key([overlay])) == first
    base = cache.key("", reached() + cache.knowledge())
    assert first == (base, cache.key(base, [str(overlay)]))
