from __future__ import annotations

import os
from pathlib import Path

import pytest

from polybius.intake import IntakeOptions, Source, find_sources

from .conftest import STORY, all_of, failures, reports


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "deep/c.txt", ".hidden.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STORY)
    return tmp_path


def _names(folder: Path, *targets: str) -> list[str]:
    return [os.path.relpath(s.address, folder) for s in find_sources(targets)]


def test_a_folder_is_walked_in_order_without_hidden_entries(folder: Path) -> None:
    assert _names(folder, str(folder)) == ["a.txt", "b.txt", "deep/c.txt"]


def test_a_pattern(folder: Path) -> None:
    assert _names(folder, f"{folder}/*.txt") == ["a.txt", "b.txt"]
    assert _names(folder, f"{folder}/**/c.txt") == ["deep/c.txt"]


def test_a_file_whose_name_is_a_pattern(folder: Path) -> None:
    (folder / "a[1].txt").write_text(STORY)
    assert _names(folder, f"{folder}/a[1].txt") == ["a[1].txt"]


def test_other_targets() -> None:
    assert list(find_sources(["-", "https://press.example/a?b=*"])) == [
        Source("-", "stdin"),
        Source("https://press.example/a?b=*", "url"),
    ]


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "deep" / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self").symlink_to(folder / "self")
    assert _names(folder, str(folder)) == ["a.txt", "b.txt", "deep/c.txt", "self"]


def test_a_missing_target_fails_alone(folder: Path, options: IntakeOptions) -> None:
    targets = [f"{folder}/none.txt", f"{folder}/*.pdf", f"{folder}/a.txt", "bad\x00name"]
    items = list(all_of(targets, options))
    assert len(reports(items)) == 1
    assert "none.txt: cannot be opened: No such file" in failures(items)[0]
    assert "*.pdf: cannot be opened: No such file" in failures(items)[1]
    assert len(failures(items)) == 3


def test_an_empty_folder_says_so(tmp_path: Path, options: IntakeOptions) -> None:
    assert "holds no files" in failures(list(all_of([str(tmp_path)], options)))[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_missing_rights(folder: Path, options: IntakeOptions) -> None:
    (folder / "a.txt").chmod(0)
    (folder / "deep").chmod(0)
    items = list(all_of([str(folder)], options))
    (folder / "deep").chmod(0o700)
    assert [("Permission denied" in text) for text in failures(items)] == [True, True]
    assert len(reports(items)) == 1


def test_missing_rights_simulated(
    folder: Path, options: IntakeOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same as above where the tests run as root.
    original = Path.open

    def refusing(self: Path, *arguments: object, **named: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return original(self, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    items = list(all_of([str(folder)], options))
    assert failures(items) == [
        f"{folder}/a.txt: cannot be opened: Permission denied. Check the path and its rights."
    ]
    assert len(reports(items)) == 2
