//! From the vocabulary files to [`super::tables`], one of English and one of every language.
//!
//! A file has sections `[concept]` with a phrase a line. In a phrase, `word*` stands for any
//! word that begins so, `(word)` may be left out, `a|b` is either, `phrase = 3` gives a value,
//! and `#` begins a comment. Case and diacritics do not matter; CJK text needs no spaces.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::concept::{Concept, Layer};
use super::fold::{Class, class};
use super::language::Language;
use super::matcher::{Accept, HEAD, SHORTEST_STEM, WordMatch, filter, head, stem_hash, word_hash};

/// Rewrites the tables when this variable is set; the test names it.
const UPDATE: &str = "SECPOL_UPDATE";

/// How many buckets there are for each word, at least: most of them hold none or one.
const BUCKETS_A_WORD: usize = 2;

#[test]
fn tables_are_those_of_the_vocabulary_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy/vocabulary");
    let mut english = Vocabulary::default();
    let mut all = Vocabulary::default();
    for &language in Language::ALL {
        let path = format!("{folder}/{}.txt", language.tag());
        let text = std::fs::read_to_string(&path).expect("every language has a file");
        let is_english = language == Language::English;
        let added = all.add(language, &text, |_| true);
        let added = added.and(english.add(language, &text, |concept| is_english || concept == Concept::Stopword));
        if let Err(mistake) = added {
            panic!("src/policy/vocabulary/{}.txt: {mistake}", language.tag());
        }
    }
    let mut outdated = Vec::new();
    for (name, vocabulary) in [("english", english), ("all", all)] {
        let tables = vocabulary.render();
        let path = format!("{folder}/tables/{name}.rs");
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(&path, tables).expect("the tables can be written");
        } else if std::fs::read_to_string(&path).map_or(true, |current| current != tables) {
            outdated.push(name);
        }
    }
    assert!(outdated.is_empty(), "the tables {outdated:?} are out of date; run `{UPDATE}=1 cargo test vocabulary`");
}

/// Phrases as word patterns: a word, and whether it is a stem.
#[derive(Default)]
struct Vocabulary {
    /// Ids start at 1.
    words: BTreeMap<(String, bool), u16>,
    phrases: BTreeMap<Vec<u16>, Vec<Accept>>,
    stopwords: BTreeMap<u16, u16>,
}

impl Vocabulary {
    fn add(&mut self, language: Language, text: &str, is_wanted: impl Fn(Concept) -> bool) -> Result<(), String> {
        let mut concept = None;
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let at = |mistake: &str| format!("line {}: {mistake}: {line}", number + 1);
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                concept = Some(*Concept::ALL.iter().find(|c| c.name() == name).ok_or_else(|| at("no such concept"))?);
                continue;
            }
            let concept = concept.ok_or_else(|| at("a phrase before the first section"))?;
            if !is_wanted(concept) {
                continue;
            }
            let (phrase, value) = match line.rsplit_once('=') {
                Some((phrase, value)) => {
                    (phrase.trim(), value.trim().parse().map_err(|_| at("the value is no number"))?)
                }
                None => (line, 0),
            };
            for words in variants(phrase).map_err(|mistake| at(&mistake))? {
                let ids: Vec<u16> = words.into_iter().map(|word| self.word(word)).collect();
                if concept == Concept::Stopword {
                    let [id] = ids[..] else { return Err(at("a stop word is one word")) };
                    *self.stopwords.entry(id).or_default() |= language.bit();
                } else {
                    let accept = (concept as u8, language as u8, value);
                    let accepts = self.phrases.entry(ids).or_default();
                    if !accepts.contains(&accept) {
                        accepts.push(accept);
                    }
                }
            }
        }
        Ok(())
    }

    fn word(&mut self, word: (String, bool)) -> u16 {
        let next = u16::try_from(self.words.len() + 1).expect("fewer than 65,536 words");
        *self.words.entry(word).or_insert(next)
    }

    fn render(&self) -> String {
        let mut out = String::from(
            "//! Made from the vocabulary files by `SECPOL_UPDATE=1 cargo test vocabulary`; not to be edited.\n\n\
             use crate::policy::vocabulary::matcher::{Accept, Lookup, Node, Pattern, Tables, node};\n\n\
             pub(in crate::policy::vocabulary) static TABLES: Tables = Tables {\n    words: Lookup { buckets: &WORD_BUCKETS, patterns: &WORDS },\n    \
             stems: Lookup { buckets: &STEM_BUCKETS, patterns: &STEMS },\n    long_words: LONG_WORDS,\n    \
                 roots: &ROOTS,\n    \
             stopwords: &STOPWORDS,\n    nodes: &NODES,\n    edges: &EDGES,\n    accepts: &ACCEPTS,\n};\n\n",
        );
        self.render_words(&mut out);

        let (roots, nodes) = self.automaton();
        let count = self.words.len() + 1;
        let roots = |id: usize| {
            let of_layer = |root: &BTreeMap<u16, u16>| root.get(&(id as u16)).copied().unwrap_or(0).to_string();
            format!("[{}]", roots.iter().map(of_layer).collect::<Vec<_>>().join(","))
        };
        table(&mut out, "ROOTS", "[u16; 4]", &(0..count).map(roots).collect::<Vec<_>>());
        let stop = |id: usize| self.stopwords.get(&(id as u16)).copied().unwrap_or(0).to_string();
        table(&mut out, "STOPWORDS", "u16", &(0..count).map(stop).collect::<Vec<_>>());

        let (mut rows, mut edges, mut accepts) = (Vec::new(), Vec::new(), Vec::new());
        for State { edges: own, accepts: meant } in nodes {
            let following = own.keys().map(|&word| filter(word)).fold(0, |all, bit| all | bit);
            rows.push(format!("node({},{},{following:#x})", edges.len(), accepts.len()));
            edges.extend(own.iter().map(|(word, next)| format!("({word},{next})")));
            accepts.extend(meant.iter().map(|(concept, language, value)| format!("({concept},{language},{value})")));
        }
        rows.push(format!("node({},{},0)", edges.len(), accepts.len()));
        table(&mut out, "NODES", "Node", &rows);
        table(&mut out, "EDGES", "(u16, u16)", &edges);
        table(&mut out, "ACCEPTS", "Accept", &accepts);
        out
    }

    /// The phrases as an automaton: for each layer the state that a word begins with, and the states. What
    /// goes on in the same way is one state, and the first state is none.
    fn automaton(&self) -> (Vec<BTreeMap<u16, u16>>, Vec<State>) {
        // A tree first, with a root for each layer.
        let mut tree: Vec<PhraseNode> = (0..Layer::COUNT).map(|_| PhraseNode::default()).collect();
        for (phrase, accepts) in &self.phrases {
            for &accept in accepts {
                let mut at = Concept::ALL[accept.0 as usize].layer() as usize;
                for &word in phrase {
                    at = match tree[at].edges.get(&word) {
                        Some(&next) => next,
                        None => {
                            tree.push(PhraseNode::default());
                            let next = tree.len() - 1;
                            tree[at].edges.insert(word, next);
                            next
                        }
                    };
                }
                tree[at].accepts.push(accept);
            }
        }
        let (mut states, mut known) = (vec![State::default()], BTreeMap::new());
        let mut state_of = vec![0; tree.len()];
        let led_to = |node: &PhraseNode, state_of: &[u16]| -> BTreeMap<u16, u16> {
            node.edges.iter().map(|(&word, &next)| (word, state_of[next])).collect()
        };
        // Whatever a node leads to stands behind it.
        for index in (Layer::COUNT..tree.len()).rev() {
            let state = State { edges: led_to(&tree[index], &state_of), accepts: tree[index].accepts.clone() };
            state_of[index] = *known.entry(state.clone()).or_insert_with(|| {
                states.push(state);
                u16::try_from(states.len() - 1).expect("the tables have room for 65,536 states")
            });
        }
        let roots = tree[..Layer::COUNT].iter().map(|root| led_to(root, &state_of)).collect();
        (roots, states)
    }

    fn render_words(&self, out: &mut String) {
        let mut long_words = String::new();
        for (are_stems, name) in [(false, "WORD"), (true, "STEM")] {
            let of_kind: Vec<_> = self.words.iter().filter(|((_, is_stem), _)| *is_stem == are_stems).collect();
            let count = (of_kind.len() * BUCKETS_A_WORD).next_power_of_two();
            let mut buckets = vec![Vec::new(); count];
            for ((word, _), &id) in of_kind {
                let head = head(word.as_bytes());
                let hash = if are_stems { stem_hash(head) } else { word_hash(head, word.len()) };
                buckets[hash % count].push((std::cmp::Reverse(word.len()), word, id));
            }
            let (mut firsts, mut patterns) = (vec!["0".to_owned()], Vec::new());
            for bucket in &mut buckets {
                bucket.sort_unstable();
                for &(_, word, id) in &*bucket {
                    let mut rest = 0;
                    if word.len() > HEAD {
                        rest = long_words.len() + HEAD;
                        long_words.push_str(word);
                    }
                    let ids = self.matched(word, id).map(|id| id.to_string()).join(",");
                    patterns.push(format!("({:#x},{},{rest},[{ids}])", head(word.as_bytes()), word.len()));
                }
                firsts.push(patterns.len().to_string());
            }
            table(out, &format!("{name}_BUCKETS"), "u16", &firsts);
            table(out, &format!("{name}S"), "Pattern", &patterns);
        }
        let _ = writeln!(out, "static LONG_WORDS: &str = \"\\");
        let mut line = String::from("  ");
        for c in long_words.chars() {
            line.push(c);
            if line.len() > 116 {
                let _ = writeln!(out, "{line}\\");
                line.truncate(2);
            }
        }
        let _ = writeln!(out, "{line}\";\n");
    }

    /// The stems that a word or stem extends, the shortest first, and it itself.
    fn matched(&self, word: &str, id: u16) -> [u16; WordMatch::MOST] {
        let beginnings = word.char_indices().map(|(at, c)| word[..at + c.len_utf8()].to_owned());
        let stems: Vec<u16> = beginnings.filter_map(|stem| self.words.get(&(stem, true)).copied()).collect();
        let mut ids = [0; WordMatch::MOST];
        let others = stems.into_iter().filter(|&stem| stem != id);
        for (place, id) in others.chain([id]).enumerate() {
            assert!(place < ids.len(), "`{word}` extends {place} stems; at most {} can be told", WordMatch::MOST - 1);
            ids[place] = id;
        }
        ids
    }
}

#[derive(Default)]
struct PhraseNode {
    edges: BTreeMap<u16, usize>,
    accepts: Vec<Accept>,
}

/// What is meant by the words so far, and where each next word leads.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    edges: BTreeMap<u16, u16>,
    accepts: Vec<Accept>,
}

fn table(out: &mut String, name: &str, kind: &str, rows: &[String]) {
    let _ = writeln!(out, "static {name}: [{kind}; {}] = [", rows.len());
    let mut line = String::from(" ");
    for row in rows {
        if line.len() + row.len() > 116 {
            let _ = writeln!(out, "{line}");
            line = String::from(" ");
        }
        let _ = write!(line, " {row},");
    }
    let _ = writeln!(out, "{line}\n];\n");
}

/// The word sequences that a phrase stands for.
fn variants(phrase: &str) -> Result<Vec<Vec<(String, bool)>>, String> {
    let mut all: Vec<Vec<(String, bool)>> = vec![Vec::new()];
    for slot in phrase.split_whitespace() {
        let (slot, optional) = match slot.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => (inner, true),
            None => (slot, false),
        };
        let mut next = if optional { all.clone() } else { Vec::new() };
        for choice in slot.split('|') {
            let words = words(choice)?;
            next.extend(all.iter().map(|before| [before.clone(), words.clone()].concat()));
        }
        all = next;
    }
    all.retain(|words| !words.is_empty());
    if all.is_empty() { Err("an empty phrase".to_owned()) } else { Ok(all) }
}

/// The words of a slot as the lexer would cut them, and whether each is a stem.
fn words(slot: &str) -> Result<Vec<(String, bool)>, String> {
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut word = String::new();
    for c in slot.chars() {
        match class(c) {
            _ if c == '*' => {
                if word.len() < SHORTEST_STEM {
                    return Err(format!("a `*` follows at least {SHORTEST_STEM} letters"));
                }
                words.push((std::mem::take(&mut word), true));
            }
            Class::Letter(folded) => word.push(folded),
            Class::Single(single) => {
                if !word.is_empty() {
                    words.push((std::mem::take(&mut word), false));
                }
                words.push((single.to_string(), false));
            }
            Class::Joint => {
                if !word.is_empty() {
                    words.push((std::mem::take(&mut word), false));
                }
            }
            Class::Digit(_) | Class::Stop | Class::Space => return Err(format!("`{c}` is no part of a word")),
        }
    }
    if !word.is_empty() {
        words.push((word, false));
    }
    Ok(words)
}
