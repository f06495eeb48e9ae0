// The files of the small report of the tests.
[
    ("report/report.toml", &include_bytes!("../../tests/reports/minimal/report/report.toml")[..]),
    ("report/actors/kunta.toml", include_bytes!("../../tests/reports/minimal/report/actors/kunta.toml")),
    ("report/chapters/johdanto.fi.md", include_bytes!("../../tests/reports/minimal/report/chapters/johdanto.fi.md")),
    ("report/conclusions/J1.toml", include_bytes!("../../tests/reports/minimal/report/conclusions/J1.toml")),
    ("report/findings/H1.toml", include_bytes!("../../tests/reports/minimal/report/findings/H1.toml")),
    ("report/packages/P1.toml", include_bytes!("../../tests/reports/minimal/report/packages/P1.toml")),
    ("report/recommendations/S1.toml", include_bytes!("../../tests/reports/minimal/report/recommendations/S1.toml")),
    ("report/sources/tilasto2025.toml", include_bytes!("../../tests/reports/minimal/report/sources/tilasto2025.toml")),
]
.into_iter()
.map(|(path, bytes): (&str, &[u8])| (path.to_owned(), bytes.to_owned()))
.collect()
