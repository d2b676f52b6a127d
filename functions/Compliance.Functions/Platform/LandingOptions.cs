using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Azure.Storage.Sas;

namespace Compliance.Functions.Platform;

/// <summary>The landing account, from configuration section <c>Landing</c>, which is also the blob trigger's connection.</summary>
public sealed class LandingOptions
{
    public const string Section = "Landing";

    /// <summary>Blob endpoint. Required.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>
    /// IPv4 addresses or CIDR ranges of the recorders, as in the account's firewall; empty by default. A SAS has only one range
    /// (<c>sip</c>): the shortest that covers all of these, while the firewall stays exact. Not for recorders that connect through a
    /// private endpoint or a subnet, because Azure sees private addresses there.
    /// </summary>
    public IList<string> AllowedIpRanges { get; } = [];

    /// <returns>The default, which sets no limit, for an empty list.</returns>
    /// <exception cref="FormatException">An entry is not an IPv4 address or range.</exception>
    internal SasIPRange SasRange()
    {
        if (AllowedIpRanges.Count == 0)
        {
            return default;
        }

        var ranges = AllowedIpRanges.Select(Bounds).ToArray();
        var (first, last) = (ranges.Min(x => x.First), ranges.Max(x => x.Last));
        return first == last ? new SasIPRange(Address(first)) : new SasIPRange(Address(first), Address(last));
    }

    internal bool AreRangesValid() => AllowedIpRanges.All(x => Parse(x) is not null);

    static (uint First, uint Last) Bounds(string text)
    {
        var network = Parse(text) ?? throw new FormatException("Landing:AllowedIpRanges has an entry that is not an IPv4 address or range.");
        var first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        var hosts = (1UL << (32 - network.PrefixLength)) - 1;
        return (first, first | (uint)hosts);
    }

    static IPNetwork? Parse(string text)
    {
        var ranged = text.Contains('/', StringComparison.Ordinal) ? text : text + "/32";
        return IPNetwork.TryParse(ranged, out var network)
            && network.BaseAddress.AddressFamily is AddressFamily.InterNetwork ? network : null;
    }

    static IPAddress Address(uint value) =>
        new([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
