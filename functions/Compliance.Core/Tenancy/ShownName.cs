using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Tenancy;

/// <summary>
/// Blob names as logs and the health report may show them. Anybody with write access to an account can choose a name, and with it put a
/// telephone number or an address there; such a name is shown as its hash. <c>fsck</c> prints names as they are.
/// </summary>
public static partial class ShownName
{
    const int Timeout = 1000;

    public static string Of(string name) =>
        Plain().IsMatch(name) && !Number().IsMatch(Opaque().Replace(name, "#"))
            ? name
            : $"(name {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))})";

    /// <param name="place">Container and name with a colon between, as <c>fsck</c> has them.</param>
    public static string OfPlace(string place)
    {
        var name = place.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? colon + 2 : 0;
        return place[..name] + Of(place[name..]);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._/-]{1,300}\z", RegexOptions.CultureInvariant, Timeout)]
    private static partial Regex Plain();

    /// <summary>UUIDs, tokens and hashes, and days.</summary>
    [GeneratedRegex(
        @"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}|[12][0-9]{3}-[01][0-9]-[0-3][0-9]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex Opaque();

    /// <summary>Seven digits or more, with or without separators: telephone, account and card numbers.</summary>
    [GeneratedRegex(@"[0-9]([._-]{0,2}[0-9]){6}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Number();
}
