//! The colours of a theme and what it demands of them, as Typst evaluates it.

use std::sync::Arc;

use typst::foundations::{Array, Dict, Module, Str, Value};
use typst::visualize::{Color, ProcessColor};

use crate::merge::GeneratedFiles;
use crate::merge::brand::{Demand, Pair, Theme, What};
use crate::merge::tokens;

use super::world::{ReportWorld, Written, file_id};
use super::{FontStore, layout, thread};

/// What the theme in use says, over that of the program as in `look/tokens.typ`. `None` for one that cannot be evaluated, which is reported
/// when its templates are.
pub fn read(written: Written, fonts: Arc<FontStore>) -> Option<Theme> {
    let generated = GeneratedFiles::from([(tokens::THEME.to_owned(), tokens::theme(&written.templates))]);
    let world = ReportWorld::new(written, fonts, &generated);
    let in_use = format!("/{}", tokens::THEME_IN_USE);
    let eval = |path: &str| thread::run(|| layout::eval(&world, file_id(path))?.0.ok());
    let (in_use, of_program) = (eval(&in_use)?, eval(tokens::THEME)?);
    let own = |name| value(&in_use, name);
    let array = |name| own(name).or_else(|| value(&of_program, name)).and_then(|value| value.cast::<Array>().ok());
    let array = |name| array(name).unwrap_or_default();
    let dictionary = |value: Option<Value>| value.and_then(|value| value.cast::<Dict>().ok());
    let both = |name| Some(dictionary(value(&of_program, name))? + dictionary(own(name)).unwrap_or_default());
    let (weights, colours) = (both("weights").unwrap_or_default(), both("colours")?);
    let colours = colours.iter().filter_map(|(name, pair)| Some((name.to_string(), colour(pair)?)));
    let contrasts = array("contrasts").into_iter().filter_map(contrast);
    let distinctions = array("distinctions").into_iter().filter_map(distinction);
    Some(Theme {
        colours: colours.collect(),
        demands: contrasts.chain(distinctions).collect(),
        weights: weights
            .iter()
            .filter_map(|(name, weight)| Some((name.to_string(), weight.clone().cast().ok()?)))
            .collect(),
        of_brand: array("of-brand").into_iter().filter_map(|name| name.cast().ok()).collect(),
    })
}

fn value(module: &Module, name: &str) -> Option<Value> {
    Some(module.scope().get(name)?.read().clone())
}

/// `(screen: rgb("#0c3c4c"), print: cmyk(95%, 45%, 35%, 50%))`; `None` for colours of another form, such as spot colours.
fn colour(pair: &Value) -> Option<Pair> {
    let pair: Dict = pair.clone().cast().ok()?;
    let part = |name| pair.get(name).ok()?.clone().cast::<Color>().ok();
    let byte = |share: f32| (share * 255.0).round() as u8;
    let Color::Process(screen) = part("screen")? else { return None };
    let Color::Process(ProcessColor::Cmyk(inks)) = part("print")? else { return None };
    let screen = screen.to_rgb();
    let percent = |share: f32| (share * 100.0).round() as u8;
    Some(Pair {
        screen: [byte(screen.red), byte(screen.green), byte(screen.blue)],
        print: [percent(inks.c), percent(inks.m), percent(inks.y), percent(inks.k)],
    })
}

/// `("ink", "paper", 4.5)`.
fn contrast(entry: Value) -> Option<Demand> {
    let entry: Array = entry.cast().ok()?;
    let [one, other, least] = entry.as_slice() else { return None };
    Some(Demand { names: [name(one)?, name(other)?], what: What::Contrast(least.clone().cast().ok()?) })
}

/// `("brand", "paper")`.
fn distinction(entry: Value) -> Option<Demand> {
    let entry: Array = entry.cast().ok()?;
    let [one, other] = entry.as_slice() else { return None };
    Some(Demand { names: [name(one)?, name(other)?], what: What::Difference })
}

fn name(value: &Value) -> Option<String> {
    Some(value.clone().cast::<Str>().ok()?.to_string())
}
