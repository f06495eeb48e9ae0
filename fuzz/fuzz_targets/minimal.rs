// The files of the small report of the tests.
[
    ("report/report.toml", &include_bytes!("../../tests/reports/minimal/report/report.toml")[..]),
    ("report/actors/municipality.toml", include_bytes!("../../tests/reports/minimal/report/actors/municipality.toml")),
    ("report/chapters/introduction.en.md", include_bytes!("../../tests/reports/minimal/report/chapters/introduction.en.md")),
    ("report/conclusions/C1.toml", include_bytes!("../../tests/reports/minimal/report/conclusions/C1.toml")),
    ("report/findings/F1.toml", include_bytes!("../../tests/reports/minimal/report/findings/F1.toml")),
    ("report/packages/P1.toml", include_bytes!("../../tests/reports/minimal/report/packages/P1.toml")),
    ("report/recommendations/R1.toml", include_bytes!("../../tests/reports/minimal/report/recommendations/R1.toml")),
    ("report/sources/statistics2025.toml", include_bytes!("../../tests/reports/minimal/report/sources/statistics2025.toml")),
]
.into_iter()
.map(|(path, bytes): (&str, &[u8])| (path.to_owned(), bytes.to_owned()))
.collect()
