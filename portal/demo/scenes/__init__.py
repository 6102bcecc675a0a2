"""What is rare in a year, each as a scene: reports that were planted, and what people do with them.

The year is told in bulk, for it is long; these few dozen cases are the real
actions' own, so that nothing about them can be otherwise than in earnest.
"""

from portal.demo.planting import Scene
from portal.demo.scenes import helped, joined, met, sent_again, split

# In the order in which their meetings were called, so that the list of meetings has it too.
SCENES = (
    *joined.SCENES,
    *met.HELD,
    *split.SCENES,
    *met.TO_COME,
    *sent_again.SCENES,
    *helped.SCENES,
)
MOST_SHARE = 2  # of so many cases one may be of a scene


def fitting(cases: int) -> list[Scene]:
    """Return the scenes for which a year of so many cases has room, the first ones first."""
    room, found = cases // MOST_SHARE, []
    for scene in SCENES:
        if scene.size <= room:
            found.append(scene)
            room -= scene.size
    return found
