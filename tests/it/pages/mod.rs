//! Proves what readers get: every word, chart, table and citation on the pages, also with a screen reader.

mod assessment;
mod audit;
mod changes_edition;
mod charts;
mod citations;
mod classification;
mod code;
mod brands;
mod colours;
mod from_data;
mod full_pages;
mod generated;
mod geometry;
mod languages;
mod layout;
mod links;
mod look;
mod marks;
mod odd_charts;
mod own;
mod reports;
mod running_heads;
mod running_on;
mod placed_figures;
mod words;
