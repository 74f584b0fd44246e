"""Opens declarative shadow roots: templates that a browser shows as what stands in their host."""

from typing import Any

from lxml import html as lxml_html

_MODES = frozenset(("open", "closed"))


def open_shadow_roots(tree: lxml_html.HtmlElement) -> None:
    """Make boxes, in place, of the templates that say they are shadow roots; others stay.

    The host's own content goes where the root's slots are, as in a browser (HTML standard, 4.12.3
    "The template element", and DOM standard, 4.2.2.3 "Finding slots and slottables"). Where no slot
    takes it, it stays behind the root: there it is what older browsers show.
    """
    for template in list(tree.iter("template")):
        mode = (template.get("shadowrootmode") or template.get("shadowroot") or "").strip().lower()
        host = template.getparent()
        if mode in _MODES and host is not None and host.find("div[@shadowrootmode]") is None:
            template.tag = "div"
            template.set("shadowrootmode", mode)
            _fill_slots(template, host)


def _fill_slots(root: Any, host: Any) -> None:
    for slot in list(root.iter("slot")):
        name = slot.get("name") or ""
        own = [node for node in host if node is not root and (node.get("slot") or "") == name]
        text = "" if name else f"{host.text or ''}{root.tail or ''}"
        if own or text.strip():
            for fallback in list(slot):
                slot.remove(fallback)
            slot.text = text
            slot.extend(own)
            if not name:
                host.text = root.tail = None
        slot.tag = "div" if any(node.tag == "p" for node in slot) else "span"
