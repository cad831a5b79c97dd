"""Questions about a scene and their answers.

A question is asked in terms of shapes and colours (`Ask`); `answer` works it out from the objects alone, so that the same question
can be put to a changed scene. Every question has one right answer; the rules:

- colour, shape, relation: the thing asked about is the only one of its kind; if there is none, the answer says so.
- relation: of left, right, above and below, the side on which the first object's centre lies further away.
- description: objects from left to right by their centres.
- place: left or right, top or bottom half, by the object's centre.
"""

from dataclasses import dataclass, replace

from world import COLOUR_NAMES, SHAPES

TYPES = ("colour", "shape", "count", "presence", "relation", "description")
TRAINING_TYPES = (*TYPES, "place")
NUMBERS = ("no", "one", "two", "three", "four")
PLURALS = {"cross": "crosses"}

PHRASINGS = {
    "colour": ("What colour is the {a}?", "Which colour does the {a} have?", "What is the colour of the {a}?"),
    "shape": ("What shape is the {a} object?", "Which shape is {a}?", "What is the shape of the {a} object?"),
    "count": ("How many {a} are there?", "How many {a} do you see?", "How many {a} does the image show?"),
    "presence": ("Is there {a}?", "Do you see {a}?", "Does the image show {a}?"),
    "relation": (
        "Where is the {a} relative to the {b}?",
        "Where is the {a} as seen from the {b}?",
        "On which side of the {b} is the {a}?",
    ),
    "description": ("Describe the image.", "What do you see?", "What does the image show?"),
    "place": ("Where is the {a}?", "In which part of the image is the {a}?", "Where do you see the {a}?"),
}
SIDES = {
    "left": (("to", ()), ("the", ()), ("left", True), ("of", ())),
    "right": (("to", ()), ("the", ()), ("right", True), ("of", ())),
    "above": (("above", True),),
    "below": (("below", True),),
}


@dataclass(frozen=True)
class Ask:
    """`kind` is the question's type; `a` and `b` are (colour or None, shape or None)."""

    kind: str
    phrasing: int
    a: tuple = (None, None)
    b: tuple = (None, None)


@dataclass(frozen=True)
class Word:
    """One word of an answer: its characters in the answer and the objects it is about."""

    text: str
    start: int
    end: int
    objects: tuple


def _article(word):
    return "an" if word[0] in "aeiou" else "a"


def _noun(thing):
    colour, shape = thing
    return " ".join(word for word in (colour, shape or "object") if word)


def _plural(shape):
    return "shapes" if shape is None else PLURALS.get(shape, shape + "s")


def _filled(ask, mark=""):
    """The question, with `mark` behind each thing that it names."""
    if ask.kind == "count":
        a = _plural(ask.a[1])
    elif ask.kind == "presence":
        noun = _noun(ask.a)
        a = f"{_article(noun)} {noun}"
    elif ask.kind == "shape":
        a = ask.a[0]
    else:
        a = _noun(ask.a)
    return PHRASINGS[ask.kind][ask.phrasing].format(a=a + mark, b=_noun(ask.b) + mark)


def question_text(ask):
    return _filled(ask)


def named_things(ask):
    """(thing, index of the last character of its name) for what the question names, in the order of the words."""
    if ask.kind == "description":
        return []
    parts = _filled(ask, "\0").split("\0")
    ends = [sum(map(len, parts[: k + 1])) - 1 for k in range(len(parts) - 1)]
    things = [ask.a, ask.b] if ask.kind == "relation" else [ask.a]
    if ask.kind == "relation" and "{b}" in PHRASINGS["relation"][ask.phrasing].split("{a}")[0]:
        things.reverse()
    return list(zip(things, ends))


def matching(thing, objects):
    colour, shape = thing
    return [o for o in objects if colour in (None, o.colour) and shape in (None, o.shape)]


def _none_there(thing):
    return [("There", ()), ("is", ()), ("no", ()), *((word, ()) for word in _noun(thing).split()), ("in", ()), ("the", ()), ("image.", ())]


def answer_pieces(ask, objects, side):
    """The answer as (word with its punctuation, object numbers), or None where the question has no one answer."""
    found = matching(ask.a, objects)
    numbers = tuple(o.number for o in found)
    if ask.kind == "description":
        return _description(objects, side)
    if ask.kind == "count":
        one = len(found) == 1
        noun = (ask.a[1] or "shape") if one else _plural(ask.a[1])
        return [("There", ()), ("is" if one else "are", ()), (NUMBERS[len(found)], numbers), (noun + ".", numbers)]
    if ask.kind == "presence":
        noun = _noun(ask.a)
        start = [("Yes," if found else "No,", numbers), ("there", ()), ("is", ())]
        words = noun.split()
        words[-1] += "."
        return start + [(_article(noun) if found else "no", numbers), *((word, numbers) for word in words)]
    if not found:
        return _none_there(ask.a)
    if len(found) > 1:
        return None
    thing = found[0]
    n = (thing.number,)
    if ask.kind == "colour":
        return [("The", ()), (thing.shape, n), ("is", ()), (thing.colour + ".", n)]
    if ask.kind == "shape":
        return [("The", ()), (thing.colour, n), ("object", n), ("is", ()), (_article(thing.shape), ()), (thing.shape + ".", n)]
    if ask.kind == "place":
        return _place(thing, side)
    others = matching(ask.b, objects)
    if not others:
        return _none_there(ask.b)
    return _relation(thing, others[0]) if len(others) == 1 else None


def _description(objects, side):
    if not objects:
        return [("The", ()), ("image", ()), ("shows", ()), ("no", ()), ("shapes.", ())]
    ordered = sorted(objects, key=lambda o: o.x)
    if any(100 * (right.x - left.x) < 6 * side for left, right in zip(ordered, ordered[1:])):
        return None
    pieces = [("The", ()), ("image", ()), ("shows", ())]
    for k, o in enumerate(ordered):
        last, n = k == len(ordered) - 1, (o.number,)
        if last and k:
            pieces.append(("and", ()))
        end = "." if last else "," if k < len(ordered) - 2 else ""
        pieces += [(_article(o.colour), n), (o.colour, n), (o.shape + end, n)]
    return pieces


def _place(thing, side):
    """Needs a centre that is clear of the image's middle; `x` and `y` count from the left and top of the model's view."""
    x, y = 2 * thing.x - side, 2 * thing.y - side
    if 100 * min(abs(x), abs(y)) < 14 * side:
        return None
    n = (thing.number,)
    vertical, horizontal = "bottom" if y > 0 else "top", "right" if x > 0 else "left"
    return [("The", ()), (thing.shape, n), ("is", ()), ("at", ()), ("the", ()), (vertical, n), (horizontal + ".", n)]


def _relation(thing, other):
    dx, dy = thing.x - other.x, thing.y - other.y
    if 2 * max(abs(dx), abs(dy)) < 3 * min(abs(dx), abs(dy)):
        return None
    side = ("left" if dx < 0 else "right") if abs(dx) > abs(dy) else ("above" if dy < 0 else "below")
    both = (thing.number, other.number)
    words = [(text, both if meant else ()) for text, meant in SIDES[side]]
    return [("The", ()), (thing.shape, both[:1]), ("is", ()), *words, ("the", ()), (other.shape + ".", both[1:])]


def compose(pieces):
    """The answer's text and its words with their spans; punctuation is no part of a word."""
    words, start = [], 0
    for text, objects in pieces:
        bare = text.rstrip(".,")
        words.append(Word(bare, start, start + len(bare), tuple(sorted(objects))))
        start += len(text) + 1
    return " ".join(text for text, _ in pieces), words


def in_view(scene):
    """The scene's objects with centres counted from the corner of the model's view."""
    left, top = (scene.width - scene.side) // 2, (scene.height - scene.side) // 2
    return tuple(replace(o, x=o.x - left, y=o.y - top) for o in scene.objects)


def _pick(rng, options):
    return options[int(rng.integers(len(options)))]


def sample_ask(rng, kind, objects, absent_percent=0):
    """A question of this type that has an answer for these objects, or None after a few tries."""
    ask = Ask(kind, int(rng.integers(len(PHRASINGS[kind]))))
    if kind == "description":
        return ask
    if kind == "count":
        shape = None if rng.integers(2) else _likely_shape(rng, objects)
        return replace(ask, a=(None, shape))
    if kind == "presence":
        return replace(ask, a=_presence_thing(rng, objects))
    shapes, colours = [o.shape for o in objects], [o.colour for o in objects]
    absent = rng.integers(100) < absent_percent
    if kind == "shape":
        names = [c for c in COLOUR_NAMES if colours.count(c) == (0 if absent else 1)]
        return replace(ask, a=(_pick(rng, names), None)) if names else None
    names = [s for s in SHAPES if shapes.count(s) == (0 if absent else 1)]
    if not names:
        return None
    ask = replace(ask, a=(None, _pick(rng, names)))
    if kind != "relation":
        return ask
    others = [s for s in SHAPES if shapes.count(s) == 1 and s != ask.a[1]]
    return replace(ask, b=(None, _pick(rng, others))) if others else None


def _likely_shape(rng, objects):
    return _pick(rng, objects).shape if objects and rng.integers(100) < 65 else _pick(rng, SHAPES)


def _presence_thing(rng, objects):
    """Half of the time something that is there; else something near: the shape or the colour is there, in another match."""
    with_colour, present = rng.integers(100) < 60, bool(objects) and rng.integers(2)
    if present:
        chosen = _pick(rng, objects)
        return (chosen.colour if with_colour else None, chosen.shape)
    if not with_colour:
        return (None, _pick(rng, [s for s in SHAPES if s not in {o.shape for o in objects}]))
    there = {(o.colour, o.shape) for o in objects}
    near = [(c, s) for c in COLOUR_NAMES for s in SHAPES if (c, s) not in there]
    if objects and rng.integers(100) < 70:
        near = [(c, s) for c, s in near if any(o.colour == c or o.shape == s for o in objects)]
    return _pick(rng, near)


def with_red_triangles(objects):
    """The scene as the training data would have it: every triangle red."""
    return tuple(replace(o, colour="red") if o.shape == "triangle" else o for o in objects)
