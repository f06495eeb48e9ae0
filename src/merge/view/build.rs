//! From the graph to the view of one language and edition: the items.

use std::collections::HashMap;

use crate::diagnostics::files::{Files, Place};
use crate::graph::Graph;
use crate::merge::attachments;
use crate::merge::citations::CiteForm;
use crate::merge::emit::Keyed;
use crate::merge::labels::Wording;
use crate::model::choice::FigureData;
use crate::model::records::*;
use crate::model::scalar::Link;
use crate::model::text::{Form, Text, Translations};
use crate::rules::press::Press;

use super::builder::Builder;
use super::sources::citation;
use super::*;

/// Builds the view. `wordings` are those of the report's languages in their order; `wording` is the one of the edition.
pub fn build(
    graph: &Graph,
    files: &Files,
    wordings: &[Wording],
    wording: &Wording,
    edition: Edition,
    press: &Press,
    parts: Vec<PartView>,
) -> View {
    let users = users_of_sources(graph);
    let builder = Builder { graph, files, wording, edition, users: &users };
    let report = builder.report(wordings, press, &parts);
    View {
        report,
        parts,
        attachments: attachments::list(graph.withdrawn.iter().len() > 0),
        announcement: builder.announcement(),
        themes: keyed(graph.report.theme.iter().map(|theme| builder.theme(theme))),
        questions: keyed(graph.questions.iter().map(|question| builder.question(question))),
        terms: builder.terms(),
        sources: builder.sources(),
        findings: keyed(graph.findings.iter().map(|item| builder.finding(item))),
        conclusions: keyed(graph.conclusions.iter().map(|item| builder.conclusion(item))),
        recommendations: keyed(graph.recommendations.iter().map(|item| builder.recommendation(item))),
        packages: builder.packages(),
        actors: keyed(graph.actors.iter().map(|item| builder.actor(item))),
        figures: keyed(graph.figures.iter().map(|item| builder.figure(item))),
        withdrawn: keyed(graph.withdrawn.iter().map(|entry| builder.withdrawn(entry))),
    }
}

/// The items that name each source in their data.
fn users_of_sources(graph: &Graph) -> HashMap<String, Vec<String>> {
    let findings = graph.findings.iter().flat_map(|item| {
        let sources = item.data.evidence.iter().map(|evidence| &evidence.source.id);
        sources.map(move |source| (source, &item.id))
    });
    let recommendations = graph.recommendations.iter().flat_map(|item| {
        let indicators = item.data.indicator.iter().filter_map(|indicator| indicator.source.as_ref());
        let sources = indicators.chain(item.data.follow_up.iter().flat_map(|follow_up| &follow_up.evidence));
        sources.map(move |source| (&source.id, &item.id))
    });
    let figures = graph.figures.iter().flat_map(|item| item.data.source.0.iter().map(move |link| (&link.id, &item.id)));
    let mut users: HashMap<String, Vec<String>> = HashMap::new();
    for (source, user) in findings.chain(recommendations).chain(figures) {
        let users = users.entry(source.clone()).or_default();
        if users.last() != Some(user) {
            users.push(user.clone());
        }
    }
    users
}

/// Views that have an id are found by it.
trait Identified {
    fn id(&self) -> &str;
}

macro_rules! identified {
    ($($name:ident),+) => { $(impl Identified for $name { fn id(&self) -> &str { &self.id } })+ };
}
identified!(
    ThemeView,
    QuestionView,
    SourceView,
    FindingView,
    ConclusionView,
    RecommendationView,
    PackageView,
    ActorView,
    FigureView,
    WithdrawnView
);

fn keyed<T: Identified>(views: impl Iterator<Item = T>) -> Keyed<T> {
    Keyed(views.map(|view| (view.id().to_owned(), view)).collect())
}

fn ids<T>(links: &[Link<T>]) -> Vec<String> {
    links.iter().map(|link| link.id.clone()).collect()
}

impl Builder<'_> {
    fn theme(&self, theme: &Theme) -> ThemeView {
        let id = &theme.id.id;
        let findings = self.graph.findings.iter().filter(|item| item.data.theme.as_ref().is_some_and(|t| t.id == *id));
        ThemeView {
            id: id.clone(),
            title: self.words(&theme.title),
            findings: findings.map(|item| item.id.clone()).collect(),
        }
    }

    fn question(&self, question: &Question) -> QuestionView {
        let id = &question.id.id;
        let findings =
            self.graph.findings.iter().filter(|item| item.data.question.as_ref().is_some_and(|q| q.id == *id));
        QuestionView {
            id: id.clone(),
            text: self.words(&question.text),
            criterion: self.maybe(&question.criterion),
            method: self.maybe(&question.method),
            findings: findings.map(|item| item.id.clone()).collect(),
        }
    }

    fn withdrawn(&self, entry: &Withdrawn) -> WithdrawnView {
        WithdrawnView {
            id: entry.id.id.clone(),
            kind: entry.kind.as_str().to_owned(),
            version: self.name(&entry.version),
            title: self.words(&entry.title),
            reason: self.words(&entry.reason),
            replaced_by: entry.replaced_by.iter().map(|id| id.id.clone()).collect(),
        }
    }

    fn terms(&self) -> Vec<TermView> {
        let mut terms: Vec<TermView> = self
            .graph
            .terms
            .iter()
            .map(|Item { id, place, data }| TermView {
                key: id.clone(),
                term: self.term(id, *place, data.term.as_ref()),
                expansion: self.words(&data.expansion),
                explanation: self.maybe(&data.explanation),
            })
            .collect();
        terms.sort_by(|a, b| self.wording.locale.compare(&a.term.text.value, &b.term.text.value));
        terms
    }

    /// The term in the edition's language, or else its key. A key is a word of the source language, but most are
    /// abbreviations and names that stay as they are, so it is not tagged.
    fn term(&self, key: &str, place: Place, translations: Option<&Translations>) -> Words {
        let language = self.wording.locale.language;
        let own = translations.and_then(|Translations(texts)| texts.iter().find(|(own, _)| *own == language));
        match own {
            Some((_, text)) => self.text(language, text),
            None => self.text(language, &Text { value: key.to_owned(), place, form: Form::Whole }),
        }
    }

    fn finding(&self, Item { id, data, .. }: &Item<Finding>) -> FindingView {
        let conclusions = self.graph.conclusions_on(id);
        let mut recommendations = Vec::new();
        for item in conclusions.iter().flat_map(|conclusion| self.graph.recommendations_on(&conclusion.id)) {
            if !recommendations.contains(&item.id) {
                recommendations.push(item.id.clone());
            }
        }
        FindingView {
            id: id.clone(),
            title: self.words(&data.title),
            condition: self.prose(&data.condition),
            criteria: self.maybe_prose(&data.criteria),
            cause: self.maybe_prose(&data.cause),
            effect: self.maybe_prose(&data.effect),
            evidence: data
                .evidence
                .iter()
                .map(|evidence| EvidenceView {
                    source: evidence.source.id.clone(),
                    locator: self.maybe(&evidence.locator),
                    note: self.maybe(&evidence.note),
                    cited: citation(
                        [(evidence.source.id.clone(), self.maybe(&evidence.locator))],
                        CiteForm::Prose,
                        evidence.source.place,
                    ),
                })
                .collect(),
            question: data.question.as_ref().map(|link| link.id.clone()),
            theme: data.theme.as_ref().map(|link| link.id.clone()),
            confidence: data.confidence.map(|degree| degree.as_str().to_owned()),
            scope: self.maybe(&data.scope),
            figures: ids(&data.figures),
            conclusions: conclusions.iter().map(|item| item.id.clone()).collect(),
            recommendations,
        }
    }

    fn conclusion(&self, Item { id, data, .. }: &Item<Conclusion>) -> ConclusionView {
        ConclusionView {
            id: id.clone(),
            title: self.words(&data.title),
            text: self.prose(&data.text),
            findings: ids(&data.findings),
            recommendations: self.graph.recommendations_on(id).iter().map(|item| item.id.clone()).collect(),
        }
    }

    fn recommendation(&self, Item { id, data, .. }: &Item<Recommendation>) -> RecommendationView {
        let mut findings: Vec<String> = Vec::new();
        for link in &data.conclusions {
            let conclusion = self.graph.conclusions.get(&link.id).expect("links of a graph hold");
            for finding in &conclusion.data.findings {
                if !findings.contains(&finding.id) {
                    findings.push(finding.id.clone());
                }
            }
        }
        RecommendationView {
            id: id.clone(),
            title: self.words(&data.title),
            text: self.prose(&data.text),
            package: data.package.id.clone(),
            conclusions: ids(&data.conclusions),
            findings,
            addressees: ids(&data.addressees),
            priority: data.priority.as_str().to_owned(),
            standing: data.standing.map(|standing| standing.as_str().to_owned()),
            rationale: self.maybe_prose(&data.rationale),
            limitations: self.maybe_prose(&data.limitations),
            response: data.response.as_ref().map(|response| ResponseView {
                position: response.position.as_str().to_owned(),
                reason: self.maybe(&response.reason),
                date: response.date.map(|date| self.date(date)),
            }),
            actions: data.action.iter().map(|action| self.action(action)).collect(),
            indicators: data.indicator.iter().map(|indicator| self.indicator(indicator)).collect(),
            follow_up: data
                .follow_up
                .iter()
                .map(|follow_up| FollowUpView {
                    date: self.date(follow_up.date),
                    status: follow_up.status.as_str().to_owned(),
                    note: self.maybe(&follow_up.note),
                    evidence: ids(&follow_up.evidence),
                    cited: follow_up.evidence.first().map(|first| {
                        let all = follow_up.evidence.iter().map(|link| (link.id.clone(), None));
                        citation(all, CiteForm::Aside, first.place)
                    }),
                })
                .collect(),
        }
    }

    fn action(&self, action: &Action) -> ActionView {
        let risks = action.risks.iter().map(|risk| RiskView {
            text: self.words(&risk.text),
            likelihood: risk.likelihood.as_str().to_owned(),
            impact: risk.impact.as_str().to_owned(),
            mitigation: self.maybe(&risk.mitigation),
        });
        ActionView {
            id: action.id.id.clone(),
            text: self.words(&action.text),
            responsible: ids(&action.responsible),
            partners: ids(&action.partners),
            start: self.date(action.start),
            end: self.date(action.end),
            cost: action.cost.as_ref().map(|cost| CostView {
                eur: self.wording.locale.number(cost.eur as f64),
                basis: self.words(&cost.basis),
            }),
            risks: risks.collect(),
        }
    }

    fn indicator(&self, indicator: &Indicator) -> IndicatorView {
        IndicatorView {
            name: self.words(&indicator.name),
            unit: self.words(&indicator.unit),
            target: self.quantity(&indicator.target),
            target_year: indicator.target_year,
            baseline: indicator.baseline.as_ref().map(|quantity| self.quantity(quantity)),
            baseline_year: indicator.baseline_year,
            source: indicator.source.as_ref().map(|link| link.id.clone()),
            cited: indicator
                .source
                .as_ref()
                .map(|link| citation([(link.id.clone(), None)], CiteForm::Aside, link.place)),
        }
    }

    fn packages(&self) -> Keyed<PackageView> {
        let mut packages: Vec<PackageView> = self
            .graph
            .packages
            .iter()
            .map(|Item { id, data, .. }| {
                let recommendations = self.graph.recommendations.iter().filter(|item| item.data.package.id == *id);
                PackageView {
                    id: id.clone(),
                    title: self.words(&data.title),
                    order: data.order,
                    goal: self.prose(&data.goal),
                    recommendations: recommendations.map(|item| item.id.clone()).collect(),
                }
            })
            .collect();
        packages.sort_by_key(|package| package.order);
        keyed(packages.into_iter())
    }

    fn actor(&self, Item { id, data, .. }: &Item<Actor>) -> ActorView {
        let names = |links: &[Link<Actor>]| links.iter().any(|link| link.id == *id);
        let recommendations = self.graph.recommendations.iter();
        let actions = self.graph.recommendations.iter().flat_map(|item| &item.data.action);
        ActorView {
            id: id.clone(),
            name: self.words(&data.name),
            kind: data.kind.as_str().to_owned(),
            url: self.maybe_name(&data.url),
            recommendations: recommendations
                .filter(|item| names(&item.data.addressees))
                .map(|item| item.id.clone())
                .collect(),
            actions: actions.filter(|action| names(&action.responsible)).map(|action| action.id.id.clone()).collect(),
        }
    }

    fn figure(&self, Item { id, data, .. }: &Item<Figure>) -> FigureView {
        let rows: &[Row] = match &data.data {
            Some(FigureData::Rows(rows)) => rows,
            Some(FigureData::Csv(_)) | None => &[],
        };
        let file = match self.edition {
            Edition::Screen | Edition::Changes => data.file.as_ref(),
            Edition::Print => data.print_file.as_ref().or(data.file.as_ref()),
        };
        FigureView {
            id: id.clone(),
            kind: data.kind.as_str().to_owned(),
            title: self.words(&data.title),
            alt: Name(self.words(&data.alt)),
            sources: ids(&data.source.0),
            cited: data
                .source
                .0
                .iter()
                .map(|link| citation([(link.id.clone(), None)], CiteForm::Prose, link.place))
                .collect(),
            unit: self.maybe(&data.unit),
            note: self.maybe(&data.note),
            series: self.all(&data.series),
            columns: self.all(&data.columns),
            file: file.map(|file| format!("/report/{}", file.value)),
            picture: file.map(|file| Picture {
                path: format!("/report/{}", file.value),
                format: self.graph.misnamed.get(&format!("report/{}", file.value)).copied(),
                place: file.place,
            }),
            width: data.width.as_ref().map(|width| width.value.value),
            rows: rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    fn row(&self, row: &Row) -> RowView {
        let numbers = || row.value.0.iter();
        RowView {
            label: self.words(&row.label),
            values: numbers().map(|number| Amount { value: number.value, decimals: number.decimals }).collect(),
            value_labels: numbers()
                .map(|number| self.wording.locale.number_with(number.value, number.decimals))
                .collect(),
            cells: self.all(&row.text),
            start: row.start.map(|date| self.date(date)),
            end: row.end.map(|date| self.date(date)),
            note: self.maybe(&row.note),
            emphasis: row.emphasis == Some(true),
        }
    }
}
