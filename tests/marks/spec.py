"""The marks that each program makes, in points from the top left corner of a page. Boxes are those of the words, found once in base.pdf."""
AINO, BO = "Aino Ääninen", "Bo Šimůnek-李"  # only the first fits PDFDocEncoding
HEIGHT = 841.8898
CROP = (40, 30, 575, 815)

WORDS = {
    "Which library?": ("Highlight", AINO, "one library open in the evenings"),
    "Ligatures": ("Underline", BO, "Difficult staffing questions"),
    "Who are they?": ("Squiggly", BO, "flagged by the affiliated"),
    "Över två rader": ("Highlight", BO, "uncharacteristic counter­revolutionaries"),
    "": ("StrikeOut", AINO, "incomprehensible"),
}
RICH = (
    '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p dir="ltr"><span style="font-weight:bold">How</span>'
    "<span> many – </span><i>residents</i><span> &amp; visitors?</span></p></body>"
)
HARD = "Is “41,000” right?\nÄÖÅ € № ✓ 日本語 🙂\r\nCRLF\rCR\ttab \x07\x1b[31mred\x1b[0m \u202eabc\u202c <b>&amp;</b> `x`"


def specification(base):
    """The marks of base.pdf, with the boxes of their words."""
    import pymupdf

    page = pymupdf.open(base)[0]

    def boxes(words):
        found = page.search_for(words.replace("\u00ad", ""), quads=True)
        assert found, words
        # A line of its own for each box, as high as the letters.
        return [[round(v, 2) for v in (q.rect.x0, q.rect.y0 + 2, q.rect.x1, q.rect.y1 - 1.5)] for q in found]

    marks = []

    def mark(kind, author, text, **more):
        number = len(marks)
        made = f"D:202602{10 + (author is BO):02d}0915{number:02d}+02'00'"
        mark = dict(kind=kind, author=author, text=text, made=made, changed=made.replace("0915", "1015"), page=0)
        if "boxes" in more:
            corners = list(zip(*more["boxes"]))
            mark["rect"] = [min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3])]
        marks.append(mark | more)

    for text, (kind, author, words) in WORDS.items():
        mark(kind, author, text, boxes=boxes(words))
    # An insertion, and a replacement: a caret with the words, and a strike-out.
    _, top, right, bottom = boxes("Difficult staffing questions")[0]
    mark("Caret", AINO, " by the owners", rect=[right - 3, bottom - 6, right + 4, bottom + 2])
    left, top, right, bottom = boxes("sufficient")[0]
    mark("Caret", BO, "adequate", rect=[right - 3, bottom - 6, right + 4, bottom + 2], name="caret", intent="Replace")
    mark("StrikeOut", BO, "", boxes=[[left, top, right, bottom]], of="caret", group=True, intent="StrikeOutTextEdit")
    mark("Text", AINO, HARD, rect=[150, 240, 170, 260], name="note")
    mark("Text", BO, "Yes, it is.", rect=[150, 240, 170, 260], of="note")
    mark("Text", BO, "Accepted set by Bo", rect=[150, 240, 170, 260], of="note", state="Accepted")
    mark("FreeText", BO, "Move this\nto chapter 2?", rect=[62, 300, 172, 340])
    mark("Square", AINO, "A figure is missing", rect=[184, 300, 480, 430])
    mark("Ink", BO, "Hard to read", strokes=[[(188, 240), (260, 244), (330, 239)], [(340, 232), (350, 250)]], rect=[188, 232, 350, 250])
    mark("Stamp", AINO, "", rect=[400, 500, 520, 540])
    mark("FileAttachment", AINO, "The table", rect=[400, 560, 414, 580], file="../visits.csv")
    mark("Highlight", AINO, "", rich=RICH, page=1, boxes=[[184, 138, 300, 150]])
    return marks
