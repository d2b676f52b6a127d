using System.Text.RegularExpressions;

namespace Compliance.Settings;

/// <summary>
/// Addresses of Azure AI Speech resources. The tenant's access token is sent there, so nothing but the service's own domains will do.
/// Whether a host may ask this machine is decided when it asks.
/// </summary>
static partial class SpeechEndpoint
{
    public const string Rule =
        "must be the address of an Azure AI Speech resource with its own name, like https://NAME.cognitiveservices.azure.com";

    public static bool IsOne(string text) => Resource().IsMatch(text)
        || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is
        {
            Scheme: "http", IsLoopback: true, UserInfo: "", PathAndQuery: "/", Fragment: "",
        });

    [GeneratedRegex(
        @"\Ahttps://[a-z0-9][a-z0-9-]{1,62}\.cognitiveservices\.azure\.(?:com|us|cn)/?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Resource();
}
