//! The arguments that choose what an extract is of.

use clap::Args;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Extracts")]
pub struct Chosen {
    /// Make an extract with what concerns this actor, such as `A1`, in place of the whole report; `each` makes one for each actor
    #[arg(long = "for", value_name = "ID", conflicts_with = "only")]
    pub addressee: Option<String>,
    /// Make an extract with these items and what they rest on
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Make an extract with the items for which this is true, such as `'priority == "high"'`, and what they rest on; with `--for`, those that
    /// concern the actor, too
    #[arg(long = "where", value_name = "CONDITION", conflicts_with = "only")]
    pub condition: Option<String>,
}

impl Chosen {
    /// Whether an extract is asked for.
    pub fn is_any(&self) -> bool {
        self.addressee.is_some() || !self.only.is_empty() || self.condition.is_some()
    }
}
