using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// The statement of a certificate (CERTIFICATE.md). It names nobody: recordings are opaque ids, recipients are systems.
/// </summary>
/// <param name="V">Format version, 1.</param>
/// <param name="RequestId">The request, or the run of the retention.</param>
/// <param name="RequestType">Null: nobody asked, the retention had ended.</param>
/// <param name="ReceivedAt">When the request was received, or the run began.</param>
/// <param name="DecidedAt">When the controller decided.</param>
/// <param name="FourEyes">Whether a second person approved.</param>
/// <param name="Review">What a person's review of an automated decision came to (GDPR Art. 22(3)); null where none was due.</param>
/// <param name="Transfer">What came of a transfer to another controller (GDPR Art. 20(2)); null before its end, or without one.</param>
/// <param name="Destroyed">Recordings that no store contains any more.</param>
/// <param name="Kept">Recordings that still exist, and why.</param>
/// <param name="Told">The state of each recipient when the certificate was issued (GDPR Art. 19).</param>
/// <param name="Copies">Clear copies that had left our stores and are beyond our control.</param>
/// <param name="Number">Counts the request's certificates, from 1; each states all of its recordings.</param>
/// <param name="Previous">The certificate before this one; null for the first.</param>
/// <param name="Log">The evidence in the transparency log.</param>
public sealed record CertificateStatement(
    int V,
    string Tenant,
    SubjectRequestId RequestId,
    SubjectRequestType? RequestType,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? DecidedAt,
    FourEyes? FourEyes,
    ReviewView? Review,
    TransferView? Transfer,
    DateTimeOffset IssuedAt,
    IReadOnlyList<DestroyedRecording> Destroyed,
    IReadOnlyList<KeptRecording> Kept,
    IReadOnlyList<RecipientStatus> Told,
    IReadOnlyList<ClearCopy> Copies,
    int Number,
    PreviousCertificate? Previous,
    LogEvidence Log)
{
    public const int Version = 1;
}

/// <param name="Sha256">Lowercase hex, of the certificate as it is served.</param>
public sealed record PreviousCertificate(int Number, string Sha256);

/// <param name="Method">Always <see cref="CertificateMethod.KeyDestroyed"/>: first the key, then every blob.</param>
/// <param name="Ground">GDPR Art. 17(1), or 5(1)(e) where the retention had ended, without <c>Art.</c>.</param>
/// <param name="ShreddedAt">From then on no copy of the ciphertext can be opened: the live key and all cached copies are gone.</param>
/// <param name="FinalAt">From then on no backup of the key ring contains the key.</param>
public sealed record DestroyedRecording(
    RecordingId RecordingId,
    string Method,
    IReadOnlyList<string> What,
    string? Ground,
    DateTimeOffset? ShreddedAt,
    DateTimeOffset? FinalAt)
{
    /// <summary>Whether nothing of the recording is left; otherwise <see cref="What"/> names the media that went.</summary>
    [JsonIgnore]
    public bool IsWhole => What.Contains(CertificateMethod.Metadata, StringComparer.Ordinal);
}

/// <param name="Outcome">As in the request's status.</param>
/// <param name="Basis">The exception that applies, or the lawful basis under which processing continues.</param>
public sealed record KeptRecording(RecordingId RecordingId, OutcomeKind Outcome, string? Basis, DateTimeOffset? ReviewAt)
{
    /// <summary>What was destroyed of the person's part; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DestroyedPart? Part { get; init; }
}

/// <param name="Method">Always <see cref="CertificateMethod.KeyDestroyed"/>, of the generation that had it.</param>
/// <param name="ShreddedAt">From then on no copy of that generation's ciphertext can be opened.</param>
/// <param name="FinalAt">From then on no backup of the key ring contains its key.</param>
public sealed record DestroyedPart(
    string Method, IReadOnlyList<string> What, DateTimeOffset? ShreddedAt, DateTimeOffset? FinalAt);

/// <summary>Content that had been played or handed out earlier.</summary>
/// <param name="Kind">One of <see cref="ClearCopyKind"/>.</param>
/// <param name="Count">The number of principals that read it, or of packages that contained it.</param>
public sealed record ClearCopy(RecordingId RecordingId, string Kind, int Count, DateTimeOffset LastAt);

/// <summary>How clear content left.</summary>
public static class ClearCopyKind
{
    public const string Read = "read";
    public const string Package = "package";
}

/// <param name="EntryId">The audit entry that contains <paramref name="OutcomesSha256"/>.</param>
/// <param name="OutcomesSha256">Lowercase hex over <see cref="OutcomeLines"/>.</param>
/// <param name="Entry">The logged line, base64: the input of the leaf hash.</param>
/// <param name="Index">The entry's index in the tree, from 0.</param>
/// <param name="InclusionProof">Base64 hashes from the leaf's sibling upwards (RFC 6962, 2.1.1).</param>
/// <param name="Checkpoint">The signed note, as text.</param>
public sealed record LogEvidence(
    string EntryId, string OutcomesSha256, string Entry, long Index, IReadOnlyList<string> InclusionProof, string Checkpoint);

/// <summary>How content was destroyed.</summary>
public static class CertificateMethod
{
    /// <summary>Cryptographic erasure (NIST SP 800-88), followed by deletion.</summary>
    public const string KeyDestroyed = "keyDestroyedThenDeleted";

    public const string Metadata = "metadata";

    /// <summary>Everything of a recording that an erasure destroys.</summary>
    public static IReadOnlyList<string> Everything { get; } = ["key", "media", Metadata, "index", "manifest", "uploads"];

    /// <summary>What the erasure of one person's part destroys.</summary>
    public static IReadOnlyList<string> Part { get; } = ["key", "voice", "turns", "metadata", "index"];

    /// <summary>What the erasure of the identity of a member of staff destroys.</summary>
    public static IReadOnlyList<string> Identity { get; } = ["key", "metadata", "index"];

    /// <summary>A medium that ended while the rest of its recording stays: the key of the generation that had it is destroyed.</summary>
    public static string Medium(RetentionMedium medium) => JsonNamingPolicy.CamelCase.ConvertName(medium.ToString());
}

/// <summary>The text whose hash is logged: one line per recording, in the certificate's order, destroyed ones first.</summary>
public static class OutcomeLines
{
    /// <summary><c>{recordingId} {outcome} {basis|-} {shreddedAt|-}\n</c>, UTF-8.</summary>
    public static string Of(IReadOnlyList<DestroyedRecording> destroyed, IReadOnlyList<KeptRecording> kept)
    {
        var text = new StringBuilder();
        foreach (var x in destroyed)
        {
            Line(text, x.RecordingId, OutcomeKind.Erased, x.Ground, x.ShreddedAt);
        }

        foreach (var x in kept)
        {
            Line(text, x.RecordingId, x.Outcome, x.Basis, shreddedAt: null);
        }

        return text.ToString();
    }

    public static string Sha256(IReadOnlyList<DestroyedRecording> destroyed, IReadOnlyList<KeptRecording> kept) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(destroyed, kept))));

    static void Line(StringBuilder text, RecordingId id, OutcomeKind outcome, string? basis, DateTimeOffset? shreddedAt)
    {
        var word = JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
        var at = shreddedAt is { } instant ? Rfc3339.Format(instant) : "-";
        text.Append(CultureInfo.InvariantCulture, $"{id} {word} {basis ?? "-"} {at}\n");
    }
}
