//! What only the network knows about a policy: whether mail and links reach anybody.
//!
//! A rule says what it would like to know, as [`Question`]s; whoever calls it may ask, and give it [`Answers`]; the
//! rule compares. What cannot be told is [`Answer::Unknown`], which no rule reports.

mod answer;

pub use answer::{Answer, Answers, Question, Refusal};
