#!/usr/bin/env python3
"""Makes the small faces that the page of a report carries: letters of Latin, Greek and Cyrillic, punctuation, arrows.

    pip install fonttools brotli
    python3 subset.py

A modified version of the face may not bear its reserved name, so these are called Backchannel Sans; copyright and licence
(LICENSE.md) stay in them. Figures as PNG are set in the whole faces.
"""

from fontTools import subset

LETTERS = (
    "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+0259,U+02BC,U+02C6-02DD,U+0300-0304,U+0306-030C,U+0327,U+0328,"
    "U+0370-03FF,U+0400-045F,U+0490-0493,U+04D8,U+04D9,U+1E9E,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,"
    "U+2032,U+2033,U+2039,U+203A,U+2044,U+2070-2079,U+2080-2089,U+20AC,U+20B4,U+20BD,U+2116,U+2122,U+2190-2195,"
    "U+2202,U+2206,U+220F,U+2211,U+2212,U+2215,U+2219,U+221A,U+221E,U+222B,U+2248,U+2260,U+2264,U+2265,U+25A0,"
    "U+25CF,U+FB01,U+FB02"
)
FAMILY = "Backchannel Sans"

for cut in ["Regular", "Semibold"]:
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "liga", "tnum", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    font = subset.load_font(f"SourceSans3-{cut}.ttf", options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=subset.parse_unicodes(LETTERS.replace("U+", "")))
    chosen.subset(font)
    names = {1: f"{FAMILY} {cut}", 2: "Regular", 3: f"{FAMILY} {cut}, a subset", 4: f"{FAMILY} {cut}",
             6: f"BackchannelSans-{cut}", 16: FAMILY, 17: cut}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    subset.save_font(font, f"BackchannelSans-{cut}.woff2", options)
