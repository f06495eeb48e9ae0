"""Marks base.pdf with PyMuPDF, pypdf and pikepdf: `mark.py BASE FOLDER`. Leaves spec.json for the other programs."""
import json
import os
import sys

from spec import CROP, HEIGHT, specification

BASE, OUT = sys.argv[1:]
MARKS = specification(BASE)
with open(os.path.join(OUT, "spec.json"), "w") as file:
    json.dump(MARKS, file)


def out(name):
    return os.path.join(OUT, name + ".pdf")


def upwards(box):
    return [box[0], round(HEIGHT - box[3], 2), box[2], round(HEIGHT - box[1], 2)]


def quads(boxes, order):
    """The corners of each box in an order such as `TL TR BL BR`."""
    flat = []
    for x0, y0, x1, y1 in boxes:
        corner = {"L": x0, "R": x1, "T": round(HEIGHT - y0, 2), "B": round(HEIGHT - y1, 2)}
        flat += [corner[c] for name in order.split() for c in (name[1], name[0])]
    return flat


def bare(mark, order):
    """The dictionary of a mark: a value is a list, a number, or a pair of its sort and its text."""
    entry = {
        "Type": ("name", "Annot"), "Subtype": ("name", mark["kind"]), "Rect": upwards(mark["rect"]), "F": 4,
        "T": ("text", mark["author"]), "Contents": ("text", mark["text"]), "CreationDate": ("text", mark["made"]),
        "M": ("text", mark["changed"]), "C": [1, 0.8, 0],
    }
    if "boxes" in mark:
        entry["QuadPoints"] = quads(mark["boxes"], order)
    if "strokes" in mark:
        entry["InkList"] = [[v for x, y in stroke for v in (x, round(HEIGHT - y, 2))] for stroke in mark["strokes"]]
    if mark["kind"] == "Caret":
        entry["RD"] = [0.5, 0.5, 0.5, 0.5]
    if mark["kind"] == "FreeText":
        entry["DA"] = ("text", "0 0 0 rg /Helv 9 Tf")
    if mark["kind"] == "Stamp":
        entry["Name"] = ("name", "Draft")
    if "file" in mark:
        entry["FS"] = {"Type": ("name", "Filespec"), "F": ("text", mark["file"]), "UF": ("text", mark["file"])}
    if "rich" in mark:
        entry["RC"] = ("text", mark["rich"])
    if "state" in mark:
        entry |= {"State": ("text", mark["state"]), "StateModel": ("text", "Review"), "F": 30}
    if "of" in mark:
        entry |= {"IRT": ("mark", mark["of"]), "RT": ("name", "Group" if mark.get("group") else "R")}
    if "intent" in mark:
        entry["IT"] = ("name", mark["intent"])
    return entry


def converted(value, made):
    """A value of `bare` in a library, by what `made` makes of each sort."""
    if isinstance(value, tuple):
        return made[value[0]](value[1])
    if isinstance(value, list):
        return made["list"]([converted(inner, made) for inner in value])
    if isinstance(value, dict):
        return made["dictionary"]({"/" + key: converted(inner, made) for key, inner in value.items()})
    return made["number"](value)


def with_pymupdf():
    import pymupdf

    for how in ("incremental", "rewritten", "encrypted"):
        path = out("pymupdf-" + how)
        with open(path, "wb") as file:
            file.write(open(BASE, "rb").read())
        document = pymupdf.open(path)
        numbers = {}
        for mark in MARKS:
            page, kind, box = document[mark["page"]], mark["kind"], pymupdf.Rect(mark["rect"])
            areas = [pymupdf.Rect(area).quad for area in mark.get("boxes", [])]
            annotation = {
                "Highlight": lambda: page.add_highlight_annot(areas),
                "Underline": lambda: page.add_underline_annot(areas),
                "Squiggly": lambda: page.add_squiggly_annot(areas),
                "StrikeOut": lambda: page.add_strikeout_annot(areas),
                "Caret": lambda: page.add_caret_annot(box.tl),
                "Text": lambda: page.add_text_annot(box.tl, mark["text"]),
                "FreeText": lambda: page.add_freetext_annot(box, mark["text"], fontsize=9),
                "Square": lambda: page.add_rect_annot(box),
                "Ink": lambda: page.add_ink_annot(mark.get("strokes")),
                "Stamp": lambda: page.add_stamp_annot(box, stamp=4),
                "FileAttachment": lambda: page.add_file_annot(box.tl, b"a;b\n1;2\n", mark["file"]),
            }[kind]()
            if kind == "Caret":
                annotation.set_rect(box)
            numbers[mark.get("name")] = annotation.xref
            if "of" in mark:
                annotation.set_irt_xref(numbers[mark["of"]])
            annotation.update()
            annotation.set_info(
                title=mark["author"], content=mark["text"], creationDate=mark["made"], modDate=mark["changed"]
            )
            for key, value in bare(mark, "").items():
                if key in ("State", "StateModel", "RC"):
                    document.xref_set_key(annotation.xref, key, pymupdf.get_pdf_str(value[1]))
                elif key in ("RT", "IT"):
                    document.xref_set_key(annotation.xref, key, "/" + value[1])
        if how == "incremental":
            document.saveIncr()
        else:
            options = dict(encryption=pymupdf.PDF_ENCRYPT_AES_128, owner_pw="owner", user_pw="", permissions=32)
            options = options if how == "encrypted" else {}
            document.save(path + ".new", garbage=3, deflate=True, use_objstms=1, **options)
            os.replace(path + ".new", path)


def with_pypdf():
    import pypdf
    from pypdf import generic as g

    for how in ("incremental", "rewritten"):
        if how == "incremental":
            writer = pypdf.PdfWriter(BASE, incremental=True)
        else:
            writer = pypdf.PdfWriter(clone_from=BASE)
        references = {}
        made = {
            "name": lambda text: g.NameObject("/" + text), "text": g.TextStringObject, "mark": references.get,
            "list": g.ArrayObject, "number": g.FloatObject,
            "dictionary": lambda entries: g.DictionaryObject({g.NameObject(key): entries[key] for key in entries}),
        }
        for mark in MARKS:
            annotation = converted(bare(mark, "TL TR BL BR"), made)
            references[mark.get("name")] = writer.add_annotation(mark["page"], annotation).indirect_reference
        writer.write(out("pypdf-" + how))


def with_pikepdf():
    import pikepdf

    def marked(order, turned=False):
        pdf = pikepdf.open(BASE)
        references = {}
        made = {
            "name": lambda text: pikepdf.Name("/" + text), "text": pikepdf.String, "mark": references.get,
            "list": pikepdf.Array, "number": lambda number: number, "dictionary": pikepdf.Dictionary,
        }
        for mark in MARKS:
            page = pdf.pages[mark["page"]].obj
            annotation = pdf.make_indirect(converted(bare(mark, order), made))
            references[mark.get("name")] = annotation
            if "/Annots" not in page:
                page.Annots = pdf.make_indirect(pikepdf.Array())
            page.Annots.append(annotation)
            # Each mark has its window, as in Acrobat.
            window = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Popup, Parent=annotation)
            window.Rect = pikepdf.Array([595, 300, 775, 420])
            page.Annots.append(pdf.make_indirect(window))
            if turned:
                page.CropBox, page.Rotate = pikepdf.Array(CROP), 90
        return pdf

    streams = pikepdf.ObjectStreamMode
    marked("BL BR TR TL").save(out("pikepdf-rewritten"), object_stream_mode=streams.generate)
    marked("BL TL BR TR").save(out("pikepdf-plain"), object_stream_mode=streams.disable, linearize=True)
    marked("BL BR TL TR", True).save(out("pikepdf-turned"), object_stream_mode=streams.generate)
    allowed = pikepdf.Permissions(modify_annotation=True, modify_other=False, extract=False)
    marked("TL TR BL BR").save(
        out("pikepdf-encrypted"), encryption=pikepdf.Encryption(owner="owner", user="", R=6, allow=allowed)
    )


with_pymupdf()
with_pypdf()
with_pikepdf()
