using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The name of a recording's file: 1-128 of <c>[A-Za-z0-9._-]</c>, not <c>.</c> or <c>..</c> (a URL cannot have those as a segment).
/// Opaque once <see cref="Compliance.Identities.OpaqueText"/> has accepted it. Unique within a recording, ignoring case.
/// </summary>
[JsonConverter(typeof(FileNameConverter))]
public readonly partial record struct FileName
{
    readonly string? value;

    FileName(string value) => this.value = value;

    public static bool TryParse([NotNullWhen(true)] string? text, out FileName name)
    {
        var ok = text is not null && Pattern().IsMatch(text) && text is not ("." or "..");
        name = ok ? new FileName(text!) : default;
        return ok;
    }

    /// <summary>
    /// True for a name that means something else than a file to an operating system, a shell or a web server: <c>CON</c>,
    /// <c>.htaccess</c>, <c>-rf</c>, <c>notes.</c>
    /// </summary>
    public bool IsReserved => Reserved().IsMatch(ToString());

    /// <exception cref="FormatException">Not a file name.</exception>
    public static FileName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("Not a file name: 1-128 of [A-Za-z0-9._-].");

    public override string ToString() => value ?? throw new InvalidOperationException("An empty FileName was used.");

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"\A([.-]|(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z))|\.\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reserved();
}

sealed class FileNameConverter() : StrongStringConverter<FileName>(FileName.TryParse, "must be 1-128 of [A-Za-z0-9._-]");
