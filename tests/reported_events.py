"""Reports of two events in five languages, with vectors that say which are near to each other."""

import numpy as np

from db.meaning.vectors import StoredVectors, save_vectors
from db.store import Store
from pipelines.meaning.language_means import mean_of
from press_catalogue.known_events import shipped_event_model
from tests.dispatch import Dispatch

MODEL = shipped_event_model()
RAID = ("a", "en", "Police in Quetta detain 412 Afghans", "The raid was on Monday.", 0)
URDU = ("b", "ur", "کوئٹہ میں 421 افغان زیر حراست", "پیر کو چھاپے مارے گئے۔", 20)
PASHTO = ("c", "ps", "په کوټه کې ۴۱۲ افغانان ونیول شول", "دوشنبې چاپې وشوې.", -20)
COURT = ("d", "en", "Court in Lahore hears 37 families", "It sat on Sunday.", 120)
COURT_DARI = ("e", "prs", "دادگاه لاهور سخنان ۳۷ خانواده را شنید", "روز یکشنبه.", 140)
ALL = (RAID, URDU, PASHTO, COURT, COURT_DARI)

Told = tuple[str, str, str, str, int]


def publish(desk: Dispatch, told: Told) -> int:
    """Store a report whose vector stands at an angle to that of others; return its story."""
    source, language, title, text, angle = told
    saved = desk.publish(source=source, language=language, title=title, text=text)
    give_vector(desk.store, desk.published, language, angle)
    return saved.story_id


def give_vector(store: Store, article: int, language: str, angle: int) -> None:
    head = np.zeros(384, dtype=np.float32)
    head[0], head[1] = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    whole = head + mean_of(language) * 1.0
    stored = np.rint(whole / np.abs(whole).max() * 127).astype(np.int8).tobytes()
    save_vectors(store, MODEL.sentence_model, [StoredVectors(article, language, stored, None)])
