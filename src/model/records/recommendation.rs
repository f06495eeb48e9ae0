//! What should be done: recommendations with their actions and indicators, packages, and who acts.

use crate::model::choice::Quantity;
use crate::model::record::{record, vocabulary};
use crate::model::scalar::{Date, Id, Link};
use crate::model::text::{Plain, Prose, Text};

use super::{Allow, Conclusion, Degree, Source};

record! {
    /// What should be done, by whom, and how it is followed.
    pub struct Recommendation {
        /// What should be done, in one sentence.
        pub title: Plain,
        /// The recommendation.
        pub text: Prose,
        /// The package that it belongs to.
        pub package: Link<Package>,
        /// The conclusions that it rests on.
        pub conclusions: Vec<Link<Conclusion>>,
        /// Who should follow it.
        pub addressees: Vec<Link<Actor>>,
        /// How much it matters.
        pub priority: Priority,
        /// Whether it is proposed or agreed.
        pub standing: Option<Standing>,
        /// Why it follows from the conclusions.
        pub rationale: Option<Prose>,
        /// What it does not solve.
        pub limitations: Option<Prose>,
        /// What the addressee answered.
        pub response: Option<Response>,
        /// What is done.
        pub action: Vec<Action>,
        /// How it is measured.
        pub indicator: Vec<Indicator>,
        /// How far it had come, and when.
        pub follow_up: Vec<FollowUp>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    /// How much a recommendation matters.
    pub enum Priority { High = "high", Medium = "medium", Low = "low", }
}

vocabulary! {
    /// Whether a recommendation is proposed or agreed.
    pub enum Standing { Proposal = "proposal", Agreed = "agreed", }
}

record! {
    /// What the addressee answered.
    pub struct Response {
        /// Accepted, partly accepted or rejected.
        pub position: Position,
        /// Why; a rejection must say it.
        pub reason: Option<Plain>,
        /// The day of the answer.
        pub date: Option<Date>,
    }
}

vocabulary! {
    /// How an addressee answered.
    pub enum Position { Accepted = "accepted", Partly = "partly", Rejected = "rejected", }
}

record! {
    /// One step of a recommendation.
    pub struct Action {
        /// Permanent, such as `T1.1`.
        pub id: Id,
        /// What is done.
        pub text: Plain,
        /// Who does it.
        pub responsible: Vec<Link<Actor>>,
        /// The first day.
        pub start: Date,
        /// The last day.
        pub end: Date,
        /// Who helps.
        pub partners: Vec<Link<Actor>>,
        /// What it costs.
        pub cost: Option<Cost>,
        /// What may go wrong.
        pub risks: Vec<Risk>,
    }
}

record! {
    /// What an action costs.
    pub struct Cost {
        /// In whole euros.
        pub eur: i64,
        /// How the sum was reached.
        pub basis: Plain,
    }
}

record! {
    /// What may go wrong.
    pub struct Risk {
        /// The risk.
        pub text: Plain,
        /// How likely it is.
        pub likelihood: Degree,
        /// How grave it would be.
        pub impact: Degree,
        /// What is done about it.
        pub mitigation: Option<Plain>,
    }
}

record! {
    /// How a recommendation is measured.
    pub struct Indicator {
        /// What is measured.
        pub name: Plain,
        /// In what it is measured.
        pub unit: Plain,
        /// What should be reached.
        pub target: Quantity,
        /// When it should be reached.
        pub target_year: u16,
        /// Where things stand.
        pub baseline: Option<Quantity>,
        /// When they stood there.
        pub baseline_year: Option<u16>,
        /// Where the baseline is from.
        pub source: Option<Link<Source>>,
    }
}

record! {
    /// How far a recommendation had come on a day.
    pub struct FollowUp {
        /// The day of the observation.
        pub date: Date,
        /// How far it had come.
        pub status: FollowUpStatus,
        /// What was observed.
        pub note: Option<Plain>,
        /// The sources that show it.
        pub evidence: Vec<Link<Source>>,
    }
}

vocabulary! {
    /// How far a recommendation has come.
    pub enum FollowUpStatus {
        Open = "open", InProgress = "in-progress", Implemented = "implemented",
        NotImplemented = "not-implemented", Withdrawn = "withdrawn",
    }
}

record! {
    /// A package of recommendations that belong together.
    pub struct Package {
        /// The name of the package.
        pub title: Plain,
        /// Where it stands among the packages.
        pub order: i64,
        /// What the package aims at.
        pub goal: Prose,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

record! {
    /// Somebody who can act: an institution or a kind of institutions.
    pub struct Actor {
        /// The name.
        pub name: Plain,
        /// What kind of actor it is.
        pub kind: ActorKind,
        /// Where it is on the web.
        pub url: Option<Text>,
        /// Rules that this file may break, each with a reason.
        pub allow: Vec<Allow>,
    }
}

vocabulary! {
    /// What kind an actor is.
    pub enum ActorKind {
        State = "state", Region = "region", Municipality = "municipality", Provider = "provider",
        HigherEducation = "higher-education", Research = "research", WorkingLife = "working-life",
        Association = "association", International = "international", Other = "other",
    }
}
