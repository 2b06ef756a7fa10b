//! The messages of DNS: what is asked, and what an answer says if it is one to the question.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, RCODE, TYPE};

/// Which records are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Addresses of version 4.
    A,
    /// Addresses of version 6.
    Aaaa,
    /// Mail servers.
    Mx,
}

/// What the name servers say of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// There is no such name.
    NoSuchName,
    /// It has these records of the kind asked for, perhaps none.
    Records(Records),
}

/// The records of one kind that a name has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// Of [`Kind::A`] and [`Kind::Aaaa`].
    pub(super) addresses: Vec<IpAddr>,
    /// Of [`Kind::Mx`]: the names of mail servers; empty is the root, which stands for none.
    pub(super) exchanges: Vec<String>,
}

/// How a message reads as the answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As an answer.
    Reply(Reply),
    /// As one that was cut off, and is to be asked for by another transport.
    Cut,
    /// As a refusal to answer.
    Failed,
    /// As nothing that was asked for: somebody else's, or no message at all.
    NotOurs,
}

/// More aliases than this lead nowhere.
const MOST_ALIASES: usize = 16;

/// The message that asks for the records of a name; `None` where that is no name.
pub(super) fn query(id: u16, name: &str, kind: Kind) -> Option<Vec<u8>> {
    // Empty labels are dropped without a word, which makes it another name.
    let parsed = Name::new(name).ok().filter(|parsed| parsed.to_string() == name)?;
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    let kind = QTYPE::TYPE(record_type(kind));
    packet.questions.push(Question::new(parsed, kind, QCLASS::CLASS(CLASS::IN), false));
    packet.build_bytes_vec().ok()
}

/// Reads what came back.
pub(super) fn read(message: &[u8], id: u16, name: &str, kind: Kind) -> Reading {
    let Ok(packet) = Packet::parse(message) else { return Reading::NotOurs };
    let is_answer = packet.id() == id && packet.has_flags(PacketFlag::RESPONSE);
    let is_asked = match &packet.questions[..] {
        [asked] => asked.qtype == QTYPE::TYPE(record_type(kind)) && lower(&asked.qname) == name,
        _ => false,
    };
    if !is_answer || !is_asked {
        return Reading::NotOurs;
    }
    if packet.has_flags(PacketFlag::TRUNCATION) {
        return Reading::Cut;
    }
    match packet.rcode() {
        RCODE::NameError => Reading::Reply(Reply::NoSuchName),
        RCODE::NoError => Reading::Reply(Reply::Records(records(&packet, name, kind))),
        _ => Reading::Failed,
    }
}

/// The records of the name, and of what it is an alias of.
fn records(packet: &Packet<'_>, name: &str, kind: Kind) -> Records {
    let answers: Vec<(String, &RData<'_>)> =
        packet.answers.iter().map(|record| (lower(&record.name), &record.rdata)).collect();
    let mut owners = BTreeSet::from([name.to_owned()]);
    for _ in 0..MOST_ALIASES {
        let before = owners.len();
        for (owner, data) in &answers {
            if let (true, RData::CNAME(alias)) = (owners.contains(owner), data) {
                owners.insert(lower(&alias.0));
            }
        }
        if owners.len() == before {
            break;
        }
    }
    let mut records = Records::default();
    for (_, data) in answers.iter().filter(|(owner, _)| owners.contains(owner)) {
        match (kind, data) {
            (Kind::A, RData::A(record)) => records.addresses.push(Ipv4Addr::from(record.address).into()),
            (Kind::Aaaa, RData::AAAA(record)) => records.addresses.push(Ipv6Addr::from(record.address).into()),
            (Kind::Mx, RData::MX(record)) => records.exchanges.push(lower(&record.exchange)),
            _ => {}
        }
    }
    records
}

fn record_type(kind: Kind) -> TYPE {
    match kind {
        Kind::A => TYPE::A,
        Kind::Aaaa => TYPE::AAAA,
        Kind::Mx => TYPE::MX,
    }
}

fn lower(name: &Name<'_>) -> String {
    name.to_string().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::{A, CNAME, MX};

    use super::*;

    fn answer(id: u16, name: &'static str, records: Vec<(&'static str, RData<'static>)>) -> Packet<'static> {
        let mut packet = Packet::new_reply(id);
        let kind = QTYPE::TYPE(TYPE::MX);
        packet.questions.push(Question::new(Name::new(name).unwrap(), kind, QCLASS::CLASS(CLASS::IN), false));
        let record = |(owner, data)| ResourceRecord::new(Name::new(owner).unwrap(), CLASS::IN, 60, data);
        packet.answers = records.into_iter().map(record).collect();
        packet
    }

    fn mx(exchange: &'static str) -> RData<'static> {
        RData::MX(MX { preference: 0, exchange: Name::new_unchecked(exchange) })
    }

    fn reading(packet: &Packet<'_>) -> Reading {
        read(&packet.build_bytes_vec_compressed().unwrap(), 7, "widget.example", Kind::Mx)
    }

    fn exchanges(names: &[&str]) -> Reading {
        let exchanges = names.iter().map(ToString::to_string).collect();
        Reading::Reply(Reply::Records(Records { exchanges, ..Records::default() }))
    }

    #[test]
    fn records_of_the_name_and_its_aliases_count() {
        let records = vec![("widget.example", mx("mail.widget.example")), ("other.example", mx("evil.example"))];
        assert_eq!(reading(&answer(7, "Widget.Example", records)), exchanges(&["mail.widget.example"]));
        let alias = RData::CNAME(CNAME(Name::new("host.example").unwrap()));
        let records = vec![
            ("host.example", mx("a.example")),
            ("widget.example", alias),
            ("x.example", RData::A(A { address: 1 })),
        ];
        assert_eq!(reading(&answer(7, "widget.example", records)), exchanges(&["a.example"]));
        assert_eq!(reading(&answer(7, "widget.example", vec![("widget.example", mx(""))])), exchanges(&[""]));
        let around = |from, to| (from, RData::CNAME(CNAME(Name::new(to).unwrap())));
        let around = vec![around("widget.example", "b.example"), around("b.example", "widget.example")];
        assert_eq!(reading(&answer(7, "widget.example", around)), exchanges(&[]));
    }

    #[test]
    fn answers_to_other_questions_are_not_ours() {
        let records = || vec![("widget.example", mx("mail.example"))];
        assert_eq!(reading(&answer(8, "widget.example", records())), Reading::NotOurs);
        assert_eq!(reading(&answer(7, "gadget.example", records())), Reading::NotOurs);
        let mut echoed = answer(7, "widget.example", records());
        echoed.remove_flags(PacketFlag::RESPONSE);
        assert_eq!(reading(&echoed), Reading::NotOurs);
        let mut other_kind = answer(7, "widget.example", records());
        other_kind.questions[0].qtype = QTYPE::TYPE(TYPE::A);
        assert_eq!(reading(&other_kind), Reading::NotOurs);
        assert_eq!(read(b"", 7, "widget.example", Kind::Mx), Reading::NotOurs);
    }

    #[test]
    fn codes_are_told_apart() {
        let with = |rcode| {
            let mut packet = answer(7, "widget.example", Vec::new());
            *packet.rcode_mut() = rcode;
            reading(&packet)
        };
        assert_eq!(with(RCODE::NameError), Reading::Reply(Reply::NoSuchName));
        assert_eq!(with(RCODE::ServerFailure), Reading::Failed);
        assert_eq!(with(RCODE::Refused), Reading::Failed);
        let mut cut = answer(7, "widget.example", Vec::new());
        cut.set_flags(PacketFlag::TRUNCATION);
        assert_eq!(reading(&cut), Reading::Cut);
    }

    #[test]
    fn names_that_point_at_themselves_are_no_message() {
        let mut message = query(7, "widget.example", Kind::Mx).unwrap();
        message[2] |= 0x80; // a response
        message[7] = 1; // with one answer
        let at = message.len() as u8;
        message.extend([0xc0, at, 0, 15, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0]);
        assert_eq!(read(&message, 7, "widget.example", Kind::Mx), Reading::NotOurs);
        // Cut at any byte, it is not ours either, and never a panic.
        for end in 0..message.len() {
            assert_eq!(read(&message[..end], 7, "widget.example", Kind::Mx), Reading::NotOurs);
        }
    }

    #[test]
    fn no_damage_to_a_message_is_a_panic() {
        let alias = RData::CNAME(CNAME(Name::new("host.example").unwrap()));
        let records = vec![("widget.example", alias), ("host.example", mx("a.example"))];
        let whole = answer(7, "widget.example", records).build_bytes_vec_compressed().unwrap();
        for at in 0..whole.len() {
            for byte in [0, 1, 0x0c, 0x3f, 0x40, 0xc0, 0xff] {
                let mut message = whole.clone();
                message[at] = byte;
                read(&message, 7, "widget.example", Kind::Mx);
            }
        }
    }

    #[test]
    fn what_is_no_name_cannot_be_asked_for() {
        for name in ["a..example", &"a".repeat(64), &"a.".repeat(200), "wid get.example"] {
            assert_eq!(query(1, name, Kind::A), None, "{name}");
        }
    }
}
