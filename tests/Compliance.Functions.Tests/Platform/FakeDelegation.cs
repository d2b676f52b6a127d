using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Compliance.Functions.Tests.Platform;

/// <summary>User delegation keys and the SAS that are signed with them (REST documentation, as service version 2026-10-06 signs).</summary>
public sealed class FakeDelegation(Uri endpoint, TimeProvider clock)
{
    static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>How many keys were given.</summary>
    public int Given { get; private set; }

    internal HttpResponseMessage Give(string identity, XDocument wanted)
    {
        var (start, expiry) = (Text(wanted, "Start"), Text(wanted, "Expiry"));
        var now = clock.GetUtcNow();
        if (Time(expiry) > now.AddDays(7) || Time(start) > now.AddDays(7) || Time(expiry) <= Time(start))
        {
            return FakeBlobAnswer.Error(HttpStatusCode.BadRequest, "InvalidXmlNodeValue");
        }

        Given++;
        return FakeBlobAnswer.Of(HttpStatusCode.OK, new XElement(
            "UserDelegationKey",
            new XElement("SignedOid", identity),
            new XElement("SignedTid", "directory"),
            new XElement("SignedStart", start),
            new XElement("SignedExpiry", expiry),
            new XElement("SignedService", "b"),
            new XElement("SignedVersion", "2023-11-03"),
            new XElement("Value", Convert.ToBase64String(Key(identity, start, expiry)))).ToString());
    }

    /// <returns>Whose key signed it; null when it does not hold now.</returns>
    internal string? Signer(Uri request, NameValueCollection query)
    {
        var now = clock.GetUtcNow();
        var held = query["skoid"] is { } oid && query["sr"] == "b" && query["spr"] == "https"
            && Time(query["st"]!) <= now && now < Time(query["se"]!)
            && Time(query["skt"]!) <= Time(query["st"]!) && Time(query["se"]!) <= Time(query["ske"]!);
        if (!held)
        {
            return null;
        }

        var account = endpoint.Host.Split('.')[0];
        string?[] signed =
        [
            query["sp"], query["st"], query["se"], $"/blob/{account}{Uri.UnescapeDataString(request.AbsolutePath)}",
            query["skoid"], query["sktid"], query["skt"], query["ske"], query["sks"], query["skv"],
            // Authorised and unauthorised user, correlation id, the delegated user's directory and id.
            null, null, null, null, null,
            query["sip"], query["spr"], query["sv"], query["sr"],
            // Snapshot, encryption scope, signed headers and query parameters, five response headers.
            null, null, null, null, null, null, null, null, null,
        ];
        var mac = HMACSHA256.HashData(
            Key(query["skoid"]!, query["skt"]!, query["ske"]!), Encoding.UTF8.GetBytes(string.Join('\n', signed)));
        return Convert.ToBase64String(mac) == query["sig"] ? query["skoid"] : null;
    }

    static byte[] Key(string identity, string start, string expiry) =>
        HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes($"{identity} {Time(start):O} {Time(expiry):O}"));

    static string Text(XDocument xml, string name) => xml.Descendants(name).Single().Value;

    static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
