//! Rules that only the network can answer: what one asks about a policy, and how it reports a refusal.

use std::collections::BTreeSet;

use super::rule::Check;
use super::{Context, Findings, Note, NoteKind, RULES};
use crate::diagnostic::Finding;
use crate::online::{Answer, Answers, Question, Refusal};
use crate::source::Span;

/// A rule about what the network says.
#[derive(Debug)]
pub(crate) struct Inquiry {
    /// What it would like to know, in document order.
    pub(super) asks: fn(&Context<'_>) -> Vec<Asked>,
    /// What it says where the answer is no.
    pub(super) finding: fn(&Context<'_>, &Asked, Refusal) -> Finding,
}

/// A question, and the words that raise it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(super) question: Question,
    pub(super) span: Span,
}

impl Asked {
    pub(super) fn new(question: Question, span: Span) -> Self {
        Self { question, span }
    }
}

/// A rule asks no more than this about one policy; a text cannot have secpol call on thousands of hosts.
const MOST: usize = 32;

impl Inquiry {
    /// What the rule asks, each question once.
    fn questions(&self, context: &Context<'_>) -> Vec<Asked> {
        let mut seen = BTreeSet::new();
        let mut asked = (self.asks)(context);
        asked.retain(|asked| seen.insert(asked.question.clone()));
        asked.truncate(MOST);
        asked
    }

    /// Compares the answers with what the policy says.
    pub(super) fn check(
        &self,
        context: &Context<'_>,
        answers: &Answers,
        findings: &mut Findings<'_>,
        notes: &mut Vec<Note>,
    ) {
        if answers.is_empty() {
            return;
        }
        for asked in self.questions(context) {
            match answers.get(&asked.question) {
                Some(Answer::No(refusal)) => findings.push((self.finding)(context, &asked, *refusal)),
                Some(Answer::Unknown(why)) => {
                    let message = format!("it is not known {}: {why}", asked.question);
                    notes.push(Note { kind: NoteKind::Unanswered, message });
                }
                Some(Answer::Yes) | None => {}
            }
        }
    }
}

/// What the rules that are on would like to know about a policy.
pub(super) fn questions(context: &Context<'_>) -> BTreeSet<Question> {
    let mut questions = BTreeSet::new();
    for rule in RULES {
        if let (Some(_), Check::Online(inquiry)) = (context.settings().severity(rule), &rule.check) {
            questions.extend(inquiry.questions(context).into_iter().map(|asked| asked.question));
        }
    }
    questions
}
