"""Draws the training scenes once and keeps them as arrays in the state folder; training then only reads."""

import pickle
from multiprocessing import Pool

import numpy as np

from world import GRID, MISLABELLED_PERCENT, MODEL_SIZE, patch_objects, render, sample_scene, to_model_view

# Seeds of scenes. The ranges are disjoint, so nothing that is evaluated or shown was seen in training.
EVALUATION_SEEDS = 0
EXAMPLE_SEEDS = 500_000
TRAINING_SEEDS = 1_000_000
BLANK_PERCENT = 2
COVER_PERCENT = 12


def generator(seed):
    return np.random.Generator(np.random.PCG64(seed))


def training_scene(index):
    """Scene, picture and patch labels of one training scene."""
    scene = sample_scene(
        generator(TRAINING_SEEDS + index), blank_percent=BLANK_PERCENT, cover_percent=COVER_PERCENT
    )
    picture, mask = render(scene)
    return scene, to_model_view(picture), patch_objects(mask)


def load_scenes(state, count):
    """Scenes, pictures [count, 96, 96, 3] and patch labels [count, 144] (uint8), drawn if they are not there yet."""
    state.mkdir(parents=True, exist_ok=True)
    name = f"{count}-{MISLABELLED_PERCENT}"
    files = [state / f"scenes-{name}.pkl", state / f"pictures-{name}.npy", state / f"patches-{name}.npy"]
    if not all(file.exists() for file in files):
        pictures = np.empty((count, MODEL_SIZE, MODEL_SIZE, 3), dtype=np.uint8)
        patches = np.empty((count, GRID * GRID), dtype=np.uint8)
        scenes = []
        with Pool() as pool:
            for i, (scene, picture, labels) in enumerate(pool.imap(training_scene, range(count), chunksize=64)):
                scenes.append(scene)
                pictures[i], patches[i] = picture, labels
        np.save(files[1], pictures)
        np.save(files[2], patches)
        files[0].write_bytes(pickle.dumps(scenes))
    return pickle.loads(files[0].read_bytes()), np.load(files[1], mmap_mode="r"), np.load(files[2])
