//! How long the server waits for others.

use std::time::Duration;

use crate::bounds::preview as bounds;

#[derive(Clone, Copy)]
pub struct Times {
    pub head: Duration,
    pub body: Duration,
    pub idle: Duration,
    pub news: Duration,
}

pub const TIMES: Times =
    Times { head: bounds::HEAD_TIME, body: bounds::BODY_TIME, idle: bounds::IDLE_TIME, news: bounds::NEWS_TIME };
