"""Merges layers of files into one set of entries: the base, then each company's overlay, key by key.

Any file may hold any entries; the top-level keys say what they are. The order of files does not matter. The order of
the stages does (it is the chain), so all stages of a layer stand in one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from diagnosis.documents.files import documents_in
from diagnosis.documents.source import Faults, Mapping, Scalar, Sequence, describe, read_yaml, shown
from diagnosis.faults import Place, meant, suggest
from diagnosis.knowledge.called import called
from diagnosis.knowledge.sign_rules import write_out
from diagnosis.knowledge.written import CHARTS, LISTS, Entry, SignsWritten, Written
from diagnosis.messages import say

_KINDS = frozenset(LISTS.values()) | {name.removesuffix("s") for name in CHARTS}


@dataclass(eq=False)
class _Document:
    layer: int
    root: Mapping
    stage: str | None

    def entries(self, key: str, written: Written, faults: Faults) -> Iterator[tuple[Scalar, Mapping]]:
        """The entries below `key`, each with its id; what is no entry is told."""
        kind, node = LISTS[key], self.root.get(key)
        if node is None or (isinstance(node, Scalar) and node.null):
            return
        if not isinstance(node, Sequence):
            place = self.root.keys[key].place
            faults.add(
                place,
                say("{key!r} must be a list, not {given}", key=key, given=describe(node)),
                say("begin each entry with '- '"),
            )
            written.unsure.add(kind)
            return
        for item in node.items:
            name = item.get(kind) if isinstance(item, Mapping) else None
            if isinstance(item, Mapping) and isinstance(name, Scalar) and not name.null:
                yield name, item
            else:
                place = name.place if isinstance(name, Scalar) else item.place
                faults.add(
                    place,
                    say("an entry of {key!r} without its id", key=key),
                    say("begin it with '- {kind}: <id>'", kind=kind),
                )
                written.unsure.add(kind)


def read_layers(base: Iterable[Path], overlays: Iterable[Path], home: Place, faults: Faults) -> Written:
    """Read the files of the base layer, then each overlay folder, and merge them."""
    written = Written(home)
    layers = [sorted(base)]
    for folder in overlays:
        files = _files(folder, faults)
        layers.append(files)
        written.names |= {
            shown(file): f"{folder.resolve().name}/{file.relative_to(folder).as_posix()}" for file in files
        }
    documents = [
        document
        for number, files in enumerate(layers)
        for file in files
        if (document := _document(file, number, written, faults)) is not None
    ]
    written.layers = {document.root.place.file: document.layer for document in documents if document.layer}
    signs: list[SignsWritten] = []
    for key in ("stages", *(key for key in LISTS if key != "stages")):
        for number in range(len(layers)):
            own = [document for document in documents if document.layer == number]
            signs += _merge_lists(key, own, written, faults)
            if key == "rules":
                for signs_of_cause in signs:
                    if signs_of_cause.layer == number:
                        write_out(signs_of_cause, written, faults)
    for document in documents:
        _check_stage(document, written, faults)
    for name in CHARTS:
        for number in range(len(layers)):
            _merge_chart(name, [document for document in documents if document.layer == number], written, faults)
            if number == 0:
                written.packaged[name] = dict(written.charts[name])
    for document in documents:
        _note_gate(document, written, faults)
    return written


def _note_gate(document: _Document, written: Written, faults: Faults) -> None:
    """Keep what an overlay says of its gate; it says it once, and the base never."""
    node = document.root.get("gate")
    if node is None:
        return
    key = document.root.keys["gate"]
    if not document.layer:
        faults.add(key.place, say("only an overlay can weaken the gate"), say("delete 'gate'"))
    elif document.layer in written.gates:
        first = written.gates[document.layer][0].place
        faults.add(key.place, say("'gate' is given twice, first at {first}", first=first), say("keep one"))
    else:
        written.gates[document.layer] = key, node


def _files(folder: Path, faults: Faults) -> list[Path]:
    if not folder.is_dir():
        faults.add(Place(shown(folder)), say("there is no such folder"), say("give a folder of rules"))
        return []
    files = [path for path in documents_in(folder, below=True) if "tests" not in path.relative_to(folder).parts[:-1]]
    if not files:
        faults.add(Place(shown(folder)), say("the folder holds no *.yaml file"), say("give a folder of rules"))
    return files


def _document(file: Path, layer: int, written: Written, faults: Faults) -> _Document | None:
    before = len(faults)
    root = read_yaml(file, faults)
    if root is None:
        if len(faults) > before:
            written.unsure |= _KINDS
        return None
    known = (*LISTS, *CHARTS, "stage", "gate")
    if not isinstance(root, Mapping):
        faults.add(
            root.place,
            say("the file holds {given}", given=describe(root)),
            say("write keys: {known}", known=", ".join(known)),
        )
        written.unsure |= _KINDS
        return None
    for key, scalar in root.keys.items():
        if key not in known:
            guess = suggest(key, known)
            do = meant(guess, say("the keys are {known}", known=", ".join(known)))
            faults.add(scalar.place, say("unknown key {key!r}", key=key), do)
            written.unsure |= {LISTS.get(guess, guess.removesuffix("s"))} if guess else set()
    stage = root.get("stage")
    if stage is not None and not isinstance(stage, Scalar):
        faults.add(
            stage.place,
            say("'stage' must be the id of a stage, not {given}", given=describe(stage)),
            say("write the list as 'stages'"),
        )
    return _Document(layer, root, stage.text if isinstance(stage, Scalar) else None)


def _check_stage(document: _Document, written: Written, faults: Faults) -> None:
    stages = written.entries["stage"]
    if document.stage is not None and document.stage not in stages and written.sure("stage"):
        guess = suggest(document.stage, stages)
        do = meant(guess, say("the stages are {stages}", stages=", ".join(stages)))
        faults.add(document.root.values["stage"].place, say("unknown stage {stage!r}", stage=document.stage), do)


def _merge_lists(key: str, documents: list[_Document], written: Written, faults: Faults) -> list[SignsWritten]:
    """Merge the entries of one layer below `key`: new ids are added, known ones changed key by key.

    The signs of causes are taken out and returned.
    """
    signs: list[SignsWritten] = []
    entries = written.entries[LISTS[key]]
    seen: dict[str, Place] = {}
    order: list[str] = []
    home: str | None = None
    for document in documents:
        for name, item in document.entries(key, written, faults):
            if key == "stages":
                if home not in (None, name.place.file):
                    faults.add(
                        name.place,
                        say("stages stand in {home} too", home=home),
                        say("write the chain as one list, in one file"),
                    )
                home = name.place.file
                order.append(name.text)
            identity = _identity(name, item, document, written)
            if identity in seen:
                faults.add(
                    name.place,
                    say(
                        "{entry} is given twice, first at {first}",
                        entry=called(LISTS[key], name.text),
                        first=seen[identity],
                    ),
                    say("keep one"),
                )
                continue
            seen[identity] = name.place
            entry = entries.setdefault(
                identity, Entry(LISTS[key], name.text, name.place, document.layer, document.stage)
            )
            if document.layer and not entry.layer and entry.packaged is None:
                entry.packaged = dict(entry.values)
            entry.values |= item.values
            entry.keys |= item.keys
            if key == "causes" and entry.keys.pop("signs", None) is not None:
                signs.append(SignsWritten(document.layer, entry, name, entry.values.pop("signs")))
    if key == "stages":
        # A layer that lists every stage orders them anew; else its new stages go to the end.
        kept = [stage for stage in written.order if stage not in order]
        written.order = list(dict.fromkeys(order if not kept else [*written.order, *order]))
    return signs


def _identity(name: Scalar, item: Mapping, document: _Document, written: Written) -> str:
    """What an entry is known by: its id, for a fact of a member with the subject before it (`seller.attainment`)."""
    if "fact" not in item.values:
        return name.text
    entry = Entry("fact", name.text, name.place, document.layer, document.stage, item.values)
    subject = written.subject(entry)
    facts = written.entries["fact"]
    if "subject" not in item.values and subject == "team" and name.text not in facts:
        others = [key for key in facts if key.endswith("." + name.text) and facts[key].layer < document.layer]
        if len(others) == 1:
            return others[0]
    return name.text if subject == "team" else f"{subject}.{name.text}"


def _merge_chart(name: str, documents: list[_Document], written: Written, faults: Faults) -> None:
    seen: dict[str, Place] = {}
    for document in documents:
        node = document.root.get(name)
        if node is None or (isinstance(node, Scalar) and node.null):
            continue
        if not isinstance(node, Mapping):
            written.unsure.add(name.removesuffix("s"))
            faults.add(
                node.place,
                say("{name!r} must be names and values, not {given}", name=name, given=describe(node)),
                say("write 'name: value' below it"),
            )
            continue
        for key, value in node.values.items():
            place = node.keys[key].place
            if key in seen:
                faults.add(
                    place,
                    say("{key!r} is given twice in {name!r}, first at {first}", key=key, name=name, first=seen[key]),
                    say("keep one"),
                )
                continue
            seen[key] = place
            written.charts[name][key] = (node.keys[key], value)
