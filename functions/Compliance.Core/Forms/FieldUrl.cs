using System.Net;

namespace Compliance.Forms;

/// <summary>Addresses that this service posts to. Whether it may reach one is decided when it connects.</summary>
static class FieldUrl
{
    const int MostCharacters = 2000;

    public static string Rule => $"must be an https URL of at most {MostCharacters} characters, without user information or a fragment";

    /// <summary>An https address, or http on this machine.</summary>
    public static bool IsOutbound(string text) =>
        text.Length <= MostCharacters
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url is { UserInfo.Length: 0, Fragment.Length: 0 };

    /// <summary>Whether it names, as digits, an address that is neither public nor this machine's own.</summary>
    public static bool IsPrivate(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && IPAddress.TryParse(url.IdnHost, out var address)
        && !IPAddress.IsLoopback(address)
        && !PublicAddress.Is(address);
}
