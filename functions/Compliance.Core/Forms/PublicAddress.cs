using System.Net;
using System.Net.Sockets;

namespace Compliance.Forms;

/// <summary>
/// Decides which addresses are public. Excluded are private, loopback, cloud-internal and reserved addresses, and anything that embeds one
/// (IANA special-purpose address registries, RFC 6890). A tenant's URL can therefore never reach what only this service can reach.
/// </summary>
public static class PublicAddress
{
    static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    static readonly IPNetwork[] Special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Azure's own address on every virtual machine: DNS, agent, keys.
            "168.63.129.16/32",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(x => IPNetwork.Parse(x)),
    ];

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily is AddressFamily.InterNetwork || Global6.Contains(plain)) && !Special.Any(x => x.Contains(plain));
    }
}
