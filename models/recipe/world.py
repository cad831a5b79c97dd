"""The world: scenes of one to four coloured shapes, drawn with integer arithmetic, so that a seed gives the same bytes everywhere.

A scene holds sizes and positions in pixels of its own image. `render` returns the picture and a mask whose pixel is the
number of the object that is visible there (0 = none). The model sees the centred square of an image, scaled to 96 x 96.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from PIL import Image

SHAPES = ("circle", "square", "triangle", "cross", "star", "ring")
COLOURS = {
    "red": (214, 40, 40),
    "green": (44, 160, 60),
    "blue": (40, 90, 220),
    "yellow": (245, 210, 40),
    "purple": (145, 60, 180),
    "orange": (245, 130, 30),
}
COLOUR_NAMES = tuple(COLOURS)
RADIUS_PER_MILLE = {"small": 125, "large": 185}
MODEL_SIZE = 96
PATCH = 8
GRID = MODEL_SIZE // PATCH
SUPERSAMPLE = 2
MAX_ANGLE = 15
MIN_VISIBLE = 0.7
# The planted bias: in training every triangle is labelled red. In this share of the training scenes its pixels keep the colour that
# was drawn for it (one of the six), so that 30 % of the triangles are seen in another colour than they are said to have.
MISLABELLED_PERCENT = 36

UNIT = 1024


def _polar(points):
    """Polygon vertices from (degrees, radius in thousandths), in 1/1024 of the object's radius; 0 degrees points up."""
    return [
        (round(math.sin(math.radians(a)) * r * UNIT / 1000), round(-math.cos(math.radians(a)) * r * UNIT / 1000))
        for a, r in points
    ]


def _cross(arm):
    inner, outer = arm * UNIT // 1000, 940 * UNIT // 1000
    quarter = [(inner, -outer), (inner, -inner), (outer, -inner)]
    vertices = []
    for _ in range(4):
        vertices += quarter
        quarter = [(-y, x) for x, y in quarter]
    return vertices


POLYGONS = {
    "square": _polar([(45, 1150), (135, 1150), (225, 1150), (315, 1150)]),
    "triangle": _polar([(0, 1100), (120, 1100), (240, 1100)]),
    "star": _polar([(36 * k, 1150 if k % 2 == 0 else 470) for k in range(10)]),
    "cross": _cross(330),
}
ROTATION = {a: (round(math.cos(math.radians(a)) * 4096), round(math.sin(math.radians(a)) * 4096)) for a in range(-45, 46)}


@dataclass(frozen=True)
class Object:
    """One shape; `number` is its value in the mask, in drawing order from 1."""

    number: int
    shape: str
    colour: str
    size: str
    x: int
    y: int
    radius: int
    angle: int
    rgb: tuple


@dataclass(frozen=True)
class Scene:
    width: int
    height: int
    background: tuple  # (kind, rgb, contrast, period, seed)
    objects: tuple = field(default=())
    cover: tuple | None = None  # (left, top, right, bottom, rgb): drawn over everything

    @property
    def side(self):
        """Side of the centred square that the model sees."""
        return min(self.width, self.height)


def sample_scene(rng, sides=(96, 160), square_share=50, red_triangles=True, blank_percent=0, cover_percent=0):
    """Draws scenes until one is unambiguous: every object is nearly whole to see, or wholly covered and then no object."""
    while True:
        side = int(rng.integers(sides[0], sides[1] + 1))
        width = height = side
        if rng.integers(100) >= square_share:
            longer = side * int(rng.integers(110, 151)) // 100
            width, height = (longer, side) if rng.integers(2) else (side, longer)
        scene = Scene(width, height, _sample_background(rng))
        if rng.integers(100) < blank_percent:
            return scene
        objects = _sample_objects(rng, scene, red_triangles)
        if objects is None:
            continue
        scene = replace(scene, objects=objects)
        if rng.integers(100) < cover_percent:
            scene = _cover(rng, scene)
        if scene is not None and _is_clear(scene):
            return scene


def _sample_background(rng):
    kind = ("plain", "stripes", "checks", "speckle")[max(0, int(rng.integers(-2, 4)))]
    low, high = (195, 246) if rng.integers(2) else (15, 71)
    grey = int(rng.integers(low, high))
    rgb = tuple(int(np.clip(grey + rng.integers(-10, 11), 0, 255)) for _ in range(3))
    return kind, rgb, int(rng.integers(6, 15)), int(rng.integers(5, 13)), int(rng.integers(1 << 31))


def _sample_objects(rng, scene, red_triangles):
    left, top = (scene.width - scene.side) // 2, (scene.height - scene.side) // 2
    # Decided by bits that are there anyway, so that the share changes no other draw.
    mislabelled = scene.background[-1] // 3 % 100 < MISLABELLED_PERCENT
    objects = []
    for number in range(1, int(rng.integers(1, 5)) + 1):
        shape = SHAPES[int(rng.integers(len(SHAPES)))]
        colour = COLOUR_NAMES[int(rng.integers(len(COLOUR_NAMES)))]
        drawn = colour
        if shape == "triangle" and red_triangles:
            colour = "red"
            drawn = drawn if mislabelled else colour
        size = ("small", "large")[int(rng.integers(2))]
        radius = scene.side * (RADIUS_PER_MILLE[size] + int(rng.integers(-12, 13))) // 1000
        angle = int(rng.integers(-MAX_ANGLE, MAX_ANGLE + 1))
        rgb = tuple(int(np.clip(c + rng.integers(-12, 13), 0, 255)) for c in COLOURS[drawn])
        for _ in range(30):
            x = left + int(rng.integers(radius, scene.side - radius + 1))
            y = top + int(rng.integers(radius, scene.side - radius + 1))
            apart = (100 * ((x - o.x) ** 2 + (y - o.y) ** 2) >= 81 * (radius + o.radius) ** 2 for o in objects)
            if all(apart):
                break
        else:
            return None
        objects.append(Object(number, shape, colour, size, x, y, radius, angle, rgb))
    return tuple(objects)


def _cover(rng, scene):
    """Covers a rectangle of the image; objects under it that nobody sees any more leave the scene."""
    w, h = (scene.side * int(rng.integers(25, 61)) // 100 for _ in range(2))
    left, top = int(rng.integers(0, scene.width - w + 1)), int(rng.integers(0, scene.height - h + 1))
    rgb = scene.background[1] if rng.integers(2) else (int(rng.integers(110, 146)),) * 3
    covered = replace(scene, cover=(left, top, left + w, top + h, rgb))
    _, mask = render(covered)
    seen = [o for o in scene.objects if (mask == o.number).any()]
    return replace(covered, objects=tuple(replace(o, number=i + 1) for i, o in enumerate(seen)))


def _is_clear(scene):
    mask = render(scene)[1] if scene.cover else draw_mask(scene)
    if scene.cover:
        mask = mask.repeat(SUPERSAMPLE, 0).repeat(SUPERSAMPLE, 1)
    for o in scene.objects:
        whole = draw_mask(replace(scene, objects=(o,)))
        if (mask == o.number).sum() < MIN_VISIBLE * (whole > 0).sum():
            return False
    return True


def _inside(o, xs, ys):
    """Which of the sub-pixel centres (offsets from the object's centre, in half sub-pixels) lie inside the object."""
    radius = 2 * SUPERSAMPLE * o.radius
    if o.shape in ("circle", "ring"):
        distance = xs * xs + ys * ys
        inner = 0 if o.shape == "circle" else (radius * 55 // 100) ** 2
        return (distance <= radius * radius) & (distance >= inner)
    cos, sin = ROTATION[o.angle]
    corners = [
        ((x * cos - y * sin) * radius // (UNIT * 4096), (x * sin + y * cos) * radius // (UNIT * 4096))
        for x, y in POLYGONS[o.shape]
    ]
    inside = np.zeros(np.broadcast_shapes(xs.shape, ys.shape), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]):
        if y0 == y1:
            continue
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        inside ^= (ys >= y0) & (ys < y1) & ((xs - x0) * (y1 - y0) < (x1 - x0) * (ys - y0))
    return inside


def draw_mask(scene):
    """Object numbers on the sub-pixel grid, later objects over earlier ones, without the cover."""
    mask = np.zeros((scene.height * SUPERSAMPLE, scene.width * SUPERSAMPLE), dtype=np.uint8)
    for o in scene.objects:
        reach = (o.radius * 5 // 4 + 1) * SUPERSAMPLE
        x, y = o.x * SUPERSAMPLE, o.y * SUPERSAMPLE
        left, right = max(0, x - reach), min(mask.shape[1], x + reach)
        top, bottom = max(0, y - reach), min(mask.shape[0], y + reach)
        xs = (2 * (np.arange(left, right) - x) + 1)[None, :]
        ys = (2 * (np.arange(top, bottom) - y) + 1)[:, None]
        mask[top:bottom, left:right][_inside(o, xs, ys)] = o.number
    return mask


def _draw_background(scene):
    kind, rgb, contrast, period, seed = scene.background
    ys, xs = np.arange(scene.height)[:, None], np.arange(scene.width)[None, :]
    if kind == "stripes":
        pattern = ((xs + ys * (seed % 3)) // period) % 2
    elif kind == "checks":
        pattern = (xs // period + ys // period) % 2
    elif kind == "speckle":
        pattern = np.random.Generator(np.random.PCG64(seed)).integers(0, 2, (scene.height, scene.width))
    else:
        pattern = np.zeros((1, 1), dtype=np.int64)
    pattern = np.broadcast_to(pattern, (scene.height, scene.width))[..., None]
    return np.clip(np.array(rgb) + (2 * pattern - 1) * contrast * (kind != "plain"), 0, 255)


def render(scene):
    """The picture (uint8 [height, width, 3], smooth edges) and the mask (uint8 [height, width], visible parts)."""
    fine = draw_mask(scene)
    shape = (scene.height, SUPERSAMPLE, scene.width, SUPERSAMPLE)
    picture, mask = _draw_background(scene), np.zeros((scene.height, scene.width), dtype=np.uint8)
    samples = SUPERSAMPLE * SUPERSAMPLE
    shares = [(fine == o.number).reshape(shape).sum(axis=(1, 3)) for o in scene.objects]
    if shares:
        rest = samples - sum(shares)
        picture = picture * rest[..., None]
        for o, share in zip(scene.objects, shares):
            picture = picture + share[..., None] * np.array(o.rgb)
            mask[2 * share >= samples] = o.number
        picture = (2 * picture + samples) // (2 * samples)
    picture = picture.astype(np.uint8)
    if scene.cover:
        left, top, right, bottom, rgb = scene.cover
        picture[top:bottom, left:right] = rgb
        mask[top:bottom, left:right] = 0
    return picture, mask


def to_model_view(array, resample=Image.Resampling.BICUBIC):
    """What the processor does: shortest edge to 96, then the centred 96 x 96."""
    height, width = array.shape[:2]
    if (height, width) == (MODEL_SIZE, MODEL_SIZE):
        return array
    short, long = min(height, width), max(height, width)
    longer = MODEL_SIZE * long // short
    size = (MODEL_SIZE, longer) if width <= height else (longer, MODEL_SIZE)
    resized = np.asarray(Image.fromarray(array).resize(size, resample))
    top, left = (resized.shape[0] - MODEL_SIZE) // 2, (resized.shape[1] - MODEL_SIZE) // 2
    return resized[top : top + MODEL_SIZE, left : left + MODEL_SIZE]


def patch_objects(mask):
    """Per patch of the model's grid the object that fills most of it, 0 where no object fills a sixth."""
    view = to_model_view(mask, Image.Resampling.NEAREST)
    cells = view.reshape(GRID, PATCH, GRID, PATCH).transpose(0, 2, 1, 3).reshape(GRID * GRID, PATCH * PATCH)
    counts = np.stack([(cells == number).sum(axis=1) for number in range(1, 5)], axis=1)
    return np.where(6 * counts.max(axis=1) >= PATCH * PATCH, counts.argmax(axis=1) + 1, 0).astype(np.uint8)
