//! Says which addresses belong to a private network: this machine, a house, a provider's inside.
//!
//! Readers elsewhere cannot reach what is there, and whoever may write a link, or answers one with
//! a redirect, could otherwise have this machine ask its neighbours. A table of ranges; asks nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ranges of IPv4 that lead nowhere on the open internet: first address, leading bits.
///
/// Source: IANA's registry of special-purpose addresses (RFC 6890), and of multicast (RFC 5771).
const PRIVATE_V4: [(Ipv4Addr, u32); 9] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Multicast, what is kept for later, and broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// The same of IPv6; the registry is that of RFC 6890, multicast is RFC 4291.
const PRIVATE_V6: [(Ipv6Addr, u32); 6] = [
    (Ipv6Addr::UNSPECIFIED, 128),
    (Ipv6Addr::LOCALHOST, 128),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    // Of old, a house's own.
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8),
];

/// Whether an address is on a private network, also if it stands inside another.
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => PRIVATE_V4.iter().any(|(first, bits)| {
            let shift = 32 - bits;
            address.to_bits() >> shift == first.to_bits() >> shift
        }),
        IpAddr::V6(address) => {
            let is_in = |(first, bits): &(Ipv6Addr, u32)| {
                let shift = 128 - bits;
                address.to_bits() >> shift == first.to_bits() >> shift
            };
            PRIVATE_V6.iter().any(is_in) || inner(address).is_some_and(|inner| is_private(inner.into()))
        }
    }
}

/// The IPv4 address that an IPv6 address stands for.
///
/// Source: RFC 4291, 2.5.5 (mapped and compatible); RFC 6052, 2.1 (64:ff9b::/96); RFC 3056, 2 (2002::/16).
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let of = |high: u16, low: u16| Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0 | 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => of(g, h),
        [0x2002, high, low, ..] => of(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_told_from_the_internet() {
        for (address, expected) in [
            ("127.0.0.1", true),
            ("0.0.0.0", true),
            ("10.255.0.1", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("169.254.169.254", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("192.169.1.1", false),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("9.9.9.9", false),
            ("223.255.255.255", false),
            ("::", true),
            ("::1", true),
            ("::127.0.0.1", true),
            ("::ffff:192.168.1.1", true),
            ("::ffff:9.9.9.9", false),
            ("64:ff9b::10.0.0.1", true),
            ("64:ff9b::9.9.9.9", false),
            ("2002:a00:1::", true),
            ("2002:909:909::", false),
            ("fd00::1", true),
            ("fe80::1", true),
            ("ff02::1", true),
            ("2620:fe::fe", false),
        ] {
            assert_eq!(is_private(address.parse().expect("an address")), expected, "{address}");
        }
    }
}
