"""Marks base.pdf with poppler-glib, which Evince and Papers save with: `mark_glib.py BASE FOLDER`. It makes no carets, text boxes, strokes,
replies or states. An array of boxes cannot be made by gi, so the calls go to the library itself."""
import ctypes
import json
import os
import sys

BASE, OUT = sys.argv[1:]
HEIGHT = 841.8898
glib, poppler = ctypes.CDLL("libglib-2.0.so.0"), ctypes.CDLL("libpoppler-glib.so.8")
POINTER = ctypes.c_void_p


class Box(ctypes.Structure):
    _fields_ = [(name, ctypes.c_double) for name in ("x1", "y1", "x2", "y2")]


class Quad(ctypes.Structure):
    _fields_ = [(name + str(n), ctypes.c_double) for n in (1, 2, 3, 4) for name in "xy"]


def call(name, *arguments, result=None, types=()):
    function = getattr(poppler, "poppler_" + name)
    function.restype, function.argtypes = result, types
    return function(*arguments)


document = call("document_new_from_file", b"file://" + BASE.encode(), None, None, result=POINTER,
                types=[ctypes.c_char_p, POINTER, POINTER])
glib.g_array_new.restype = POINTER
glib.g_array_append_vals.argtypes = [POINTER, POINTER, ctypes.c_uint]
KINDS = {"Highlight": "highlight", "Underline": "underline", "Squiggly": "squiggly", "StrikeOut": "strikeout"}
for mark in json.load(open(os.path.join(OUT, "spec.json"))):
    if mark["kind"] not in (*KINDS, "Text", "Square") or (mark["kind"] == "Text" and "of" in mark):
        continue
    page = call("document_get_page", document, mark["page"], result=POINTER, types=[POINTER, ctypes.c_int])
    x0, y0, x1, y1 = mark["rect"]
    box = Box(x0, HEIGHT - y1, x1, HEIGHT - y0)
    if mark["kind"] in KINDS:
        quads = glib.g_array_new(0, 0, ctypes.sizeof(Quad))
        for a, b, c, d in mark["boxes"]:
            quad = Quad(a, HEIGHT - b, c, HEIGHT - b, a, HEIGHT - d, c, HEIGHT - d)
            glib.g_array_append_vals(quads, ctypes.byref(quad), 1)
        name = "annot_text_markup_new_" + KINDS[mark["kind"]]
        annotation = call(name, document, ctypes.byref(box), quads, result=POINTER, types=[POINTER] * 3)
    else:
        name = "annot_text_new" if mark["kind"] == "Text" else "annot_square_new"
        annotation = call(name, document, ctypes.byref(box), result=POINTER, types=[POINTER] * 2)
    call("annot_markup_set_label", annotation, mark["author"].encode(), types=[POINTER, ctypes.c_char_p])
    call("page_add_annot", page, annotation, types=[POINTER] * 2)
    call("annot_set_contents", annotation, mark["text"].encode(), types=[POINTER, ctypes.c_char_p])
target = b"file://" + os.path.join(OUT, "poppler-incremental.pdf").encode()
if not call("document_save", document, target, None, result=ctypes.c_int, types=[POINTER, ctypes.c_char_p, POINTER]):
    sys.exit("poppler-glib cannot save")
