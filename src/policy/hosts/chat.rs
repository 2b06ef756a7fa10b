//! Pages of chats and social networks: a room, somebody to write to, an account.

use super::Place;
use super::known::Host;

/// What a page of a chat, messenger or social network is; `None` where the host is none. The URL is in lower case.
pub(super) fn chat_place(host: &str, known: Option<Host>, url: &str, path: &[&str]) -> Option<Place> {
    match known {
        Some(Host::Messenger) => Some(Place::Message),
        Some(Host::Chat) if is_person(url, path) => Some(Place::Message),
        Some(Host::Chat) => Some(Place::Chat),
        Some(Host::Social) => Some(Place::Account),
        // Mastodon has many hosts, on which an account is "/@ada".
        None if matches!(path, [name] if name.len() > 1 && name.starts_with('@')) => Some(Place::Account),
        _ if host.starts_with("chat.") => Some(Place::Chat),
        _ if path.iter().any(|segment| matches!(*segment, "discord" | "slack" | "gitter")) => Some(Place::Chat),
        _ => None,
    }
}

/// Whether a page of a chat is a person, not a room: `matrix.to/#/@ada:widget.example`, `discord.com/users/1`.
fn is_person(url: &str, path: &[&str]) -> bool {
    let is_matrix = ["#/@", "#/%40", "#/user/"].iter().any(|user| url.contains(user));
    is_matrix || matches!(path, ["users", _])
}
