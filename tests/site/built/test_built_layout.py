"""Every page in Chromium at three widths: it does not scroll sideways, and no text overlaps."""

from pathlib import Path

OVERLAPS = Path(__file__).with_name("overlaps.js").read_text(encoding="utf-8")
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_page_fits_on_a_phone_a_tablet_and_a_screen(whole):
    for width in (390, 768, 1440):
        whole.set_viewport_size({"width": width, "height": 900})
        assert whole.evaluate(TOO_WIDE) <= 0, width
        assert whole.evaluate(OVERLAPS) == [], width
