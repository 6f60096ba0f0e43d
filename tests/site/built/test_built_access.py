"""Every page against WCAG 2.1 A and AA by axe-core, light and dark, with everything unfolded."""

from pathlib import Path

import pytest

from utils.lessons import ROOT

AXE = ROOT / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(whole, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    whole.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    whole.keyboard.press("Tab")  # which lets what scrolls be reached
    whole.add_script_tag(content=Path(AXE).read_text(encoding="utf-8"))
    found = whole.evaluate(RUN)
    assert not found, "\n".join(found)
