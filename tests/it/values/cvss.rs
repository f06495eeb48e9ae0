//! Proves that score and rating follow from a CVSS vector, and that its faults are at their metrics.

use raportti::model::Cvss;

/// The examples of FIRST, “CVSS v3.1 Examples” and “CVSS v4.0 Examples”, and the edges of the ratings.
#[test]
fn score_and_rating_follow_from_the_vector() {
    for (vector, score, rating) in [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4, "medium"),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1, "low"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, "none"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, "high"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C", 8.5, "high"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/RL:X/RC:X/MAV:X", 9.8, "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:P", 6.8, "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, "critical"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0, "critical"),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3, "high"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0, "none"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/U:Red", 10.0, "critical"),
    ] {
        let read = Cvss::read(vector).unwrap_or_else(|fault| panic!("{vector}: {fault:?}"));
        assert_eq!((read.score(), read.rating()), (score, rating), "{vector}");
    }
}

#[test]
fn a_fault_is_at_its_metric() {
    let whole = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    for (vector, at, message) in [
        ("", "", "a CVSS vector begins with its version"),
        ("9.8", "9.8", "a CVSS vector begins with its version"),
        ("AV:N/AC:L", "AV:N", "a CVSS vector begins with its version"),
        ("CVSS:3.0/AV:N", "CVSS:3.0", "CVSS `3.0` is not supported"),
        (&whole.replace("AV:N", "AV:X"), "AV:X", "`X` is no value of the metric `AV` (Attack Vector)"),
        (&whole.replace("AV:N", "AVN"), "AVN", "`AVN` is not a metric"),
        (&whole.replace("AV:N", ""), "", "`` is not a metric"),
        (&whole.replace("AV:N", "av:n"), "av:n", "`av:n` is not a metric"),
        (&whole.replace("AC:L", "AV:L"), "AV:L", "the metric `AV` stands twice"),
        (&whole.replace("S:U", "ZZ:U"), "ZZ:U", "CVSS 3.1 has no metric `ZZ`"),
        (&whole.replace("S:U", "ä:U"), "ä:U", "CVSS 3.1 has no metric `ä`"),
        (&whole.replace("/A:H", ""), &whole.replace("/A:H", ""), "the vector lacks `A`"),
        (&whole.replace("3.1", "4.0"), "S:U", "`U` is no value of the metric `S` (Safety)"),
    ] {
        let fault = Cvss::read(vector).unwrap_err();
        assert_eq!((&vector[fault.range], fault.message.as_str()), (at, message), "{vector}");
    }
}
