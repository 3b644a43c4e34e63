"""The texts that the reader learned from, as `training` reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.markup import MarkupError
from training.lessons_written import folder, is_kept_back, marked_text, written_news


def test_pieces_of_one_attribution_come_together(tmp_path: Path) -> None:
    path = tmp_path / "a-text.txt"
    path.write_text(
        "docid: a-text\ngenre: test\n---\n"
        "[T1 “We will not wait,”] [S1 she] [C1 said]. [T1 “Not [S2 we].”]\n\n"
        "[C2 Reportedly], no.\n",
        encoding="utf-8",
    )
    marked = marked_text(path)
    words = [{r: [marked.text[a:b] for a, b in own[r]] for r in own} for own in marked.attributions]
    assert words == [
        {"source": ["she"], "cue": ["said"], "content": ["“We will not wait,”", "“Not we.”"]},
        {"source": ["we"], "cue": ["Reportedly"], "content": []},
    ]


def test_a_mark_that_is_never_closed_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_text("docid: broken\ngenre: test\n---\n[S1 She said.\n", encoding="utf-8")
    with pytest.raises(MarkupError, match="never closed"):
        marked_text(path)


def test_every_text_is_read_and_every_attribution_has_a_cue() -> None:
    texts = [*written_news(folder, kept=True), *written_news(folder, kept=False)]
    assert len(texts) == len(list(folder.glob("*.txt")))
    for marked in texts:
        assert marked.attributions
        assert all(one["cue"] for one in marked.attributions)


def test_about_a_quarter_is_kept_back() -> None:
    kept = [is_kept_back(path.stem) for path in folder.glob("*.txt")]
    assert 0.2 < sum(kept) / len(kept) < 0.3
