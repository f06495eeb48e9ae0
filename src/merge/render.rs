//! Renders with minijinja: the entry template, chapters with words that depend on data, and the texts of a release.

use std::collections::HashMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, OutputSpanKind, State, UndefinedBehavior, Value, context,
};

use crate::bounds::text::TEMPLATE_STEPS;
use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Piece, Place, SourceMap, nearest};
use crate::files::Tree;
use crate::model::markdown::{Remark, escaped};
use crate::model::text_file::text_file;

use super::{Generated, PartView, View, strings::push_string, tags, verbatim};

/// Where a line may break in a word of the labels.
const SOFT_HYPHEN: char = '\u{ad}';

/// Renders a text for people, `templates/NAME.md.j2`; an error is a fault of the template, at its place. Values stand as text in
/// Markdown (CommonMark, and GitHub's tables and strikethrough). The filter `paragraphs` makes of prose a list of its paragraphs as
/// plain words. Soft hyphens, which are for pages, are left out.
pub fn text(templates: &Tree, path: &str, context: Value, files: &mut Files) -> Result<String, Diagnostic> {
    let mut faults = Vec::new();
    let renderer = Renderer::new(templates, context, TEMPLATE_STEPS, files, &mut faults);
    match faults.into_iter().next() {
        Some(fault) => Err(fault),
        None => renderer.template(path, files).map(|generated| generated.text.replace(SOFT_HYPHEN, "")),
    }
}

/// The templates and the view that they all see.
pub struct Renderer {
    environment: Environment<'static>,
    context: Value,
    /// The faults of those that do not parse, by their paths.
    broken: HashMap<String, Diagnostic>,
}

impl Renderer {
    /// Adds the `.j2` files of the templates to `files`. A template that does not parse is a fault. `steps` is the most steps of each.
    pub fn new(
        templates: &Tree,
        context: Value,
        steps: u64,
        files: &mut Files,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(steps));
        environment.set_syntax(syntax());
        environment.set_auto_escape_callback(escaping);
        environment.set_formatter(format_value);
        // Text of the data is never code, so no value may be marked as safe.
        environment.remove_filter("safe");
        environment.remove_filter("escape");
        environment.remove_filter("e");
        environment.add_filter("paragraphs", |prose: String| escaped::paragraphs(&prose));
        let mut broken = HashMap::new();
        for (path, bytes) in templates.iter().filter(|(path, _)| path.ends_with(".j2")) {
            let before = diagnostics.len();
            if let Some(file) = text_file(path, bytes, files, diagnostics) {
                let text = files.get(file).text.to_string();
                let added = match too_much(file, &text) {
                    Some(fault) => Err(fault),
                    None => {
                        environment.add_template_owned(path.clone(), text).map_err(|error| fault(&error, file, files))
                    }
                };
                diagnostics.extend(added.err());
            }
            broken.extend(diagnostics[before..].first().map(|fault| (path.clone(), fault.clone())));
        }
        Self { environment, context, broken }
    }

    /// The same templates, which see something else.
    pub fn with_context(&self, context: Value) -> Self {
        Self { environment: self.environment.clone(), context, broken: self.broken.clone() }
    }

    /// Renders a `.j2` template by its path.
    pub fn template(&self, path: &str, files: &Files) -> Result<Generated, Diagnostic> {
        self.template_with(path, self.context.clone(), files)
    }

    /// Renders a `.j2` template which also sees one of the parts, as `part`.
    pub fn part(&self, path: &str, part: &PartView, files: &Files) -> Result<Generated, Diagnostic> {
        self.template_with(path, context! { part => Serde(part), ..self.context.clone() }, files)
    }

    fn template_with(&self, path: &str, context: Value, files: &Files) -> Result<Generated, Diagnostic> {
        let Some(file) = files.find(path) else {
            let message = format!("the template `{path}` is missing");
            return Err(Diagnostic::without_place(Code::MissingFile, message)
                .with_hint("`raportti look --all` lists the templates of the program"));
        };
        if let Some(fault) = self.broken.get(path) {
            return Err(fault.clone());
        }
        let template = self.environment.get_template(path).map_err(|error| fault(&error, file, files))?;
        render(&template, context, file, files)
    }

    /// Renders a chapter of Markdown, which may not have been meant as a template at all: a fault of it says how to print braces.
    pub fn chapter(&self, file: FileKey, files: &Files) -> Result<Generated, Diagnostic> {
        let source = files.get(file);
        let hidden = verbatim::hide(&source.text);
        if let Some(fault) = too_much(file, &hidden) {
            return Err(with_raw(fault));
        }
        let template = self.environment.template_from_named_str(&source.path, &hidden);
        let template = template.map_err(|error| with_raw(fault(&error, file, files)))?;
        let rendered = render(&template, self.context.clone(), file, files);
        let rendered = rendered.map_err(|fault| {
            let is_slip = fault.hints.iter().any(|hint| hint.starts_with("did you mean"));
            if is_undefined(&fault) && !is_slip { with_raw(fault) } else { fault }
        })?;
        Ok(Generated { text: verbatim::show(rendered.text), ..rendered })
    }
}

/// The fault of a template with more tags than can be parsed.
fn too_much(file: FileKey, template: &str) -> Option<Diagnostic> {
    let (range, message) = tags::too_much(template)?;
    Some(Diagnostic::new(Code::TemplateRender, Place::new(file, range), message))
}

/// The warning about comments of minijinja in a chapter, whose words are on no page.
pub fn hidden_comments(file: FileKey, files: &Files) -> Option<Diagnostic> {
    let remark = Remark::of_comments(&verbatim::comments(&files.get(file).text))?;
    Some(Diagnostic::new(remark.code, Place::new(file, remark.range), remark.message).with_hint(remark.hint))
}

fn with_raw(fault: Diagnostic) -> Diagnostic {
    fault.with_hint("to print braces, put them into code, or between `{% raw %}` and `{% endraw %}`")
}

fn render(
    template: &minijinja::Template,
    context: Value,
    file: FileKey,
    files: &Files,
) -> Result<Generated, Diagnostic> {
    let (text, spans) = template.render_with_spans(context).map_err(|error| fault(&error, file, files))?;
    let pieces = spans.iter().map(|span| Piece {
        output: span.output_range(),
        file: files.find(span.name()).unwrap_or(file),
        source: span.source_range(),
        exact: span.kind() == OutputSpanKind::Raw,
    });
    let map = SourceMap::new(pieces);
    Ok(Generated { text, map, gaps: Vec::new() })
}

/// Lines that hold only a tag leave nothing behind: in Typst a blank line is a paragraph.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the usual delimiters differ from each other")
}

/// Markdown that is parsed again, and never seen.
const MARKDOWN: &str = "markdown";
/// Markdown that people read as it stands, too.
const TEXT: &str = "text";
const TYPST: &str = "typst";

fn escaping(name: &str) -> AutoEscape {
    let language = match name {
        name if name.ends_with(".md.j2") => TEXT,
        name if name.ends_with(".md") => MARKDOWN,
        _ => TYPST,
    };
    AutoEscape::Custom(language.into())
}

/// Writes a value so that it is only ever text: escaped in Markdown, a literal in Typst.
fn format_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let AutoEscape::Custom(language) = state.auto_escape() else {
        return Err(Error::new(ErrorKind::InvalidOperation, "values are always escaped here"));
    };
    let text = || if value.is_none() { String::new() } else { value.to_string() };
    let written = match language.as_ref() {
        MARKDOWN => out.write_str(&escaped::everywhere(&text())),
        TEXT => out.write_str(&escaped::for_readers(&text())),
        _ => typst_literal(out, value),
    };
    Ok(written?)
}

fn typst_literal(out: &mut Output, value: &Value) -> std::fmt::Result {
    match value.kind() {
        ValueKind::Bool | ValueKind::Number => write!(out, "{value}"),
        ValueKind::None => out.write_str("none"),
        _ => {
            let mut literal = String::new();
            push_string(&mut literal, &value.to_string());
            out.write_str(&literal)
        }
    }
}

/// Whether a fault of a template does not depend on the data: of its syntax, or of a name that no report has.
pub fn is_own_fault(fault: &Diagnostic, files: &Files) -> bool {
    let of_syntax = ["syntax error", "unknown filter", "unknown function", "unknown test"];
    if of_syntax.iter().any(|start| fault.message.starts_with(start)) {
        return true;
    }
    let Some(place) = fault.place.filter(|_| is_undefined(fault)) else { return false };
    // minijinja may name the end of an expression, such as `.J1.title`; its beginning decides.
    let (text, range) = (&files.get(place.file).text, place.range());
    let joined = |c: char| c.is_alphanumeric() || "_.[]\"'".contains(c);
    let start = text[..range.start].trim_end_matches(joined).len();
    let expression = &text[start..range.end];
    !View::names().any(|name| expression.starts_with(name)) && expression == files.text(place)
}

/// Whether a template asks for something that is not there.
pub fn is_undefined(fault: &Diagnostic) -> bool {
    fault.message.starts_with(UNDEFINED)
}

const UNDEFINED: &str = "undefined value: ";

/// The fault of a template, at the place in it.
fn fault(error: &Error, file: FileKey, files: &Files) -> Diagnostic {
    // The innermost error is nearest to the cause.
    let mut innermost = error;
    while let Some(source) = std::error::Error::source(innermost).and_then(|source| source.downcast_ref::<Error>()) {
        innermost = source;
    }
    let file = innermost.name().and_then(|name| files.find(name)).unwrap_or(file);
    let text = &files.get(file).text;
    let range = innermost.range().unwrap_or(0..0);
    let range = range.start.min(text.len())..range.end.min(text.len());
    if innermost.kind() != ErrorKind::UndefinedError {
        let message = match innermost.detail() {
            Some(detail) => format!("{}: {detail}", innermost.kind()),
            None => innermost.kind().to_string(),
        };
        return Diagnostic::new(Code::TemplateRender, Place::new(file, range), message);
    }
    // minijinja may point at the use of an undefined name; the name itself is before it.
    let named = innermost.detail().and_then(|detail| detail.split('`').nth(1));
    let name = named.unwrap_or(&text[range.clone()]);
    let message = format!("{UNDEFINED}`{name}` is undefined");
    let range = text[..range.end].rfind(name).map_or(range, |start| start..start + name.len());
    let diagnostic = Diagnostic::new(Code::TemplateRender, Place::new(file, range), message);
    match nearest::nearest(name, View::names()) {
        Some(near) => diagnostic.with_hint(format!("did you mean `{near}`?")),
        None => diagnostic.with_hint(format!("templates know `{}`", View::names().collect::<Vec<_>>().join("`, `"))),
    }
}
