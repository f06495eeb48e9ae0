//! Generates reports of any size that resemble the real one: findings with evidence and a theme, conclusions from them, recommendations
//! with actions and indicators, and every part that lists or links them.

use std::collections::BTreeMap;
use std::fmt::Write;

/// How large a report is.
#[derive(Debug, Clone, Copy)]
pub struct Size<'a> {
    pub findings: usize,
    pub conclusions: usize,
    pub recommendations: usize,
    /// The first is the source language.
    pub languages: &'a [&'a str],
    pub editions: &'a [&'a str],
}

/// The number of sources. Findings cite them in turn.
const SOURCES: usize = 50;
const THEMES: usize = 4;
const PACKAGES: usize = 4;
const ACTORS: usize = 12;

/// Typical sentences of reports. Which of them an item has depends on its number, so that neighbours differ.
const SENTENCES: [(&str, &str, &str); 8] = [
    (
        "Useimmat järjestäjät tekevät kehittämistyötä hankkeissa, joiden rahoitus on määräaikaista.",
        "De flesta anordnare bedriver utvecklingsarbete i projekt med tidsbegränsad finansiering.",
        "Most providers do development work in projects whose funding is temporary.",
    ),
    (
        "Lähteen mukaan rooli innovaatiojärjestelmässä on jäsentymätön, eikä siitä ole yhteistä kuvausta.",
        "Enligt källan är rollen i innovationssystemet ostrukturerad, och någon gemensam beskrivning finns inte.",
        "According to the source, the role in the innovation system is unstructured, and there is no shared description of it.",
    ),
    (
        "Vastaajista kaksi kolmasosaa odottaa toiminnan laajenevan seuraavien viiden vuoden aikana.",
        "Två tredjedelar av de svarande väntar sig att verksamheten växer under de följande fem åren.",
        "Two thirds of the respondents expect the activity to grow over the next five years.",
    ),
    (
        "Työelämäkumppanit arvioivat hyödyn suuremmaksi silloin, kun yhteistyö jatkuu hankkeen jälkeenkin.",
        "Partnerna i arbetslivet bedömer att nyttan är större när samarbetet fortsätter efter projektet.",
        "Partners in working life see a greater benefit where cooperation continues after a project.",
    ),
    (
        "Tilastot eivät erota ammatillista koulutusta muista, joten osuutta ei voi laskea.",
        "Statistiken skiljer inte yrkesutbildningen från annat, så andelen kan inte räknas ut.",
        "The statistics do not tell vocational education from the rest, so that no share can be computed.",
    ),
    (
        "Opettajien työaikasuunnittelussa tutkimukselle ja kehittämiselle varataan aikaa vain harvoin.",
        "I planeringen av lärarnas arbetstid reserveras sällan tid för forskning och utveckling.",
        "The planning of teachers’ working hours seldom sets time aside for research and development.",
    ),
    (
        "Alueen verkostossa on sovittu yhteisistä periaatteista, mutta niiden noudattamista ei seurata.",
        "I regionens nätverk har man kommit överens om gemensamma principer, men hur de följs bevakas inte.",
        "The region’s network has agreed on shared principles, but nobody follows whether they are kept.",
    ),
    (
        "Kansainvälisissä malleissa pysyvä rahoitus on sidottu näkyviin tuloksiin ja avoimeen arviointiin.",
        "I de internationella modellerna är den varaktiga finansieringen bunden till synliga resultat och öppen utvärdering.",
        "In the international models, lasting funding is tied to visible results and open evaluation.",
    ),
];

/// Every file of a report, by its path in the project.
pub fn report(size: Size) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut add = |path: String, text: String| _ = files.insert(format!("report/{path}"), text.into_bytes());
    add("report.toml".to_owned(), main_file(size));
    for n in 0..SOURCES {
        let text =
            format!("kind = \"document\"\ntitle = \"Lähde {n}\"\npublisher = \"Koe\"\nyear = {}\n", 1980 + n % 45);
        add(format!("sources/lahde{n}.toml"), text);
    }
    for n in 1..=PACKAGES {
        let goal = prose(size, "goal", n, 1, |_| String::new());
        let title = words(size, "title", |language| {
            format!("{} {n}", in_language(language, "Kokonaisuus", "Helhet", "Package"))
        });
        add(format!("packages/P{n}.toml"), format!("{title}order = {n}\n{goal}"));
    }
    for n in 0..ACTORS {
        let name =
            words(size, "name", |language| format!("{} {n}", in_language(language, "Kunta", "Kommun", "Municipality")));
        add(format!("actors/kunta{n}.toml"), format!("kind = \"municipality\"\n{name}"));
    }
    for n in 0..size.findings {
        add(format!("findings/H{n}-havainto.toml"), finding(size, n));
    }
    for n in 0..size.conclusions {
        add(format!("conclusions/J{n}-paatelma.toml"), conclusion(size, n));
    }
    for n in 0..size.recommendations {
        add(format!("recommendations/S{n}-suositus.toml"), recommendation(size, n));
    }
    files
}

/// Every file of a report that has chapters only, each with so many paragraphs; about ten fit on a page.
pub fn book(chapters: usize, paragraphs: usize) -> BTreeMap<String, Vec<u8>> {
    let names: Vec<String> = (0..chapters).map(|n| format!("luku{n}")).collect();
    let parts: Vec<String> = ["cover", "contents"].into_iter().map(str::to_owned).chain(names.clone()).collect();
    let main =
        format!("{}parts = {parts:?}\n", HEAD.replace("{languages}", "\"fi\"").replace("{editions}", "\"screen\""));
    let mut files = BTreeMap::from([("report/report.toml".to_owned(), main.into_bytes())]);
    for (n, name) in names.iter().enumerate() {
        let text: Vec<String> = (0..paragraphs)
            .map(|more| [more, more + 3, more + 5].map(|more| sentence("fi", n + more)).join(" "))
            .collect();
        let text = format!("# Luku {n} kertoo yhdestä asiasta\n\n{}\n", text.join("\n\n"));
        files.insert(format!("report/chapters/{name}.fi.md"), text.into_bytes());
    }
    files
}

/// The facts of a report, without its parts.
const HEAD: &str = "id = \"mittaus\"\nversion = \"1.0.0\"\ndate = 2026-01-15\nstatus = \"final\"\nlanguages = [{languages}]\n\
    editions = [{editions}]\ntitle = \"Mittaus\"\npublisher = \"Koe\"\nauthors = [\"Koe\"]\nkeywords = [\"koe\"]\n\
    abstract = \"Koe.\"\nlicence = \"CC BY 4.0\"\nnotice = \"Koe.\"\n";

fn main_file(size: Size) -> String {
    let quoted = |words: &[&str]| words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
    let mut text = HEAD.replace("{languages}", &quoted(size.languages)).replace("{editions}", &quoted(size.editions));
    text.push_str(
        "parts = [\"cover\", \"imprint\", \"contents\", \"findings\", \"conclusions\", \"recommendations\", \
         \"implementation\", \"sources\", \"matrix\"]\n",
    );
    text.push_str(
        "[rules]\nmissing-translation = \"off\"\nindicator-without-baseline = \"off\"\nunused-finding = \"off\"\n",
    );
    for n in 0..THEMES {
        write!(text, "[[theme]]\nid = \"teema{n}\"\ntitle = \"Teema {n}\"\n").expect("a string takes everything");
    }
    text
}

fn finding(size: Size, n: usize) -> String {
    let source = n % SOURCES;
    let title = words(size, "title", |language| {
        let words = in_language(
            language,
            "Havainto {n} kertoo yhdestä asiasta alueella",
            "Iakttagelse {n} gäller en sak i regionen",
            "Finding {n} tells about one matter in the region",
        );
        words.replace("{n}", &n.to_string())
    });
    let condition = prose(size, "condition", n, 2, |_| format!(" [@lahde{source}]"));
    format!(
        "theme = \"teema{}\"\nconfidence = \"high\"\n{title}{condition}\n[[evidence]]\nsource = \"lahde{source}\"\nlocator = \"s. {}\"\n",
        n * THEMES / size.findings.max(1),
        n % 90 + 1
    )
}

fn conclusion(size: Size, n: usize) -> String {
    let per = (size.findings / size.conclusions.max(1)).max(1);
    let own: Vec<String> = (n * per..(n + 1) * per).map(|finding| format!("H{}", finding % size.findings)).collect();
    let title = words(size, "title", |language| {
        format!("{} {n}", in_language(language, "Johtopäätös", "Slutsats", "Conclusion"))
    });
    let references = own.iter().map(|id| format!("@{id}")).collect::<Vec<_>>().join("; ");
    let text = prose(size, "text", n + 3, 1, |_| format!(" [{references}]"));
    format!("findings = {own:?}\n{title}{text}")
}

fn recommendation(size: Size, n: usize) -> String {
    let conclusion = n % size.conclusions;
    let title = words(size, "title", |language| {
        format!("{} {n}", in_language(language, "Suositus", "Rekommendation", "Recommendation"))
    });
    let text = prose(size, "text", n + 5, 1, |_| format!(" [@J{conclusion}]"));
    let action = words(size, "text", |language| sentence(language, n + 1));
    let name = words(size, "name", |language| {
        format!("{} {n}", in_language(language, "Sovitut toimet", "Avtalade åtgärder", "Agreed actions"))
    });
    let actor = n % ACTORS;
    let (start, end) = (2026 + n % 3, 2027 + n % 3);
    format!(
        "package = \"P{}\"\nconclusions = [\"J{conclusion}\"]\naddressees = [\"kunta{actor}\"]\npriority = \"high\"\nstanding = \"proposal\"\n\
         {title}{text}\n[[action]]\nid = \"T{n}.1\"\nresponsible = [\"kunta{actor}\"]\nstart = {start}-02-01\nend = {end}-06-30\n{action}\n\
         [[indicator]]\nunit = \"%\"\ntarget = {}\ntarget_year = 2028\n{name}",
        n % PACKAGES + 1,
        n % 100 + 1,
    )
}

/// A localized text in one line.
fn words(size: Size, key: &str, text: impl Fn(&str) -> String) -> String {
    size.languages.iter().map(|language| format!("{key}.{language} = {:?}\n", text(language))).collect()
}

/// A localized text with a number of sentences.
fn prose(size: Size, key: &str, n: usize, sentences: usize, end: impl Fn(&str) -> String) -> String {
    let text = |language: &str| {
        let sentences: Vec<String> = (0..sentences).map(|more| sentence(language, n + more)).collect();
        let all = sentences.join(" ");
        format!("{}{}.", all.trim_end_matches('.'), end(language))
    };
    size.languages.iter().map(|language| format!("{key}.{language} = '''\n{}\n'''\n", text(language))).collect()
}

fn sentence(language: &str, n: usize) -> String {
    let (fi, sv, en) = SENTENCES[n % SENTENCES.len()];
    in_language(language, fi, sv, en).to_owned()
}

fn in_language<'a>(language: &str, fi: &'a str, sv: &'a str, en: &'a str) -> &'a str {
    match language {
        "sv" => sv,
        "en" => en,
        _ => fi,
    }
}
