"""Makes Word documents and exports of sites, honest ones and others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org"
TYPES = f"""<Types xmlns="{OFFICE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = f"""<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="r1"
 Type="{OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
STYLES = """<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>"""
NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def word_part(element: str, content: str) -> str:
    return f'<w:{element} xmlns:w="{OFFICE}/wordprocessingml/2006/main">{content}</w:{element}>'


def make_docx(body: str, **parts: str | bytes) -> bytes:
    """A Word document with that body, and further parts by name (dots as "__")."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as there:
        there.writestr("[Content_Types].xml", TYPES)
        there.writestr("_rels/.rels", RELATIONS)
        usual = {"styles__xml": word_part("styles", STYLES), "numbering__xml": word_part("numbering", NUMBERING)}
        usual["document__xml"] = word_part("document", f"<w:body>{body}</w:body>")
        for name, content in {**usual, **parts}.items():
            there.writestr(f"word/{name.replace('__', '.')}", content)
    return made.getvalue()


def paragraph(words: str, style: str = "", level: int | None = None, bold: bool = False) -> str:
    facts = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        facts += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    run = f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    return f"<w:p><w:pPr>{facts}</w:pPr>{run}</w:p>"


def make_export(items: Iterable[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">\n'
        "<channel><title>The Long Bench</title>\n<wp:author><wp:author_login>asha</wp:author_login>"
        "<wp:author_display_name><![CDATA[Asha Pillai]]></wp:author_display_name></wp:author>\n"
        f"{''.join(items)}</channel></rss>\n"
    ).encode()


def make_post(title: str, html: str, **facts: str) -> str:
    """One item of an export, on three lines."""
    facts = {"status": "publish", "post_type": "post", "post_date": "2019-05-30 14:00:00", **facts}
    link = facts.pop("link", "https://longbench.example.org/keys/")
    topics = "".join(f'<category domain="category">{t}</category>' for t in facts.pop("topics", "").split("|") if t)
    told = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in facts.items())
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link><dc:creator>asha</dc:creator>{topics}\n"
        f"<content:encoded><![CDATA[{html}]]></content:encoded><excerpt:encoded>Never this</excerpt:encoded>\n"
        f"{told}</item>\n"
    )
