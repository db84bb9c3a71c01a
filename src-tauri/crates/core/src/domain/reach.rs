//! How far an address leads away from this computer.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Ends of names that are resolved inside a network only (RFC 6762 3, RFC 8375, and what routers hand out).
const INSIDE: [&str; 4] = [".local", ".lan", ".internal", ".home.arpa"];

/// Where an address leads, as far as its host tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To this computer itself (RFC 1122 3.2.1.3).
    ThisComputer,
    /// Into a private network (RFC 1918, RFC 4193), or to a name that only such a network knows.
    PrivateNetwork,
    /// Anywhere.
    Anywhere,
}

impl Reach {
    /// Where `url` leads.
    pub fn of(url: &Url) -> Self {
        match url.host() {
            Some(Host::Domain(name)) => Self::of_name(name),
            Some(Host::Ipv4(address)) => Self::of_v4(address),
            Some(Host::Ipv6(address)) => Self::of_v6(address),
            None => Self::Anywhere,
        }
    }

    fn of_name(name: &str) -> Self {
        let name = name.trim_end_matches('.');
        if name == "localhost" {
            Self::ThisComputer
        } else if !name.contains('.') || INSIDE.iter().any(|end| name.ends_with(end)) {
            Self::PrivateNetwork
        } else {
            Self::Anywhere
        }
    }

    const fn of_v4(address: Ipv4Addr) -> Self {
        if address.is_loopback() {
            Self::ThisComputer
        } else if address.is_private() || address.is_link_local() {
            Self::PrivateNetwork
        } else {
            Self::Anywhere
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if let Some(address) = address.to_ipv4_mapped() {
            Self::of_v4(address)
        } else if address.is_loopback() {
            Self::ThisComputer
        } else if address.is_unique_local() || address.is_unicast_link_local() {
            Self::PrivateNetwork
        } else {
            Self::Anywhere
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_computer_private_networks_and_everything_else_are_told_apart() {
        for (reach, addresses) in [
            (Reach::ThisComputer, ["http://127.0.0.1", "http://[::1]:80", "http://localhost", "http://127.9.9.9"]),
            (Reach::PrivateNetwork, ["http://10.20.4.15", "http://192.168.1.1:8080", "http://pbx", "http://pbx.LAN"]),
            (Reach::PrivateNetwork, ["http://[fd00::7]", "http://[fe80::1]", "http://172.31.0.1", "http://a.b.local."]),
            (
                Reach::PrivateNetwork,
                ["http://[::ffff:10.0.0.1]", "http://169.254.7.7", "http://a.internal", "http://b"],
            ),
            (
                Reach::Anywhere,
                ["http://172.32.0.1", "http://8.8.8.8", "http://local.pbx.test", "http://localhost.test"],
            ),
            (Reach::Anywhere, ["http://[2001:db8::1]", "http://[::ffff:8.8.8.8]", "http://pbxlan.test", "data:,x"]),
        ] {
            for address in addresses {
                assert_eq!(Reach::of(&address.parse().unwrap()), reach, "{address}");
            }
        }
    }
}
